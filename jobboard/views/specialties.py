"""Specialties: all of them by group, and one with its codes, credentials and open jobs."""

from itertools import groupby

from django.conf import settings
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from codes.grammar import CodeSystem, Range, system_name
from codes.models import CodeRange, Specialty
from jobboard.views.codes import open_jobs
from listings.models import Listing, ListingSpecialty


def open_counts() -> dict[int, int]:
    """Open jobs by specialty."""
    rows = ListingSpecialty.objects.filter(listing__in=Listing.objects.public().order_by().values("pk"))
    return dict(rows.values_list("specialty").annotate(jobs=Count("listing")).order_by())


@require_safe
def specialties(request: HttpRequest) -> HttpResponse:
    """Every specialty by group, with its open jobs."""
    counts = open_counts()
    rows = list(Specialty.objects.defer("loaded").order_by("group", "tier", "name"))
    for row in rows:
        row.open_jobs = counts.get(row.pk, 0)  # type: ignore[attr-defined]
    groups = [(name, list(members)) for name, members in groupby(rows, key=lambda row: row.group)]
    return render(request, "jobboard/specialties.html", {"groups": groups, "total": len(rows)})


@require_safe
def specialty(request: HttpRequest, slug: str) -> HttpResponse:
    """One specialty: what it is, what coders call it, its codes, its credentials, its open jobs and their pay."""
    row = get_object_or_404(Specialty.objects.defer("loaded"), slug=slug)
    jobs = Listing.objects.public().filter(
        pk__in=ListingSpecialty.objects.filter(specialty=row).order_by().values("listing")
    )
    counts = open_counts()
    related = list(Specialty.objects.filter(group=row.group).exclude(pk=row.pk).order_by("tier", "name"))
    for other in related:
        other.open_jobs = counts.get(other.pk, 0)  # type: ignore[attr-defined]
    synonyms = list(row.synonyms.all())
    context = {
        "specialty": row,
        "synonyms": [synonym.text for synonym in synonyms if not synonym.is_ambiguous],
        "ambiguous": [synonym.text for synonym in synonyms if synonym.is_ambiguous],
        "ranges": ranges(row),
        "settings": row.typical_settings.all(),
        "taught": row.certifications.all(),
        "related": related,
        **open_jobs(jobs),
    }
    return render(request, "jobboard/specialty.html", context)


def ranges(row: Specialty) -> list[tuple[str, list[CodeRange], list[CodeRange]]]:
    """By system: the ranges that are the specialty's own, and those it also works with."""
    order = list(CodeSystem.values)
    rows = [span for span in row.code_ranges.all() if span.system != CodeSystem.CPT or settings.CPT_PAGES]
    rows.sort(
        key=lambda span: (order.index(span.system), Range(span.system, span.start, span.end).category, span.start)
    )
    found = []
    for name, group in groupby(rows, key=_group_name):
        spans = list(group)
        own = [span for span in spans if span.role == CodeRange.Role.PRIMARY]
        found.append((name, own, [span for span in spans if span.role != CodeRange.Role.PRIMARY]))
    return found


def _group_name(span: CodeRange) -> str:
    return system_name(span.system, Range(span.system, span.start, span.end).category)
