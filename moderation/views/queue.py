"""The queue of listings: look, decide, and the next one opens."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.models import Claim
from accounts.services import factors
from accounts.workflow import ClaimStatus
from core.errors import DomainError
from listings import services as listings
from listings.models import Listing, ListingEvent, Report
from listings.workflow import ReportStatus, Status
from moderation import services
from moderation.decorators import moderator_required
from moderation.forms import DecisionForm, seen_as
from moderation.policies import can_decide
from moderation.workflow import Decision

PAGE = 50
MOST = 10


def counts() -> dict[str, int]:
    """What waits, for the tabs of every page here."""
    waiting = Listing.objects.filter(status=Status.PENDING).aggregate(
        desk=Count("pk", filter=Q(import_run=None)), imported=Count("pk", filter=Q(import_run__isnull=False))
    )
    return {
        **waiting,
        "reports": Report.objects.open().count(),
        "claims": Claim.objects.filter(status=ClaimStatus.OPEN).count(),
    }


@moderator_required
def queue(request) -> HttpResponse:
    """What employers sent, grave ones first, then the oldest. Imported listings wait apart, in their batches."""
    waiting, grave, judged = services.in_order(Listing.objects.pending().filter(import_run=None))
    open_reports = Count("reports", filter=Q(reports__status=ReportStatus.OPEN), distinct=True)
    earlier = Count("employer__listings", filter=Q(employer__listings__first_posted_at__isnull=False), distinct=True)
    rows_of_page = waiting.select_related("employer", "text").annotate(open_reports=open_reports, earlier=earlier)
    page = Paginator(rows_of_page, PAGE).get_page(request.GET.get("page"))
    judged |= listings.flags_of([listing for listing in page if listing.pk not in judged])
    rows = [(listing, judged[listing.pk]) for listing in page]
    context = {
        "page": page,
        "rows": rows,
        "grave": grave,
        "counts": counts(),
        "ask_second_factor": factors.should_ask(request),
    }
    return render(request, "moderation/queue.html", context)


@moderator_required
def review(request, pk: int) -> HttpResponse:
    listing = get_object_or_404(Listing.objects.exclude(status=Status.DRAFT), pk=pk)
    return show(request, listing, DecisionForm(initial={"seen": seen_as(listing)}))


@moderator_required
@require_POST
def decide(request, pk: int) -> HttpResponse:
    listing = get_object_or_404(Listing.objects.exclude(status=Status.DRAFT), pk=pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return show(request, listing, form, status=400 if "decision" in form.errors else 200)
    if form.cleaned_data["seen"] not in ("", seen_as(listing)):
        state = listing.get_status_display().lower()
        form.add_error(
            None,
            f"Somebody was faster: this listing is {state} now, or its text changed since you opened it. "
            "Nothing of yours was done: look again.",
        )
        return show(request, listing, again(form, listing))
    decision, note = form.cleaned_data["decision"], form.cleaned_data["note"]
    try:
        services.decide(listing, decision, by=request.user, note=note)
    except DomainError as refusal:
        form.add_error(None, refusal.message)
        listing = Listing.objects.get(pk=pk)
        return show(request, listing, again(form, listing))
    done = {Decision.APPROVE: "is live", Decision.CHANGES: "went back for changes", Decision.REJECT: "is rejected"}
    messages.success(request, f"“{listing.title}” {done.get(decision, 'is taken down')}.")
    following = services.next_in_queue(listing)
    if following:
        return redirect("moderation:review", pk=following.pk)
    return redirect("moderation:batches" if listing.import_run_id else "moderation:queue")


def again(form: DecisionForm, listing: Listing) -> DecisionForm:
    """The same words, over the listing as it is now."""
    form.data = {**form.data.dict(), "seen": seen_as(listing)}  # type: ignore[attr-defined]
    return form


def show(request, listing: Listing, form: DecisionForm, *, status: int = 200) -> HttpResponse:
    listing = Listing.objects.for_rows().select_related("text", "quota_unit", "imported").get(pk=listing.pk)
    others = Listing.objects.filter(employer=listing.employer_id).exclude(pk=listing.pk).exclude(status=Status.DRAFT)
    by_status = dict(others.order_by().values_list("status").annotate(n=Count("pk")))
    context = {
        "listing": listing,
        "form": form,
        "flags": listings.flags(listing),
        "may_decide": can_decide(request.user, listing),
        "acts": acts(listing),
        "by_status": [(label, by_status[value]) for value, label in Status.choices if value in by_status],
        "alike": Listing.objects.like(listing)[:MOST],
        "reports": listing.reports.order_by("-created_at")[:MOST],
        "events": history(listing),
        "notes": notes_of(listing),
        "counts": counts(),
    }
    return render(request, "moderation/review.html", context, status=status)


def history(listing: Listing) -> list[ListingEvent]:
    events = list(listing.events.select_related("by").order_by("-at", "-id"))
    for event in events:
        event.actor = str(event.by) if event.by else "The board"
    return events


def acts(listing: Listing) -> list[tuple[str, str, str]]:
    """The decisions this listing is open to: value, label, look of the button."""
    if listing.status == Status.PENDING:
        return [
            (Decision.APPROVE.value, "Approve", "primary"),
            (Decision.CHANGES.value, "Ask for changes", "quiet"),
            (Decision.REJECT.value, "Reject", "danger"),
        ]
    if listing.status == Status.PUBLISHED:
        return [(Decision.REMOVE.value, "Take it down", "danger")]
    return []


def notes_of(listing: Listing) -> list[str]:
    """What an import could not read of this posting."""
    posting = getattr(listing, "imported", None) if listing.source_id else None
    return posting.notes if posting else []
