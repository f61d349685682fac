"""The groups of the filter panel.

A long one shows its commonest values and what is chosen; the rest is a link away, and with JavaScript a line of text
finds an option by its name. The options are written here and not in a template: a page has a hundred of them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from listings.facets.address import Address
from listings.facets.labels import labels_of, step_label
from listings.filters import ListingFilter
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
ANY = {"fit": "Any", "pay_min": "Any pay, stated or not", "years_max": "Any", "posted": "Any time"}


@dataclass(slots=True)
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
        name, label = self.name, escape(self.label)
        chosen = f' <span class="facet__chosen">{self.chosen} chosen</span>' if self.chosen else ""
        find = none = ""
        if self.is_long:
            find = (
                f'<input class="facet__find" id="find-{name}" type="search" aria-label="Find under {label}"'
                ' placeholder="Find …" maxlength="80" autocomplete="off" spellcheck="false">'
            )
            none = '<p class="facet__none soft small" role="status"></p>'
        return mark_safe(
            f'<details class="facet" id="facet-{name}"{" open" if self.is_open else ""}>'
            f"<summary>{label}{chosen}</summary>{find}"
            f'<fieldset><legend class="visually-hidden">{label}</legend>{"".join(self.lines())}</fieldset>'
            f"{none}{self.links()}</details>\n"
        )

    def lines(self) -> Iterator[str]:
        if self.is_single:
            yield option_html(self.name, Option("", ANY[self.name], 0, not self.chosen), "radio")
        if self.is_whole:  # so that it stays so when something is chosen
            yield f'<input type="hidden" name="more" value="{self.name}" form="{FORM}">'
        kind = "radio" if self.is_single else "checkbox"
        for option in self.options:
            yield option_html(self.name, option, kind)

    def links(self) -> str:
        about = f'<span class="visually-hidden"> under {escape(self.label)}</span>'
        found = f'<p class="facet__more soft">and {self.more:,} rarer ones</p>' if self.more and self.is_whole else ""
        for words, url in ((f"{self.more:,} more", self.more_url), ("Fewer", self.less_url)):
            if url:
                link = f'<a href="{escape(url)}" data-facet-more="{self.name}">{words}{about}</a>'
                found += f'<p class="facet__more">{link}</p>'
        return found


def option_html(name: str, option: Option, kind: str) -> str:
    before, between, after = option_pieces(name, option.value, option.label, kind)
    checked = " checked" if option.is_chosen else ""
    if not option.value:
        return f'<label class="opt">{between}{checked}{after}</label>'
    count = option.count
    return f'{before}{count}">{between}{checked}{after}<b>{count:,}</b></label>'


@lru_cache(maxsize=4_096)
def option_pieces(name: str, value: str, label: str, kind: str) -> tuple[str, str, str]:
    """What stands around its count and whether it is chosen: the same on every page."""
    key, value = f"f-{name}-{slugify(value) or 'any'}", escape(value)
    return (
        f'<label class="opt" data-facet="{name}" data-value="{value}" data-count="',
        f'<input type="{kind}" id="{key}" name="{name}" value="{value}" form="{FORM}"',
        f"> {escape(label)}",
    )


def build_group(name: str, filters: ListingFilter, result: SearchResult, address: Address) -> FacetGroup:
    group = filters.filters[name]
    chosen = filters.values[name].known
    counts = {value: count for value, count in result.facets.get(name, {}).items() if count or value in chosen}
    counts.update((value, 0) for value in chosen if value not in counts)
    is_whole = name in address.more
    room = MOST_SHOWN if is_whole or group.is_single else SHOWN if name in OPEN else SHOWN_CLOSED
    shown = in_order(name, counts, labels_of(name, filters, result), chosen, room)
    more = len(counts) - len(shown)
    others = [other for other in address.more if other != name]
    return FacetGroup(
        name=name,
        label=str(group.label),
        options=shown,
        is_single=group.is_single,
        is_open=name in OPEN or bool(chosen) or is_whole,
        is_whole=is_whole,
        more=more,
        more_url=address.shown_whole([*others, name], name) if more and not is_whole else "",
        less_url=address.shown_whole(others, name) if is_whole else "",
    )


def in_order(
    name: str, counts: dict[str, int], labels: dict[str, str], chosen: tuple[str, ...], room: int
) -> list[Option]:
    """The first so many options of a group, and those chosen."""
    values: Iterable[str] = counts
    if name not in IN_ORDER and len(counts) > room:  # whatever has as many as the last of them may be among them
        least = sorted(counts.values())[-room]
        values = (value for value, count in counts.items() if count >= least or value in chosen)
    options = [
        Option(value, labels.get(value) or step_label(name, value), counts[value], value in chosen) for value in values
    ]
    if name in IN_ORDER:
        places = {value: place for place, value in enumerate(labels)}
        options.sort(key=lambda option: (places.get(option.value, 0), number(option.value)))
    else:
        options.sort(key=lambda option: (-option.count, option.label.casefold()))
    return [option for place, option in enumerate(options) if place < room or option.is_chosen]


def number(value: str) -> int:
    return int(value) if value.isdigit() else 0
