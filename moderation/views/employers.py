"""Employers as moderators see them; suspending one takes all its jobs out of sight."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.models import Employer
from accounts.services import employers as services
from core.errors import DomainError
from listings.models import Listing, Report
from listings.workflow import ReportStatus, Status
from moderation.decorators import moderator_required
from moderation.filters import EmployerFilter
from moderation.forms import EmployerForm
from moderation.views.queue import counts

PAGE = 50
MOST = 20


@moderator_required
def employers(request) -> HttpResponse:
    rows = Employer.objects.annotate(
        live=Count("listings", filter=Q(listings__status=Status.PUBLISHED), distinct=True),
        turned_down=Count("listings", filter=Q(listings__status__in=[Status.REJECTED, Status.REMOVED]), distinct=True),
    ).order_by("name", "pk")
    found = EmployerFilter(request.GET, queryset=rows)
    page = Paginator(found.qs, PAGE).get_page(request.GET.get("page"))
    return render(request, "moderation/employers.html", {"filter": found, "page": page, "counts": counts()})


@moderator_required
def employer(request, pk: int) -> HttpResponse:
    return show(request, get_object_or_404(Employer, pk=pk), EmployerForm())


@moderator_required
@require_POST
def suspend(request, pk: int) -> HttpResponse:
    return act(request, pk, services.suspend, "is suspended; its jobs are out of sight")


@moderator_required
@require_POST
def reinstate(request, pk: int) -> HttpResponse:
    return act(request, pk, services.reinstate, "has its place back")


@moderator_required
@require_POST
def share_domain(request, pk: int) -> HttpResponse:
    return act(request, pk, services.share_domain, "may prove a domain that another employer of its house has")


def act(request, pk: int, service, done: str) -> HttpResponse:
    found = get_object_or_404(Employer, pk=pk)
    form = EmployerForm(request.POST)
    if form.is_valid():
        try:
            if found.memberships.filter(user=request.user).exists():
                raise DomainError("You belong to this employer, so another moderator decides on it.")
            service(found, by=request.user, note=form.cleaned_data["note"])
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"{found.name} {done}.")
            return redirect("moderation:employer", pk=pk)
    return show(request, found, form)


def show(request, found: Employer, form: EmployerForm) -> HttpResponse:
    mine = Listing.objects.filter(employer=found)
    by_status = dict(mine.order_by().values_list("status").annotate(n=Count("pk")))
    context = {
        "employer": found,
        "form": form,
        "members": found.memberships.select_related("user").order_by("created_at"),
        "by_status": [(label, by_status[value]) for value, label in Status.choices if value in by_status],
        "listings": mine.exclude(status=Status.DRAFT).order_by("-pk")[:MOST],
        "open_reports": Report.objects.filter(listing__employer=found, status=ReportStatus.OPEN).count(),
        "events": found.events.select_related("by").order_by("-at", "-pk"),
        "counts": counts(),
    }
    return render(request, "moderation/employer.html", context)
