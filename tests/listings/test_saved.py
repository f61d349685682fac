"""The star: what somebody keeps in mind, and how a guest comes to it."""

import re

import pytest
from django.urls import reverse

from listings import services
from listings.models import SavedListing
from listings.services import saved
from listings.workflow import Status
from tests.factories import PASSWORD, make_candidate, make_listing

pytestmark = pytest.mark.django_db


def kept(user) -> list[int]:
    return list(SavedListing.objects.filter(user=user).values_list("listing_id", flat=True))


def rows_of(response) -> list[int]:
    return [int(pk) for pk in re.findall(r'<article class="job-row" data-listing-id="(\d+)"', response.text)]


def address(listing) -> str:
    return reverse("listings:save", args=[listing.pk])


def test_star_saves_and_brings_one_back_to_the_row(as_user, reference, candidate):
    listing = make_listing()

    response = as_user(candidate).post(address(listing), {"saved": "1", "next": "/jobs/?work=remote"})

    assert response["Location"] == f"/jobs/?work=remote#save-{listing.pk}"
    assert kept(candidate) == [listing.pk]


def test_star_leads_nowhere_outside(as_user, reference, candidate):
    listing = make_listing()

    response = as_user(candidate).post(address(listing), {"saved": "1", "next": "https://evil.example/"})

    assert response["Location"] == listing.get_absolute_url()


def test_two_tabs_that_press_the_same_star_agree(as_user, reference, candidate):
    listing, browser = make_listing(), as_user(candidate)

    for wanted, expected in (("1", 1), ("1", 1), ("0", 0), ("0", 0)):
        browser.post(address(listing), {"saved": wanted})
        assert SavedListing.objects.filter(user=candidate).count() == expected


def test_htmx_gets_the_star_as_it_is_now(as_user, reference, candidate):
    listing = make_listing(title="Coder <b>II</b>")

    response = as_user(candidate).post(address(listing), {"saved": "1"}, headers={"HX-Request": "true"})

    assert 'aria-pressed="true" aria-label="Save Coder &lt;b&gt;II&lt;/b&gt;"' in response.text
    assert "<html" not in response.text


def test_a_star_pressed_on_the_list_of_saved_jobs_brings_the_number_of_them(as_user, reference, candidate):
    for title in ("One", "Two"):
        SavedListing.objects.create(user=candidate, listing=make_listing(title=title))
    browser, listing = as_user(candidate), SavedListing.objects.first().listing
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/me/saved/?page=1"}

    assert '<span id="saved-count">2 jobs</span>' in browser.get("/me/saved/").text
    response = browser.post(address(listing), {"saved": "0"}, headers=headers)
    assert '<span id="saved-count" data-hx-swap-oob="true">1 job</span>' in response.text
    headers["HX-Current-URL"] = "http://testserver/jobs/"
    assert "saved-count" not in browser.post(address(listing), {"saved": "1"}, headers=headers).text


def test_looking_saves_nothing(as_user, reference, candidate):
    listing = make_listing()

    response = as_user(candidate).get(address(listing))

    assert response["Location"] == listing.get_absolute_url()
    assert kept(candidate) == []


@pytest.mark.parametrize("status", [Status.DRAFT, Status.CLOSED, Status.REMOVED])
def test_what_is_not_open_is_not_there_to_save(as_user, reference, candidate, status):
    listing = make_listing(status=status)

    assert as_user(candidate).post(address(listing), {"saved": "1"}).status_code == 404
    assert kept(candidate) == []


def test_a_closed_one_stays_on_the_list_until_taken_off(as_user, reference, candidate):
    listing, browser = make_listing(), as_user(candidate)
    services.save(listing, by=candidate)
    services.close(listing, by=None, outcome="filled_here")

    page = browser.get("/me/saved/")

    assert rows_of(page) == [listing.pk]
    assert "No longer open" in page.text
    browser.post(address(listing), {"saved": "0"})
    assert rows_of(browser.get("/me/saved/")) == []


def test_list_is_ones_own_and_newest_first(as_user, reference, candidate):
    first, second = make_listing(), make_listing()
    services.save(make_listing(), by=make_candidate(email="other@people.test"))
    for listing in (first, second):
        services.save(listing, by=candidate)

    assert rows_of(as_user(candidate).get("/me/saved/")) == [second.pk, first.pk]


def test_there_is_a_most(as_user, reference, candidate, monkeypatch):
    monkeypatch.setattr(saved, "MOST_SAVED", 1)
    services.save(make_listing(), by=candidate)
    listing, browser = make_listing(), as_user(candidate)

    page = browser.post(address(listing), {"saved": "1"}, follow=True)

    assert len(kept(candidate)) == 1
    assert "Take one off your list first" in page.text


def test_rows_show_what_one_saved(as_user, reference, candidate):
    listing = make_listing(title="Kept")
    make_listing(title="Not kept")
    services.save(listing, by=candidate)

    page = as_user(candidate).get("/jobs/").text

    assert 'aria-pressed="true" aria-label="Save Kept"' in page
    assert 'aria-pressed="false" aria-label="Save Not kept"' in page


def test_a_guest_finds_a_star_that_leads_to_logging_in(client, reference):
    listing = make_listing(title="Coder <b>II</b>")

    page = client.get("/jobs/").text

    star = (
        f'<a class="star" href="{address(listing)}" rel="nofollow" aria-label="Save Coder &lt;b&gt;II&lt;/b&gt;"></a>'
    )
    assert star in page


def test_a_guest_logs_in_and_finds_the_job_saved(client, reference, candidate):
    listing = make_listing(title="Kept")
    assert "Register free account" in client.get(address(listing)).text

    went = client.post(address(listing), {"way": "login"})
    page = client.post(went["Location"], {"login": candidate.email, "password": PASSWORD}, follow=True)

    assert page.redirect_chain[-1][0] == listing.get_absolute_url()
    assert kept(candidate) == [listing.pk]
    assert "Saved “Kept”." in page.text


def test_a_guest_who_only_looked_saves_nothing(client, reference, candidate):
    listing = make_listing()

    client.get(address(listing))
    client.post(reverse("account_login"), {"login": candidate.email, "password": PASSWORD})

    assert kept(candidate) == []


def test_a_job_that_closed_meanwhile_is_no_obstacle_to_logging_in(client, reference, candidate):
    listing = make_listing()
    client.post(address(listing), {"way": "login"})
    services.close(listing, by=None, outcome="filled_here")

    response = client.post(reverse("account_login"), {"login": candidate.email, "password": PASSWORD})

    assert response.status_code == 302
    assert kept(candidate) == []
