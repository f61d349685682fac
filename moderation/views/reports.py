"""What readers reported, grave things first, then the oldest."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from core.errors import DomainError
from listings import services as listings
from listings.models import Report
from listings.workflow import ReportStatus
from moderation.decorators import moderator_required
from moderation.forms import ReportForm
from moderation.policies import can_decide
from moderation.views.queue import counts

PAGE = 20


@moderator_required
def reports(request) -> HttpResponse:
    return show(request)


@moderator_required
@require_POST
def decide_report(request, pk: int) -> HttpResponse:
    report = get_object_or_404(Report.objects.select_related("listing__employer"), pk=pk)
    form = ReportForm(request.POST, prefix=str(pk))
    if not form.is_valid():
        return show(request, bound=(pk, form))
    try:
        answer(report, form.cleaned_data["decision"], by=request.user, note=form.cleaned_data["note"])
    except DomainError as refusal:
        form.add_error(None, refusal.message)
        return show(request, bound=(pk, form))
    messages.success(request, f"The report on “{report.listing.title}” is settled.")
    return redirect("moderation:reports")


def answer(report: Report, decision: str, *, by, note: str) -> None:
    if not can_decide(by, report.listing):
        raise DomainError("You belong to this employer, so another moderator decides on its listings.")
    if decision == "dismiss":
        listings.dismiss_report(report, by=by, note=note)
    else:
        listings.uphold_report(report, by=by, note=note, remove_listing=decision == "remove")


def show(request, bound: tuple[int, ReportForm] | None = None) -> HttpResponse:
    is_answered = request.GET.get("state") == "answered"
    reports = Report.objects.select_related("listing__employer", "by", "handled_by")
    if is_answered:
        reports = reports.exclude(status=ReportStatus.OPEN).order_by("-handled_at", "-pk")
    else:
        reports = reports.open()
    page = Paginator(reports, PAGE).get_page(request.GET.get("page"))
    rows = [(one, bound[1] if bound and bound[0] == one.pk else ReportForm(prefix=str(one.pk))) for one in page]
    if bound and bound[0] not in {one.pk for one in page}:
        messages.error(request, "That report is settled already, or stands on another page.")
    context = {"page": page, "rows": rows, "is_answered": is_answered, "counts": counts()}
    return render(request, "moderation/reports.html", context)
