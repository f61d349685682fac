"""The start page: what the board is, one search box, what is open now."""

from datetime import timedelta

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from codes.models import Specialty
from listings.models import Listing
from listings.workflow import Work

NEWEST = 12
SPECIALTIES = 32
NEW_DAYS = 7


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    stated = ~Q(pay_unit="") & (Q(pay_min__isnull=False) | Q(pay_max__isnull=False))
    counts = Listing.objects.public().aggregate(
        open=Count("pk"),
        remote=Count("pk", filter=Q(work=Work.REMOTE)),
        pay_stated=Count("pk", filter=stated),
        new=Count("pk", filter=Q(first_posted_at__gte=timezone.now() - timedelta(days=NEW_DAYS))),
    )
    busiest = (
        Specialty.objects.filter(listings__in=Listing.objects.public())
        .annotate(open_jobs=Count("listings"))
        .order_by("-open_jobs", "name")
        .only("slug", "name")[:SPECIALTIES]
    )
    context = {
        "counts": counts,
        "new_days": NEW_DAYS,
        "specialties": sorted(busiest, key=lambda specialty: specialty.name),
        "newest": Listing.objects.public().order_by("-first_posted_at", "-id")[:NEWEST].rows(),
    }
    return render(request, "jobboard/home.html", context)
