"""What everybody may see: the search, one job, the way out to an employer's own site."""

from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from accounts.models import Block
from core.caching import same_for_guests
from core.web import render_page, wants_fragment
from listings import fit, jsonld
from listings.facets import Default, build_panel
from listings.filters import SORTS, ListingFilter
from listings.models import Listing
from listings.nearby import MILES
from listings.rows import reader_of
from listings.search import PAGE_SIZE, SearchResult, rows, search
from listings.search.version import version
from listings.workflow import ApplyMethod

SIMILAR = 5


@require_safe
@same_for_guests(version)
def listing_list(request: HttpRequest) -> HttpResponse:
    is_plain = not request.GET
    default = use_default(request)
    filters = ListingFilter(request.GET, user=request.user)
    result = search(filters, request.user)
    shown = result.not_stated if filters.values["unstated"] else result.total
    page = page_of(result, shown)
    context = {
        "title": title_of(filters.values["q"], page.number),
        "default": default,
        "filters": filters,
        "result": result,
        "listings": in_order(result.ids, result, filters),
        "nearest": in_order(result.nearest, result, filters),
        "panel": build_panel(filters, result, request.GET, default),
        "shown": shown,
        "page": page,
        "is_capped": not page.has_next() and result.total > page.paginator.count and not filters.values["unstated"],
        "is_unstated": filters.values["unstated"],
        "sorts": {name: label for name, label in SORTS.items() if name != "near" or filters.circles},
        "sort": filters.order,
        "miles": str(filters.miles),
        "distances": list(map(str, sorted({*MILES, filters.miles}))),
        "is_plain": is_plain,
        "is_fragment": wants_fragment(request),
        "canonical": settings.SITE_URL + reverse("listings:list"),
    }
    response = render_page(request, "listings/list.html", "listings/_results.html", context)
    if result.is_behind:
        patch_cache_control(response, no_store=True)
    return response


def use_default(request: HttpRequest) -> Default:
    """On the bare page a reader finds jobs open to her state, as if she had chosen it; the chip takes it away.

    An address that says anything means the same for everybody, and so does a piece that htmx asks for: there she has
    just chosen, or unchosen, something.
    """
    state = next(iter(reader_of(request).states), "")
    if not state or request.GET or wants_fragment(request):
        return Default(state, is_removed="state" in request.GET)
    request.GET = QueryDict(f"state={state}")  # the links of the page are made from it
    return Default(state, is_used=True)


def in_order(ids: list[int], result: SearchResult, filters: ListingFilter) -> list[Any]:
    """The rows of these ids as the search ordered them. One that closed a moment ago is left out."""
    found = rows(result, ids)
    typed = [part.value for part in result.understood if part.kind == "state"]
    states = tuple(dict.fromkeys([*filters.values["state"].known, *typed]))
    for row in found:
        row.searched_codes, row.searched_words = result.codes, result.words
        row.searched_states = states
    fit.attach(found, filters.candidate)
    return found


def page_of(result: SearchResult, shown: int) -> Page:
    return Paginator(range(min(shown, result.pages * PAGE_SIZE)), PAGE_SIZE).get_page(result.page)


def title_of(line: str, page: int) -> str:
    return f"{f'{line}: ' if line else ''}Medical coding jobs{f', page {page}' if page > 1 else ''}"


@require_safe
def detail(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    listing = Listing.objects.for_rows().select_related("text", "employer__state", "quota_unit").filter(pk=pk).first()
    if listing is None:
        raise Http404("No such job.")
    if not listing.is_public:
        return gone(request, listing)
    if slug != listing.slug:
        query = request.META.get("QUERY_STRING", "")
        return redirect(f"{listing.get_absolute_url()}{'?' if query else ''}{query}", permanent=True)
    context = {
        "listing": listing,
        "similar": Listing.objects.similar_to(listing)[:SIMILAR].rows(),
        "canonical": settings.SITE_URL + listing.get_absolute_url(),
        "markup": jsonld.job_posting(listing),
        **about_the_reader(request, listing),
        **about_hiding(request, listing),
    }
    return render(request, "listings/detail.html", context)


def gone(request: HttpRequest, listing: Listing) -> HttpResponse:
    """410 for what was public once, with open jobs like it; 404 for what never was."""
    if not Listing.objects.gone().filter(pk=listing.pk).exists():
        raise Http404("No such job.")
    similar = Listing.objects.similar_to(listing)[:SIMILAR].rows()
    return render(request, "410.html", {"listing": listing, "similar": similar}, status=410)


def about_the_reader(request: HttpRequest, listing: Listing) -> dict[str, Any]:
    """What the page says to a signed-in candidate: how she fits, her state first, the credentials she holds."""
    profile = getattr(request.user, "candidate_profile", None) if request.user.is_authenticated else None
    if profile is None:
        return {"held": set(), "home_state": None, "is_open_at_home": None, "fit": None}
    home = profile.home_state
    candidate = fit.of_profile(profile)
    return {
        "held": candidate.held,
        "fit": fit.judge(listing, candidate),
        "home_state": home,
        "is_open_at_home": listing.is_open_to(home.code) if home else None,
    }


def about_hiding(request: HttpRequest, listing: Listing) -> dict[str, Any]:
    """Whoever hides from an employer cannot apply to it here; on its own site she is no longer hidden by us."""
    hidden = Block.objects.filter(user=request.user.pk).against(listing.employer).select_related("employer")
    blocks = list(hidden.order_by("pk")) if request.user.is_authenticated else []
    return {"blocks": blocks, "offers_to_apply": not blocks or listing.apply_method != ApplyMethod.BOARD}


def out(request: HttpRequest, pk: int) -> HttpResponse:
    """The page between us and an employer's own site. Pressing "apply" on the job posts here and is counted."""
    listing = get_object_or_404(
        Listing.objects.public().select_related("employer"),
        pk=pk,
        apply_method=ApplyMethod.URL,
        apply_url__istartswith="https://",
    )
    if request.method == "POST":
        Listing.objects.filter(pk=pk).update(apply_clicks=F("apply_clicks") + 1)
        return redirect("listings:out", pk=pk)
    return render(request, "listings/out.html", {"listing": listing})
