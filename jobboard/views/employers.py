"""Who is hiring coders: the directory and one employer's public page."""

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.models import Employer
from core.html import paragraphs
from listings.models import Listing

EMPLOYERS_A_PAGE = 50
JOBS_A_PAGE = 25


class DirectoryForm(forms.Form):
    q = forms.CharField(label="Name of an employer", max_length=160, required=False)


def with_open_jobs(employers: QuerySet[Employer]) -> QuerySet[Employer]:
    """What counts as open is the listings' own rule; here it is only counted."""
    jobs = Listing.objects.public().filter(employer=OuterRef("pk")).order_by().values("employer")
    counted = Subquery(jobs.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    return employers.annotate(open_jobs=Coalesce(counted, 0))


@require_safe
def employers(request: HttpRequest) -> HttpResponse:
    """Rows that collect a feed's postings without an employer are no employers and are not listed."""
    form = DirectoryForm(request.GET)
    query = form.cleaned_data["q"] if form.is_valid() else ""
    rows = Employer.objects.public().named().select_related("state", "kind").order_by(Lower("name"), "pk")
    if query:
        rows = rows.filter(name__icontains=query)
    page = Paginator(with_open_jobs(rows), EMPLOYERS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "jobboard/employers.html", {"form": form, "query": query, "page": page})


@require_safe
def employer(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Employer.objects.public().select_related("state", "kind"), slug=slug)
    jobs = Listing.objects.public().filter(employer=found).for_rows().order_by("-first_posted_at", "-pk")
    page = Paginator(jobs, JOBS_A_PAGE).get_page(request.GET.get("page"))
    context = {"employer": found, "page": page, "about": paragraphs(found.about)}
    return render(request, "jobboard/employer.html", context)
