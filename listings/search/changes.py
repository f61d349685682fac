"""What changed since one last looked: SearchChange rows, followed so that none is missed.

SQLite has one writer at a time, so a number seen means that all lower ones were. PostgreSQL hands numbers out before a
transaction ends: a lower one may come later. There a reader remembers the oldest transaction that was still open
(`pg_snapshot_xmin`), asks for everything from it on, and leaves out the numbers it has seen.
"""

from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

from listings.search.triggers import CHANGES


class Lost(Exception):  # it is no error of anybody's
    """The rows start anew, or ended before where one had read to: read everything again."""


@dataclass(frozen=True)
class Mark:
    """How far somebody has read."""

    seq: int = 0
    oldest_open: int = 0
    seen: frozenset[int] = frozenset()


def mark(connection: BaseDatabaseWrapper) -> Mark:
    """The present moment. Asked in the same view as the rows that are read with it."""
    return poll(connection, Mark())[0]


def poll(connection: BaseDatabaseWrapper, since: Mark) -> tuple[Mark, list[int]]:
    """(the new mark, the listings that changed since the old one). Raises Lost."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"SELECT max(seq) FROM {CHANGES}")
            newest = cursor.fetchone()[0] or 0
            if newest < since.seq:
                raise Lost
            if newest == since.seq:
                return since, []
            cursor.execute(f"SELECT DISTINCT listing_id FROM {CHANGES} WHERE seq > %s", [since.seq])
            return Mark(newest), [listing for (listing,) in cursor]
        cursor.execute(
            f"SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint, c.seq, c.listing_id, c.xid "
            f"FROM (SELECT 1) one LEFT JOIN {CHANGES} c ON c.xid >= %s",
            [since.oldest_open],
        )
        rows = cursor.fetchall()
    oldest_open = rows[0][0]
    if oldest_open < since.oldest_open:
        raise Lost  # another server, or one that was restored
    new = [(seq, listing) for _, seq, listing, _ in rows if seq is not None and seq not in since.seen]
    seen = frozenset(seq for _, seq, _, xid in rows if seq is not None and xid >= oldest_open)
    newest = max([since.seq, *(seq for seq, _ in new)])
    return Mark(newest, oldest_open, seen), list(dict.fromkeys(listing for _, listing in new))


def prune(connection: BaseDatabaseWrapper, hours: int) -> int:
    """Takes away rows older than this, but never the newest: its number says how far the numbers have come."""
    old = (
        f"strftime('%Y-%m-%d %H:%M:%f', 'now', '-{int(hours)} hours')"
        if connection.vendor == "sqlite"
        else f"now() - interval '{int(hours)} hours'"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {CHANGES} WHERE at < {old} AND seq < (SELECT max(seq) FROM {CHANGES} newest)")
        return int(cursor.rowcount)
