"""The snapshot of this process: read when it is first needed, followed at every search, read anew when it grew untidy.

No request ever waits for a large board to be read: a thread reads it while plain SQL, or the snapshot one has, answers.
"""

import logging
import random
import time
from collections.abc import Callable
from threading import Lock, Thread

from django.db import connection
from django.utils import timezone

from listings.filters import ListingFilter
from listings.models import Listing, SearchChange
from listings.search.bitmaps import Bitmaps
from listings.search.changes import Lost, Mark, mark, poll
from listings.search.reading import one_view, read_batch
from listings.search.snapshot import Snapshot
from listings.search.tally import tally_of
from listings.workflow import Status

logger = logging.getLogger(__name__)

# A board of so many open listings is read in the request that needs it, in a few hundredths of a second.
SMALL = 2_000
# Changes appended, or dead ordinals in a hundred, after which all is read anew.
MOST_TAIL, MOST_DEAD = 1_000, 0.02
# Rows of changes live for KEPT_HOURS; who has not looked for half as long reads everything anew.
KEPT_HOURS = 24
CHECK_SECONDS = 3_600.0
# Seconds to the next try after a reading that failed.
PAUSE = 30.0


class Keeper:
    def __init__(self) -> None:
        self.lock = Lock()
        self.forget()

    def forget(self) -> None:
        self.snapshot: Snapshot | None = None
        self.mark = Mark()
        self.looked_at = self.checked_at = time.monotonic()
        self.is_reading = False
        self.is_stale = False
        self.not_before = 0.0  # after a reading that failed

    # What requests ask ------------------------------------------------------------------------------------------
    def current(self) -> Snapshot | None:
        """The open listings as they are now. None while they are read, and inside a transaction: what that has written
        only the database can tell, and it may yet be taken back."""
        if connection.in_atomic_block:
            return None
        with self.lock:
            if self.snapshot is None or self._is_forgotten():
                self.snapshot = None
                self._read_soon()
            else:
                self._follow(self.snapshot)
            return self.snapshot

    def is_current(self, snapshot: Snapshot) -> bool:
        """Whether nothing has changed since; asked after the database was, which may have known more."""
        with self.lock:
            if snapshot is not self.snapshot:
                return False
            try:
                return not poll(connection, self.mark)[1]
            except Lost:
                return False

    def is_behind(self, snapshot: Snapshot) -> bool:
        """Whether something changed that this one does not know: asked last, so that no answer passes for a newer."""
        return self.is_stale or self.snapshot is not snapshot

    def ready(self) -> None:
        """Reads the board, however large, unless what a process was born with can be followed: when it starts."""
        with self.lock:
            if self.snapshot is None or self._is_forgotten():
                self._read()
            else:
                self._follow(self.snapshot)
            self.checked_at -= random.uniform(0, CHECK_SECONDS)  # noqa: S311  # processes born together check apart

    def _is_forgotten(self) -> bool:
        """Whether rows of changes that one never saw may be gone by now."""
        return time.monotonic() - self.looked_at > KEPT_HOURS * 1_800

    # Following --------------------------------------------------------------------------------------------------
    def _follow(self, snapshot: Snapshot) -> None:
        try:
            found, ids = poll(connection, self.mark)
            if len(ids) > MOST_TAIL and snapshot.size > SMALL:
                raise Lost  # so many are read sooner anew, and aside
            if ids:
                with one_view():
                    snapshot = self._advance(snapshot)
            else:
                self.mark = found
        except Lost:
            self.snapshot = None
            self._read_soon()
            return
        self.looked_at = time.monotonic()
        if self.is_stale or is_untidy(snapshot):
            self._read_soon()
        elif time.monotonic() - self.checked_at > CHECK_SECONDS:
            self.checked_at = time.monotonic()
            self._start(self._check)

    def _advance(self, snapshot: Snapshot) -> Snapshot:
        """Takes in what changed. In one view, so that the rows are those of the mark. Raises Lost."""
        found, ids = poll(connection, self.mark)
        if SearchChange.REFERENCE in ids:
            self.is_stale = True
        listings = [one for one in ids if one != SearchChange.REFERENCE]
        if ids:
            batch = read_batch(listings)
            self.snapshot = None  # until it is whole: a change that breaks off half way leaves nothing behind
            snapshot = snapshot.changed(listings, batch, found.seq)
        self.snapshot, self.mark = snapshot, found
        return snapshot

    # Reading ----------------------------------------------------------------------------------------------------
    def _read_soon(self) -> None:
        """At once where the board is small, else in a thread."""
        if self.is_reading or time.monotonic() < self.not_before:
            return
        if Listing.objects.filter(status=Status.PUBLISHED).order_by()[: SMALL + 1].count() <= SMALL:
            self._read()
        else:
            self.is_reading = True
            self._start(self._read_aside)

    def _read(self) -> None:
        began = time.perf_counter()
        self._take(*read_board(), began)

    def _take(self, fresh: Snapshot, found: Mark, began: float) -> None:
        self.snapshot, self.mark = fresh, found
        self.is_stale = False
        self.looked_at = time.monotonic()
        logger.info("search snapshot read: %s listings in %.2f s", fresh.size, time.perf_counter() - began)

    def _read_aside(self) -> None:
        """Reads without holding anybody up. What came meanwhile the next search takes in."""
        began = time.perf_counter()
        try:
            fresh, found = read_board()
            with self.lock:
                self._take(fresh, found, began)
        except BaseException:
            self.not_before = time.monotonic() + PAUSE
            raise
        finally:
            self.is_reading = False

    def _start(self, work: Callable[[], None]) -> None:
        def run() -> None:
            try:
                work()
            except Exception:
                logger.exception("search snapshot")
            finally:
                connection.close()

        try:
            Thread(target=run, name="search", daemon=True).start()
        except RuntimeError:
            self.is_reading = False
            logger.exception("search snapshot")

    # Checking ---------------------------------------------------------------------------------------------------
    def differences(self) -> list[str]:
        """Where this snapshot answers otherwise than SQL, both asked at one moment. Empty where all is well."""
        from listings.search.checking import differences

        with one_view():
            with self.lock:
                if self.snapshot is None:
                    return []
                snapshot = self._advance(self.snapshot)
            return differences(snapshot)

    def _check(self) -> None:
        try:
            found = self.differences()
        except Lost:
            found = []  # the next search reads everything anew
        if found:
            logger.error("search snapshot differs from the tables: %s", "; ".join(found[:10]))
            with self.lock:
                self.is_stale = True


def read_board() -> tuple[Snapshot, Mark]:
    """All open listings and the moment they are of. With their tally, so that no search has to make it."""
    with one_view():
        found = mark(connection)
        fresh = Snapshot.of(read_batch(), found.seq)
    tally_of(Bitmaps(fresh, ListingFilter(), timezone.now()))
    return fresh, found


def is_untidy(snapshot: Snapshot) -> bool:
    dead = snapshot.size - len(snapshot.live)
    return snapshot.size - snapshot.base > MOST_TAIL or dead > MOST_TAIL + MOST_DEAD * snapshot.size


keeper = Keeper()
