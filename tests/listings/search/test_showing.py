"""Rows that are kept with a snapshot: never of another listing, another search or another day."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Employer
from codes.models import Term
from listings.models import Listing, ListingText
from listings.prefetch import EMPLOYER
from listings.search.fast import SnapshotSearch
from listings.search.keeping import keeper
from listings.search.triggers import OF_EMPLOYER
from tests.factories import make_candidate, make_employer, make_listing, make_reference

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def listing():
    make_reference()
    employer = make_employer(name="Mercy", claimed_at=None)
    return make_listing(
        title="Profee Coder",
        employer=employer,
        codes=[("cpt", "32701")],
        description="You abstract thoracic surgery every day.",
        work="remote",
        remote_scope="listed",
        states=("OH", "TX"),
    )


def page(client, query: str = "") -> str:
    response = client.get(f"/jobs/{query}")
    assert response.status_code == 200
    return response.text


def test_a_row_is_kept_and_asked_for_once(client, listing):
    with CaptureQueriesContext(connection) as first:
        page(client)
    assert any('"listings_listing"."title"' in one["sql"] for one in first)
    assert keeper.current().rows.entries
    with CaptureQueriesContext(connection) as again:
        assert "Profee Coder" in page(client)
    assert not any('"listings_listing"."title"' in one["sql"] for one in again)


def test_a_row_shows_what_the_listing_says_now(client, listing):
    page(client)
    Listing.objects.filter(pk=listing.pk).update(title="Facility Coder")
    ListingText.objects.filter(pk=listing.pk).update(title="Facility Coder")
    html = page(client)
    assert "Facility Coder" in html
    assert "Profee Coder" not in html


def test_a_row_shows_what_its_employer_has_proven(client, listing):
    assert "(unclaimed)" in page(client)
    Employer.objects.update(claimed_at=timezone.now())
    assert "(unclaimed)" not in page(client)
    Employer.objects.update(proven_domain="mercy.test", domain_proven_at=timezone.now())
    assert "mercy.test" in page(client)


def test_a_row_shows_the_words_the_reference_has_now(client, listing):
    level = Term.objects.filter(kind=Term.Kind.LEVEL).first()
    Listing.objects.filter(pk=listing.pk).update(level=level)
    assert level.label in page(client)
    Term.objects.filter(pk=level.pk).update(label="Grand master")
    assert "Grand master" in page(client)


def test_a_kept_row_knows_nothing_of_another_search(client, listing, as_user):
    found = page(client, "?q=32701")
    assert "chip--on" in found
    assert "<mark>Profee</mark>" in page(client, '?q="profee"')
    plain = page(client)
    assert "<mark>" not in plain
    assert "chip--code chip--on" not in plain
    assert "Remote: TX OH" in page(client, "?state=TX")
    assert "Remote: OH TX" in page(client)
    assert "chip--code chip--on" in page(client, "?code=32701")
    assert "chip--code chip--on" not in page(client)
    assert "Remote: TX OH" in page(client, "?state=TX")
    assert "Remote: <b>TX</b> OH" in page(as_user(make_candidate(home_state="TX")), "?state=")


def test_a_kept_row_gets_its_text_when_words_are_searched(client, listing):
    assert "thoracic" not in page(client)
    assert "<mark>thoracic</mark> surgery" in page(client, '?q="thoracic"')
    assert "<mark>abstract</mark>" in page(client, '?q="abstract"')


def test_whatever_a_row_knows_of_an_employer_is_followed(listing):
    assert set(OF_EMPLOYER) | {"id"} >= EMPLOYER


def test_a_page_that_a_newer_snapshot_overtook_is_kept_by_nobody(client, listing, monkeypatch):
    assert "no-store" not in client.get("/jobs/")["Cache-Control"]

    def overtaken(*asked, ids=SnapshotSearch.ids, **options):
        found = ids(*asked, **options)
        Listing.objects.filter(pk=listing.pk).update(title="Facility Coder")
        keeper.current()  # as another thread
        return found

    monkeypatch.setattr(SnapshotSearch, "ids", overtaken)
    assert "no-store" in client.get("/jobs/")["Cache-Control"]


def test_a_row_that_ended_is_gone(client, listing):
    assert "Profee Coder" in page(client)
    Listing.objects.filter(pk=listing.pk).update(status="closed")
    assert "Profee Coder" not in page(client)
