"""Applying, answering, withdrawing, and forgetting. Each act is one transaction with its event and its mails."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import Block, HeldCredential, Resume, User
from accounts.policies import is_hidden_from
from accounts.services import holding, profile, resumes
from applications import mails, policies
from applications.models import Application, ApplicationEvent, ResumeAccess
from applications.workflow import ANSWERS, EMPLOYER_MOVES, MOVES, Stage, What
from core.errors import DomainError
from core.workflow import move as change_stage
from listings.models import Listing
from listings.policies import has_reader
from listings.workflow import RULE_VERSION, ApplyMethod


class AlreadyApplied(DomainError):
    """One application per person and listing. Carries the one that stands."""

    def __init__(self, application: Application) -> None:
        super().__init__(f"You applied for this job on {application.created_at:%-d %B %Y}.")
        self.application = application


class TooManyToday(DomainError):
    """The daily limit is reached; a view answers 429."""


@transaction.atomic
def apply(
    listing: Listing,
    *,
    by: User,
    resume: Resume,
    cover_note: str = "",
    answers: Sequence[dict[str, str]] = (),
) -> Application:
    """Sends `resume` and the words to the employer.

    The person's row is locked, so two tabs cannot both pass; so is the listing, so it cannot close in between.
    """
    if holding.person(by.pk).is_closed:
        raise DomainError("You closed your account. Reopen it before you apply.")
    still_open = (
        Listing.objects.public().select_for_update(of=("self",), no_key=True).filter(apply_method=ApplyMethod.BOARD)
    )
    listing = still_open.select_related("employer").filter(pk=listing.pk).first() or _refuse_closed()
    if not policies.can_apply(by, listing):
        raise DomainError(f"You are a member of {listing.employer}, so you cannot apply to it.")
    if is_hidden_from(by, listing.employer):
        raise DomainError(f"You hide from {listing.employer}. Take that back before you apply there.")
    if not has_reader(listing.employer):
        raise DomainError(f"Nobody at {listing.employer} reads applications here.")
    if resume.user_id != by.pk or resume.is_erased:
        raise DomainError("Choose one of your own résumés.")
    standing = Application.objects.filter(listing=listing, candidate=by).first()
    if standing is not None:
        raise AlreadyApplied(standing)
    if sent_today(by) >= settings.APPLICATIONS_PER_DAY:
        raise TooManyToday(
            f"You have sent {settings.APPLICATIONS_PER_DAY} applications within 24 hours, which is the limit. "
            "Leave this page open and send it again later: what you typed is kept nowhere else."
        )
    application = Application.objects.create(
        listing=listing, candidate=by, resume=resume, cover_note=cover_note.strip(), answers=list(answers)
    )
    _record(application, What.RECEIVED, by=by, became=application.stage)
    mails.application_received(application)
    mails.application_arrived(application)
    return application


def _refuse_closed() -> Listing:
    raise DomainError("This job takes no applications here any more.")


def sent_today(user: User, now: datetime | None = None) -> int:
    """Applications of the last 24 hours, withdrawn ones too."""
    since = (now or timezone.now()) - timedelta(days=1)
    return user.applications.filter(created_at__gt=since).count()


@transaction.atomic
def move(application: Application, to: str, *, by: User, seen: str = "", note: str = "") -> None:
    """The employer's step. `seen` is the stage the page showed: a page left open never overrules a colleague.

    `note` goes to the candidate in the employer's own words, with "not selected" only.
    """
    if seen and seen != application.stage:
        raise DomainError(f"A colleague has moved this to “{application.get_stage_display()}”. Look again.")
    now = timezone.now()
    is_answer = to in ANSWERS or application.stage == Stage.DECLINED
    was = change_stage(
        application,
        EMPLOYER_MOVES,
        to,
        field="stage",
        stage_changed_at=now,
        answered_at=application.answered_at or (now if is_answer else None),
        decline_note=note.strip() if to == Stage.DECLINED else "",
    )
    _record(application, What.MOVED, by=by, was=was, became=application.stage, at=now)
    if is_answer:
        mails.application_moved(application, was)


@transaction.atomic
def withdraw(application: Application, *, by: User, closes_account: bool = False) -> None:
    """The candidate's own end: the employer is told and can no longer open what was sent."""
    now = timezone.now()
    was = change_stage(application, MOVES, Stage.WITHDRAWN, field="stage", stage_changed_at=now)
    what = What.ACCOUNT_CLOSED if closes_account else What.WITHDRAWN
    _record(application, what, by=by, was=was, became=application.stage, at=now)
    mails.application_withdrawn(application, closes_account=closes_account)


