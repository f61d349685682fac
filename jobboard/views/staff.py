"""The way into the Django admin: over everybody's log-in, and with a second factor where the board asks for one."""

from allauth.account.decorators import secure_admin_login
from allauth.account.utils import get_next_redirect_url
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.decorators import lead_to_second_factor
from accounts.policies import can_use_admin, is_power_resting

_plain_login = admin.site.login


def may_enter(request: HttpRequest) -> bool:
    return can_use_admin(request.user)


@secure_admin_login
def login(request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
    """Visitors go to the common log-in and strangers are refused before this; here stands an operator."""
    if is_power_resting(request.user):
        return lead_to_second_factor(request, to=get_next_redirect_url(request) or reverse("admin:index"))
    return _plain_login(request, extra_context)


def change_password(request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
    """The board's own form, which counts tries, ends other sessions and tells by mail."""
    return redirect("account_change_password")
