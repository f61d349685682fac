import re

import pytest
from django.urls import reverse

from tests.factories import make_candidate, make_employer, make_listing, make_member


def counts(response):
    return response.context["counts"]


def test_home_counts_what_is_open(reference, client):
    make_listing(work="remote", days_ago=1)
    make_listing(work="onsite", days_ago=30)
    make_listing(work="remote", days_ago=30, pay_min=None, pay_max=None, pay_unit="")
    make_listing(work="remote", status="closed")
    make_listing(work="remote", status="pending")

    response = client.get(reverse("jobboard:home"))

    assert counts(response) == {"open": 3, "remote": 2, "pay_stated": 2, "new": 1}


def test_home_counts_specialties_of_open_jobs_only(reference, client):
    make_listing(specialties=["radiation-oncology", "thoracic-surgery"])
    make_listing(specialties=["radiation-oncology"])
    make_listing(specialties=["thoracic-surgery"], status="closed")

    response = client.get(reverse("jobboard:home"))

    found = [(specialty.slug, specialty.open_jobs) for specialty in response.context["specialties"]]
    assert found == [("radiation-oncology", 2), ("thoracic-surgery", 1)]


def test_home_shows_the_newest_twelve(reference, client):
    listings = [make_listing(title=f"Job {days}", days_ago=days) for days in range(14)]

    response = client.get(reverse("jobboard:home"))

    assert [listing.pk for listing in response.context["newest"]] == [listing.pk for listing in listings[:12]]


def test_empty_board_says_so(reference, client):
    page = client.get(reverse("jobboard:home")).content.decode()

    assert "No open jobs yet" in page
    assert "<b>0</b> open jobs" in page


@pytest.mark.parametrize("listings", [1, 5])
def test_home_costs_the_same_for_one_job_and_for_many(reference, client, listings, django_assert_num_queries):
    for _ in range(listings):
        make_listing(states=["TX"], codes=[("cpt", "32701")], credentials=["CPC"])

    with django_assert_num_queries(4):
        client.get(reverse("jobboard:home"))


def test_post_a_job_leads_guests_through_registration(reference, client):
    page = client.get(reverse("jobboard:home")).content.decode()

    assert f'href="/accounts/signup/?role=employer&amp;next={reverse("accounts:create_employer")}"' in page


def test_post_a_job_leads_members_to_their_desk(reference, as_user):
    owner = make_member(make_employer(name="Mercy Coding"))

    page = as_user(owner).get(reverse("jobboard:home")).content.decode()

    assert f'href="{reverse("listings:create", args=["mercy-coding"])}"' in page


def test_page_speaks_to_search_engines(reference, client):
    page = client.get(reverse("jobboard:home")).content.decode()

    assert '<meta name="description" content="Jobs for medical coders' in page
    assert "noindex" not in page


def test_the_count_of_all_jobs_leads_to_all_of_them(client, as_user, reference):
    """The bare list starts with a reader's own state."""
    make_listing(states=("OK",))
    reader = as_user(make_candidate(home_state="TX"))

    link = re.search(r'href="([^"]*)"><b>1</b> open job', reader.get("/").content.decode())[1]

    assert 'data-result-count="1"' in reader.get(link).content.decode()
    assert 'href="/jobs/"><b>1</b> open job' in client.get("/").content.decode()
