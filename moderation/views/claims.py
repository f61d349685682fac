"""Who asks for an employer that nobody has claimed, oldest first."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.models import Claim
from accounts.services import claims as services
from accounts.workflow import ClaimStatus
from core.errors import DomainError
from listings.workflow import Status
from moderation.decorators import moderator_required
from moderation.forms import ClaimForm
from moderation.views.queue import counts

PAGE = 20


@moderator_required
def claims(request) -> HttpResponse:
    return show(request)


@moderator_required
@require_POST
def decide_claim(request, pk: int) -> HttpResponse:
    claim = get_object_or_404(Claim.objects.select_related("employer", "user"), pk=pk)
    form = ClaimForm(request.POST, prefix=str(pk))
    if not form.is_valid():
        return show(request, bound=(pk, form))
    is_granted = form.cleaned_data["decision"] == "grant"
    try:
        (services.grant if is_granted else services.refuse)(claim, by=request.user, note=form.cleaned_data["note"])
    except DomainError as refusal:
        form.add_error(None, refusal.message)
        return show(request, bound=(pk, form))
    done = "has an owner now" if is_granted else "stays unclaimed: the request is refused"
    messages.success(request, f"{claim.employer.name} {done}.")
    return redirect("moderation:claims")


def show(request, bound: tuple[int, ClaimForm] | None = None) -> HttpResponse:
    is_answered = request.GET.get("state") == "answered"
    live = Count("employer__listings", filter=Q(employer__listings__status=Status.PUBLISHED))
    rows = Claim.objects.select_related("employer", "user", "decided_by").annotate(live=live)
    rows = rows.prefetch_related("user__memberships__employer")
    if is_answered:
        rows = rows.exclude(status=ClaimStatus.OPEN).order_by("-decided_at", "-pk")
    else:
        rows = rows.filter(status=ClaimStatus.OPEN).order_by("created_at", "pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    forms = [(one, bound[1] if bound and bound[0] == one.pk else ClaimForm(prefix=str(one.pk))) for one in page]
    if bound and bound[0] not in {one.pk for one in page}:
        refusal = next(iter(bound[1].non_field_errors()), "That request is decided already, or stands on another page.")
        messages.error(request, str(refusal))
    context = {"page": page, "rows": forms, "is_answered": is_answered, "counts": counts()}
    return render(request, "moderation/claims.html", context)
