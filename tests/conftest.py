"""The cast: visitor, candidate, owner, colleague, viewer, rival, moderator, operator. And what every test needs."""

import os

import pytest
from django.conf import settings as configured
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import transaction
from django.db.backends.postgresql.base import DatabaseWrapper as PostgreSQL
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLite
from django.test import Client
from hypothesis import settings

from codes import services as code_services
from core.append_only import lock_statements, unlock_statements
from listings import vocabulary
from listings.search import index, lexicon
from listings.search.keeping import keeper
from tests.factories import (
    EVENT_TABLES,
    make_candidate,
    make_employer,
    make_member,
    make_moderator,
    make_operator,
    make_reference,
)

# A slow machine is no failure; where CI is set, every run tries the same examples.
settings.register_profile("board", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("board")


def pytest_collection_modifyitems(items):
    """Marks what asks a database, itself or through a fixture: the rest answers the same whatever the database is."""
    for item in items:
        if item.get_closest_marker("django_db") or {"db", "transactional_db", "stands"} & {*item.fixturenames}:
            item.add_marker("database")


@pytest.fixture(autouse=True)
def _clean_cache():
    """Rate limits live in the cache, ranges and synonyms in memory; no test inherits another's."""
    cache.clear()
    code_services.forget()
    lexicon.forget()
    keeper.forget()
    yield
    cache.clear()
    code_services.forget()
    lexicon.forget()
    keeper.forget()


@pytest.fixture(autouse=True)
def _words_are_read_each_time(monkeypatch):
    """A word made in a test is known at once."""
    monkeypatch.setattr(vocabulary, "SECONDS_TO_KEEP", 0.0)


@pytest.fixture(autouse=True, scope="session")
def _mail_becomes_rows(django_test_environment):
    """The test runner swaps the backend; ours is part of what we test. Put back with everything else it swapped."""
    configured.EMAIL_BACKEND = "core.mail.OutboxBackend"


# TRUNCATE makes new files for a hundred tables and all their indexes; a test left rows in some ten of them.
EMPTY = """
DO $$
DECLARE
    name text;
    holds boolean;
    filled text[] := '{}';
BEGIN
    FOREACH name IN ARRAY ARRAY[%s] LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %%I)', name) INTO holds;
        IF holds THEN filled := filled || name; END IF;
    END LOOP;
    FOREACH name IN ARRAY filled LOOP EXECUTE format('ALTER TABLE %%I DISABLE TRIGGER USER', name); END LOOP;
    FOREACH name IN ARRAY filled LOOP EXECUTE format('DELETE FROM %%I', name); END LOOP;
    SET CONSTRAINTS ALL IMMEDIATE;
    FOREACH name IN ARRAY filled LOOP EXECUTE format('ALTER TABLE %%I ENABLE TRIGGER USER', name); END LOOP;
END $$
"""


@pytest.fixture(autouse=True, scope="session")
def _flush_past_the_triggers():
    """Emptying a database after a transactional test deletes rows that the product itself may never delete."""
    plain = SQLite.ops_class.sql_flush, PostgreSQL.ops_class.sql_flush

    def on_sqlite(self, style, tables, **options):
        statements = plain[0](self, style, tables, **options)
        locked = [table for table in EVENT_TABLES if table in tables]
        before = [sql for table in locked for sql in unlock_statements(table, "sqlite")]
        after = [sql for table in locked for sql in lock_statements(table, "sqlite")]
        return [*before, *statements, *after]

    def on_postgresql(self, style, tables, **options):
        return [EMPTY % ", ".join(f"'{table}'" for table in (*tables, index.TABLE))]

    SQLite.ops_class.sql_flush, PostgreSQL.ops_class.sql_flush = on_sqlite, on_postgresql
    yield
    SQLite.ops_class.sql_flush, PostgreSQL.ops_class.sql_flush = plain


@pytest.fixture(scope="module")
def stands(django_db_setup, django_db_blocker):
    """`stands(build)` makes rows for all tests of a module: in a transaction around theirs, rolled back at the end."""
    around = transaction.atomic()
    with django_db_blocker.unblock():
        around.__enter__()

    def make(build, **options):
        with django_db_blocker.unblock():
            return build(**options)

    yield make
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture
def reference(db):
    """A small cut of the reference: states, terms, two specialties with ranges, a few credentials and codes."""
    return make_reference()


@pytest.fixture
def visitor():
    return AnonymousUser()


@pytest.fixture
def candidate(db):
    return make_candidate(email="candidate@people.test")


@pytest.fixture
def employer(db):
    return make_employer(name="Mercy Coding")


@pytest.fixture
def owner(employer):
    return make_member(employer, role="owner", email="owner@mercy.example")


@pytest.fixture
def colleague(employer):
    return make_member(employer, role="recruiter", email="colleague@mercy.example")


@pytest.fixture
def viewer(employer):
    return make_member(employer, role="viewer", email="viewer@mercy.example")


@pytest.fixture
def rival(db):
    return make_member(make_employer(name="Rival Health"), role="owner", email="rival@rival.example")


@pytest.fixture
def moderator(db):
    return make_moderator(email="moderator@board.test")


@pytest.fixture
def operator(db):
    return make_operator(email="operator@board.test")


@pytest.fixture
def as_user():
    """A browser session of somebody: `as_user(owner).get(...)`; `as_user(None)` is a visitor's."""

    def client(user):
        browser = Client()
        if user is not None and user.is_authenticated:
            browser.force_login(user)
        return browser

    return client
