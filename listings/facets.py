"""The filter panel and the chips of a results page: what may be chosen, with counts, and what is, with a way back.

A long group shows its ten commonest values and what is chosen; the rest is one link away, and with JavaScript a line of
text finds an option by its name. The options are written here and not in a template: a page has a hundred of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from codes import services as codes
from listings.filters import GROUPS, ListingFilter
from listings.search import SearchResult

FORM = "search"
SHOWN = 10
SHOWN_CLOSED = 6
# Of a group shown whole; who looks for more of them looks by name.
MOST_SHOWN = 300
# The panel's order: what decides first. The others follow closed.
ORDER = (
    "fit",
    "specialty",
    "credential",
    "apprentice",
    "state",
    "work",
    "pay_min",
    "level",
    "years_max",
    "type",
    "setting",
    "test",
    "ehr",
    "code",
    "posted",
    "schedule",
    "unit",
    "employer",
)
OPEN = frozenset({"fit", "specialty", "credential", "apprentice", "state", "work", "pay_min"})
# Values in an order of their own; the others stand by their counts.
IN_ORDER = frozenset({"fit", "apprentice", "work", "pay_min", "level", "years_max", "test", "posted", "unit"})
# An address that says "from anywhere" on purpose.
NO_DEFAULT = "state="
# Parts of the query line that say where.
PLACES = frozenset({"state", "city", "near"})
ANY = {"fit": "Any", "pay_min": "Any pay, stated or not", "years_max": "Any", "posted": "Any time"}
CHIP_NAMES = {
    "fit": "Fit",
    "pay_min": "Pay",
    "years_max": "Experience",
    "posted": "Posted",
    "state": "Living in",
    "code": "Code",
}


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class FacetGroup:
    name: str
    label: str
    options: list[Option]
    is_single: bool = False
    is_open: bool = False
    is_whole: bool = False
    more: int = 0
    more_url: str = ""
    less_url: str = ""

    @property
    def is_long(self) -> bool:
        """Long enough for a line of text to find an option by its name."""
        return not self.is_single and len(self.options) + self.more > SHOWN

    @property
    def chosen(self) -> int:
        return sum(option.is_chosen for option in self.options)

    @property
    def html(self) -> SafeString:
        lines = []
        if self.is_single:
            lines.append(option_html(self.name, Option("", ANY[self.name], 0, not self.chosen), "radio"))
        if self.is_whole:  # so that it stays so when something is chosen
            lines.append(f'<input type="hidden" name="more" value="{self.name}" form="{FORM}">')
        kind = "radio" if self.is_single else "checkbox"
        lines += [option_html(self.name, option, kind) for option in self.options]
        return mark_safe("".join(lines))


@dataclass(frozen=True)
class Chip:
    """Something chosen, and the address without it."""

    name: str
    label: str
    url: str


@dataclass(frozen=True)
class ReadingChip:
    """A part of the query line as it was understood, and the address without it."""

    label: str
    words: str
    means: str
    url: str


@dataclass(frozen=True)
class Offer:
    """Places that what was typed may mean, each with the address that searches around it."""

    words: str
    places: list[Chip]


@dataclass(frozen=True)
class Removal:
    """In an empty result: what one would have without this part."""

    label: str
    count: int
    url: str


@dataclass(frozen=True)
class Default:
    """The state of a reader's profile. It narrows the bare page alone: any other address means what it says."""

    state: str = ""
    is_used: bool = False
    is_removed: bool = False


@dataclass(frozen=True)
class Panel:
    groups: list[FacetGroup] = field(default_factory=list)
    chips: list[Chip] = field(default_factory=list)
    readings: list[ReadingChip] = field(default_factory=list)
    plain_url: str = ""
    removals: list[Removal] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    clear_url: str = ""
    everything_url: str = ""
    unstated_url: str = ""
    stated_url: str = ""


