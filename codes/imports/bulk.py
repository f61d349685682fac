"""Writes many plain rows at once. Most of what `bulk_create` costs goes into an object a row and a look at every field.

Every value still passes through its field once a kind: what is the same in all rows is prepared once, the rest as the
column needs it. No signals are sent and no keys come back; read them afterwards.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import connections, models, router
from django.db.models import Field

from codes.imports.runs import batches

AT_ONCE = 5000


def insert_rows(
    model: type[models.Model],
    names: tuple[str, ...],
    rows: Iterable[tuple[Any, ...]],
    progress: Callable[[int], None] = lambda done: None,
) -> int:
    """Inserts a row for each tuple of values for `names`; all other fields get their defaults. Returns how many."""
    connection = connections[router.db_for_write(model)]
    fields = {field.attname: field for field in model._meta.concrete_fields if not field.primary_key}
    varying = [fields.pop(name) for name in names]
    fixed = [field.get_db_prep_save(field.get_default(), connection) for field in fields.values()]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in [*varying, *fields.values()])
    target = f"{quote(model._meta.db_table)} ({columns})"
    prepare = [(place, preparer(field, connection)) for place, field in enumerate(varying) if is_converted(field)]
    done = 0
    with connection.cursor() as cursor:
        for some in batches(rows, AT_ONCE):
            write(cursor, target, [(*prepared(row, prepare), *fixed) for row in some])
            done += len(some)
            progress(done)
    return done


def write(cursor: Any, target: str, rows: list[tuple[Any, ...]]) -> None:
    """As each database takes many rows fastest: PostgreSQL as one stream, SQLite by one prepared statement. All names
    are the model's."""
    if cursor.db.vendor == "postgresql":
        # Past the cursor's own wrapping: a value that the column refuses comes out as Django's error all the same.
        with cursor.db.wrap_database_errors, cursor.copy(f"COPY {target} FROM STDIN") as stream:
            for row in rows:
                stream.write_row(row)
    elif rows:
        marks = ", ".join(["%s"] * len(rows[0]))
        cursor.executemany(f"INSERT INTO {target} VALUES ({marks})", rows)  # noqa: S608


def is_converted(field: Field) -> bool:
    """Whether the column keeps something else than the value itself."""
    return not isinstance(field, models.CharField | models.TextField | models.BooleanField | models.ForeignKey)


def preparer(field: Field, connection: Any) -> Callable[[Any], Any]:
    """The field's own conversion, done once for the values that come again and again: no date, no facts."""
    known: dict[str, Any] = {}

    def prepare(value: Any) -> Any:
        name = repr(value)
        if name not in known:
            if len(known) > AT_ONCE:
                known.clear()
            known[name] = field.get_db_prep_save(value, connection)
        return known[name]

    return prepare


def prepared(row: tuple[Any, ...], prepare: list[tuple[int, Callable[[Any], Any]]]) -> list[Any]:
    values = list(row)
    for place, convert in prepare:
        values[place] = convert(values[place])
    return values
