"""What every answer of the search follows: one short text that changes when an answer, or a row of it, may change."""

from django.db import connection

from codes import services as codes
from listings import vocabulary

# In PostgreSQL numbers are handed out before a transaction ends, so a change with a lower number may come to sight
# later, and the newest number alone would miss it. Whoever holds such a number is still at work when a higher one is
# seen: so those at work belong to the version, but for those known to write no change, in another database or by
# vacuuming, and those that have ended since the statement began: what they wrote, the answer that is read next holds
# already. While nobody writes, there are none. A replica cannot name them; how far it has read along stands in their
# place.
AT_WORK = """CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()::text ELSE array_to_string(ARRAY(
    SELECT writer::xid::text FROM pg_snapshot_xip(pg_current_snapshot()) writer WHERE CASE WHEN writer::xid IN (
        SELECT backend_xid FROM pg_stat_activity WHERE backend_xid IS NOT NULL
        AND (datname <> current_database() OR backend_type = 'autovacuum worker'))
        THEN false ELSE pg_xact_status(writer) = 'in progress' END
    UNION SELECT backend_xid::text FROM pg_stat_activity WHERE backend_xid IS NOT NULL
        AND datname = current_database() AND backend_type <> 'autovacuum worker' ORDER BY 1), ',') END"""
# Within a transaction pg_stat_activity stays as it was first read, unless that is forgotten.
NOW = "FROM (SELECT pg_stat_clear_snapshot()) fresh"
# Changes of open jobs, of what they show of their employers and of the words the search knows; what codes mean, and
# where places lie.
NEWEST = """SELECT (SELECT max(seq) FROM listings_searchchange), (SELECT max(number) FROM codes_referencestamp),
    (SELECT count(*) || '/' || coalesce(max(seq), 0) FROM listings_searchchange WHERE listing_id = 0)"""


def version() -> str:
    """One statement: it may be asked before every answer.

    Read it before the answer it speaks of: an answer may then be newer than its version, never older. What this process
    holds in memory of the reference follows at once; a search that could not says so (`SearchResult.is_behind`).
    """
    with connection.cursor() as cursor:
        cursor.execute(f"{NEWEST}, {AT_WORK} {NOW}" if connection.vendor == "postgresql" else NEWEST)
        parts = cursor.fetchone()
    codes.follow(parts[1] or 0)
    vocabulary.follow(parts[2])
    return "-".join(str(part or 0) for part in parts)
