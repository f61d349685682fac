from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

# What somebody whose account is closed may still open: the way back, the way out, and what proves who she is.
OPEN_WHEN_CLOSED = {
    "accounts:reopen_account",
    "account_logout",
    "jobboard:accent",
    "jobboard:privacy",
    "core:mail_stop",
}


class HoldClosedAccounts:
    """Leads a closed account from every page to the one that offers to reopen it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        """A visitor without a session is not looked up, so a page that may be cached stays so."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return None
        if not request.user.is_closed or (
            request.resolver_match and request.resolver_match.view_name in OPEN_WHEN_CLOSED
        ):
            return None
        return redirect("accounts:reopen_account")
