"""Operators look listings up; a status and an event are out of their reach."""

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from listings.models import Listing
from listings.workflow import Status
from tests.factories import make_listing, make_report

pytestmark = pytest.mark.django_db


def test_every_page_opens(as_user, operator):
    listing = make_listing()
    listing.events.create(code="approved", was="pending", became="published", note="Fine.")
    make_report(listing)
    browser = as_user(operator)

    for model in ("listing", "listingevent", "report", "importsource"):
        assert browser.get(reverse(f"admin:listings_{model}_changelist")).status_code == 200
    page = browser.get(reverse("admin:listings_listing_change", args=[listing.pk]))
    assert "Fine." in page.content.decode()


def test_a_status_is_not_written_there(as_user, operator):
    listing = make_listing()
    typed = {"status": "draft", "title": "Other", "requisition": "R-7", "posted_by": ""}
    typed |= {"events-TOTAL_FORMS": "0", "events-INITIAL_FORMS": "0"}

    as_user(operator).post(reverse("admin:listings_listing_change", args=[listing.pk]), typed)

    assert Listing.objects.values_list("status", "title", "requisition").get() == (
        Status.PUBLISHED,
        listing.title,
        "R-7",
    )


@pytest.mark.parametrize("act", ["add", "delete"])
def test_listings_are_neither_added_nor_deleted_there(act, as_user, operator):
    listing = make_listing()
    arguments = [listing.pk] if act == "delete" else []

    response = as_user(operator).post(reverse(f"admin:listings_listing_{act}", args=arguments), {"post": "yes"})

    assert response.status_code == 403
    assert Listing.objects.count() == 1


def test_expire_listings_may_run_twice(capsys):
    make_listing(expires_at=timezone.now())

    call_command("expire_listings")
    call_command("expire_listings")

    assert capsys.readouterr().out.split("\n")[:2] == ["1 expired", "0 expired"]
