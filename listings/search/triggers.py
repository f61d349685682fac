"""What keeps the text index and SearchChange in step: triggers, in the transaction of whatever write it is.

The database sees every write: a service, an import, an admin, a bulk insert, a line of SQL by hand. Nothing that
writes listings needs to know of the search, and what is rolled back was never said.

SQLite looks through all triggers when a table is altered, and drops those of a table made anew. So they go before a
migration runs and come back after it (`before_migrating`, `after_migrating`).
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from listings.models import SearchChange
from listings.search import index
from listings.search.index import COLUMNS, TEXT_TABLE, add_rows, remove_rows
from listings.workflow import Status

CHANGES = "listings_searchchange"
LISTINGS = "listings_listing"
EMPLOYERS = "accounts_employer"
RELATIONS = (
    "listings_listingspecialty",
    "listings_listingcredential",
    "listings_listingcode",
    "listings_listingcoderange",
    "listings_listing_eligible_states",
    "listings_listing_settings",
    "listings_listing_systems",
    "listings_listing_schedules",
)
REFERENCE = ("codes_specialty", "codes_specialtysynonym", "codes_certification", "codes_state", "codes_term")
MARKS = ("claimed_at", "proven_domain", "domain_proven_at")
# What a row of the search shows or counts of an employer. Triggers are made anew by any migration: a change here needs
# one, be it empty.
OF_EMPLOYER = ("name", "slug", "suspended_at", "unnamed_source", "time_zone", *MARKS)
LIVE = f"'{Status.PUBLISHED}'"
PREFIX = "search_"


def is_published(row: str) -> str:
    return f"EXISTS (SELECT 1 FROM {LISTINGS} WHERE id = {row}.listing_id AND status = {LIVE})"


def differs(vendor: str, names: tuple[str, ...]) -> str:
    word = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
    return " OR ".join(f"OLD.{name} {word} NEW.{name}" for name in names)


def note(vendor: str, listing: str) -> str:
    """SQL that writes one change row. Of one listing the newest is enough: on SQLite always, as one process writes at
    a time; on PostgreSQL within the same transaction."""
    if vendor == "sqlite":
        return (
            f"DELETE FROM {CHANGES} WHERE listing_id = {listing}; "
            f"INSERT INTO {CHANGES}(listing_id, at) VALUES ({listing}, strftime('%Y-%m-%d %H:%M:%f', 'now'))"
        )
    return f"PERFORM search_note({listing})"


NOTE_FUNCTION = f"""CREATE OR REPLACE FUNCTION search_note(about bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE mine bigint := pg_current_xact_id()::text::bigint;
BEGIN
    DELETE FROM {CHANGES} WHERE listing_id = about AND xid = mine;
    INSERT INTO {CHANGES}(listing_id, xid, at) VALUES (about, mine, clock_timestamp());
END $$"""


def triggers(vendor: str) -> Iterator[tuple[str, str, str, str, list[str]]]:
    """(name, table, moment, condition, statements)."""

    def add(row: str) -> str:
        return add_rows(vendor, f"t.listing_id = {row}")

    def remove(row: str) -> str:
        return remove_rows(vendor, f"t.listing_id = {row}")

    came, went = note(vendor, "NEW.listing_id"), note(vendor, "OLD.listing_id")
    before = f"({differs(vendor, ('doc_id', *COLUMNS))}) AND {is_published('OLD')}"
    after = f"({differs(vendor, ('doc_id', *COLUMNS))}) AND {is_published('NEW')}"
    # A text is taken out before it changes and put in after: FTS5 reads what it said from the row itself.
    yield "text_comes", TEXT_TABLE, "AFTER INSERT", is_published("NEW"), [add("NEW.listing_id"), came]
    yield (
        "text_changes",
        TEXT_TABLE,
        "BEFORE UPDATE",
        before,
        [remove("OLD.listing_id")],
    )
    yield (
        "text_changed",
        TEXT_TABLE,
        "AFTER UPDATE",
        after,
        [add("NEW.listing_id"), came],
    )
    yield "text_goes", TEXT_TABLE, "BEFORE DELETE", is_published("OLD"), [remove("OLD.listing_id"), went]

    new, old = note(vendor, "NEW.id"), note(vendor, "OLD.id")
    yield "job_comes", LISTINGS, "AFTER INSERT", f"NEW.status = {LIVE}", [add("NEW.id"), new]
    yield "job_opens", LISTINGS, "AFTER UPDATE", f"OLD.status <> {LIVE} AND NEW.status = {LIVE}", [add("NEW.id"), new]
    yield "job_ends", LISTINGS, "AFTER UPDATE", f"OLD.status = {LIVE} AND NEW.status <> {LIVE}", [remove("OLD.id"), old]
    # A write to the counter of clicks is no change of the job.
    changed = f"OLD.status = {LIVE} AND NEW.status = {LIVE} AND OLD.apply_clicks = NEW.apply_clicks"
    yield "job_changed", LISTINGS, "AFTER UPDATE", changed, [new]
    yield "job_goes", LISTINGS, "BEFORE DELETE", f"OLD.status = {LIVE}", [remove("OLD.id"), old]

    for table in RELATIONS:
        yield f"{table}_comes", table, "AFTER INSERT", is_published("NEW"), [came]
        yield f"{table}_changed", table, "AFTER UPDATE", is_published("NEW"), [came]
        yield f"{table}_goes", table, "AFTER DELETE", is_published("OLD"), [went]

    yield "employer_changed", EMPLOYERS, "AFTER UPDATE", differs(vendor, OF_EMPLOYER), [note_jobs_of(vendor)]
    everywhere = note(vendor, str(SearchChange.REFERENCE))
    for table in REFERENCE:
        for act in ("INSERT", "UPDATE", "DELETE"):
            yield f"{table}_{act.lower()}", table, f"AFTER {act}", "", [everywhere]


def note_jobs_of(vendor: str) -> str:
    jobs = f"SELECT id FROM {LISTINGS} WHERE employer_id = NEW.id AND status = {LIVE}"
    if vendor == "sqlite":
        return (
            f"DELETE FROM {CHANGES} WHERE listing_id IN ({jobs}); INSERT INTO {CHANGES}(listing_id, at) "
            f"SELECT id, strftime('%Y-%m-%d %H:%M:%f', 'now') FROM ({jobs})"
        )
    return f"PERFORM search_note(jobs.id) FROM ({jobs} ORDER BY id) jobs"


def create_statements(vendor: str) -> Iterator[str]:
    if vendor != "sqlite":
        yield NOTE_FUNCTION
    for name, table, moment, condition, acts in triggers(vendor):
        body = "; ".join(acts)
        if vendor == "sqlite":
            when = f" WHEN {condition}" if condition else ""
            yield f"CREATE TRIGGER {PREFIX}{name} {moment} ON {table} FOR EACH ROW{when} BEGIN {body}; END"
        else:
            row = "OLD" if moment.endswith("DELETE") else "NEW"
            then = f"IF {condition} THEN {body}; END IF" if condition else body
            yield (
                f"CREATE OR REPLACE FUNCTION {PREFIX}{name}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN {then}; RETURN {row}; END $$"
            )
            yield (f"CREATE TRIGGER {PREFIX}{name} {moment} ON {table} FOR EACH ROW EXECUTE FUNCTION {PREFIX}{name}()")
    if vendor != "sqlite":
        yield (
            f"CREATE OR REPLACE FUNCTION {PREFIX}text_emptied() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN TRUNCATE {index.TABLE}; RETURN NULL; END $$"
        )
        yield (
            f"CREATE TRIGGER {PREFIX}text_emptied AFTER TRUNCATE ON {TEXT_TABLE} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {PREFIX}text_emptied()"
        )


def installed(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Our triggers that stand: name → table."""
    pattern = PREFIX.replace("_", "\\_") + "%"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s ESCAPE '\\'",
                [pattern],
            )
        else:
            cursor.execute(
                "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
                "WHERE NOT tgisinternal AND tgname LIKE %s",
                [pattern],
            )
        return dict(cursor.fetchall())


