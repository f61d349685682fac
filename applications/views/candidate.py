from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import policies, services
from applications.models import Application
from applications.workflow import MOVES, Stage
from core.web import refusals_as_messages

PAGE = 25


@login_required
@require_safe
def mine(request):
    rows = Application.objects.of(request.user).with_news().select_related("listing__employer")
    page = Paginator(rows.order_by("-has_news", "-stage_changed_at", "-pk"), PAGE).get_page(request.GET.get("page"))
    return render(request, "applications/mine.html", {"page": page})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def detail(request, pk):
    """One's own application. A POST says "I have read this": reading by GET changes nothing."""
    rows = Application.objects.of(request.user).with_news().select_related("listing__employer", "resume")
    application = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        services.mark_seen(application)
        return HttpResponse() if request.htmx else redirect("applications:mine")
    context = {
        "application": application,
        "listing": application.listing,
        "employer": application.listing.employer,
        "events": application.events.order_by("at", "pk"),
        "opened": application.accesses.of_employer().order_by("at").first(),
        "can_withdraw": Stage.WITHDRAWN in MOVES[application.stage],
        "can_open_resume": policies.can_open_resume(request.user, application),
    }
    return render(request, "applications/detail.html", context)


@login_required
@require_POST
def withdraw(request, pk):
    rows = Application.objects.of(request.user).select_related("listing__employer", "candidate")
    application = get_object_or_404(rows, pk=pk)
    with refusals_as_messages(request):
        services.withdraw(application, by=request.user)
        messages.success(request, f"Withdrawn. {application.listing.employer} has been told.")
    return redirect("applications:detail", pk=pk)
