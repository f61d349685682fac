"""Somebody says a listing is not what it should be, and a moderator answers."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.errors import DomainError
from core.workflow import move
from listings.models import Listing, Report
from listings.services.life import remove
from listings.workflow import REPORT_MOVES, ReportReason, ReportStatus, Status


def report(listing: Listing, *, reason: str, details: str = "", by: User | None = None) -> Report:
    """Puts a report into the moderators' queue. No address of the reporter is kept."""
    if reason not in ReportReason.values:
        raise DomainError("Choose what is wrong with the listing.")
    return Report.objects.create(listing=listing, reason=reason, details=details.strip(), by=by)


@transaction.atomic
def uphold_report(report: Report, *, by: User, note: str, remove_listing: bool = False) -> None:
    """The report is right. Other open reports of a listing that is removed with it are upheld too."""
    _handle(report, ReportStatus.UPHELD, by, note)
    if not remove_listing:
        return
    listing = Listing.objects.select_related("employer", "posted_by").get(pk=report.listing_id)
    if listing.status == Status.PUBLISHED:
        remove(listing, by=by, note=note)
    for other in Report.objects.filter(listing=listing, status=ReportStatus.OPEN):
        _handle(other, ReportStatus.UPHELD, by, note)


@transaction.atomic
def dismiss_report(report: Report, *, by: User, note: str) -> None:
    _handle(report, ReportStatus.DISMISSED, by, note)


def _handle(report: Report, to: str, by: User, note: str) -> None:
    if not note.strip():
        raise DomainError("Write a note: the next moderator reads why.")
    move(report, REPORT_MOVES, to, handled_at=timezone.now(), handled_by=by, note=note.strip())
