"""The code lookup and the page of one code, joined with the open jobs that name it."""

import json
from statistics import median
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from accounts.policies import can_read_codes_unmetered
from codes import services
from codes.grammar import CodeSystem, canonical_path, code_reading, holding, normalise, parse
from codes.models import Certification
from codes.services import CodePage, Opening
from core.web import render_page
from listings.filters import code_value, those
from listings.models import Listing, ListingCode, ListingCodeRange

COOKIE = "code_guest"
JOBS_SHOWN = 6
FEWEST_FOR_PAY = 5
LONGEST_QUERY = 200


@require_safe
def codes(request: HttpRequest) -> HttpResponse:
    """One box for a code, a term, a synonym or a specialty."""
    query = request.GET.get("q", "").replace("\x00", "")[: LONGEST_QUERY + 1]
    found = services.look_up(query) if query.strip() else None
    context = {"query": query, "lookup": found, "has_cpt": services.is_shown(CodeSystem.CPT)}
    return render_page(request, "jobboard/codes.html", "jobboard/_lookup.html", context)


@require_safe
def code(request: HttpRequest, system: str, code: str) -> HttpResponse:
    """One code. Other spellings lead here; what is no code is a 404 that helps on."""
    known = system_slug(system)
    stored = stored_form(known, code[:LONGEST_QUERY]) if known else None
    if not known or stored is None or not services.is_shown(known):
        return unknown(request, known, code)
    path = canonical_path(known, stored)
    if request.path != path:
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)
    page = services.code_page(known, stored)
    opening = open_for(request, page)
    jobs = Listing.objects.public().filter(tagged(known, stored))
    context = {
        "page": page,
        "opening": opening,
        "is_open": opening is None or opening.is_open or not page.is_metered,
        "member_views": settings.CODE_VIEWS_MEMBER,
        "jobs_code": code_value(code_reading(known, stored)),
        **open_jobs(jobs, with_pay=not page.is_measure),
    }
    context["is_indexed"] = bool(page.has_text or context["job_count"])
    if not context["is_open"]:
        context["markup"] = locked_markup(request, page)
    response = render(request, "jobboard/code.html", context)
    response["Cache-Control"] = "private, no-store"
    patch_vary_headers(response, ["Cookie"])
    remember_guest(request, response, opening)
    return response


def unknown(request: HttpRequest, system: str | None, code: str) -> HttpResponse:
    """The address holds no code of ours: say why, and what it may be."""
    is_hidden = system == CodeSystem.CPT and not settings.CPT_PAGES
    text = code[:LONGEST_QUERY]
    context = {
        "is_hidden": is_hidden,
        "system": CodeSystem(system).label if system else "",
        "code": text,
        "query": text,
        "lookup": None if is_hidden else services.look_up(text),
    }
    return render(request, "jobboard/code_unknown.html", context, status=404)


def system_slug(text: str) -> str | None:
    """`ICD-10-CM` and `icd10cm` are one system."""
    slug = "".join(character for character in text.lower()[:20] if character.isalnum())
    return CodeSystem(slug) if slug in CodeSystem.values else None


def stored_form(system: str, text: str) -> str | None:
    """The code of this system that the text spells, in whatever way."""
    found = normalise(system, text)
    if found is None:
        found = next((reading.code for reading in parse(text).codes if reading.system == system), None)
    return found


def tagged(system: str, code: str) -> Q:
    """Listings that name the code, or a range that holds it."""
    return those(ListingCode.objects.filter(system=system, code=code)) | those(
        ListingCodeRange.objects.filter(holding(system, code))
    )


def open_jobs(jobs: QuerySet[Listing], *, with_pay: bool = True) -> dict[str, Any]:
    """The newest of these jobs, how many there are, the pay stated in them and the credentials they ask for."""
    pays = list(jobs.order_by().values_list("pay_yearly_min", "pay_yearly_max"))
    context: dict[str, Any] = {"job_count": len(pays), "jobs": [], "pay": None, "credentials": []}
    if pays:
        context["jobs"] = jobs.select_related("employer").order_by("-first_posted_at", "-id")[:JOBS_SHOWN]
        context["credentials"] = (
            Certification.objects.filter(listing_credentials__listing__in=jobs.order_by().values("pk"))
            .annotate(jobs=Count("listing_credentials__listing", distinct=True))
            .order_by("-jobs", "acronym")[:8]
        )
    if with_pay:
        context["pay"] = pay_stated(pays)
    return context


def pay_stated(pays: list[tuple[Any, Any]]) -> dict[str, Any] | None:
    """Median and range of the yearly pay that jobs state. Under five of them say nothing."""
    stated = [((low or high), (high or low)) for low, high in pays if low or high]
    if len(stated) < FEWEST_FOR_PAY:
        return None
    return {
        "count": len(stated),
        "median": median((low + high) / 2 for low, high in stated),
        "low": min(low for low, _ in stated),
        "high": max(high for _, high in stated),
    }


# Metering ---------------------------------------------------------------------------------------------------------
def open_for(request: HttpRequest, page: CodePage) -> Opening | None:
    """What this reader may see of the page; None for those who are not metered."""
    user = request.user if request.user.is_authenticated else None
    if user and can_read_codes_unmetered(user):
        return None
    guest = request.get_signed_cookie(COOKIE, default="", salt=COOKIE, max_age=cookie_age()) or ""
    if not page.is_metered:
        return services.peek(now=timezone.now(), user=user, guest=guest)
    return services.open_page(
        page.system,
        page.code,
        now=timezone.now(),
        user=user,
        guest=guest,
        spends=spends(request),
        address=address(request),
    )


def spends(request: HttpRequest) -> bool:
    """A look that nobody takes costs nothing: HEAD, prefetch, crawlers."""
    purpose = (
        request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "") + request.headers.get("X-Moz", "")
    )
    return request.method == "GET" and "prefetch" not in purpose.lower() and not is_crawler(request)


def is_crawler(request: HttpRequest) -> bool:
    agent = request.headers.get("User-Agent", "").lower()
    return any(name.lower() in agent for name in settings.CRAWLER_AGENTS)


def address(request: HttpRequest) -> str:
    try:
        return get_adapter(request).get_client_ip(request)
    except PermissionDenied:
        return ""


def cookie_age() -> int:
    """Seconds of one window: an older cookie counts for nothing."""
    return settings.CODE_VIEWS_WINDOW_DAYS * 24 * 60 * 60


def remember_guest(request: HttpRequest, response: HttpResponse, opening: Opening | None) -> None:
    """The guest's id lives in a signed cookie for one window; it goes when the views were carried over."""
    if opening and opening.guest and opening.guest != request.get_signed_cookie(COOKIE, default="", salt=COOKIE):
        response.set_signed_cookie(
            COOKIE,
            opening.guest,
            salt=COOKIE,
            max_age=cookie_age(),
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    elif request.user.is_authenticated and COOKIE in request.COOKIES:
        response.delete_cookie(COOKIE, samesite="Lax")


def locked_markup(request: HttpRequest, page: CodePage) -> SafeString:
    """Tells search engines that part of the page is kept back, so that it is not taken for cloaking."""
    data = {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "name": f"{page.system_name} {page.display}",
        "url": f"{settings.SITE_URL}{canonical_path(page.system, page.code)}",
        "isAccessibleForFree": False,
        "hasPart": {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".locked"},
    }
    text = json.dumps(data).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return mark_safe(f'<script type="application/ld+json">{text}</script>')
