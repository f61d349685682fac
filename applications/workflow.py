"""The stages of an application on one screen."""

from django.db.models import TextChoices


class Stage(TextChoices):
    RECEIVED = "received", "Received"
    REVIEWING = "reviewing", "In review"
    TEST = "test", "Coding test"
    INTERVIEW = "interview", "Interview"
    OFFER = "offer", "Offer"
    HIRED = "hired", "Hired"
    DECLINED = "declined", "Not selected"
    WITHDRAWN = "withdrawn", "Withdrawn"


_OPEN_ORDER = (Stage.RECEIVED, Stage.REVIEWING, Stage.TEST, Stage.INTERVIEW, Stage.OFFER)
_END = frozenset({Stage.HIRED, Stage.DECLINED, Stage.WITHDRAWN})

# While it is open an application may go to any other open stage (people skip and return), or end.
MOVES: dict[str, frozenset[str]] = {
    **{stage: (frozenset(_OPEN_ORDER) - {stage}) | _END for stage in _OPEN_ORDER},
    Stage.DECLINED: frozenset({Stage.REVIEWING}),  # a second look is allowed; an offer made is not unmade
    Stage.HIRED: frozenset(),
    Stage.WITHDRAWN: frozenset(),
}
# An employer moves anywhere but to "withdrawn"; that step is the candidate's alone.
EMPLOYER_MOVES: dict[str, frozenset[str]] = {stage: to - {Stage.WITHDRAWN} for stage, to in MOVES.items()}
OPEN = frozenset(_OPEN_ORDER)
# The candidate hears of these by mail. Before the first of them she has had no answer.
ANSWERS = frozenset({Stage.TEST, Stage.INTERVIEW, Stage.OFFER, Stage.HIRED, Stage.DECLINED})


class What(TextChoices):
    """What an event says happened."""

    RECEIVED = "received", "Applied"
    MOVED = "moved", "Moved"
    WITHDRAWN = "withdrawn", "Withdrawn"
    CHECKED = "checked", "Credential checked"
    JOB_LEFT = "job_left", "The job left the board"
    ACCOUNT_CLOSED = "account_closed", "The candidate closed the account"


class AccessReason(TextChoices):
    """Why an operator, who takes no part in an application, opened a résumé."""

    COMPLAINT = "complaint", "A complaint or a report about this application"
    LEGAL = "legal", "An order of a court or an authority"
    REQUEST = "request", "The candidate asked for help with this file"
    SECURITY = "security", "The file may be harmful"
