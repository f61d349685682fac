from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import CandidateProfile, Employer, HeldCredential
from accounts.policies import can_read_profile
from applications import policies, services
from applications.filters import ApplicantFilter
from applications.forms import MoveForm, steps
from applications.models import Application
from applications.workflow import EMPLOYER_MOVES, Stage
from core.errors import DomainError
from core.web import refusals_as_messages, render_page

PAGE = 25


@login_required
@require_safe
def desk_list(request, employer):
    desk = get_object_or_404(Employer.objects.seen_by(request.user), slug=employer)
    rows = Application.objects.seen_by(request.user).filter(listing__employer=desk)
    filterset = ApplicantFilter(request.GET, queryset=rows, employer=desk)
    shown = (
        filterset.qs.oldest_unanswered_first()
        .select_related("listing__employer", "candidate")
        .prefetch_related("candidate__candidate_profile__credentials__certification")
    )
    context = {
        "employer": desk,
        "filter": filterset,
        "page": Paginator(shown, PAGE).get_page(request.GET.get("page")),
        "tabs": filterset.tabs(),
    }
    return render_page(request, "applications/desk_list.html", "applications/_applicants.html", context)


@login_required
@never_cache
@require_safe
def desk_detail(request, employer, pk):
    application = _in_desk(request, employer, pk)
    return _page(request, application, MoveForm(initial={"seen": application.stage}))


@login_required
@require_POST
def move(request, employer, pk):
    application = _in_desk(request, employer, pk)
    if not policies.can_move(request.user, application):
        raise PermissionDenied(policies.why_closed(application) or "Owners and recruiters answer; viewers read.")
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _page(request, application, form)
    data = form.cleaned_data
    try:
        services.move(application, data["to"], by=request.user, seen=data["seen"], note=data["note"])
    except DomainError as refusal:
        form.add_error(None, refusal.message)
        return _page(request, _in_desk(request, employer, pk), form)
    messages.success(request, f"{application.candidate_name}: {application.get_stage_display().lower()}.")
    return redirect("applications:desk_detail", employer=employer, pk=pk)


@login_required
@require_POST
def check(request, employer, pk):
    """The certificate was seen. Only a credential this employer may read can be checked by it."""
    application = _in_desk(request, employer, pk)
    desk = application.listing.employer
    if not policies.can_move(request.user, application):
        raise PermissionDenied(policies.why_closed(application) or "Owners and recruiters check; viewers read.")
    rows = HeldCredential.objects.filter(profile__user=application.candidate_id)
    held = get_object_or_404(rows.select_related("profile__user", "certification"), pk=number(request.POST.get("held")))
    if not can_read_profile(request.user, held.profile, desk):
        raise Http404
    with refusals_as_messages(request):
        services.check_credential(application, held, by=request.user)
        messages.success(request, f"{held}: marked as checked by {desk}. The candidate sees it.")
    return redirect("applications:desk_detail", employer=employer, pk=pk)


def number(text):
    """A key as a form sends it; what is none names nothing."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else 0


def _in_desk(request, employer, pk):
    rows = Application.objects.seen_by(request.user).select_related("listing__employer", "candidate", "resume")
    return get_object_or_404(rows, listing__employer__slug=employer, pk=pk)


def _page(request, application, form):
    why_closed = policies.why_closed(application)
    employer = application.listing.employer
    profiles = CandidateProfile.objects.filter(user=application.candidate_id).select_related("home_state", "user")
    profile = None if why_closed else profiles.first()
    if profile is not None and not can_read_profile(request.user, profile, employer):
        profile = None
    context = {
        "employer": employer,
        "application": application,
        "listing": application.listing,
        "form": form,
        "why_closed": why_closed,
        "profile": profile,
        "credentials": profile.credentials.select_related("certification", "checked_by") if profile else [],
        "experience": profile.experience.select_related("specialty", "setting") if profile else [],
        "events": application.events.select_related("by").order_by("at", "pk"),
        "accesses": application.accesses.of_employer().select_related("by")[:10],
        "can_open_resume": policies.can_open_resume(request.user, application),
        "can_move": policies.can_move(request.user, application),
        "steps": steps(application),
        "can_decline": Stage.DECLINED in EMPLOYER_MOVES[application.stage],
    }
    return render(request, "applications/desk_detail.html", context)
