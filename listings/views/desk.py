"""An employer's listings: the table, the form, the preview, and the acts of their life."""

from collections.abc import Callable
from typing import Any

from csp.constants import NONCE
from csp.decorators import csp_update
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from js_asset import Media

from accounts.models import Employer
from accounts.policies import can_edit_for
from core.errors import DomainError
from core.web import refusals_as_messages
from listings import rules, services
from listings.forms import CloseForm, ListingForm
from listings.models import Listing, ListingEvent
from listings.workflow import DESK_TABS, Status

PER_PAGE = 25
# The editor brings an import map, which is a script inside the page: only these pages know a nonce.
editor_page: Callable[..., Any] = csp_update({"script-src": [NONCE]})


def own_listing(request, employer: str, pk: int) -> Listing:
    """A listing of a desk this person may enter; everybody else's does not exist."""
    listings = Listing.objects.seen_by(request.user).select_related("employer", "state", "employment_type", "level")
    return get_object_or_404(listings, pk=pk, employer__slug=employer)


def editable_listing(request, employer: str, pk: int) -> Listing:
    listings = Listing.objects.editable_by(request.user).select_related("employer", "posted_by", "level")
    return get_object_or_404(listings, pk=pk, employer__slug=employer)


@login_required
@require_GET
def desk_list(request, employer: str) -> HttpResponse:
    at = get_object_or_404(Employer.objects.seen_by(request.user), slug=employer)
    everything = at.listings.all()
    counts = everything.aggregate(
        **{name: Count("pk", filter=Q(status__in=tab.statuses)) for name, tab in DESK_TABS.items()}
    )
    chosen = request.GET.get("state", "")
    chosen = chosen if chosen in DESK_TABS else "all"
    rows = everything.filter(status__in=DESK_TABS[chosen].statuses).in_desk_order()
    context = {
        "employer": at,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "tabs": [(name, tab.label, counts[name], name == chosen) for name, tab in DESK_TABS.items()],
        "chosen": chosen,
        "can_edit": can_edit_for(request.user, at),
    }
    return render(request, "listings/desk_list.html", context)


@login_required
@editor_page
@require_http_methods(["GET", "POST"])
def create(request, employer: str) -> HttpResponse:
    at = get_object_or_404(Employer.objects.editable_by(request.user), slug=employer)
    return _form_page(request, at, Listing(employer=at))


@login_required
@editor_page
@require_http_methods(["GET", "POST"])
def edit(request, employer: str, pk: int) -> HttpResponse:
    listing = editable_listing(request, employer, pk)
    if not listing.is_editable:
        messages.error(request, "This listing is no longer a draft, so it cannot be edited. Copy it to post it again.")
        return redirect("listings:manage", employer=employer, pk=pk)
    return _form_page(request, listing.employer, listing)


def _form_page(request, employer: Employer, listing: Listing) -> HttpResponse:
    act = request.POST.get("act")
    if act == "payroll":
        form = ListingForm.with_payroll(request.POST, instance=listing, employer=employer)
        return _show_form(request, form, listing)
    form = ListingForm(request.POST if request.method == "POST" else None, instance=listing, employer=employer)
    is_for_review = act == "submit" if request.method == "POST" else bool(listing.pk and "check" in request.GET)
    if request.method == "POST" and form.is_valid() and not (is_for_review and form.is_untouched):
        try:
            saved = form.store(by=request.user)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            return _go_on(request, saved)
    elif is_for_review:
        form.show_problems()
    return _show_form(request, form, listing)


def _show_form(request, form: ListingForm, listing: Listing) -> HttpResponse:
    context = {
        "form": form,
        "employer": listing.employer,
        "payroll": listing.employer.payroll_states.all(),
        "listing": listing if listing.pk else None,
        "warnings": rules.warnings(listing),
        "decision": _last_decision(listing) if listing.pk else None,
        "media": Media.from_media(form.media, nonce=request.csp_nonce),
    }
    return render(request, "listings/desk_form.html", context)


