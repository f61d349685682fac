"""Tables whose rows are written once: the database itself refuses UPDATE and DELETE, on SQLite and PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections, models, transaction
from django.db.migrations.operations.base import Operation

MESSAGE = "rows of this table are never changed or deleted"


def lock_statements(table: str, vendor: str) -> list[str]:
    """SQL that creates the triggers for `table` (a name of our own, never input)."""
    if vendor == "sqlite":
        return [
            f'CREATE TRIGGER "{table}_no_{act}" BEFORE {act.upper()} ON "{table}" '
            f"BEGIN SELECT RAISE(ABORT, '{table}: {MESSAGE}'); END"
            for act in ("update", "delete")
        ]
    return [
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '%: {MESSAGE}', TG_TABLE_NAME; END $$",
        f'CREATE TRIGGER "{table}_append_only" BEFORE UPDATE OR DELETE ON "{table}" '
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    ]


def unlock_statements(table: str, vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [f'DROP TRIGGER IF EXISTS "{table}_no_{act}"' for act in ("update", "delete")]
    return [f'DROP TRIGGER IF EXISTS "{table}_append_only" ON "{table}"']


class AppendOnly(Operation):
    """Migration operation: from here on the model's table takes new rows only."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def state_forwards(self, app_label, state):
        pass

    def _run(self, statements, app_label, schema_editor, state) -> None:
        model = state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            for sql in statements(model._meta.db_table, schema_editor.connection.vendor):
                schema_editor.execute(sql, params=None)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        self._run(lock_statements, app_label, schema_editor, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        self._run(unlock_statements, app_label, schema_editor, from_state)

    def describe(self) -> str:
        return f"Refuse update and delete on {self.model_name}"

    def deconstruct(self):
        return (self.__class__.__qualname__, [self.model_name], {})


@contextmanager
def lifted(*models_: type[models.Model], using: str = "default") -> Iterator[None]:
    """Lets go of the triggers inside one transaction. Only for taking the demo board away again."""
    connection = connections[using]
    with transaction.atomic(using=using):
        with connection.cursor() as cursor:
            for model in models_:
                for sql in unlock_statements(model._meta.db_table, connection.vendor):
                    cursor.execute(sql)
        yield
        with connection.cursor() as cursor:
            for model in models_:
                for sql in lock_statements(model._meta.db_table, connection.vendor):
                    cursor.execute(sql)
