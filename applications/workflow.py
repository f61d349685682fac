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
OPEN = frozenset(_OPEN_ORDER)
