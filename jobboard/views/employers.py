"""Who is hiring coders: the directory and one employer's public page."""

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import Employer
from codes.models import Term
from core.forms import PlainForm
from core.html import paragraphs
from listings.models import Listing

EMPLOYERS_A_PAGE = 50
JOBS_A_PAGE = 25


class DirectoryForm(PlainForm):
    q = forms.CharField(label="Name of an employer", max_length=160, required=False)
    kind = forms.ModelChoiceField(
        Term.objects.filter(kind=Term.Kind.EMPLOYER_TYPE),
        label="Kind",
        to_field_name="slug",
        required=False,
        empty_label="All kinds",
    )


def worth_listing(employers: QuerySet[Employer]) -> QuerySet[Employer]:
    """Who has proven its domain, or had a job that was let in. Anybody can register a name; that alone lists nobody."""
    posted = Listing.objects.filter(employer=OuterRef("pk"), first_posted_at__isnull=False)
    return employers.filter(~Q(proven_domain="") | Exists(posted))


def with_open_jobs(employers: QuerySet[Employer]) -> QuerySet[Employer]:
    """What counts as open is the listings' own rule; here it is only counted."""
    jobs = Listing.objects.public().filter(employer=OuterRef("pk")).order_by().values("employer")
    counted = Subquery(jobs.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    return employers.annotate(open_jobs=Coalesce(counted, 0))


@require_safe
def employers(request: HttpRequest) -> HttpResponse:
    """Rows that collect a feed's postings without an employer are no employers and are not listed."""
    form = DirectoryForm(request.GET)
    form.is_valid()
    query, kind = form.cleaned_data.get("q", ""), form.cleaned_data.get("kind")
    rows = (
        worth_listing(Employer.objects.public().named()).select_related("state", "kind").order_by(Lower("name"), "pk")
    )
    if query:
        rows = rows.filter(name__icontains=query)
    if kind:
        rows = rows.filter(kind=kind)
    page = Paginator(with_open_jobs(rows), EMPLOYERS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "jobboard/employers.html", {"form": form, "query": query, "kind": kind, "page": page})


@require_safe
def employer(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Employer.objects.public().select_related("state", "kind"), slug=slug)
    jobs = Listing.objects.public().filter(employer=found).for_rows().order_by("-first_posted_at", "-pk")
    page = Paginator(jobs, JOBS_A_PAGE).get_page(request.GET.get("page"))
    claim_path = reverse("accounts:claim_employer", args=[slug])
    context = {"employer": found, "page": page, "about": paragraphs(found.about), "claim_path": claim_path}
    return render(request, "jobboard/employer.html", context)
