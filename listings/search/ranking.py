"""How good a match is: every weight of the search in one table, and the score as an SQL expression.

A clause found in what a job is tagged with weighs more than one found in its text, the title more than the rest, and a
new job a little more than an old one. Nobody can buy a place.
"""

from datetime import timedelta
from typing import Any

from django.db.models import Case, IntegerField, Q, Value, When
from django.utils import timezone

TEXT = (("title", 16), ("employer", 8), ("skills", 5), ("description", 2))
# The whole specialty, credential … of a clause is among the tags.
TAGGED = {"code": 400, "specialty": 30, "credential": 24, "ehr": 16, "level": 16, "state": 4}
# A reading that may be wrong.
AMBIGUOUS = 12
# A specialty that works the code, where the code itself is not named.
WORKS_IT = 20
# Days since first posted, and what they are worth.
FRESH = ((3, 6), (7, 5), (14, 4), (30, 2))


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
