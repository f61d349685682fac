"""Whether the search says what the tables say: the snapshot against SQL, the text index against the texts."""

from django.db import connection
from django.http import QueryDict
from django.utils import timezone

from listings.filters import ListingFilter
from listings.search import index, triggers
from listings.search.fast import SnapshotSearch
from listings.search.query import Query
from listings.search.snapshot import Snapshot
from listings.search.sql import Found, SqlSearch

# Searches that touch every facet and every order.
PROBES = ("", "sort=pay", "work=remote", "posted=30&sort=newest")


def differences(snapshot: Snapshot) -> list[str]:
    """What a snapshot counts or orders otherwise than SQL at the same moment."""
    found = []
    for probe in PROBES:
        filters = ListingFilter(QueryDict(probe))
        slow, fast = SqlSearch(filters, Query()), SnapshotSearch(filters, Query(), snapshot, timezone.now())
        found += [f"?{probe}: {one}" for one in between(slow.count(), fast.count())]
        if slow.ids(filters.order, 1) != fast.ids(filters.order, 1):
            found.append(f"?{probe}: another first page")
    return found


def between(slow: Found, fast: Found) -> list[str]:
    found = []
    if (slow.total, slow.not_stated) != (fast.total, fast.not_stated):
        found.append(f"{fast.total} and {fast.not_stated} unstated instead of {slow.total} and {slow.not_stated}")
    for name in {*slow.facets, *fast.facets}:
        one, other = slow.facets.get(name, {}), fast.facets.get(name, {})
        wrong = sorted(value for value in {*one, *other} if one.get(value) != other.get(value))
        if wrong:
            found.append(f"{name}: " + ", ".join(f"{v} {other.get(v)} instead of {one.get(v)}" for v in wrong[:5]))
    if slow.labels != fast.labels:
        found.append("other names of employers")
    return found


def index_faults() -> list[str]:
    """What is wrong with the text index and the triggers that keep it."""
    found = []
    held, wanted = index.counts(connection)
    if held != wanted:
        found.append(f"{held:,} texts in the index, {wanted:,} published ones")
    if not triggers.are_complete(connection):
        found.append("triggers are missing: run `manage.py migrate`, then `manage.py search_rebuild`")
    return found
