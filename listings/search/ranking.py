"""How good a match is: every weight of the search in one table.

A clause found in what a job is tagged with weighs more than one found in its text, the title more than the rest, and a
new job a little more than an old one. Nobody can buy a place.
"""

from datetime import timedelta
from typing import Any

from django.db.models import Case, IntegerField, Q, Value, When
from django.utils import timezone

from listings.filters import ListingFilter, term_rows, those
from listings.search.clauses import (
    facts,
    in_city,
    names_exactly,
    names_narrowly,
    names_state,
    only_specialty,
    requires,
    settings_of,
    works,
)
from listings.search.query import Part

TEXT = (("title", 16), ("employer", 8), ("skills", 5), ("description", 2))
# The whole specialty, credential … of a clause is among the tags.
TAGGED = {
    "code": 100,
    "range": 100,
    "specialty": 30,
    "credential": 18,
    "ehr": 16,
    "level": 16,
    "schedule": 12,
    "years_max": 8,
    # What decides is the same for every match: it counts among the nearest, where one thing is missing.
    "city": 60,
    "near": 60,
    "state": 40,
    "work": 40,
    "type": 20,
    "pay_min": 20,
    "test": 20,
}
# A reading that may be wrong.
AMBIGUOUS = 12
# A specialty that works the code, where the code itself is not named.
WORKS_IT = 20
# The code itself before a narrow range before a wide one.
EXACTLY, NARROWLY = 200, 100
# A required credential before a preferred one; a state that is named before "all states".
REQUIRED, NAMED_STATE = 8, 14
# The city itself before what lies around it.
IN_CITY = 20
# A specialty that is the only one; the setting that says the same as a specialty.
ONLY, SETTING = 4, 6
# Days since first posted, and what they are worth.
FRESH = ((3, 6), (7, 5), (14, 4), (30, 2))


def points(part: Part, filters: ListingFilter) -> list[tuple[Q, int]]:
    """What the facts of a listing are worth for one part; what its text is worth stands in TEXT."""
    if part.is_word or part.is_negated:
        return []
    if part.kind not in TAGGED:
        return []
    if part.kind == "specialty":
        match = filters.filters["specialty"].match(part.values, filters.vocabulary)
        found = [(match, AMBIGUOUS if part.is_ambiguous else TAGGED["specialty"]), (only_specialty(part), ONLY)]
        settings = settings_of(part)
        if settings:
            found.append((those(term_rows("settings").filter(term__slug__in=settings)), SETTING))
        return found
    found = [(facts(part, filters), TAGGED[part.kind])]
    if part.kind == "code":
        found += [(names_exactly(part), EXACTLY), (names_narrowly(part), NARROWLY)]
    if part.kind in ("code", "range"):
        found.append((works(part), WORKS_IT))
    if part.kind == "state":
        found.append((names_state(part.values), NAMED_STATE))
    if part.kind == "city":
        found.append((in_city(part), IN_CITY))
    if part.kind == "credential":
        found.append((requires(part), REQUIRED))
    return found


def worth(condition: Q, weight: int) -> Any:
    return Case(When(condition, then=weight), default=0, output_field=IntegerField())


def freshness() -> Any:
    now = timezone.now()
    steps = [When(first_posted_at__gte=now - timedelta(days=days), then=weight) for days, weight in FRESH]
    return Case(*steps, default=0, output_field=IntegerField())


def total(parts: list[Any]) -> Any:
    score: Any = Value(0)
    for part in parts:
        score = score + part
    return score
