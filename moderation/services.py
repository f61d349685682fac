"""Decisions. They call the services of the thing decided on; here is only what several decisions share."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core import signing
from django.db.models import QuerySet

from accounts.models import User
from core.errors import DomainError
from core.models import ImportRun
from listings import services as listings
from listings.models import Listing, Report
from listings.workflow import Status
from moderation.policies import can_decide
from moderation.workflow import Decision

# So many listings one press of a button decides on; the rest of a larger batch waits for the next press.
BATCH = 500
# Among so many of the oldest, a page of them, the grave are looked for: reading the words of one takes milliseconds.
RANKED = 50
LISTING_IMPORTS = "listings"  # ImportRun.kind of listings.imports
SAMPLE = 8


def decide(listing: Listing, decision: str, *, by: User, note: str = "") -> None:
    """Carries the decision out. Raises DomainError where the listing's state, a missing reason or a tie forbids it."""
    if not can_decide(by, listing):
        raise DomainError("You belong to this employer, so another moderator decides on its listings.")
    if decision == Decision.APPROVE:
        listings.approve(listing, by=by, note=note)
    elif decision == Decision.CHANGES:
        listings.request_changes(listing, by=by, note=note)
    elif decision == Decision.REJECT:
        listings.reject(listing, by=by, note=note)
    else:
        listings.remove(listing, by=by, note=note)


Flags = dict[int, list[listings.Flag]]


def in_order(waiting: QuerySet[Listing]) -> tuple[QuerySet[Listing], set[int], Flags]:
    """What waits, grave ones first and then the oldest; the keys of the grave ones; the flags of those looked at.

    Grave is what readers reported as such, and what shows a grave sign itself.
    """
    oldest = list(waiting.select_related("employer", "text")[:RANKED])
    reported = Report.objects.open().grave().filter(listing__status=Status.PENDING)
    judged = listings.flags_of(oldest)
    grave = {pk for pk, found in judged.items() if any(flag.is_grave for flag in found)}
    grave |= set(reported.values_list("listing", flat=True))
    return waiting.first_those(grave), grave, judged  # type: ignore[attr-defined]


def next_in_queue(after: Listing) -> Listing | None:
    """What to look at next; desk and imports are queues of their own."""
    return in_order(Listing.objects.pending().filter(import_run=after.import_run_id).exclude(pk=after.pk))[0].first()


# A batch: the listings one import brought ---------------------------------------------------------------------


@dataclass(frozen=True)
class BatchResult:
    done: int
    held: int  # a grave flag keeps them in the queue, one by one
    left: int  # beyond BATCH


def sample_of(run: ImportRun) -> list[Listing]:
    """What a moderator reads before deciding on all: spread over the batch, the same rows until it is decided."""
    waiting = list(run.listings.pending().values_list("pk", flat=True))
    step = max(1, len(waiting) // SAMPLE)
    return list(run.listings.filter(pk__in=waiting[::step][:SAMPLE]).for_rows().select_related("text").order_by("pk"))


def proof_of_sample(run: ImportRun, by: User) -> str:
    """Stands in the batch page's form: this person was shown the sample of this run."""
    return signing.dumps([run.pk, by.pk], salt="batch-sample")


def is_proof(text: str, run: ImportRun, by: User) -> bool:
    try:
        return signing.loads(text, salt="batch-sample", max_age=24 * 3600) == [run.pk, by.pk]
    except signing.BadSignature:
        return False


def approve_batch(run: ImportRun, *, by: User) -> BatchResult:
    """Approves what waits of the run, but nothing with a grave flag."""
    return _each(run, by, lambda listing: listings.approve(listing, by=by, note="Approved with its import."), hold=True)


def refuse_batch(run: ImportRun, *, by: User, note: str) -> BatchResult:
    if not note.strip():
        raise DomainError("Give a reason: it is stored with every listing of the batch.")
    return _each(run, by, lambda listing: listings.reject(listing, by=by, note=note), hold=False)


def _each(run: ImportRun, by: User, act: Callable[[Listing], None], *, hold: bool) -> BatchResult:
    done = held = 0
    waiting = run.listings.pending().select_related("employer", "text", "posted_by")
    left = max(0, waiting.count() - BATCH)
    rows = list(waiting[:BATCH])
    judged = listings.flags_of(rows) if hold else {}
    for listing in rows:
        if not can_decide(by, listing) or any(flag.is_grave for flag in judged.get(listing.pk, ())):
            held += 1
            continue
        try:
            act(listing)
            done += 1
        except DomainError:
            held += 1  # somebody else was faster, its day has passed, or its employer is suspended
    return BatchResult(done, held, left)