def wanted(vendor: str) -> set[str]:
    names = {f"{PREFIX}{name}" for name, *_ in triggers(vendor)}
    return names if vendor == "sqlite" else {name[:63] for name in names} | {f"{PREFIX}text_emptied"}


def are_complete(connection: BaseDatabaseWrapper) -> bool:
    return set(installed(connection)) == wanted(connection.vendor)


def install(connection: BaseDatabaseWrapper) -> None:
    uninstall(connection)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for statement in create_statements(connection.vendor):
            cursor.execute(statement)


def uninstall(connection: BaseDatabaseWrapper) -> None:
    for name, table in installed(connection).items():
        with connection.cursor() as cursor:
            cursor.execute(
                f"DROP TRIGGER {name}" if connection.vendor == "sqlite" else f"DROP TRIGGER {name} ON {table}"
            )


def note_everything(connection: BaseDatabaseWrapper) -> None:
    """Tells every process to read all anew."""
    SearchChange.objects.using(connection.alias).create(listing_id=SearchChange.REFERENCE, xid=current_xid(connection))


def on_places_changed(sender: type, **kwargs: Any) -> None:
    """What lies around a place is kept in memory, too."""
    note_everything(connections[DEFAULT_DB_ALIAS])


def current_xid(connection: BaseDatabaseWrapper) -> int | None:
    if connection.vendor == "sqlite":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        return int(cursor.fetchone()[0])


def refill(connection: BaseDatabaseWrapper, progress: Callable[[int], None] = lambda done: None) -> None:
    """The index from nothing, in one transaction: stopped half way, it is as it was."""
    with transaction.atomic(using=connection.alias):
        index.empty(connection)
        last, done = index.fill(connection), 0
        while last:
            done += index.FILL_BATCH
            progress(done)
            last = index.fill(connection, last)
        note_everything(connection)


# Around migrations ------------------------------------------------------------------------------------------------


def before_migrating(sender: Any, using: str, plan: Any = (), **kwargs: Any) -> None:
    if plan:
        uninstall(connections[using])


def after_migrating(sender: Any, using: str, plan: Any = (), **kwargs: Any) -> None:
    connection = connections[using]
    present = set(connection.introspection.table_names())
    if index.TABLE not in present or are_complete(connection):
        return
    with transaction.atomic(using=using):  # triggers without the texts that came before them would never be noticed
        install(connection)
        refill(connection)