@transaction.atomic
def tell_listing_left(listing: Listing) -> int:
    """Everybody whose application is open hears that the job is over. The stage stays: an employer may still answer."""
    waiting = list(listing.applications.open().select_related("candidate").order_by("pk"))
    for application in waiting:
        application.listing = listing
        _record(application, What.JOB_LEFT, was=application.stage, became=application.stage, note=application.job_over)
        mails.job_left(application)
    return len(waiting)


def on_listing_left(sender: type[Listing], listing: Listing, **kwargs: object) -> None:
    """Answers `listings.signals.listing_left_public`, inside the transaction that took the listing off."""
    tell_listing_left(listing)


def ended_by(block: Block) -> list[Application]:
    """The open applications that this block, made or about to be made, ends."""
    waiting = block.user.applications.open().select_related("listing__employer").order_by("-created_at")
    if block.employer is not None:
        return list(waiting.filter(listing__employer=block.employer))
    return [row for row in waiting if block.domain in row.listing.employer.domains]


@transaction.atomic
def withdraw_unseen(block: Block) -> int:
    """Ends what is open with whom the candidate hides from. Nobody there is told: for them she does not exist."""
    rows = ended_by(block)
    now = timezone.now()
    for application in rows:
        was = change_stage(application, MOVES, Stage.WITHDRAWN, field="stage", stage_changed_at=now)
        _record(application, What.WITHDRAWN, by=block.user, was=was, became=application.stage, at=now)
    return len(rows)


def on_candidate_hid(sender: type[Block], block: Block, **kwargs: object) -> None:
    """Answers `accounts.signals.candidate_hid`, inside the transaction that made the block."""
    withdraw_unseen(block)


@transaction.atomic
def check_credential(application: Application, held: HeldCredential, *, by: User) -> None:
    """A member of the employer saw the certificate and says so, with the day. It is theirs to say, not the board's."""
    if held.is_expired:
        raise DomainError(f"By what the candidate states, this {held} has expired.")
    profile.mark_checked(held, by=application.listing.employer)
    _record(application, What.CHECKED, by=by, became=held.certification.acronym)


def record_access(application: Application, *, by: User, reason: str = "", reference: str = "") -> None:
    """Who opened the résumé, and when. The candidate's own reading is nobody's business."""
    if application.candidate_id != by.pk:
        ResumeAccess.objects.create(application=application, by=by, reason=reason, reference=reference)


def mark_seen(application: Application, *, now: datetime | None = None) -> None:
    application.seen_at = now or timezone.now()
    application.save(update_fields=["seen_at"])


def resumes_due(now: datetime):
    """Résumés their owners removed and no application keeps any more."""
    kept = Application.objects.filter(resume=OuterRef("pk")).exclude(
        pk__in=Application.objects.past_retention(now).values("pk")
    )
    return Resume.objects.filter(hidden_at__isnull=False, size__gt=0).exclude(Exists(kept))


def erase_resumes(*, now: datetime | None = None) -> int:
    """What is due goes for good, and so do stray files. May run twice."""
    now = now or timezone.now()
    count = 0
    for resume in resumes_due(now).iterator():
        resumes.erase(resume)
        if not resume.applications.exists():
            resume.delete()
        count += 1
    resumes.sweep(now)
    return count


def _record(application: Application, what: What, *, by: User | None = None, **fields: object) -> None:
    ApplicationEvent.objects.create(application=application, code=what, by=by, rule_version=RULE_VERSION, **fields)
