"""What views share: a page or its fragment, and refusals shown as messages."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme

from core.errors import DomainError


def render_page(
    request: HttpRequest,
    page: str,
    fragment: str,
    context: dict[str, Any] | None = None,
    status: int | None = None,
) -> HttpResponse:
    """The whole page, or only `fragment` when htmx asked for it. Both come from the same context."""
    response = render(request, fragment if wants_fragment(request) else page, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asked for a piece of the page it is on."""
    htmx = getattr(request, "htmx", None)
    return bool(htmx and not htmx.boosted and not htmx.history_restore_request)


def way_back(request: HttpRequest) -> str:
    """The page of ours that the form was on, as its field `next` says; empty where it says none or a stranger's."""
    back = request.POST.get("next", "")
    return back if back.startswith("/") and url_has_allowed_host_and_scheme(back, None) else ""


@contextmanager
def refusals_as_messages(request: HttpRequest) -> Iterator[None]:
    """Turns a DomainError of the block into an error message; the view goes on to its redirect."""
    try:
        yield
    except DomainError as refusal:
        messages.error(request, refusal.message)
