"""A member's desks, and the front page of one: what needs doing first."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q, QuerySet, TextChoices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Claim, Employer
from accounts.policies import can_edit_for, roles
from accounts.services import factors
from accounts.workflow import ClaimStatus
from applications.models import Application
from applications.workflow import Stage
from listings.workflow import Status

# A job that ends within this time is shown among what needs doing.
SOON = timedelta(days=7)
MOST_SHOWN = 5


@login_required
@require_safe
def desks(request: HttpRequest) -> HttpResponse:
    mine = roles(request.user).desks
    if len(mine) == 1:
        return redirect("jobboard:desk", mine[0].slug)
    asked_for = Claim.objects.filter(user=request.user.pk, status=ClaimStatus.OPEN, employer__suspended_at=None)
    context = {"desks": Employer.objects.seen_by(request.user), "claims": asked_for.select_related("employer")}
    return render(request, "jobboard/desks.html", context)


@login_required
@require_safe
def desk(request: HttpRequest, employer: str) -> HttpResponse:
    found = get_object_or_404(Employer.objects.seen_by(request.user), slug=employer)
    now = timezone.now()
    mine = found.listings.all()
    applied = Application.objects.seen_by(request.user).filter(listing__employer=found)
    new = applied.filter(stage=Stage.RECEIVED).values("pk")
    received = Count("applications", filter=Q(applications__in=new))
    live = mine.filter(status=Status.PUBLISHED, expires_at__gt=now)
    todo = {
        "to_change": mine.filter(status=Status.CHANGES_REQUESTED).order_by("changed_at"),
        "unread": mine.annotate(unread=received).filter(unread__gt=0).order_by("-unread", "-pk"),
        "ending": live.filter(expires_at__lte=now + SOON).order_by("expires_at"),
    }
    first = {name: list(rows[: MOST_SHOWN + 1]) for name, rows in todo.items()}
    context = {
        "employer": found,
        "ask_second_factor": factors.should_ask(request),
        "may_edit": can_edit_for(request.user, found),
        **{name: rows[:MOST_SHOWN] for name, rows in first.items()},
        "more": {name: len(rows) > MOST_SHOWN for name, rows in first.items()},
        "statuses": in_order(Status, mine, "status"),
        "stages": in_order(Stage, applied, "stage"),
    }
    return render(request, "jobboard/desk.html", context)


def in_order(choices: type[TextChoices], rows: QuerySet, field: str) -> list[tuple[str, int]]:
    """How many rows stand where, in the order of life, without the empty places."""
    counts = dict(rows.order_by().values_list(field).annotate(n=Count("pk")))
    return [(str(label), counts[value]) for value, label in choices.choices if value in counts]
