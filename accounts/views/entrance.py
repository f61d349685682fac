"""django-allauth's pages where we add something of our own."""

from functools import wraps

import structlog
from allauth.account import views as allauth
from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from requests import RequestException

from accounts.services import people

logger = structlog.get_logger(__name__)


def signup(request: HttpRequest) -> HttpResponse:
    """The session begins with the form: a second press of its button finds the registration of the first."""
    if request.method == "GET" and request.user.is_anonymous:
        if request.session.session_key is None:
            request.session.create()
        if going_to := get_next_redirect_url(request):
            request.session[people.GOING_TO] = going_to
    return allauth.signup(request)


def says_when_expired(view):
    """A code that came too late only leads back to the log-in page: say why."""

    @wraps(view)
    def wrapped(request: HttpRequest) -> HttpResponse:
        response = view(request)
        went_to = response.url.split("?")[0] if response.status_code == 302 else ""
        starts = {reverse(name) for name in ("account_login", "account_request_login_code", "account_reset_password")}
        said = getattr(messages.get_messages(request), "added_new", False)
        if request.method == "POST" and went_to in starts and not said:
            messages.error(request, "That code is no longer valid. Log in, or ask for a new one.")
        return response

    return wrapped


confirm_email = says_when_expired(allauth.email_verification_sent)
confirm_login = says_when_expired(allauth.confirm_login_code)
confirm_reset = says_when_expired(allauth.confirm_password_reset_code)


def says_when_the_other_site_fails(view):
    """The operator's OpenID Connect server may be away, or say what no library expects."""

    @wraps(view)
    def wrapped(request: HttpRequest, provider_id: str) -> HttpResponse:
        try:
            return ratelimit.consume_or_429(request, action="login") or view(request, provider_id)
        except (RequestException, ValueError, KeyError, TypeError, AttributeError):
            logger.warning("openid_connect_failed", exc_info=True)
            messages.error(request, f"{settings.OIDC_NAME} does not answer. Try again later, or take another way.")
            return redirect("account_login")

    return wrapped


other_site = says_when_the_other_site_fails(openid_connect.login)
back_from_other_site = says_when_the_other_site_fails(openid_connect.callback)
