"""The life of a listing on one screen."""

from dataclasses import dataclass

from django.db.models import TextChoices

from codes.workflow import DAYS_A_YEAR as DAYS_A_YEAR
from codes.workflow import HOURS_A_YEAR as HOURS_A_YEAR
from codes.workflow import PayUnit as PayUnit
from codes.workflow import Work as Work


class Status(TextChoices):
    DRAFT = "draft", "Draft"
    PENDING = "pending", "Waiting for review"
    CHANGES_REQUESTED = "changes_requested", "Changes requested"
    PUBLISHED = "published", "Published"
    CLOSED = "closed", "Closed"
    EXPIRED = "expired", "Expired"
    REJECTED = "rejected", "Rejected"
    WITHDRAWN = "withdrawn", "Withdrawn"
    REMOVED = "removed", "Removed"


MOVES: dict[str, frozenset[str]] = {
    Status.DRAFT: frozenset({Status.PENDING, Status.WITHDRAWN}),
    Status.PENDING: frozenset(
        {Status.PUBLISHED, Status.CHANGES_REQUESTED, Status.REJECTED, Status.WITHDRAWN, Status.EXPIRED}
    ),
    Status.CHANGES_REQUESTED: frozenset({Status.PENDING, Status.WITHDRAWN}),
    Status.PUBLISHED: frozenset({Status.CLOSED, Status.EXPIRED, Status.REMOVED}),
    Status.CLOSED: frozenset(),
    Status.EXPIRED: frozenset({Status.PENDING}),  # a feed that names a new closing day, or an operator who reopens it
    Status.REJECTED: frozenset(),
    Status.WITHDRAWN: frozenset(),
    Status.REMOVED: frozenset(),
}
EDITABLE = frozenset({Status.DRAFT, Status.CHANGES_REQUESTED})
# Was public once and no longer is: its address answers 410 with similar open jobs.
GONE = frozenset({Status.CLOSED, Status.EXPIRED, Status.REMOVED})


@dataclass(frozen=True)
class Tab:
    label: str
    statuses: frozenset[str]


# How an employer's desk sorts its listings; what needs somebody comes first.
DESK_TABS: dict[str, Tab] = {
    "all": Tab("All", frozenset(Status)),
    "yours": Tab("Needs you", EDITABLE),
    "review": Tab("In review", frozenset({Status.PENDING})),
    "live": Tab("Live", frozenset({Status.PUBLISHED})),
    "ended": Tab("Ended", GONE | {Status.REJECTED, Status.WITHDRAWN}),
}
STATUS_TONES: dict[str, str] = {
    Status.DRAFT: "calm",
    Status.PENDING: "accent",
    Status.CHANGES_REQUESTED: "warn",
    Status.PUBLISHED: "good",
    Status.REJECTED: "bad",
    Status.REMOVED: "bad",
}

EVENT_WORDS: dict[str, str] = {
    "created": "Draft begun",
    "imported": "Imported",
    "reopened": "Opened again by an import",
    "submitted": "Sent for review",
    "approved": "Approved",
    "changes_requested": "Changes requested",
    "rejected": "Not accepted",
    "removed": "Taken down",
    "withdrawn": "Withdrawn",
    "closed": "Closed",
    "expired": "Ended by itself",
}

# Written on every event: which edition of the rules decided.
RULE_VERSION = "2026-11"


class Outcome(TextChoices):
    """How a vacancy ended; asked when an employer closes it."""

    FILLED_HERE = "filled_here", "Filled by somebody who applied here"
    FILLED_ELSEWHERE = "filled_elsewhere", "Filled another way"
    CANCELLED = "cancelled", "No longer hiring for it"
    ON_HOLD = "on_hold", "On hold"
    OTHER = "other", "Another reason"


class RemoteScope(TextChoices):
    """Where somebody may live who works remotely. Empty means not stated."""

    ALL = "all", "All states"
    LISTED = "listed", "Only the listed states"


class PayForm(TextChoices):
    W2 = "w2", "W-2 employee"
    F1099 = "1099", "1099 contractor"
    C2C = "c2c", "Corp-to-corp"


class CredentialsRule(TextChoices):
    """How the required credentials combine. Empty means not stated; NONE means the employer asks for none."""

    ANY = "any", "Any one of them"
    ALL = "all", "All of them"
    NONE = "none", "None required"


class CodingTest(TextChoices):
    BEFORE = "before", "Before an interview"
    AFTER = "after", "After an interview"
    OFFER = "offer", "With the offer"


class MachineWork(TextChoices):
    """What the job does with machine output. Empty means not stated."""

    NONE = "none", "None: people code from the record"
    CODES = "codes", "Codes alongside software suggestions"
    VALIDATES = "validates", "Validates machine-coded charts"
    AUDITS = "audits", "Audits machine output"


class ApplyMethod(TextChoices):
    BOARD = "board", "Here, on this board"
    URL = "url", "On the employer's own site"
    NONE = "none", "The employer left no way to apply here"


class ReportReason(TextChoices):
    SCAM = "scam", "It looks like a scam"
    MONEY = "money", "It asks for money, bank details or identity papers"
    GONE = "gone", "The job is gone or never existed"
    WRONG = "wrong", "Pay, place or requirements are not true"
    DUPLICATE = "duplicate", "It is posted more than once"
    DISCRIMINATION = "discrimination", "It discriminates"
    OTHER = "other", "Something else"


# Every hour may cost somebody savings or a name: moderators see these before what came earlier.
GRAVE_REASONS = frozenset({ReportReason.SCAM, ReportReason.MONEY})


class ReportStatus(TextChoices):
    OPEN = "open", "Open"
    UPHELD = "upheld", "Upheld"
    DISMISSED = "dismissed", "Dismissed"


REPORT_MOVES: dict[str, frozenset[str]] = {
    ReportStatus.OPEN: frozenset({ReportStatus.UPHELD, ReportStatus.DISMISSED}),
    ReportStatus.UPHELD: frozenset(),
    ReportStatus.DISMISSED: frozenset(),
}
