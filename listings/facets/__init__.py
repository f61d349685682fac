"""The filter panel and the chips of a results page: what may be chosen, with counts, and what is, with a way back."""

from dataclasses import dataclass, field

from django.http import QueryDict

from listings.facets.address import Address
from listings.facets.chips import (
    Chip,
    Default,
    Offer,
    ReadingChip,
    Removal,
    build_chips,
    build_offers,
    build_removals,
    build_wider,
    offer_codes,
    offer_home,
    offer_states,
)
from listings.facets.groups import ORDER, FacetGroup, build_group
from listings.filters import ListingFilter
from listings.search import SearchResult

__all__ = ["Default", "Panel", "build_panel"]


@dataclass(frozen=True)
class Panel:
    groups: list[FacetGroup] = field(default_factory=list)
    chips: list[Chip] = field(default_factory=list)
    readings: list[ReadingChip] = field(default_factory=list)
    plain_url: str = ""
    removals: list[Removal] = field(default_factory=list)
    wider: list[Removal] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    clear_url: str = ""
    everything_url: str = ""
    unstated_url: str = ""
    stated_url: str = ""


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
        removals=build_removals(filters, result, address),
        wider=build_wider(filters, result, address),
        offers=[
            *build_offers(filters, result, address),
            *offer_codes(filters, result, address),
            *offer_states(filters, result, address),
            *offer_home(filters, result, address, default),
        ],
        clear_url=address.only("q") if filters.chosen else "",
        everything_url=address.everything,
        unstated_url=address.same(unstated="1"),
        stated_url=address.same(),
    )
