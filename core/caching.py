"""Pages that are the same for every guest: not made again for whoever holds them, or, by setting, for anybody."""

import hashlib
from collections.abc import Callable
from functools import wraps
from time import monotonic
from typing import Any

import structlog
from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers

from core.release import release
from core.web import wants_fragment

MINUTE = 60
HOUR = 60 * MINUTE
View = Callable[..., HttpResponse]
logger = structlog.get_logger(__name__)
_complained_at = -float(MINUTE)


def same_for_guests(version: Callable[[], str]) -> Callable[[View], View]:
    """For views whose page hangs on its address, on `version()` and on the clock, and for guests on nothing else.

    The tag is compared before any work. It speaks of the version read before the page is made, so a page may be newer
    than its tag, never older. Moments count by the hour. Whoever brings a cookie that may say who she is, a session, a
    message or code views, gets a page of her own without a tag.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not is_plain_guest(request):
                return private(view(request, *args, **kwargs))
            tag = f'W/"{key_of(request, version())}"'
            response: HttpResponse | None = get_conditional_response(request, etag=tag) or kept(tag)
            if response is None:
                response = view(request, *args, **kwargs)
                if not is_the_same_for_all(request, response):
                    return private(response)
                keep(tag, response)
            response["ETag"] = tag
            patch_cache_control(response, no_cache=True)
            return with_vary(response)

        return inner

    return wrap


def is_plain_guest(request: HttpRequest) -> bool:
    return request.method in ("GET", "HEAD") and set(request.COOKIES) <= {settings.CSRF_COOKIE_NAME}


def is_the_same_for_all(request: HttpRequest, response: HttpResponse) -> bool:
    """Whole, well, meant to be kept, and with nothing in it that is meant for this visitor."""
    is_hers = request.META.get("CSRF_COOKIE_NEEDS_UPDATE") or response.cookies or request.session.modified
    is_open = not response.has_header("Cache-Control")
    return is_open and response.status_code == 200 and not response.streaming and not is_hers


def key_of(request: HttpRequest, version: str) -> str:
    parts = (release(), version, f"{timezone.now():%Y-%m-%dT%H}", request.get_full_path(), wants_fragment(request))
    return hashlib.sha256("\n".join(str(part) for part in parts).encode(errors="replace")).hexdigest()[:32]


def kept(tag: str) -> HttpResponse | None:
    try:
        body = caches["pages"].get(tag)
    except Exception as error:  # noqa: BLE001  # each cache backend has errors of its own
        complain(error)
        return None
    return HttpResponse(body[0], content_type=body[1]) if body else None


def keep(tag: str, response: HttpResponse) -> None:
    try:
        caches["pages"].set(tag, (response.content, response["Content-Type"]), HOUR)
    except Exception as error:  # noqa: BLE001  # as above: the page is made, so it is answered
        complain(error)


def complain(error: Exception) -> None:
    """A store of pages that is away costs time, no answers; its operator reads so once a minute, not with each page."""
    global _complained_at
    if monotonic() - _complained_at >= MINUTE:
        _complained_at = monotonic()
        logger.error("page_cache_away", error=f"{type(error).__name__}: {error}")


def private(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, private=True)
    return with_vary(response)


def with_vary(response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ["Cookie", "HX-Request"])
    return response
