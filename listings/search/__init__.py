"""The one door to finding listings: `search(params, user) -> SearchResult`, whichever backend answers."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from codes import services as codes
from listings.filters import LAST_PAGE, ListingFilter, Values
from listings.search.query import Query, understand
from listings.search.result import PAGE_SIZE, SearchResult, Understood, Unknown
from listings.search.sql import SqlSearch

__all__ = ["PAGE_SIZE", "SearchResult", "Understood", "Unknown", "search"]


def search(params: Mapping[str, Any] | ListingFilter, user: Any = None) -> SearchResult:
    """Finds what a query string means. Takes a QueryDict, a plain dict or a filled FilterSet; never raises."""
    filters = params if isinstance(params, ListingFilter) else ListingFilter(as_query(params))
    values = filters.values
    query = understand(values["q"])
    understood, specialties = explain(query)
    backend = SqlSearch(filters, query, specialties)
    counted = backend.count()
    total = counted.not_stated if values["unstated"] else counted.total
    pages = min(max(1, -(-total // PAGE_SIZE)), LAST_PAGE)
    page = min(values["page"], pages)
    sort = values["sort"].known[0] if values["sort"].known else "relevance"
    return SearchResult(
        total=counted.total,
        ids=backend.ids(sort, page, unstated=values["unstated"]) if total else [],
        facets=counted.facets,
        labels=counted.labels,
        understood=understood,
        unknown=unknown_values(filters),
        ignored=query.ignored,
        not_stated=counted.not_stated,
        without={} if counted.total else backend.without_counts(),
        page=page,
        pages=pages,
    )


def as_query(params: Mapping[str, Any]) -> QueryDict:
    if isinstance(params, QueryDict):
        return params
    query = QueryDict(mutable=True)
    for name, value in params.items():
        query.setlist(name, [str(item) for item in value] if isinstance(value, list | tuple) else [str(value)])
    return query


def explain(query: Query) -> tuple[list[Understood], tuple[int, ...]]:
    """What the codes of the line stand for, in words, and the specialties that work them."""
    understood: list[Understood] = []
    specialties: dict[int, None] = {}
    for reading in query.codes:
        matches = codes.resolve(reading.system, reading.code)
        # Specialties that work everything say nothing about one code, unless nobody else works it.
        matches = [match for match in matches if not match.is_generic] or matches
        specialties.update({match.specialty.pk: None for match in matches})
        names = list(dict.fromkeys(match.specialty.name for match in matches))
        understood.append(Understood("code", reading.display, reading.label, reading.display, ", ".join(names)))
    return understood, tuple(specialties)


def unknown_values(filters: ListingFilter) -> list[Unknown]:
    return [
        Unknown(name, str(filters.filters[name].label), value)
        for name, values in filters.values.items()
        if isinstance(values, Values)
        for value in values.unknown
    ]
