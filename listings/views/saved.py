"""The star: a job kept in mind, and the list of them."""

from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.web import refusals_as_messages, way_back
from listings import services
from listings.models import Listing, SavedListing
from listings.services.saved import MEANT

PAGE = 25


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def save(request, pk):
    """A POST says what should be, not "the other way round": `saved=1` or `saved=0`.

    A guest is asked for an account first; the job she meant is kept in her session and saved once she is in.
    """
    listing = get_object_or_404(findable(request), pk=pk)
    if request.user.is_anonymous:
        return for_guest(request, listing)
    if request.method != "POST":
        return redirect(listing)
    with refusals_as_messages(request):
        if request.POST.get("saved") == "0":
            services.unsave(listing, by=request.user)
        else:
            services.save(listing, by=request.user)
    if request.htmx:
        is_on_list = urlsplit(request.htmx.current_url_abs_path or "").path == reverse("listings:saved")
        count = request.user.saved_listings.count() if is_on_list else None
        return render(request, "listings/_star.html", {"listing": listing, "count": count})
    back = way_back(request)
    return redirect(f"{back.split('#')[0]}#save-{pk}" if back else listing.get_absolute_url())


def for_guest(request, listing):
    if request.method != "POST":
        return render(request, "listings/save.html", {"listing": listing})
    request.session[MEANT] = listing.pk
    way = "account_login" if request.POST.get("way") == "login" else "account_signup"
    return redirect(reverse(way, query={"next": listing.get_absolute_url()}))


def findable(request):
    """What is open to all, and what one saved while it was."""
    mine = SavedListing.objects.filter(listing=OuterRef("pk"), user=request.user.pk or 0)
    is_open = Q(pk__in=Listing.objects.public().values("pk"))
    return Listing.objects.select_related("employer").filter(is_open | Exists(mine))


@login_required
@require_safe
def saved(request):
    """Open ones and those that are over, the newest save first."""
    rows = SavedListing.objects.filter(user=request.user).values_list("listing_id", flat=True)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "listings": Listing.objects.rows(list(page.object_list), is_open=False)}
    return render(request, "listings/saved.html", context)