def _go_on(request, listing: Listing) -> HttpResponse:
    """After a draft was saved: to the preview, into the queue, or back to the form."""
    act = request.POST.get("act")
    here: dict[str, Any] = {"employer": listing.employer.slug, "pk": listing.pk}
    if act == "preview":
        return redirect("listings:preview", **here)
    if act == "submit":
        return _submit(request, listing)
    messages.success(request, "Draft saved.")
    return redirect("listings:edit", **here)


def _submit(request, listing: Listing) -> HttpResponse:
    here: dict[str, Any] = {"employer": listing.employer.slug, "pk": listing.pk}
    if listing.is_editable and not listing.employer.is_suspended and rules.problems(listing):
        messages.warning(request, "Saved as a draft. A few things are missing before it can be reviewed.")
        return redirect(reverse("listings:edit", kwargs=here) + "?check=1")
    with refusals_as_messages(request):
        services.submit(listing, by=request.user)
        messages.success(request, "Sent for review. You get a mail when a moderator has read it.")
    return redirect("listings:manage", **here)


@login_required
@require_GET
def manage(request, employer: str, pk: int) -> HttpResponse:
    listing = own_listing(request, employer, pk)
    return render(request, "listings/desk_manage.html", _manage_context(request, listing, CloseForm()))


def _manage_context(request, listing: Listing, form: CloseForm) -> dict[str, Any]:
    return {
        "listing": listing,
        "employer": listing.employer,
        "can_edit": can_edit_for(request.user, listing.employer),
        "problems": rules.problems(listing) if listing.is_editable else [],
        "events": history(listing),
        "decision": _last_decision(listing),
        "close_form": form,
    }


def history(listing: Listing) -> list[ListingEvent]:
    """The event log, newest first. Members are named; whoever else acted is a moderator to them."""
    members = set(listing.employer.memberships.values_list("user_id", flat=True))
    events = list(listing.events.select_related("by").order_by("-at", "-id"))
    for event in events:
        if event.by_id is None:
            event.actor = "The board"
        else:
            event.actor = str(event.by) if event.by_id in members else "A moderator"
    return events


def _last_decision(listing: Listing) -> ListingEvent | None:
    """What a moderator said last, while it still matters."""
    if listing.status not in (Status.CHANGES_REQUESTED, Status.REJECTED, Status.REMOVED):
        return None
    return listing.events.filter(became=listing.status).exclude(note="").order_by("-at", "-id").first()


@login_required
@require_GET
def preview(request, employer: str, pk: int) -> HttpResponse:
    listing = own_listing(request, employer, pk)
    context = {
        "listing": listing,
        "employer": listing.employer,
        "can_edit": can_edit_for(request.user, listing.employer),
        "problems": rules.problems(listing) if listing.is_editable else [],
        "warnings": rules.warnings(listing),
    }
    return render(request, "listings/desk_preview.html", context)


@login_required
@require_POST
def submit(request, employer: str, pk: int) -> HttpResponse:
    return _submit(request, editable_listing(request, employer, pk))


@login_required
@require_POST
def withdraw(request, employer: str, pk: int) -> HttpResponse:
    listing = editable_listing(request, employer, pk)
    with refusals_as_messages(request):
        services.withdraw(listing, by=request.user)
        messages.success(request, "Withdrawn. You can post a copy at any time.")
    return redirect("listings:manage", employer=employer, pk=pk)


@login_required
@require_POST
def close(request, employer: str, pk: int) -> HttpResponse:
    listing = editable_listing(request, employer, pk)
    form = CloseForm(request.POST)
    if not form.is_valid():
        return render(request, "listings/desk_manage.html", _manage_context(request, listing, form))
    with refusals_as_messages(request):
        services.close(listing, by=request.user, outcome=form.cleaned_data["outcome"])
        messages.success(request, "Closed. Everybody with an open application is told.")
    return redirect("listings:manage", employer=employer, pk=pk)


@login_required
@require_POST
def copy(request, employer: str, pk: int) -> HttpResponse:
    listing = editable_listing(request, employer, pk)
    with refusals_as_messages(request):
        draft = services.copy(listing, by=request.user)
        messages.success(request, "A new draft with the same content. Check it, then submit it for review.")
        return redirect("listings:edit", employer=employer, pk=draft.pk)
    return redirect("listings:manage", employer=employer, pk=pk)
