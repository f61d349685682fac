from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from django.contrib.sitemaps import Sitemap

from listings.workflow import Status
from tests.factories import make_employer, make_listing

pytestmark = pytest.mark.django_db
NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def addresses(response) -> dict[str, str]:
    root = ElementTree.fromstring(response.content)  # noqa: S314  # our own output
    return {
        entry.findtext(f"{NAMESPACE}loc"): entry.findtext(f"{NAMESPACE}lastmod") or "" for entry in root if len(entry)
    }


def test_sitemap_lists_open_jobs_and_what_has_content(client, reference):
    job = make_listing(changed_at=datetime(2026, 3, 4, tzinfo=UTC))
    draft = make_listing(status="draft")
    closed = make_listing(status="closed")

    found = addresses(client.get("/sitemap.xml"))

    assert found[f"http://127.0.0.1:8000{job.get_absolute_url()}"] == "2026-03-04"
    for path in (
        "/jobs/",
        "/specialties/radiation-oncology/",
        "/codes/cpt/32701/",
        job.employer.get_absolute_url(),
    ):
        assert f"http://127.0.0.1:8000{path}" in found
    for listing in (draft, closed):
        assert f"http://127.0.0.1:8000{listing.get_absolute_url()}" not in found
        assert f"http://127.0.0.1:8000{listing.employer.get_absolute_url()}" not in found
    assert not [address for address in found if "?" in address]


def test_a_closed_job_leaves_at_once(client, reference):
    job = make_listing()
    before = addresses(client.get("/sitemap.xml"))

    type(job).objects.filter(pk=job.pk).update(status=Status.CLOSED)

    address = f"http://127.0.0.1:8000{job.get_absolute_url()}"
    assert address in before
    assert address not in addresses(client.get("/sitemap.xml"))


def test_a_big_board_gets_an_index(client, reference, monkeypatch):
    monkeypatch.setattr(Sitemap, "limit", 2)
    employer = make_employer()
    for _ in range(3):
        make_listing(employer=employer)

    index = addresses(client.get("/sitemap.xml"))
    second = addresses(client.get("/sitemap-jobs.xml?p=2"))

    assert "http://127.0.0.1:8000/sitemap-jobs.xml" in index
    assert "http://127.0.0.1:8000/sitemap-jobs.xml?p=2" in index
    assert len(second) == 1


def test_no_such_section_or_page(client, reference):
    assert client.get("/sitemap-knitting.xml").status_code == 404
    assert client.get("/sitemap-jobs.xml?p=99").status_code == 404
    assert client.get("/sitemap-jobs.xml?p=abc").status_code == 404


def test_operators_without_cpt_pages_list_none(client, reference, settings):
    settings.CPT_PAGES = False

    assert not [address for address in addresses(client.get("/sitemap.xml")) if "/codes/cpt/" in address]


def test_robots_keep_out_what_is_private_and_combinations(client):
    response = client.get("/robots.txt")

    lines = response.content.decode().splitlines()
    assert response["Content-Type"].startswith("text/plain")
    assert {"Disallow: /admin/", "Disallow: /accounts/", "Disallow: /jobs/*/apply/", "Disallow: /jobs/?*&"} <= set(
        lines
    )
    assert "Disallow: /jobs/" not in lines
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in lines
