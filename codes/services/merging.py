"""Brings rows of the package data into the database without undoing what an operator edited.

`loaded` of a row holds what the loader last wrote, field by field. A field somebody changed since is left alone; a
row that left the data stays and is reported.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet

from codes.models import ReferenceRow

EMPTY: tuple[Any, ...] = (None, "", [], {})


@dataclass
class Counts:
    """What one load did to one kind of row."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    # "radiation-oncology: description": edited on this board, left as it is
    edited: list[str] = field(default_factory=list)
    # in the database, no longer in the data
    gone: list[str] = field(default_factory=list)


def merge(
    model: type[ReferenceRow],
    rows: Iterable[Mapping[str, Any]],
    *,
    key: Callable[[Any], Any],
    key_fields: tuple[str, ...],
    existing: QuerySet | None = None,
) -> Counts:
    """Creates what is missing, updates what nobody edited. `key` names an existing row as `key_fields` do a new one."""
    counts = Counts()
    known = {key(row): row for row in (model._default_manager.all() if existing is None else existing)}
    creating, changed, changed_fields, seen = [], [], set(), set()
    for row in rows:
        values = {name: value for name, value in row.items() if name not in key_fields}
        name = tuple(row[part] for part in key_fields) if len(key_fields) > 1 else row[key_fields[0]]
        seen.add(name)
        found = known.get(name)
        if found is None:
            creating.append(model(**row, loaded={part: plain(value) for part, value in values.items()}))
            continue
        touched, edited = update_fields(found, values)
        counts.edited += [f"{found}: {part}" for part in edited]
        if touched:
            changed.append(found)
            changed_fields |= touched
        if touched - {"loaded"}:
            counts.updated += 1
        else:
            counts.unchanged += 1
    model._default_manager.bulk_create(creating)
    if changed:
        model._default_manager.bulk_update(changed, sorted(changed_fields), batch_size=200)
    counts.created = len(creating)
    counts.gone = [str(row) for name, row in known.items() if row.loaded and name not in seen]
    return counts


def update_fields(row: ReferenceRow, values: Mapping[str, Any]) -> tuple[set[str], list[str]]:
    """Sets what nobody edited; returns the fields that changed and those left as the operator wrote them."""
    touched, edited = set(), []
    for name, value in values.items():
        current, new = plain(getattr(row, name)), plain(value)
        if name in row.loaded:
            is_ours = current == row.loaded[name]
        else:
            is_ours = current in EMPTY
        if current != new and is_ours:
            setattr(row, name, value)
            touched.add(name)
        elif current != new:
            edited.append(name)
        if row.loaded.get(name, ...) != new:
            row.loaded[name] = new
            touched.add("loaded")
    return touched, edited


def plain(value: Any) -> Any:
    """A value as JSON keeps it, so that it can be compared with what was loaded."""
    return value.isoformat() if isinstance(value, date) else value


@dataclass(frozen=True)
class ThreeWay:
    """Children of a row (synonyms, ranges): what to add and update, and what left the data."""

    add: dict[str, Any]
    update: dict[str, Any]
    gone: list[str]


def three_way(data: Mapping[str, Any], loaded: Mapping[str, Any], current: Mapping[str, Any]) -> ThreeWay:
    """An operator's own children stay, those an operator took away stay away, edited ones keep their edit."""
    add = {name: value for name, value in data.items() if name not in current and name not in loaded}
    update = {
        name: value
        for name, value in data.items()
        if name in current and current[name] != value and current[name] == loaded.get(name)
    }
    gone = [name for name in loaded if name not in data and name in current]
    return ThreeWay(add, update, gone)
