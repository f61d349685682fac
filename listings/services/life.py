"""The acts of a listing's life. Each moves the status and writes its event in one transaction."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.errors import DomainError
from core.workflow import move
from listings import mails, rules
from listings.models import Listing
from listings.signals import listing_left_public
from listings.workflow import MOVES, RULE_VERSION, Outcome, Status

log = structlog.get_logger(__name__)


def end_of_day(day: date, zone: str) -> datetime:
    """24:00 of the day in the zone, as a moment in UTC; right also on the days when clocks change."""
    midnight = datetime.combine(day + timedelta(days=1), time.min, tzinfo=ZoneInfo(zone))
    return midnight.astimezone(ZoneInfo("UTC"))


def closing_moment(listing: Listing, now: datetime) -> datetime:
    """When the listing ends by itself: with its closing day, else LISTING_DAYS_OPEN days after it went public."""
    if listing.closes_on:
        return end_of_day(listing.closes_on, listing.employer.time_zone)
    return (listing.published_at or now) + timedelta(days=settings.LISTING_DAYS_OPEN)


def record(listing: Listing, code: str, *, was: str, by: User | None, note: str, **data: Any) -> None:
    listing.events.create(
        code=code, was=was, became=listing.status, by=by, note=note, rule_version=RULE_VERSION, data=data
    )


@transaction.atomic
def submit(listing: Listing, *, by: User | None, note: str = "") -> None:
    """Into the moderators' queue. A listing from the desk must state the mandatory facts; an imported one need not."""
    if listing.employer.is_suspended:
        raise DomainError(
            "This employer is suspended, so nothing can be submitted. The reason is on the employer's desk; "
            "answer the moderators first."
        )
    if listing.source_id is None:
        problems = rules.problems(listing)
        if problems:
            raise DomainError("Before you can submit: " + " ".join(problem.text for problem in problems))
    was = move(listing, MOVES, Status.PENDING, submitted_at=timezone.now())
    record(listing, "submitted", was=was, by=by, note=note)


@transaction.atomic
def approve(listing: Listing, *, by: User | None, note: str = "", expires_at: datetime | None = None) -> None:
    """Makes the listing public. The first-posted date is set once and never moved.

    `expires_at`, or a moment an import already set on the row, goes before the closing day.
    """
    if listing.employer.is_suspended:
        raise DomainError("The employer is suspended. Reinstate the employer first, then approve.")
    now = timezone.now()
    preset = listing.expires_at if listing.source_id else None
    ends = expires_at or preset or closing_moment(listing, now)
    if ends <= now:
        raise DomainError("The closing day has passed. Ask the employer for a new one.")
    was = move(
        listing,
        MOVES,
        Status.PUBLISHED,
        published_at=now,
        first_posted_at=listing.first_posted_at or now,
        expires_at=ends,
    )
    record(listing, "approved", was=was, by=by, note=note)
    mails.listing_approved(listing, note=note)


@transaction.atomic
def request_changes(listing: Listing, *, by: User | None, note: str) -> None:
    was = move(listing, MOVES, Status.CHANGES_REQUESTED)
    record(listing, "changes_requested", was=was, by=by, note=_reason(note))
    mails.listing_changes_requested(listing, note=note)


@transaction.atomic
def reject(listing: Listing, *, by: User | None, note: str) -> None:
    was = move(listing, MOVES, Status.REJECTED, ended_at=timezone.now())
    record(listing, "rejected", was=was, by=by, note=_reason(note))
    mails.listing_rejected(listing, note=note)


@transaction.atomic
def remove(listing: Listing, *, by: User | None, note: str) -> None:
    """Takes a live listing down."""
    was = move(listing, MOVES, Status.REMOVED, ended_at=timezone.now())
    record(listing, "removed", was=was, by=by, note=_reason(note))
    mails.listing_removed(listing, note=note)
    _left_public(listing, by)


@transaction.atomic
def withdraw(listing: Listing, *, by: User | None, note: str = "") -> None:
    """The employer takes back what never went public."""
    refuse_suspended(listing)
    was = move(listing, MOVES, Status.WITHDRAWN, ended_at=timezone.now())
    record(listing, "withdrawn", was=was, by=by, note=note)


@transaction.atomic
def close(listing: Listing, *, by: User | None, outcome: str, note: str = "") -> None:
    """The employer ends a live listing and says how it went."""
    refuse_suspended(listing)
    if outcome not in Outcome.values:
        raise DomainError("Say how the search ended.")
    was = move(listing, MOVES, Status.CLOSED, ended_at=timezone.now(), outcome=outcome)
    record(listing, "closed", was=was, by=by, note=note, outcome=outcome)
    mails.listing_closed(listing)
    _left_public(listing, by)


@transaction.atomic
def expire(listing: Listing, *, now: datetime | None = None, by: User | None = None, note: str = "") -> None:
    """Ends a listing whose last moment has passed: a live one, or an import that was over on arrival.

    Such an import was public somewhere, so it needs its first-posted moment set by then.
    """
    now = now or timezone.now()
    was = move(
        listing, MOVES, Status.EXPIRED, ended_at=now, expires_at=listing.expires_at or closing_moment(listing, now)
    )
    record(listing, "expired", was=was, by=by, note=note)
    if was == Status.PUBLISHED:
        mails.listing_expired(listing)
        _left_public(listing, by)


def expire_due(now: datetime | None = None) -> int:
    """Expires every listing that is due; safe to run twice and beside itself. Returns how many it expired."""
    now = now or timezone.now()
    count = 0
    for pk in list(Listing.objects.due(now).values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                expire(Listing.objects.due(now).select_related("employer", "posted_by").get(pk=pk), now=now)
                count += 1
        except (DomainError, Listing.DoesNotExist):
            log.info("listing_ended_meanwhile", listing=pk)
    return count


def refuse_suspended(listing: Listing) -> None:
    """A suspended employer's people read their listings and change nothing."""
    if listing.employer.is_suspended:
        raise DomainError("This employer is suspended, so its listings can be read but not changed.")


def _reason(note: str) -> str:
    if not note.strip():
        raise DomainError("Give a reason: it is stored and sent to the employer.")
    return note.strip()


def _left_public(listing: Listing, by: User | None) -> None:
    listing_left_public.send(sender=Listing, listing=listing, became=listing.status, by=by)
