"""The one place a row's status changes."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from django.db import models

from core.errors import DomainError


def move(
    row: models.Model,
    moves: Mapping[str, AbstractSet[str]],
    to: str,
    *,
    field: str = "status",
    **changes: Any,
) -> str:
    """Moves `row` to the status `to`, with `changes` in the same statement, and returns the status it had.

    The row is written only if its status is still the one we saw, so of two people pressing at once one wins.
    Raises DomainError where the table `moves` has no such step or somebody was faster.
    """
    was = getattr(row, field)
    if to not in moves.get(was, frozenset()):
        choices = dict(row._meta.get_field(field).flatchoices)  # type: ignore[union-attr]
        raise DomainError(
            f"This is {str(choices.get(was, was)).lower()} and cannot become {str(choices.get(to, to)).lower()}."
        )
    rows = type(row)._base_manager.filter(pk=row.pk, **{field: was})
    if not rows.update(**{field: to}, **changes):
        raise DomainError("Somebody else changed this a moment ago. Reload the page and look again.")
    for name, value in {field: to, **changes}.items():
        setattr(row, name, value)
    return was
