"""How good a match is: every weight of the search in one table.

A clause found in what a job is tagged with weighs more than one found in its text, the title more than the rest, and a
new job a little more than an old one. Nobody can buy a place. Weights are whole numbers above nought.
"""

from datetime import timedelta
from typing import Any, Protocol

from django.db.models import Case, IntegerField, Q, Value, When
from django.utils import timezone

from listings.search.clauses import settings_of
from listings.search.query import Part
from listings.search.query.parts import PLACES

TEXT = (("title", 16), ("employer", 8), ("skills", 5), ("description", 2))
# The whole specialty, credential … of a clause is among the tags.
TAGGED = {
    "code": 100,
    "range": 100,
    "specialty": 30,
    "credential": 18,
    "ehr": 16,
    "level": 16,
    "setting": 16,
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
# Among the nearest: done from home, open to people of the place.
ALLOWS = 30
# A specialty that is the only one; the setting that says the same as a specialty.
ONLY, SETTING = 4, 6
# Days since first posted, and what they are worth.
FRESH = ((3, 6), (7, 5), (14, 4), (30, 2))


class Meanings(Protocol):
    """What a part of the line asks of the facts, in the terms of whoever answers: conditions or bitmaps."""

    def facts(self, part: Part, /) -> Any: ...
    def tagged(self, part: Part, /) -> Any: ...
    def says_setting(self, part: Part, /) -> Any: ...
    def works(self, part: Part, /) -> Any: ...
    def names_exactly(self, part: Part, /) -> Any: ...
    def names_narrowly(self, part: Part, /) -> Any: ...
    def names_state(self, part: Part, /) -> Any: ...
    def in_city(self, part: Part, /) -> Any: ...
    def allows(self, part: Part, /) -> Any: ...
    def requires(self, part: Part, /) -> Any: ...
    def only_specialty(self, part: Part, /) -> Any: ...


def points(part: Part, of: Meanings) -> list[tuple[Any, int]]:
    """What the facts of a listing are worth for one part; what its text is worth stands in TEXT."""
    if part.is_word or part.is_negated:
        return []
    if part.kind not in TAGGED:
        return []
    if part.kind == "specialty":
        found = [(of.tagged(part), AMBIGUOUS if part.is_ambiguous else TAGGED["specialty"])]
        found.append((of.only_specialty(part), ONLY))
        if settings_of(part):
            found.append((of.says_setting(part), SETTING))
        return found
    found = [(of.facts(part), TAGGED[part.kind])]
    if part.kind == "code":
        found += [(of.names_exactly(part), EXACTLY), (of.names_narrowly(part), NARROWLY)]
    if part.kind in ("code", "range"):
        found.append((of.works(part), WORKS_IT))
    if part.kind == "state":
        found.append((of.names_state(part), NAMED_STATE))
    if part.kind in PLACES:
        found.append((of.allows(part), ALLOWS))
    if part.kind == "city":
        found.append((of.in_city(part), IN_CITY))
    if part.kind == "credential":
        found.append((of.requires(part), REQUIRED))
    return found


def fewest_answered(clauses: int) -> int:
    """Of so many clauses, how many the nearest answer at least: half."""
    return -(-clauses // 2)


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
