"""One place for how somebody logs in, and the door that asks who it is by a mailed code."""

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import BaseReauthenticateView
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.decorators import AFTER_FACTOR
from accounts.forms.entrance import ProofCodeForm
from accounts.policies import has_second_factor
from accounts.services import factors

CODE_SENT = "reauthentication_code"


@login_required
@never_cache
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """All ways to log in, on one page. Whoever was led here for a second factor goes on once she has one."""
    if AFTER_FACTOR in request.session and has_second_factor(request.user):
        return redirect(request.session.pop(AFTER_FACTOR) or "accounts:me")
    context = {
        "held": factors.of(request.user),  # type: ignore[arg-type]  # login_required
        "must_add": AFTER_FACTOR in request.session,
    }
    return render(request, "account/security.html", context)


@login_required
@require_POST
def later(request: HttpRequest) -> HttpResponse:
    """She has read that a second factor would be good. Not asked again in this browser for a season."""
    going_to = get_next_redirect_url(request) or ""
    response = redirect(going_to if going_to.startswith("/") else "accounts:me")
    factors.ask_later(response)
    return response


@method_decorator([login_required, never_cache], name="dispatch")
class ReauthenticateByCode(BaseReauthenticateView):
    """For whoever has no second factor: a code mailed to the address of the account, five tries, fifteen minutes."""

    template_name = "account/reauthenticate_by_code.html"
    form_class = ProofCodeForm

    def _sent(self) -> dict[str, Any] | None:
        sent = self.request.session.get(CODE_SENT)
        too_late = sent and time.time() - sent["at"] > app_settings.LOGIN_BY_CODE_TIMEOUT
        return None if too_late else sent

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._send() if request.POST.get("action") == "send" else super().post(request, *args, **kwargs)

    def _send(self) -> HttpResponse:
        email = self.request.user.email
        if limited := ratelimit.consume_or_429(self.request, action="request_login_code", key=email):
            return limited
        adapter = get_adapter()
        code = adapter.generate_login_code()
        self.request.session[CODE_SENT] = {"code": code, "at": time.time(), "failed": 0}
        adapter.send_mail("account/email/reauthentication_code", email, {"request": self.request, "code": code})
        messages.success(self.request, f"A code is on its way to {email}.")
        return redirect(self.passthrough_next_url(self.request.path))

    def get_form_kwargs(self) -> dict[str, Any]:
        sent = self._sent()
        return {**super().get_form_kwargs(), "code": sent["code"] if sent else ""}

    def form_valid(self, form: ProofCodeForm) -> HttpResponse:
        self.request.session.pop(CODE_SENT, None)
        record_authentication(self.request, self.request.user, method="code", reauthenticated=True)
        return super().form_valid(form)

    def form_invalid(self, form: ProofCodeForm) -> HttpResponse:
        if sent := self._sent():
            sent["failed"] += 1
            self.request.session[CODE_SENT] = sent
            if sent["failed"] >= app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS:
                del self.request.session[CODE_SENT]
                messages.error(self.request, "Five wrong codes: that one is void. Ask for a new one.")
                return redirect(self.passthrough_next_url(self.request.path))
        return super().form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "is_sent": bool(self._sent())}


reauthenticate_by_code = ReauthenticateByCode.as_view()
