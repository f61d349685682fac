"""Who may apply, answer and read. Who may open a résumé is decided here and nowhere else."""

from django.utils import timezone

from accounts.models import Resume, User
from accounts.policies import can_apply_as_candidate, can_edit_for, can_see_desk, can_use_admin, is_hidden_from
from applications.models import Application
from applications.workflow import Stage
from listings.models import Listing
from listings.workflow import Status


def can_apply(user, listing: Listing) -> bool:
    """Anybody logged in but the employer's own people."""
    return can_apply_as_candidate(user) and not can_see_desk(user, listing.employer)


def why_closed(application: Application) -> str:
    """Why the employer may not read what this candidate sent; empty if it may.

    A withdrawal takes the papers back: the candidate ended it, so there is nothing left to decide on. A posting the
    board removed and an employer it suspended may be a trap for résumés, so theirs close at once.
    """
    if application.candidate.is_closed:
        return "The candidate closed the account and took back what was sent."
    if application.stage == Stage.WITHDRAWN:
        return "The candidate withdrew this application and took back what was sent with it."
    if application.listing.status == Status.REMOVED:
        return "The board has taken this job down, so what people sent for it is closed."
    if application.listing.employer.is_suspended:
        return "The board has suspended this employer, so what people sent to it is closed."
    employer = application.listing.employer
    if employer.claimed_at and application.created_at < employer.claimed_at:
        return "This was sent to those who ran this employer before, and stays between them and the candidate."
    if Application.objects.filter(pk=application.pk).past_retention(timezone.now()).exists():
        return "This application ended long ago, and what was sent with it is no longer kept for employers."
    return ""


def can_read_papers(user, application: Application) -> bool:
    """Cover note, answers, credentials, address and résumé, as the employer's side sees them."""
    employer = application.listing.employer
    return (
        can_see_desk(user, employer)
        and not is_hidden_from(application.candidate, employer, user)
        and not why_closed(application)
    )


def can_open_resume(user, application: Application) -> bool:
    """The candidate always; every member of the employer she applied to while its papers are open; nobody else."""
    if application.resume.is_erased:
        return False
    return application.candidate_id == user.pk or can_read_papers(user, application)


def can_name_a_reason(user) -> bool:
    """Operators who may add to the log of openings; everybody else takes part in the application or opens none."""
    return can_use_admin(user) and user.has_perm("applications.add_resumeaccess")


def can_open_own_resume(user: User, resume: Resume) -> bool:
    return resume.user_id == user.pk and not resume.is_erased


def can_move(user, application: Application) -> bool:
    """Owners and recruiters answer; viewers read. Who may not read may not decide."""
    return can_edit_for(user, application.listing.employer) and can_read_papers(user, application)
