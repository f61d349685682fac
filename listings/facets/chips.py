"""What is chosen, what the line was read as, and what is offered: each a chip with an address."""

import re
from dataclasses import dataclass
from typing import Any

from codes import services as codes
from codes.grammar import CodeSystem, code_reading
from listings.facets.address import Address
from listings.facets.labels import labels_of, near_labels, step_label
from listings.filters import ListingFilter
from listings.nearby import DEFAULT_MILES, MILES
from listings.search import SearchResult, Unknown, count, read_line
from listings.search.query import STOP_WORDS
from listings.search.query.named_codes import SETTING_OF
from listings.search.query.parts import PLACES
from listings.search.query.states import AMBIGUOUS_STATES
from listings.search.query.towns import towns_called, towns_said
from listings.search.query.words import APR_DRG, REVENUE_CODE

# Parts of the query line that say where.
WHERE = PLACES | {"state"}
# Parts of a line that found nothing of which it is said what would be without them: each is a search.
MOST_REMOVALS = 5
# Cities among the words of a line that found nothing: each is a few searches.
MOST_TOWNS = 3
CHIP_NAMES = {
    "fit": "Fit",
    "pay_min": "Pay",
    "years_max": "Experience",
    "posted": "Posted",
    "state": "Living in",
    "code": "Code",
}


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


def build_removals(filters: ListingFilter, result: SearchResult, address: Address) -> list[Removal]:
    """In an empty result: what there would be without one filter, or without one part of the line. Where two of them
    find nothing each, without all of it."""
    if result.total:
        return []
    removals = [
        Removal(part_label(name, filters), number, address.without(name)) for name, number in result.without.items()
    ]
    query = read_line(filters.values["q"], filters)
    for part in query.clauses[:MOST_REMOVALS]:
        line = query.without(part)
        if not line and filters.chosen:  # the whole line, of which it was said above
            continue
        if number := count(address.params_asking(line), filters.user):
            removals.append(Removal(f"“{part.words}”", number, address.asking(line)))
    if not removals and (number := count({}, filters.user)):
        names = [*filters.chosen, *(["q"] if filters.values["q"] else [])]
        label = " and ".join(part_label(name, filters) for name in names)
        removals.append(Removal(label, number, address.everything))
    return removals


def build_wider(filters: ListingFilter, result: SearchResult, address: Address) -> list[Removal]:
    """Around a place where nothing was found: the next distance that finds something, and the state it lies in."""
    if result.total:
        return []
    return [wider for asked in places_asked(filters) for wider in look_further(asked, filters, address)]


@dataclass(frozen=True)
class Asked:
    """Places that were searched around, how far, and the rest of the line. Further out there may be something."""

    names: tuple[str, ...]
    miles: int
    line: str


def places_asked(filters: ListingFilter) -> list[Asked]:
    """The places chosen, or those the line names; or cities whose names it has among its words, each for itself."""
    line, near = filters.values["q"], filters.filters["near"]
    if names := filters.values["near"].known:
        return [Asked(names, filters.miles, line)]
    query = read_line(line, filters)
    if query.places:
        if len(query.places) > 1:
            return []
        (part,) = query.places
        return [Asked(near.read_choices(list(part.values)).known, part.miles, query.without(part))]
    towns = [(town, query.without(*words)) for words, key in towns_said(query) for town in towns_called(key)]
    return [Asked(near.read_choices([town]).known, DEFAULT_MILES - 1, rest) for town, rest in towns[:MOST_TOWNS]]


def look_further(asked: Asked, filters: ListingFilter, address: Address) -> list[Removal]:
    places = [filters.places[name] for name in asked.names]
    if not places:
        return []
    wider = []
    params = address.params_asking(asked.line)
    towns = " or ".join(str(place) if place.zip in asked.names else place.town for place in places)
    for miles in (miles for miles in MILES if miles > asked.miles):
        around = {**params, "near": address.params.get("near") or list(asked.names), "within": [str(miles)]}
        if number := count(around, filters.user):
            wider.append(Removal(f"within {miles} miles of {towns}", number, address.url(around)))
            break
    states = {place.state_id: filters.vocabulary.states.get(place.state_id, place.state_id) for place in places}
    if "state" not in filters.chosen:
        living = {**address.params_without("near", None), "q": params["q"], "state": list(states)}
        if number := count(living, filters.user):
            wider.append(Removal(f"open to people in {' or '.join(states.values())}", number, address.url(living)))
    return wider


