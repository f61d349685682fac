"""One function per message. None carries what a candidate sent: a mail says that it is there and where to read it."""

from django.urls import reverse

from accounts.models import User
from accounts.policies import is_hidden_from
from accounts.workflow import EDITORS
from applications.models import Application
from applications.workflow import Stage
from core.mail import absolute, send
from listings.workflow import Status


def application_received(application: Application) -> None:
    """The candidate's receipt."""
    _to_candidate("application_received", application)


def application_arrived(application: Application) -> None:
    _to_editors("application_arrived", application)


def application_moved(application: Application, was: str) -> None:
    """What the employer decided. `was` tells a second look from a first one."""
    _to_candidate("application_moved", application, was=was, is_second_look=was == Stage.DECLINED)


def application_withdrawn(application: Application, *, closes_account: bool = False) -> None:
    _to_editors("application_withdrawn", application, closes_account=closes_account)


def job_left(application: Application) -> None:
    """The job is no longer public while this application was open."""
    _to_candidate("job_left", application, is_removed=application.listing.status == Status.REMOVED)


def _to_candidate(event: str, application: Application, **more: object) -> None:
    if not application.candidate.is_active:
        return
    context = {
        "application": application,
        "listing": application.listing,
        "employer": application.listing.employer,
        "candidate": application.candidate,
        "url": absolute(reverse("applications:detail", args=[application.pk])),
        **more,
    }
    send(f"applications/{event}", application.candidate.email, context)


def _to_editors(event: str, application: Application, **more: object) -> None:
    """To the employer's owners and recruiters; each of them may stop this kind."""
    employer = application.listing.employer
    url = absolute(reverse("applications:desk_detail", args=[employer.slug, application.pk]))
    context = {"application": application, "listing": application.listing, "employer": employer, "url": url}
    can_read = {"is_active": True, "closed_at": None}
    editors = User.objects.filter(memberships__employer=employer, memberships__role__in=EDITORS, **can_read)
    for editor in editors.order_by("pk"):
        if is_hidden_from(application.candidate, employer, editor):
            continue
        send(f"applications/{event}", editor.email, {**context, "reader": editor, **more}, receipt=False)
