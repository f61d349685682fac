"""What every floor may need: the error pages and the way out of a kind of mail."""

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from structlog.contextvars import get_contextvars

from core.accent import is_colour, style_sheet
from core.mail import read_stop_token
from core.models import MailStop


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", {"is_too_much": isinstance(exception, TooManyFieldsSent)}, status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403.html", {"is_csrf": True}, status=403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def too_many_requests(request: HttpRequest, exception: Exception | None = None, *, reason: str = "") -> HttpResponse:
    """Also django-allauth's answer to somebody who tries too often."""
    return render(request, "429.html", {"reason": reason}, status=429)


def server_error(request: HttpRequest) -> HttpResponse:
    """Stands when everything else has fallen: no database, no session, no context processor."""
    context = {"SITE_NAME": settings.SITE_NAME, "reference": get_contextvars().get("request_id", "")}
    try:
        page = str(render_to_string("500.html", context))
    except Exception:  # noqa: BLE001 - even a missing style sheet must not hide the answer
        page = "<!DOCTYPE html><title>Our mistake</title><h1>Something broke on our side</h1><p>Please try again."
    return HttpResponse(page, status=500)


@require_safe
@cache_control(public=True, max_age=3600)
def accent(request: HttpRequest) -> HttpResponse:
    """The operator's colour as a style sheet: the pages allow none of their own inside."""
    colour = settings.SITE_ACCENT
    return HttpResponse(style_sheet(colour) if is_colour(colour) else "", content_type="text/css; charset=utf-8")


@csrf_exempt  # mail programs post here by themselves, without a cookie (RFC 8058); the token is signed
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mail_stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stops one kind of mail to one address. Looking changes nothing. Mail programs refuse redirects."""
    try:
        address, kind = read_stop_token(token)
    except BadSignature as error:
        raise Http404("No such link.") from error
    stop = MailStop.objects.filter(address=address, kind=kind)
    if request.method == "POST":
        stop.get_or_create(address=address, kind=kind)
    about = kind.rpartition("/")[2].replace("_", " ")
    return render(request, "core/mail_stop.html", {"about": about, "is_stopped": stop.exists()})