def build_offers(filters: ListingFilter, result: SearchResult, address: Address) -> list[Offer]:
    """Five digits are a code, and may be a ZIP code; a city's name may lie in several states."""
    offers = []
    for part in result.understood:
        place = codes.find_zip(part.words) if part.kind == "code" else None
        if place:
            url = address.near(place.zip, line=part.without)
            offers.append(Offer("Did you mean the place?", [Chip("near", str(place), url)]))
    for unknown in result.unknown:
        if unknown.is_here:
            offers.append(offer_here(unknown, filters, address))
            continue
        if unknown.places:
            chips = [Chip("near", town, address.near(town, instead_of=unknown.value)) for town in unknown.places]
            offers.append(Offer("Did you mean", chips))
        known = "" if unknown.parameter != "near" or unknown.state else codes.state_beside(unknown.value)
        if known:
            chip = Chip(
                "state",
                f"Jobs open to people in {filters.vocabulary.states.get(known, known)}",
                address.living_in(known, instead_of=unknown.value, line=unknown.line),
            )
            offers.append(Offer(f"The ZIP codes next to {unknown.value} that we know lie in one state:", [chip]))
        if unknown.state:
            code, name = unknown.state
            url = address.living_in(code, instead_of=unknown.value)
            offers.append(Offer("Did you mean", [Chip("state", f"Jobs open to people in {name}", url)]))
    return offers


def offer_here(unknown: Unknown, filters: ListingFilter, address: Address) -> Offer:
    """Where a candidate says that she lives, or the field in which anybody may say it."""
    profile = getattr(filters.user, "candidate_profile", None) if filters.user else None
    home = codes.find_place(profile.home_place) if profile else None
    if home is None:
        return Offer("Where should we look?", [Chip("near", "Write a place", "#near")])
    return Offer("From your profile:", [Chip("near", f"Near {home.town}", address.near(home.town, line=unknown.line))])


def offer_states(filters: ListingFilter, result: SearchResult, address: Address) -> list[Offer]:
    """Two letters that were read as a word or as a specialty may stand for a state: pa, ms, ct. In, or and the like
    only where nothing else stands, or in capitals in front."""
    line = filters.values["q"]
    if says_where(filters, result):
        return []
    chips = []
    head = line.split()[0] if line else ""
    read = {word for part in result.understood for word in part.words.lower().split()}
    is_state = (head == line or head.isupper()) and head.lower() not in read
    first = [head.lower()] if is_state and head.lower() in STOP_WORDS else []
    for word in dict.fromkeys([*first, *result.words]):
        state = filters.vocabulary.states.get(word.upper(), "")
        if not state or word.upper() not in AMBIGUOUS_STATES or (word in STOP_WORDS and word not in first):
            continue
        spelled, changes = re.subn(rf"(?<![\w\"-]){word}(?![\w\"-])", state, line, count=1, flags=re.IGNORECASE)
        if changes:
            chips.append(Chip("state", f"Jobs open to people in {state}", address.asking(spelled)))
    return [Offer("Did you mean the state?", chips)] if chips else []


def offer_codes(filters: ListingFilter, result: SearchResult, address: Address) -> list[Offer]:
    """Three digits may be a DRG, and two digits that are the whole line a place of service."""
    line = filters.values["q"]
    known = {word for part in result.understood for word in part.words.lower().split()}
    chips = []
    for word in result.words:
        if word in known or not word.isdigit() or re.search(rf"{REVENUE_CODE}\W*{word}", line, re.IGNORECASE):
            continue
        if len(word) == 3:
            label, typed = code_reading(CodeSystem.MSDRG, word).label, f"DRG {word}"
        elif word == line and word in SETTING_OF:
            label, typed = f"Place of service {word}", f"POS {word}"
        else:
            continue
        bare = rf"(?:{APR_DRG}\W*)?(?<![\w\"$.,-]){word}(?![\w\"%.,-])"
        spelled, changes = re.subn(bare, typed, line, count=1, flags=re.IGNORECASE)
        if changes:
            chips.append(Chip("code", label, address.asking(spelled)))
    return [Offer("Did you mean the code?", chips)] if chips else []


def says_where(filters: ListingFilter, result: SearchResult) -> bool:
    return bool(filters.chosen.keys() & {"state", "near"} or {part.kind for part in result.understood} & WHERE)


def offer_home(filters: ListingFilter, result: SearchResult, address: Address, default: Default) -> list[Offer]:
    """Her own state, to a reader whose search says nothing about places."""
    if not default.state or default.is_removed or says_where(filters, result):
        return []
    name = filters.vocabulary.states.get(default.state, default.state)
    return [
        Offer("From your profile:", [Chip("state", f"Only jobs open to {name}", address.same(state=default.state))])
    ]
