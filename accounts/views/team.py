"""A desk's team page, its acts, and the page an invitation's link opens."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import reauthentication_required
from accounts.forms.team import ROLES_GIVEN, HandOverForm, InvitationForm, RoleForm
from accounts.models import Employer
from accounts.policies import can_own
from accounts.services import team as services
from accounts.workflow import Role
from core import limits
from core.errors import DomainError
from core.web import refusals_as_messages


@login_required
@require_safe
def team(request, employer):
    found = get_object_or_404(Employer.objects.seen_by(request.user), slug=employer)
    return _page(request, found)


def _page(request, employer, form=None):
    may_own = can_own(request.user, employer)
    members = list(employer.memberships.select_related("user").order_by("created_at", "pk"))
    order = list(Role.values)
    context = {
        "employer": employer,
        "members": sorted(members, key=lambda member: order.index(member.role)),
        "mine": next((member for member in members if member.user_id == request.user.pk), None),
        "may_own": may_own,
        "invitations": employer.invitations.filter(accepted_at=None, withdrawn_at=None) if may_own else [],
        "form": form or InvitationForm(),
        "days": settings.INVITATION_DAYS,
        "roles": ROLES_GIVEN,
    }
    return render(request, "accounts/team.html", context)


def _owned(request, slug):
    return get_object_or_404(Employer.objects.owned_by(request.user), slug=slug)


@login_required
@require_POST
def invite(request, employer):
    found = _owned(request, employer)
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    try:
        _spend(request)
        made = services.invite(found, by=request.user, **form.cleaned_data)
    except DomainError as refusal:
        form.add_error("email", refusal.message)
        return _page(request, found, form)
    messages.success(request, f"An invitation is on its way to {made.email}.")
    return redirect("accounts:team", found.slug)


def _spend(request) -> None:
    if not limits.spend(request, "invitation", settings.INVITATIONS_PER_DAY):
        raise DomainError("That is enough invitations for one day. Try again tomorrow.")


@login_required
@require_POST
def resend_invitation(request, employer, pk):
    found = _owned(request, employer)
    invitation = get_object_or_404(found.invitations, pk=pk)
    with refusals_as_messages(request):
        _spend(request)
        services.resend(invitation, by=request.user)
        messages.success(request, f"The invitation goes to {invitation.email} once more.")
    return redirect("accounts:team", found.slug)


@login_required
@require_POST
def withdraw_invitation(request, employer, pk):
    found = _owned(request, employer)
    invitation = get_object_or_404(found.invitations, pk=pk)
    with refusals_as_messages(request):
        services.withdraw(invitation, by=request.user)
        messages.success(request, f"The invitation of {invitation.email} is withdrawn: its link opens nothing.")
    return redirect("accounts:team", found.slug)


@login_required
@require_POST
def change_role(request, employer, pk):
    found = _owned(request, employer)
    get_object_or_404(found.memberships, pk=pk)
    form = RoleForm(request.POST)
    with refusals_as_messages(request):
        if not form.is_valid():
            raise DomainError("Choose one of the roles.")
        member = services.change_role(found, pk, by=request.user, role=form.cleaned_data["role"])
        messages.success(request, f"{member.user.get_full_name()} is {member.get_role_display().lower()} now.")
    return redirect("accounts:team", found.slug)


@login_required
@require_POST
def remove_member(request, employer, pk):
    found = _owned(request, employer)
    get_object_or_404(found.memberships, pk=pk)
    with refusals_as_messages(request):
        member = services.remove(found, pk, by=request.user)
        messages.success(request, f"{member.user.get_full_name()} no longer belongs to the team.")
        if member.user_id == request.user.pk:
            return redirect("jobboard:desks")
    return redirect("accounts:team", found.slug)


@login_required
@require_POST
def leave_team(request, employer):
    found = get_object_or_404(Employer.objects.seen_by(request.user), slug=employer)
    with refusals_as_messages(request):
        services.leave(found, by=request.user)
        messages.success(request, f"You left the team of {found.name}.")
        return redirect("jobboard:desks")
    return redirect("accounts:team", found.slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request, employer):
    """Owners only, and only after typing the password (or its like) again."""
    return _hand_over(request, _owned(request, employer))


@reauthentication_required
def _hand_over(request, employer):
    form = HandOverForm(request.POST if request.method == "POST" else None, employer=employer)
    if request.method == "POST" and form.is_valid():
        with refusals_as_messages(request):
            stays = form.cleaned_data["stays"]
            member = services.make_owner(employer, form.cleaned_data["member"].pk, by=request.user, stays=stays)
            messages.success(request, f"{member.user.get_full_name()} owns {employer.name} now.")
        return redirect("accounts:team", employer.slug)
    return render(request, "accounts/hand_over.html", {"employer": employer, "form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request, token):
    """Opened from a mail by anybody: it names the employer and the role, and lets in the invited address alone."""
    found = services.by_token(token)
    if found is None:
        raise Http404("This link is not one of ours. It may have been cut off in the mail.")
    if request.method == "POST":
        return _accept(request, found, token)
    context = {
        "invitation": found,
        "state": found.state,
        "is_for_you": request.user.is_authenticated and services.is_for(found, request.user),
        "is_member": request.user.is_authenticated and found.employer.memberships.filter(user=request.user).exists(),
    }
    return render(request, "accounts/invitation.html", context)


@login_required
def _accept(request, found, token):
    with refusals_as_messages(request):
        employer = services.accept(found, by=request.user)
        messages.success(request, f"You belong to the team of {employer.name}.")
        return redirect("jobboard:desk", employer.slug)
    return redirect("accounts:invitation", token)
