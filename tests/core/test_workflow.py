import pytest

from core.errors import DomainError
from core.workflow import move
from listings.models import Listing
from listings.workflow import MOVES, Status
from tests.factories import make_listing

pytestmark = pytest.mark.django_db


def test_move_returns_what_was_and_writes_the_changes():
    listing = make_listing(status=Status.PENDING)

    was = move(listing, MOVES, Status.REJECTED, requisition="R-1")

    assert was == Status.PENDING
    assert Listing.objects.values_list("status", "requisition").get(pk=listing.pk) == ("rejected", "R-1")


def test_move_refuses_a_step_the_table_does_not_have():
    listing = make_listing(status=Status.CLOSED)

    with pytest.raises(DomainError, match="closed and cannot become published"):
        move(listing, MOVES, Status.PUBLISHED)

    assert Listing.objects.get(pk=listing.pk).status == Status.CLOSED


def test_move_refuses_when_somebody_was_faster():
    listing = make_listing(status=Status.PENDING)
    stale = Listing.objects.get(pk=listing.pk)
    move(listing, MOVES, Status.REJECTED)

    with pytest.raises(DomainError, match="Somebody else"):
        move(stale, MOVES, Status.WITHDRAWN)

    assert Listing.objects.get(pk=listing.pk).status == Status.REJECTED
