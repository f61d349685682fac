"""The addresses that stand on a results page: the search as it is, with one thing changed."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from listings.filters import GROUPS

# An address that says "from anywhere" on purpose.
NO_DEFAULT = "state="


def encoded(params: Mapping[str, Sequence[str]]) -> str:
    return urlencode([(name, value) for name, values in params.items() for value in values])


class Address:
    """The query string of this page, and the same with one thing changed.

    Where nothing is left, an empty `state` keeps the default of a reader's profile away.
    """

    def __init__(self, params: QueryDict, home: str = "") -> None:
        self.everything = f"?{NO_DEFAULT}" if home else reverse("listings:list")
        self.more = [name for name in params.getlist("more") if name in GROUPS]
        self.params = {
            name: [value for value in params.getlist(name) if value.strip()]
            for name in ("q", *GROUPS, "within", "sort")
            if name in params
        }

    def url(self, params: dict[str, list[str]], **more: str) -> str:
        query = encoded({**params, **{name: [value] for name, value in more.items()}})
        return f"?{query}" if query else self.everything

    @cached_property
    def query(self) -> str:
        return encoded(self.params)

    def shown_whole(self, names: list[str], name: str) -> str:
        """With these groups shown whole, at the place of the one that it is about."""
        query = "&".join(filter(None, (self.query, *(f"more={one}" for one in names))))  # names of groups, all plain
        return f"{f'?{query}' if query else self.everything}#facet-{name}"

    def same(self, **more: str) -> str:
        return self.url(self.params, **more)

    def without(self, name: str, values: Iterable[str] | None = None) -> str:
        return self.url(self.params_without(name, values))

    def living_in(self, state: str, *, instead_of: str, line: str | None = None) -> str:
        """Open to a state, in place of a place that was none; under another line where that one said it."""
        rest = self.params_without("near", [instead_of])
        rest |= {} if line is None else {"q": [line] if line else []}
        return self.url({**rest, "state": list(dict.fromkeys([*rest.get("state", []), state]))})

    def params_without(self, name: str, values: Iterable[str] | None) -> dict[str, list[str]]:
        gone = None if values is None else {value.casefold() for value in values}
        kept = [value for value in self.params.get(name, []) if gone is not None and value.casefold() not in gone]
        rest = {**self.params, name: kept}
        if name == "near" and not kept:  # a distance and an order that nothing is measured from any more
            rest |= {"within": [], "sort": [value for value in rest.get("sort", []) if value != "near"]}
        return rest

    def asking(self, line: str) -> str:
        """The same filters under another query line."""
        return self.url(self.params_asking(line))

    def params_asking(self, line: str) -> dict[str, list[str]]:
        return {**self.params, "q": [line] if line else []}

    def near(self, place: str, *, line: str | None = None, instead_of: str = "") -> str:
        """Around this place, under another line or in place of what was typed."""
        kept = [value for value in self.params.get("near", []) if value != instead_of]
        params = {**self.params, "near": [*kept, place]}
        return self.url(params if line is None else {**params, "q": [line] if line else []})

    def only(self, name: str) -> str:
        return self.url({name: self.params.get(name, [])})
