import pytest
from django.db import DatabaseError, transaction

from applications.models import ResumeAccess
from core.append_only import lifted
from listings.models import ListingEvent
from tests.factories import make_application, make_listing, make_user


@pytest.mark.django_db
@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_refuses_to_change_an_event(act):
    event = ListingEvent.objects.create(listing=make_listing(), code="approved", became="published")
    rows = ListingEvent.objects.filter(pk=event.pk)

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        rows.update(note="rewritten") if act == "update" else rows.delete()

    assert list(rows.values_list("code", "note")) == [("approved", "")]


@pytest.mark.django_db
def test_the_database_refuses_to_forget_who_opened_a_resume():
    opened = ResumeAccess.objects.create(application=make_application(make_listing(), make_user()), by=make_user())

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        ResumeAccess.objects.filter(pk=opened.pk).delete()

    assert ResumeAccess.objects.count() == 1


@pytest.mark.django_db
def test_lifted_lets_go_only_inside_its_block():
    event = ListingEvent.objects.create(listing=make_listing(), code="approved")
    other = ListingEvent.objects.create(listing=event.listing, code="closed")

    with lifted(ListingEvent):
        ListingEvent.objects.filter(pk=event.pk).delete()

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        ListingEvent.objects.filter(pk=other.pk).delete()
    assert list(ListingEvent.objects.values_list("code", flat=True)) == ["closed"]
