"""What has happened to a listing by now: its moments and the events that tell them.

Why not the services: events are written once and never changed, so each must carry its true moment at once, and the
services write "now". The codes, the order and the columns are theirs; a test compares.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from accounts.models import User
from jobboard.demo.drawing import Draft
from listings.workflow import Status


@dataclass
class Life:
    status: str
    created_at: datetime
    moments: dict[str, Any] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)

    def add(self, code: str, became: str, at: datetime, by: User | None, note: str = "", **data: Any) -> None:
        was = self.events[-1]["became"] if self.events else ""
        self.events.append({"code": code, "was": was, "became": became, "at": at, "by": by, "note": note, "data": data})
        self.status = became


@dataclass(frozen=True)
class Hands:
    """Who posted it and who decided."""

    poster: User | None
    moderator: User


def drafted(rng: Random, draft: Draft, now: datetime, hands: Hands) -> Life:
    at = now - timedelta(days=draft.days_ago, minutes=draft.minutes_ago)
    life = Life(Status.DRAFT, created_at=at)
    life.add("created", Status.DRAFT, at, hands.poster)
    return life


def submitted(rng: Random, draft: Draft, now: datetime, hands: Hands) -> Life:
    """In the queue since `days_ago`."""
    at = now - timedelta(days=draft.days_ago, minutes=draft.minutes_ago)
    life = Life(Status.PENDING, created_at=at - timedelta(minutes=rng.randint(12, 900)))
    life.add("created", Status.DRAFT, life.created_at, hands.poster)
    life.add("submitted", Status.PENDING, at, hands.poster)
    life.moments["submitted_at"] = at
    return life


def published(rng: Random, draft: Draft, now: datetime, hands: Hands, note: str = "") -> Life:
    """Public since `days_ago`; the queue took some hours."""
    at = now - timedelta(days=draft.days_ago, minutes=draft.minutes_ago)
    waited = timedelta(minutes=rng.randint(25, 1500))
    life = Life(Status.PENDING, created_at=at - waited - timedelta(minutes=rng.randint(12, 900)))
    life.add("created", Status.DRAFT, life.created_at, hands.poster)
    life.add("submitted", Status.PENDING, at - waited, hands.poster)
    life.add("approved", Status.PUBLISHED, at, hands.moderator, note)
    life.moments.update(submitted_at=at - waited, published_at=at, first_posted_at=at)
    return life


def imported(rng: Random, draft: Draft, now: datetime, hands: Hands, run: int) -> Life:
    """Came in with a feed and was let in with its batch."""
    life = published(rng, draft, now, Hands(None, hands.moderator), "Approved with its import.")
    at = life.moments["submitted_at"]
    life.created_at = at
    life.events[0]["at"] = at
    life.events[1].update(code="imported", data={"import_run": run})
    return life


def closed(rng: Random, draft: Draft, now: datetime, hands: Hands, outcome: str) -> Life:
    life = published(rng, draft, now, hands)
    _end(rng, life, now)
    life.add("closed", Status.CLOSED, life.moments["ended_at"], hands.poster, outcome=outcome)
    life.moments["outcome"] = outcome
    return life


def expired(rng: Random, draft: Draft, now: datetime, hands: Hands, days_open: int) -> Life:
    life = published(rng, draft, now, hands)
    ends = life.moments["published_at"] + timedelta(days=days_open)
    life.moments.update(expires_at=ends, ended_at=ends + timedelta(minutes=4))
    life.add("expired", Status.EXPIRED, life.moments["ended_at"], None)
    return life


def removed(rng: Random, draft: Draft, now: datetime, hands: Hands, note: str) -> Life:
    life = published(rng, draft, now, hands)
    _end(rng, life, now)
    life.add("removed", Status.REMOVED, life.moments["ended_at"], hands.moderator, note)
    return life


def sent_back(rng: Random, draft: Draft, now: datetime, hands: Hands, note: str) -> Life:
    life = submitted(rng, draft, now, hands)
    life.add("changes_requested", Status.CHANGES_REQUESTED, _later(rng, life, now), hands.moderator, note)
    return life


def rejected(rng: Random, draft: Draft, now: datetime, hands: Hands, note: str) -> Life:
    life = submitted(rng, draft, now, hands)
    life.moments["ended_at"] = _later(rng, life, now)
    life.add("rejected", Status.REJECTED, life.moments["ended_at"], hands.moderator, note)
    return life


def withdrawn(rng: Random, draft: Draft, now: datetime, hands: Hands, note: str = "") -> Life:
    life = submitted(rng, draft, now, hands)
    life.moments["ended_at"] = _later(rng, life, now)
    life.add("withdrawn", Status.WITHDRAWN, life.moments["ended_at"], hands.poster, note)
    return life


def _end(rng: Random, life: Life, now: datetime) -> None:
    open_for = now - life.moments["published_at"]
    life.moments["ended_at"] = life.moments["published_at"] + open_for * rng.uniform(0.3, 0.95)


def _later(rng: Random, life: Life, now: datetime) -> datetime:
    at = life.moments["submitted_at"]
    return at + min(timedelta(minutes=rng.randint(30, 1400)), (now - at) * 0.8)
