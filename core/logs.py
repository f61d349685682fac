"""What a log line may say: who (a number), what and how it ended; never an address, a query string or a token."""

from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware

from core import masking

# Parts of an address that open a door or hold somebody's address.
SECRET_PARTS = {"token", "key", "uidb64"}


class RequestLog(RequestMiddleware):
    """One line a request, with its number, the user's number and the path. No IP address, no agent."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        match = request.resolver_match
        if match is None:
            return f"{request.method} {masking.plain_path(request.path)}"
        path = request.path
        for name, value in match.kwargs.items():
            if name in SECRET_PARTS:
                path = path.replace(str(value), f"<{name}>")
        return f"{request.method} {path[:200]}"
