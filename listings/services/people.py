"""What the hall answers when somebody closes her account, when it is emptied, and when she asks for her data."""

from typing import Any

from accounts.models import User
from listings.models import Listing, ListingEvent, Report
from listings.policies import why_jobs_need_an_owner


def on_account_closing_asked(sender: type[User], user: User, **kwargs: object) -> str:
    return why_jobs_need_an_owner(user)


def on_account_erased(sender: type[User], user: User, **kwargs: object) -> None:
    """Her list goes. A report stays for the moderators' count, without who sent it and what she wrote."""
    user.saved_listings.all().delete()
    Report.objects.filter(by=user).update(by=None, details="")


def on_export_requested(sender: type[User], user: User, parcel: Any, **kwargs: object) -> None:
    saved = user.saved_listings.order_by("pk")
    parcel.document(
        "saved_jobs",
        list(saved.values("listing_id", "listing__title", "saved_at")),
        about="the jobs on your list",
    )
    posted = Listing.objects.filter(posted_by=user).order_by("pk")
    parcel.document(
        "jobs_posted",
        list(posted.values("id", "title", "employer__name", "status", "created_at")),
        about="the jobs you posted for an employer",
    )
    reports = user.reports.order_by("pk")
    parcel.document(
        "reports",
        list(reports.values("listing_id", "listing__title", "reason", "details", "status", "created_at", "handled_at")),
        about="what you reported about jobs",
    )
    handled = Report.objects.filter(handled_by=user).order_by("pk")
    parcel.document(
        "reports_decided",
        list(handled.values("id", "listing_id", "status", "note", "handled_at")),
        about="reports you decided as a moderator",
    )
    events = ListingEvent.objects.filter(by=user).order_by("pk")
    parcel.document(
        "job_history",
        list(events.values("listing_id", "code", "was", "became", "note", "at")),
        about="what you did with jobs, as a member of an employer or as a moderator",
    )