def option_html(name: str, option: Option, kind: str) -> str:
    value = escape(option.value)
    key = f"f-{name}-{slugify(option.value) or 'any'}"
    checked = " checked" if option.is_chosen else ""
    count = f"<b>{option.count:,}</b>" if option.value else ""
    marks = f' data-facet="{name}" data-value="{value}" data-count="{option.count}"' if option.value else ""
    return (
        f'<label class="opt"{marks}>'
        f'<input type="{kind}" id="{key}" name="{name}" value="{value}" form="{FORM}"{checked}>'
        f" {escape(option.label)}{count}</label>"
    )


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
        query = QueryDict(mutable=True)
        for name, values in {**params, **{name: [value] for name, value in more.items()}}.items():
            if values:
                query.setlist(name, values)
        return f"?{query.urlencode()}" if query else self.everything

    def shown_whole(self, names: list[str], name: str) -> str:
        """With these groups shown whole, at the place of the one that it is about."""
        return f"{self.url({**self.params, 'more': names})}#facet-{name}"

    def same(self, **more: str) -> str:
        return self.url(self.params, **more)

    def without(self, name: str, values: Iterable[str] | None = None) -> str:
        gone = None if values is None else {value.casefold() for value in values}
        kept = [value for value in self.params.get(name, []) if gone is not None and value.casefold() not in gone]
        rest = {**self.params, name: kept}
        if name == "near" and not kept:  # a distance and an order that nothing is measured from any more
            rest |= {"within": [], "sort": [value for value in rest.get("sort", []) if value != "near"]}
        return self.url(rest)

    def asking(self, line: str) -> str:
        """The same filters under another query line."""
        return self.url({**self.params, "q": [line] if line else []})

    def near(self, place: str, *, line: str | None = None, instead_of: str = "") -> str:
        """Around this place, under another line or in place of what was typed."""
        kept = [value for value in self.params.get("near", []) if value != instead_of]
        params = {**self.params, "near": [*kept, place]}
        return self.url(params if line is None else {**params, "q": [line] if line else []})

    def only(self, name: str) -> str:
        return self.url({name: self.params.get(name, [])})


def build_panel(filters: ListingFilter, result: SearchResult, params: QueryDict, default: Default) -> Panel:
    """`params` are those searched with, the default of the reader's profile among them if it is used."""
    address = Address(params, default.state)
    return Panel(
        groups=[group for name in ORDER if (group := build_group(name, filters, result, address)).options],
        chips=build_chips(filters, result, address, default),
        readings=[
            ReadingChip(part.label, part.words, part.means, address.asking(part.without)) for part in result.understood
        ],
        plain_url=address.asking(f'"{filters.values["q"].replace(chr(34), " ")}"'),
        removals=[
            Removal(part_label(name, filters), count, address.without(name)) for name, count in result.without.items()
        ],
        offers=[*build_offers(result, address), *offer_home(filters, result, address, default)],
        clear_url=address.only("q") if filters.chosen else "",
        everything_url=address.everything,
        unstated_url=address.same(unstated="1"),
        stated_url=address.same(),
    )


def build_group(name: str, filters: ListingFilter, result: SearchResult, address: Address) -> FacetGroup:
    group = filters.filters[name]
    labels = labels_of(name, filters, result)
    chosen = filters.values[name].known
    counts = result.facets.get(name, {})
    options = [
        Option(value, labels.get(value) or step_label(name, value), counts.get(value, 0), value in chosen)
        for value in dict.fromkeys([*chosen, *counts])
        if counts.get(value) or value in chosen
    ]
    if name in IN_ORDER:
        places = {value: place for place, value in enumerate(labels)}
        options.sort(key=lambda option: (places.get(option.value, 0), number(option.value)))
    else:
        options.sort(key=lambda option: (-option.count, option.label.casefold()))
    is_whole = name in address.more
    room = MOST_SHOWN if is_whole or group.is_single else SHOWN if name in OPEN else SHOWN_CLOSED
    shown = [option for place, option in enumerate(options) if place < room or option.is_chosen]
    return FacetGroup(
        name=name,
        label=str(group.label),
        options=shown,
        is_single=group.is_single,
        is_open=name in OPEN or bool(chosen) or is_whole,
        is_whole=is_whole,
        more=len(options) - len(shown),
        more_url=address.shown_whole([*address.more, name], name),
        less_url=address.shown_whole([other for other in address.more if other != name], name) if is_whole else "",
    )


