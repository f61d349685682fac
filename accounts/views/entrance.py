"""django-allauth's pages where we add something of our own."""

from functools import wraps

from allauth.account import views as allauth
from allauth.account.utils import get_next_redirect_url
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.services import people


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
