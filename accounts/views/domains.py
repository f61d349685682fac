from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts import domains as domains_of
from accounts.forms.domains import AddressForm, CodeForm
from accounts.models import DomainCode, Employer
from accounts.services import domains
from core import limits
from core.errors import DomainError
from core.web import refusals_as_messages

HOUSES_OF_A_DOMAIN = 3


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def prove_domain(request, employer):
    """Owners ask for a code here and type it in; `?another` asks for a different address."""
    found = get_object_or_404(Employer.objects.owned_by(request.user), slug=employer)
    form = AddressForm(request.POST if request.method == "POST" else None, employer=found)
    if request.method == "POST" and form.is_valid():
        with refusals_as_messages(request):
            send_code(request, found, form.cleaned_data["address"])
        return redirect("accounts:prove_domain", found.slug)
    return _page(request, found, address_form=form)


@login_required
@require_POST
def confirm_domain(request, employer):
    found = get_object_or_404(Employer.objects.owned_by(request.user), slug=employer)
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            found = domains.confirm(found, by=request.user, code=form.cleaned_data["code"])
        except DomainError as refusal:
            form.add_error("code", refusal.message)
        else:
            messages.success(request, f"Proven: {found.name} writes from {found.proven_domain}.")
            return redirect("accounts:prove_domain", found.slug)
    return _page(request, found, code_form=form)


def send_code(request, employer: Employer, address: str, *, ask: Callable[..., DomainCode] = domains.ask) -> None:
    """Counted by person, mailbox, employer and domain, for proofs and claims together.

    Anybody may begin an employer and name any website, so several accounts would fill mailboxes one alone cannot. A
    domain has room for several houses, so that one person alone cannot keep its owner from proving it.
    """
    most, domain = settings.DOMAIN_CODES_PER_DAY, domains_of.of_address(address)
    if not limits.spend(request, "domain-code", most):
        raise DomainError("That is enough codes for one day. Try again tomorrow.")
    if not limits.spend_on(address, "code-to-mailbox", most):
        raise DomainError(f"Enough codes went to {address} today. Type in the newest one, or try tomorrow.")
    if not limits.spend_on(str(employer.pk), "code-for-employer", most):
        raise DomainError(f"Enough codes were asked for {employer.name} today. Try again tomorrow.")
    if not limits.spend_on(domain, "code-at-domain", most * HOUSES_OF_A_DOMAIN):
        raise DomainError(f"Enough codes went to addresses at {domain} today. Try again tomorrow.")
    row = ask(employer, by=request.user, address=address)
    messages.success(request, f"A six-digit code is on its way to {row.address}.")


def open_code(request, employer: Employer):
    """The code this person could still type in."""
    return employer.domain_codes.filter(user=request.user, expires_at__gt=timezone.now()).first()


def _page(request, employer, *, address_form=None, code_form=None):
    code = open_code(request, employer)
    context = {
        "employer": employer,
        "domain": domains.domain_to_prove(employer),
        "code": code,
        "code_form": code_form or CodeForm(),
        "address_form": address_form or AddressForm(employer=employer),
        "asks_address": not code or "another" in request.GET or bool(address_form and address_form.is_bound),
        "minutes": domains.VALID_FOR.seconds // 60,
    }
    return render(request, "accounts/prove_domain.html", context)