def labels_of(name: str, filters: ListingFilter, result: SearchResult) -> dict[str, str]:
    group = filters.filters[name]
    if name == "employer":
        return result.labels
    if name == "near":
        return near_labels(filters)
    if name == "credential":
        return {acronym: acronym for acronym in filters.vocabulary.credentials}
    return group.choices(filters.vocabulary) if group.choices else {}


def build_offers(result: SearchResult, address: Address) -> list[Offer]:
    """Five digits are a code, and may be a ZIP code; a city's name may lie in several states."""
    offers = []
    for part in result.understood:
        place = codes.find_zip(part.words) if part.kind == "code" else None
        if place:
            url = address.near(place.zip, line=part.without)
            offers.append(Offer("Did you mean the place?", [Chip("near", str(place), url)]))
    for unknown in result.unknown:
        if unknown.places:
            chips = [Chip("near", town, address.near(town, instead_of=unknown.value)) for town in unknown.places]
            offers.append(Offer("Did you mean", chips))
    return offers


def offer_home(filters: ListingFilter, result: SearchResult, address: Address, default: Default) -> list[Offer]:
    """Her own state, to a reader whose search says nothing about places."""
    says_where = filters.chosen.keys() & {"state", "near"} or {part.kind for part in result.understood} & PLACES
    if not default.state or says_where or default.is_removed:
        return []
    name = filters.vocabulary.states.get(default.state, default.state)
    return [
        Offer("From your profile:", [Chip("state", f"Only jobs open to {name}", address.same(state=default.state))])
    ]


def near_labels(filters: ListingFilter) -> dict[str, str]:
    miles = f"{filters.miles} mile{'s' if filters.miles != 1 else ''}"
    return {
        name: f"within {miles} of {place if name == place.zip else place.town}"
        for name, place in filters.places.items()
    }


def step_label(name: str, value: str) -> str:
    if name == "pay_min":
        return f"${int(value):,} or more"
    if name == "years_max":
        return "None" if value == "0" else f"Up to {value} year{'s' if value != '1' else ''}"
    if name == "posted":
        return "In the last 24 hours" if value == "1" else f"In the last {value} days"
    return value


def number(value: str) -> int:
    return int(value) if value.isdigit() else 0


def build_chips(filters: ListingFilter, result: SearchResult, address: Address, default: Default) -> list[Chip]:
    chips = []
    for name, values in filters.chosen.items():
        labels = labels_of(name, filters, result)
        for value in values.known:
            label = labels.get(value) or step_label(name, value)
            url = address.without(name, spellings(name, value, filters, address))
            if name == "state" and default.is_used:
                chips.append(Chip("Your state", f"{label} (from your profile)", url))
            else:
                chips.append(Chip(chip_name(name, filters), label, url))
        chips += [Chip("Unknown", value, address.without(name, [value])) for value in values.unknown]
    return chips


def spellings(name: str, value: str, filters: ListingFilter, address: Address) -> list[str]:
    """The letters in the address that were read as this value: `tx` for TX, `$60,000` for 60000."""
    typed = address.params.get(name, [])
    read = filters.filters[name].field.clean
    return [text for text in typed if value in read([text]).known] or typed


def chip_name(name: str, filters: ListingFilter) -> str:
    return CHIP_NAMES.get(name, str(filters.filters[name].label))


def part_label(name: str, filters: ListingFilter) -> str:
    if name == "q":
        return f"“{filters.values['q']}”"
    values = filters.values[name]
    labels: dict[str, Any] = near_labels(filters) if name == "near" else {}
    if filters.filters[name].choices:
        labels = filters.filters[name].choices(filters.vocabulary)
    words = [labels.get(value) or step_label(name, value) for value in values.known] or list(values.unknown)
    return f"{chip_name(name, filters)}: {', '.join(words)}"
