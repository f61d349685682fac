"""Taking over an employer nobody has claimed, by a code at its domain or by a moderator's decision."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.claims import ClaimForm
from accounts.forms.domains import AddressForm, CodeForm
from accounts.models import Employer
from accounts.policies import can_claim, can_see_desk
from accounts.services import claims, domains
from accounts.views.domains import open_code, send_code
from accounts.workflow import ClaimStatus
from core import limits
from core.errors import DomainError
from core.web import refusals_as_messages


def _found(slug: str) -> Employer:
    return get_object_or_404(Employer.objects.public().named(), slug=slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def claim_employer(request, employer):
    """Asks for a code where the domain is known, else for a reason; `?another` asks for a different address."""
    found = _found(employer)
    if can_see_desk(request.user, found):
        return redirect("jobboard:desk", found.slug)
    data = request.POST if request.method == "POST" else None
    by_code = bool(claims.deciding_domain(found))
    form = AddressForm(data, employer=found) if by_code else ClaimForm(data)
    if data is not None and form.is_valid():
        with refusals_as_messages(request):
            (_send_code if by_code else _ask)(request, found, form.cleaned_data)
        return redirect("accounts:claim_employer", found.slug)
    return _page(request, found, form=form)


def _send_code(request, employer, typed) -> None:
    send_code(request, employer, typed["address"], ask=claims.ask_code)


def _ask(request, employer, typed) -> None:
    if not limits.spend(request, "claim", settings.CLAIMS_PER_DAY):
        raise DomainError("That is enough requests for one day. Try again tomorrow.")
    claims.request(employer, by=request.user, reason=typed["reason"])
    messages.success(request, "Your request is with the moderators. You get a mail once they have decided.")


@login_required
@require_POST
def confirm_claim(request, employer):
    found = _found(employer)
    if can_see_desk(request.user, found):
        return redirect("jobboard:desk", found.slug)
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            found = claims.confirm(found, by=request.user, code=form.cleaned_data["code"])
        except DomainError as refusal:
            form.add_error("code", refusal.message)
        else:
            messages.success(request, f"{found.name} is yours, and it is proven to write from {found.proven_domain}.")
            return redirect("jobboard:desk", found.slug)
    return _page(request, _found(employer), code_form=form)


@login_required
@require_POST
def withdraw_claim(request, employer):
    found = _found(employer)
    claim = get_object_or_404(
        found.claims.select_related("employer", "user"), user=request.user, status=ClaimStatus.OPEN
    )
    with refusals_as_messages(request):
        claims.withdraw(claim)
        messages.success(request, "Your request is withdrawn.")
    return redirect("accounts:claim_employer", found.slug)


def _page(request, employer, *, form=None, code_form=None):
    domain = claims.deciding_domain(employer)
    code = open_code(request, employer)
    latest = employer.claims.filter(user=request.user).order_by("-created_at", "-pk").first()
    is_bound = bool(form and form.is_bound)
    context = {
        "employer": employer,
        "may_claim": can_claim(request.user, employer),
        "domain": domain,
        "known_domain": domains.domain_to_prove(employer),
        "code": code if domain else None,
        "code_form": code_form or CodeForm(),
        "form": form or (AddressForm(employer=employer) if domain else ClaimForm()),
        "asks_address": not code or "another" in request.GET or is_bound,
        "minutes": domains.VALID_FOR.seconds // 60,
        "waiting": latest if latest and latest.status == ClaimStatus.OPEN else None,
        "refused": latest if latest and latest.status == ClaimStatus.REFUSED else None,
    }
    return render(request, "accounts/claim_employer.html", context)
