"""What search engines read: which addresses they may fetch, and which pages there are."""

from typing import Any

from django.conf import settings
from django.contrib.flatpages.models import FlatPage
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemaps
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import Employer
from codes.models import Code, CodeSystem, Specialty
from listings.models import Listing

# Addresses of one filter stay open, so that a crawler can read there that it should not keep them; combinations and
# everything that belongs to a person are closed.
DISALLOWED = (
    "/accounts/",
    "/admin/",
    "/api/",
    "/desk/",
    "/me/",
    "/moderation/",
    "/applications/",
    "/demo/",
    "/jobs/*/apply/",
    "/jobs/*/report/",
    "/jobs/*/out/",
    "/jobs/?*&",
)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in DISALLOWED), ""]
    lines.append(f"Sitemap: {settings.SITE_URL}{reverse('jobboard:sitemap')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


class BoardSitemap(Sitemap):
    """Addresses come from SITE_URL, not from the host a crawler happened to ask."""

    protocol = settings.SITE_URL.split("://")[0]

    def get_domain(self, site: Any = None) -> str:
        return settings.SITE_URL.split("://")[1]


class JobSitemap(BoardSitemap):
    """Open jobs only: one that closes is gone from here in the same moment. `lastmod` is the content's."""

    def items(self) -> QuerySet[Listing]:
        return Listing.objects.public().only("pk", "slug", "changed_at").order_by("pk")

    def lastmod(self, item: Listing) -> Any:
        return item.changed_at


class SpecialtySitemap(BoardSitemap):
    def items(self) -> QuerySet[Specialty]:
        return Specialty.objects.only("slug").order_by("slug")


class CodeSitemap(BoardSitemap):
    """Codes about which the page says something."""

    def items(self) -> QuerySet[Code]:
        codes = Code.objects.exclude(summary="").only("system", "code").order_by("system", "code")
        return codes if settings.CPT_PAGES else codes.exclude(system=CodeSystem.CPT)


class EmployerSitemap(BoardSitemap):
    def items(self) -> QuerySet[Employer]:
        hiring = Listing.objects.public().filter(employer=OuterRef("pk"))
        return Employer.objects.public().filter(Exists(hiring)).only("slug").order_by("slug")


class PageSitemap(BoardSitemap):
    def items(self) -> list[str]:
        ours = ("jobboard:home", "listings:list", "jobboard:specialties", "jobboard:codes", "jobboard:employers")
        return [*map(reverse, ours), *FlatPage.objects.order_by("url").values_list("url", flat=True)]

    def location(self, item: str) -> str:
        return item


SITEMAPS: dict[str, type[BoardSitemap]] = {
    "pages": PageSitemap,
    "jobs": JobSitemap,
    "specialties": SpecialtySitemap,
    "codes": CodeSitemap,
    "employers": EmployerSitemap,
}


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """One file while everything fits into it, an index of files above that."""
    if sum(made().paginator.count for made in SITEMAPS.values()) <= BoardSitemap.limit:
        return sitemaps.sitemap(request, dict(SITEMAPS))
    files = []
    for section, made in SITEMAPS.items():
        address = settings.SITE_URL + reverse("jobboard:sitemap_section", args=[section])
        files += [address if page == 1 else f"{address}?p={page}" for page in made().paginator.page_range]
    items = [sitemaps.SitemapIndexItem(address) for address in files]
    return TemplateResponse(request, "sitemap_index.xml", {"sitemaps": items}, content_type="application/xml")


@require_safe
def sitemap_section(request: HttpRequest, section: str) -> HttpResponse:
    return sitemaps.sitemap(request, dict(SITEMAPS), section=section)
