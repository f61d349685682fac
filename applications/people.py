"""What this room answers when somebody closes her account, when it is emptied, and when she asks for her data."""

from typing import Any

from accounts.models import Resume, User
from applications.models import Application, ApplicationEvent, ResumeAccess
from applications.services import withdraw


def on_account_closing(sender: type[User], user: User, **kwargs: object) -> None:
    """Open applications are withdrawn and the employers told. Ended ones stay, without her name and papers."""
    for application in user.applications.open().select_related("listing__employer", "candidate").order_by("pk"):
        withdraw(application, by=user, closes_account=True)


def on_account_erased(sender: type[User], user: User, **kwargs: object) -> None:
    """The applications stay for the employer's count: which job, which stage, when. Nothing anybody wrote stays."""
    user.applications.update(cover_note="", answers=[], decline_note="")
    Resume.objects.filter(user=user, applications=None).delete()


def on_export_requested(sender: type[User], user: User, parcel: Any, **kwargs: object) -> None:
    rows = user.applications.select_related("listing__employer").prefetch_related("events", "accesses__by")
    parcel.document(
        "applications",
        [_application(row, user) for row in rows.order_by("pk")],
        about="what you sent, what came of it, and who opened your résumé",
    )
    done = ApplicationEvent.objects.filter(by=user).exclude(application__candidate=user).order_by("pk")
    parcel.document(
        "answers_given",
        list(done.values("application_id", "code", "was", "became", "at")),
        about="your steps in other people's applications",
    )
    opened = ResumeAccess.objects.filter(by=user).order_by("pk")
    parcel.document(
        "resumes_opened",
        list(opened.values("application_id", "reason", "reference", "at")),
        about="when you opened a résumé somebody sent to your employer",
    )


def _application(row: Application, user: User) -> dict[str, Any]:
    return {
        "id": row.pk,
        "job": row.listing.title,
        "employer": row.listing.employer.name,
        "resume": row.resume_id,
        "cover_note": row.cover_note,
        "answers": row.answers,
        "stage": row.get_stage_display(),
        "employer_wrote": row.decline_note,
        "sent_at": row.created_at,
        "answered_at": row.answered_at,
        "read_at": row.seen_at,
        "history": [
            {"at": event.at, "what": event.sentence, "by_you": event.by_id == user.pk} for event in row.events.all()
        ],
        "resume_opened": [
            {"at": access.at, "by": who_opened(row, access), "reason": access.get_reason_display()}
            for access in row.accesses.all()
        ],
    }


def who_opened(application: Application, access: Any) -> str:
    """For the candidate: the employer, or the board. Which of its people it was is the employer's own business."""
    return "an operator of this board" if access.reason else application.listing.employer.name
