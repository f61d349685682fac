"""The text index: the words of every published listing, kept by the database itself.

SQLite: FTS5 over ListingText (external content, so no text is stored twice). PostgreSQL: a tsvector under GIN. Both are
filled by triggers (listings.search.triggers). An FTS5 `rebuild`, and an integrity check of rank 1, would read drafts
into it: neither is ever run.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

from listings.workflow import Status

TABLE = "listings_searchindex"
TEXT_TABLE = "listings_listingtext"
COLUMNS = ("title", "employer", "skills", "description")
# A tsvector holds a megabyte; no honest description comes near.
LONGEST_TEXT = 200_000
CONFIG = "board_text"
FILL_BATCH = 2_000

SQLITE = [
    f"CREATE VIRTUAL TABLE IF NOT EXISTS {TABLE} USING fts5({', '.join(COLUMNS)}, content='{TEXT_TABLE}', "
    "content_rowid='doc_id', tokenize='porter unicode61')",
]
# Stems as English has them, but no stop words: "in" and "or" are states, and a quoted phrase is every word of it.
POSTGRESQL = [
    f"""DO $$ BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_ts_dict WHERE dictname = '{CONFIG}') THEN
        CREATE TEXT SEARCH DICTIONARY {CONFIG} (TEMPLATE = snowball, Language = english);
        CREATE TEXT SEARCH CONFIGURATION {CONFIG} (COPY = simple);
        ALTER TEXT SEARCH CONFIGURATION {CONFIG}
            ALTER MAPPING FOR asciiword, word, numword, hword, asciihword, hword_part, hword_asciipart, hword_numpart
            WITH {CONFIG};
    END IF; END $$""",
    f"CREATE TABLE IF NOT EXISTS {TABLE} (rowid bigint PRIMARY KEY, tsv tsvector NOT NULL)",
    f"CREATE INDEX IF NOT EXISTS {TABLE}_words ON {TABLE} USING gin (tsv) WITH (fastupdate = off)",
    # Letters without their marks, as unicode61 has them.
    f"""CREATE OR REPLACE FUNCTION search_words(words text) RETURNS tsvector LANGUAGE sql STABLE AS $$
    SELECT to_tsvector('{CONFIG}', regexp_replace(regexp_replace(normalize(lower(left(words, {LONGEST_TEXT})), NFD),
        '[\\u0300-\\u036f]+', '', 'g'), '[^[:alnum:]]+', ' ', 'g')) $$""",
    f"""CREATE OR REPLACE FUNCTION search_document(text_of {TEXT_TABLE}) RETURNS tsvector LANGUAGE sql STABLE AS $$
    SELECT setweight(search_words(text_of.title), 'A') || setweight(search_words(text_of.employer), 'B')
        || setweight(search_words(text_of.skills), 'C') || setweight(search_words(text_of.description), 'D') $$""",
]
POSTGRESQL_DROP = [
    f"DROP FUNCTION IF EXISTS search_document({TEXT_TABLE})",
    "DROP FUNCTION IF EXISTS search_words(text)",
    f"DROP TABLE IF EXISTS {TABLE}",
    f"DROP TEXT SEARCH CONFIGURATION IF EXISTS {CONFIG}",
    f"DROP TEXT SEARCH DICTIONARY IF EXISTS {CONFIG}",
]


def create(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for statement in SQLITE if connection.vendor == "sqlite" else POSTGRESQL:
            cursor.execute(statement)


def drop(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for statement in [f"DROP TABLE IF EXISTS {TABLE}"] if connection.vendor == "sqlite" else POSTGRESQL_DROP:
            cursor.execute(statement)


def add_rows(vendor: str, condition: str) -> str:
    """SQL that puts the texts of `t` under a condition into the index."""
    if vendor == "sqlite":
        columns = ", ".join(COLUMNS)
        return (
            f"INSERT INTO {TABLE}(rowid, {columns}) "
            f"SELECT t.doc_id, {', '.join(f't.{name}' for name in COLUMNS)} FROM {TEXT_TABLE} t WHERE {condition}"
        )
    return (
        f"INSERT INTO {TABLE}(rowid, tsv) SELECT t.doc_id, search_document(t) FROM {TEXT_TABLE} t "
        f"WHERE {condition} ON CONFLICT (rowid) DO UPDATE SET tsv = excluded.tsv"
    )


def remove_rows(vendor: str, condition: str) -> str:
    """SQL that takes the texts of `t` under a condition out again. FTS5 must be told what they said."""
    if vendor == "sqlite":
        columns = ", ".join(COLUMNS)
        return (
            f"INSERT INTO {TABLE}({TABLE}, rowid, {columns}) "
            f"SELECT 'delete', t.doc_id, {', '.join(f't.{name}' for name in COLUMNS)} "
            f"FROM {TEXT_TABLE} t WHERE {condition}"
        )
    return f"DELETE FROM {TABLE} i USING {TEXT_TABLE} t WHERE i.rowid = t.doc_id AND {condition}"


PUBLISHED = f"t.listing_id IN (SELECT id FROM listings_listing WHERE status = '{Status.PUBLISHED}')"


def fill(connection: BaseDatabaseWrapper, after: int = 0) -> int:
    """Adds the next batch of published texts; returns the number of the last one, 0 when all are in."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT max(doc_id) FROM (SELECT t.doc_id FROM {TEXT_TABLE} t WHERE t.doc_id > %s AND {PUBLISHED} "
            f"ORDER BY t.doc_id LIMIT {FILL_BATCH}) batch",
            [after],
        )
        (last,) = cursor.fetchone()
        if last is None:
            return 0
        cursor.execute(add_rows(connection.vendor, f"t.doc_id > %s AND t.doc_id <= %s AND {PUBLISHED}"), [after, last])
    return int(last)


def empty(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
            cursor.execute(SQLITE[0])
        else:
            cursor.execute(f"DELETE FROM {TABLE}")


def counts(connection: BaseDatabaseWrapper) -> tuple[int, int]:
    """(documents in the index, published texts): equal where all is well."""
    docs = f"{TABLE}_docsize" if connection.vendor == "sqlite" else TABLE
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT (SELECT count(*) FROM {docs}), (SELECT count(*) FROM {TEXT_TABLE} t WHERE {PUBLISHED})")
        held, wanted = cursor.fetchone()
    return held, wanted
