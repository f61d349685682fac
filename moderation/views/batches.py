"""One import: a sample to read, then a decision on all that waits of it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from core.errors import DomainError
from core.models import ImportRun
from listings import services as listings
from listings.workflow import Status
from moderation import services
from moderation.decorators import moderator_required
from moderation.forms import BatchForm
from moderation.views.queue import counts

PAGE = 50


@moderator_required
def batches(request) -> HttpResponse:
    """Imports, the ones with listings that wait first."""
    waiting = Count("listings", filter=Q(listings__status=Status.PENDING))
    runs = ImportRun.objects.filter(kind=services.LISTING_IMPORTS).annotate(waiting=waiting)
    page = Paginator(runs.order_by("-waiting", "-started_at", "-pk"), PAGE).get_page(request.GET.get("page"))
    return render(request, "moderation/batches.html", {"page": page, "counts": counts()})


@moderator_required
def batch(request, pk: int) -> HttpResponse:
    run = get_object_or_404(ImportRun, pk=pk, kind=services.LISTING_IMPORTS)
    return show(request, run, BatchForm(initial={"proof": services.proof_of_sample(run, request.user)}))


@moderator_required
@require_POST
def decide_batch(request, pk: int) -> HttpResponse:
    run = get_object_or_404(ImportRun, pk=pk, kind=services.LISTING_IMPORTS)
    form = BatchForm(request.POST)
    if not form.is_valid():
        return show(request, run, form)
    if not services.is_proof(form.cleaned_data["proof"], run, request.user):
        form.add_error("has_read", "This page is a day old or was not yours. Read the sample here, then decide.")
        form.data = {**request.POST.dict(), "proof": services.proof_of_sample(run, request.user)}
        return show(request, run, form)
    try:
        if form.cleaned_data["decision"] == "approve":
            result, done = services.approve_batch(run, by=request.user), "approved"
        else:
            result, done = services.refuse_batch(run, by=request.user, note=form.cleaned_data["reason"]), "refused"
    except DomainError as refusal:
        form.add_error(None, refusal.message)
        return show(request, run, form)
    messages.success(request, f"{result.done} {done}.{held_back(result)}")
    if result.held or result.left:
        return redirect("moderation:batch", pk=run.pk)
    return redirect("moderation:batches")


def held_back(result: services.BatchResult) -> str:
    said = f" {result.held} held back: open them one by one." if result.held else ""
    return said + (f" {result.left} more wait: decide again." if result.left else "")


def show(request, run: ImportRun, form: BatchForm) -> HttpResponse:
    waiting, grave, _ = services.in_order(run.listings.pending())
    sample = services.sample_of(run)
    judged = listings.flags_of(sample)
    context = {
        "run": run,
        "form": form,
        "sample": [(listing, judged[listing.pk]) for listing in sample],
        "page": Paginator(waiting.select_related("employer"), PAGE).get_page(request.GET.get("page")),
        "grave": grave,
        "counts": counts(),
    }
    return render(request, "moderation/batch.html", context)
