"""The one door to finding listings: `search(params, user) -> SearchResult`, whichever backend answers."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from django.conf import settings
from django.http import QueryDict

from codes import services as codes
from codes.grammar import Kind, parse
from codes.models import Term
from codes.services.table import table
from listings.filters import GROUPS, LAST_PAGE, MOST_PLACES, ListingFilter, Values
from listings.nearby import miles_label
from listings.search import lexicon
from listings.search.clauses import specialties_of
from listings.search.fast import SnapshotSearch
from listings.search.keeping import keeper
from listings.search.lines import lines
from listings.search.query import Part, Query, understand
from listings.search.query.amounts import pay_label, posted_label
from listings.search.query.parts import PLACES
from listings.search.result import PAGE_SIZE, SearchResult, Understood, Unknown
from listings.search.showing import rows
from listings.search.spelling import respell, suggest
from listings.search.sql import SqlSearch
from listings.search.text import is_used

__all__ = ["PAGE_SIZE", "SearchResult", "Understood", "Unknown", "count", "rows", "search"]

# Fewer matches than this, and the nearest follow under a heading of their own.
FEW = 5
MOST_NEAREST = 10
# A board that changes while words are looked up is asked again so often, then plain SQL.
TRIES = 3


def search(params: Mapping[str, Any] | ListingFilter, user: Any = None) -> SearchResult:
    """Finds what a query string means. Takes a QueryDict, a plain dict or a filled FilterSet; never raises."""
    filters = params if isinstance(params, ListingFilter) else ListingFilter(as_query(params), user=user)
    query = read_line(filters.values["q"], filters)
    for _ in range(TRIES):
        snapshot = keeper.current() if settings.SEARCH_BACKEND == "snapshot" else None
        if snapshot is None:
            break
        backend = partial(SnapshotSearch, snapshot=snapshot)
        result, used = answer(filters, query, backend, partial(keeper.is_behind, snapshot))
        # Words looked up a moment after the snapshot may be of a board that has changed in between.
        if not used.has_read or keeper.is_current(snapshot):
            return result
    return answer(filters, query, SqlSearch)[0]


def count(params: Mapping[str, Any], user: Any = None) -> int:
    """How many listings a query string finds as it is written, without all else that a page says of them."""
    filters = ListingFilter(as_query(params), user=user)
    query = read_line(filters.values["q"], filters)
    snapshot = keeper.current() if settings.SEARCH_BACKEND == "snapshot" else None
    return (SqlSearch(filters, query) if snapshot is None else SnapshotSearch(filters, query, snapshot)).total()


def answer(
    filters: ListingFilter,
    query: Query,
    ask: Callable[[ListingFilter, Query], Any],
    is_behind: Callable[[], bool] = lambda: False,
) -> tuple[SearchResult, Any]:
    """(what a backend answers, the backend as it was asked last)."""
    values = filters.values
    backend = ask(filters, query)
    counted = backend.count()
    if not counted.total and not query.is_empty:
        query = corrected(query, filters)
        if query.corrected:
            backend = ask(filters, query)
            counted = backend.count()
    total = counted.not_stated if values["unstated"] else counted.total
    pages = min(max(1, -(-total // PAGE_SIZE)), LAST_PAGE)
    page = min(values["page"], pages)
    result = SearchResult(
        total=counted.total,
        ids=backend.ids(filters.order, page, unstated=values["unstated"]) if total else [],
        nearest=backend.nearest(MOST_NEAREST) if counted.total < FEW and not values["unstated"] else [],
        facets=counted.facets,
        labels=counted.labels,
        understood=[explain(query, part, filters) for part in query.parts if not part.is_word],
        unknown=[*unknown_values(filters), *unsaid_places(query, filters)],
        ignored=query.ignored,
        corrected=query.corrected,
        words=tuple(mark for part in query.parts if not part.is_negated for mark in part.marks),
        codes=codes_asked(query, filters),
        not_stated=counted.not_stated,
        without={} if counted.total else backend.without_counts(),
        page=page,
        pages=pages,
        version=backend.version,
        keys=backend.keys,
        shelf=backend.shelf,
        is_behind=is_behind(),  # when all else was asked
    )
    return result, backend


def read_line(text: str, filters: ListingFilter) -> Query:
    """The line understood; how far around its places, it may say itself."""
    if not text:
        return Query()
    before = filters.vocabulary, table(), lexicon.held()
    query = lines.get(text, before)
    if query is None:
        query = read_anew(text, filters)
        lines.put(text, query, before, (filters.vocabulary, table(), lexicon.held()))
    return query.around(filters.miles)


def read_anew(text: str, filters: ListingFilter) -> Query:
    """A word one letter away from one of the trade is read as that one, and said so."""

    def find_places(words: str) -> tuple[str, ...]:
        """One, or the cities of a name that several states have: of these those with open jobs, if there are any."""
        if known := filters.filters["near"].read_choices([words]).known:
            return known
        meant = codes.candidates(words)
        states = lexicon.read_lexicon().cities.get(meant[0].key, {}) if meant else {}
        return tuple(place.town for place in meant if place.state_id in states)[:MOST_PLACES] or places_meant(words)

    def read(line: str) -> Query:
        return understand(line, filters.vocabulary, lambda: lexicon.read_lexicon().cities, find_places)

    query = read(text)
    slips = suggest(query, filters.vocabulary, is_certain=True)
    if not slips:
        return query
    return replace(read(respell(query, slips)), corrected=tuple(slips.items()))


def codes_asked(query: Query, filters: ListingFilter) -> tuple[tuple[str, str], ...]:
    readings = [reading for part in query.parts for reading in part.readings]
    readings += [reading for value in filters.values["code"].known for reading in parse(value).codes]
    return tuple(dict.fromkeys((reading.system, reading.code) for reading in readings))


def as_query(params: Mapping[str, Any]) -> QueryDict:
    if isinstance(params, QueryDict):
        return params
    query = QueryDict(mutable=True)
    for name, value in params.items():
        query.setlist(name, [str(item) for item in value] if isinstance(value, list | tuple) else [str(value)])
    return query


def corrected(query: Query, filters: ListingFilter) -> Query:
    """The line respelled where it holds words that no text uses, or the line as it is."""
    suggestions = suggest(query, filters.vocabulary)
    suggestions = {word: close for word, close in suggestions.items() if not is_used(word)}
    if not suggestions:
        return query
    better = read_line(respell(query, suggestions), filters)
    return replace(better, corrected=(*query.corrected, *suggestions.items()))


def explain(query: Query, part: Part, filters: ListingFilter) -> Understood:
    """What a recognised part stands for, in words, and the line without it."""
    means = ""
    if part.kind == "code":
        label = " or ".join(reading.label for reading in part.readings)
    elif part.kind == "range":
        label = " or ".join(span.label for span in part.ranges)
    elif part.kind == "specialty":
        label = " or ".join(specialty.name for specialty in part.specialties)
    elif part.kind == "pay_min":
        label = pay_label(part)
    elif part.kind == "posted":
        label = posted_label(part)
    elif part.kind == "years_max":
        label = f"{part.values[0]} year{'' if part.values[0] == '1' else 's'} of experience"
    elif part.kind == "credential":
        label = " or ".join(part.values)
    elif part.kind in PLACES:
        label = place_label(part, filters)
    elif part.kind == "setting":
        service = next(reading for reading in parse(part.words).readings if reading.kind == Kind.POS)
        label = f"{service.label}: {filters.vocabulary.of(Term.Kind.SETTING).get(part.values[0], part.values[0])}"
    else:
        choices = filters.filters[part.kind].choices
        label = choices(filters.vocabulary).get(part.values[0], part.values[0]) if choices else part.values[0]
    if part.kind in ("code", "range"):
        means = ", ".join(specialty.name for specialty in specialties_of(part))
    if part.is_negated:
        label = f"Not {label[0].lower()}{label[1:]}" if label.startswith("Within") else f"Not {label}"
    return Understood(
        kind=part.kind,
        value=part.values[0],
        label=label,
        words=part.words,
        means=means,
        without=query.without(part),
        as_words=query.as_words(part),
        is_ambiguous=part.is_ambiguous,
    )


def place_label(part: Part, filters: ListingFilter) -> str:
    """Around the places that have a point, as many as are looked around; of others, which jobs name, the names."""
    near = filters.filters["near"]
    known = [value for value in part.values[:MOST_PLACES] if near.read_choices([value]).known]
    others = " or ".join(value for value in part.values if value not in known)
    if part.kind == "near" and not known:
        return f"Near {others}, which we do not know"
    around = f"Within {miles_label(part.miles)} of {' or '.join(known)}" if known else ""
    return f"{around}, or in {others}" if around and others else around or others


def unsaid_places(query: Query, filters: ListingFilter) -> list[Unknown]:
    """Where the line says a ZIP code that no place has, or "near me"."""
    near = filters.filters["near"]
    unknown = [
        replace(unknown_place(filters, value), line=query.without(part))
        for part in query.places
        if part.kind == "near"
        for value in near.read_choices(list(part.values)).unknown
    ]
    if query.here and not filters.values["near"]:
        unknown.append(Unknown("near", str(near.label), query.here.words, line=query.without(query.here), is_here=True))
    return unknown


def unknown_values(filters: ListingFilter) -> list[Unknown]:
    return [
        unknown_place(filters, value)
        if name == "near"
        else Unknown(name, str(filters.filters[name].label), value, is_alone=name in GROUPS and not values.known)
        for name, values in filters.values.items()
        if isinstance(values, Values)
        for value in values.unknown
    ]


def unknown_place(filters: ListingFilter, value: str) -> Unknown:
    typed = value.casefold()
    state = next((pair for pair in filters.vocabulary.states.items() if typed in map(str.casefold, pair)), None)
    return Unknown("near", str(filters.filters["near"].label), value, places=places_meant(value), state=state)


def places_meant(text: str) -> tuple[str, ...]:
    """The cities of a name that several states have."""
    return tuple(place.town for place in codes.candidates(text)[:MOST_PLACES])
