import pytest
from django.urls import reverse

from listings.models import Report
from listings.workflow import Status
from tests.factories import make_listing

pytestmark = pytest.mark.django_db


def address(listing):
    return reverse("listings:report", args=[listing.pk, listing.slug])


@pytest.mark.parametrize("who", [None, "candidate"])
def test_anybody_can_report(who, request, as_user):
    listing = make_listing()
    person = who and request.getfixturevalue(who)

    response = as_user(person).post(address(listing), {"reason": "scam", "details": " It asks for money. "})

    report = Report.objects.get()
    assert response["Location"] == listing.get_absolute_url()
    assert (report.listing, report.reason, report.details, report.by) == (listing, "scam", "It asks for money.", person)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "reason"),
        ({"reason": "boring"}, "reason"),
        ({"reason": "scam", "details": "x" * 2001}, "details"),
        ({"reason": "scam", "details": "a\x00b"}, "details"),
    ],
)
def test_what_cannot_be_read_is_said_and_kept(typed, field, as_user):
    listing = make_listing()

    response = as_user(None).post(address(listing), typed)

    assert list(response.context["form"].errors) == [field]
    assert response.context["form"]["details"].value() == typed.get("details")
    assert Report.objects.count() == 0


def test_more_than_the_daily_number_is_429_also_with_fresh_cookies(as_user, settings):
    settings.REPORTS_PER_DAY = 2
    listing = make_listing()

    statuses = [as_user(None).post(address(listing), {"reason": "scam"}).status_code for _ in range(4)]

    assert statuses == [302, 302, 429, 429]
    assert Report.objects.count() == 2


def test_the_limit_is_each_persons_own(candidate, rival, as_user, settings):
    settings.REPORTS_PER_DAY = 1
    listing = make_listing()
    who = (candidate, rival, None, candidate)

    statuses = [as_user(person).post(address(listing), {"reason": "scam"}).status_code for person in who]

    assert statuses == [302, 302, 302, 429]


def test_what_was_refused_for_its_number_is_kept(as_user, settings):
    settings.REPORTS_PER_DAY = 0

    response = as_user(None).post(address(make_listing()), {"reason": "gone", "details": "No answer."})

    assert response.context["form"]["details"].value() == "No answer."


@pytest.mark.parametrize("status", [s for s in Status if s != Status.PUBLISHED])
def test_what_is_not_public_cannot_be_reported(status, as_user):
    listing = make_listing(status=status)

    response = as_user(None).post(address(listing), {"reason": "scam"})

    assert response.status_code == 404
