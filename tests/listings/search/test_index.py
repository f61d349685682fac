"""The text index and the change rows follow every write, in its own transaction."""

import pytest
from django.db import connection, transaction

from accounts.models import Employer
from accounts.services import employers
from codes.models import Term
from jobboard.demo.build import build
from jobboard.demo.clearing import clear
from listings import services
from listings.models import Listing, ListingText, SearchChange
from listings.search import index, search, triggers
from listings.search.text import documents
from tests.factories import make_employer, make_listing, make_moderator, make_operator

pytestmark = pytest.mark.django_db
# What FTS5 and a tsvector call a word that starts like this.
SIMULATION = {"sqlite": '"simulation"', "postgresql": "'simulation'"}
PENDING = {"status": "pending", "first_posted_at": None}


def found() -> set[int]:
    """Listings whose text the index finds under "simulation"."""
    numbers = [int(one) for one in documents(connection, SIMULATION[connection.vendor]).split(",") if one]
    return set(ListingText.objects.filter(doc_id__in=numbers).values_list("listing", flat=True))


def changed_since(seq: int) -> set[int]:
    return set(SearchChange.objects.filter(seq__gt=seq).values_list("listing_id", flat=True))


def newest() -> int:
    return SearchChange.objects.order_by("-seq").values_list("seq", flat=True).first() or 0


@pytest.mark.parametrize("status", ["draft", "pending", "closed", "expired", "removed", "rejected"])
def test_only_published_texts_are_in_the_index(reference, status):
    public = make_listing()
    make_listing(status=status)

    assert found() == {public.pk}
    assert index.counts(connection) == (1, 1)


def test_a_table_that_is_emptied_at_one_stroke_leaves_nothing_in_the_index(reference):
    make_listing()
    connection.check_constraints()  # PostgreSQL empties no table on which checks are waiting

    with connection.cursor() as cursor:
        act = "TRUNCATE" if connection.vendor == "postgresql" else "DELETE FROM"
        cursor.execute(f"{act} {index.TEXT_TABLE}")

    assert index.counts(connection) == (0, 0)


def test_publishing_and_ending_move_the_text_in_and_out(reference):
    listing, moderator = make_listing(**PENDING), make_moderator()
    assert found() == set()

    before = newest()
    services.approve(listing, by=moderator)
    assert (found(), changed_since(before)) == ({listing.pk}, {listing.pk})

    before = newest()
    services.remove(listing, by=moderator, note="Not a job.")
    assert (found(), changed_since(before)) == (set(), {listing.pk})


def test_a_changed_text_is_found_by_its_new_words_alone(reference):
    listing = make_listing()

    services.save_content(listing, html="<p>Abstracts burn charts.</p>", by=None)

    assert found() == set()
    assert search({"q": "abstracts"}).ids == [listing.pk]
    assert index.counts(connection) == (1, 1)


def test_a_renamed_employer_is_found_by_its_new_name_alone(reference):
    employer = make_employer(name="Blue Ridge")
    listing = make_listing(employer=employer)

    employers.edit(employer, by=make_moderator(), name="Green Valley")

    assert search({"q": "valley"}).ids == [listing.pk]
    assert search({"q": '"ridge"'}).ids == []


def test_suspending_writes_a_change_for_every_public_job(reference):
    employer, operator = make_employer(), make_operator()
    jobs = {make_listing(employer=employer).pk for _ in range(2)}
    make_listing(employer=employer, status="draft")
    make_listing()
    before = newest()

    employers.suspend(employer, by=operator, note="Not real.")
    assert changed_since(before) == jobs

    before = newest()
    employers.reinstate(employer, by=operator, note="It is real.")
    assert changed_since(before) == jobs


@pytest.mark.parametrize("name", ["eligible_states", "settings", "systems", "schedules"])
def test_a_link_of_a_public_job_is_a_change(reference, name):
    listing, draft = make_listing(), make_listing(status="draft")
    value = getattr(listing, name).model.objects.first()
    before = newest()

    getattr(draft, name).add(value)
    assert changed_since(before) == set()
    getattr(listing, name).add(value)
    assert changed_since(before) == {listing.pk}
    before = newest()
    getattr(listing, name).clear()
    assert changed_since(before) == {listing.pk}


def test_clicks_are_no_change(reference):
    listing = make_listing()
    before = newest()

    Listing.objects.filter(pk=listing.pk).update(apply_clicks=4)
    assert changed_since(before) == set()
    Listing.objects.filter(pk=listing.pk).update(years_min=4)
    assert changed_since(before) == {listing.pk}


def test_another_name_of_a_term_is_a_change_of_the_reference(reference):
    before = newest()

    Term.objects.filter(slug="epic").update(label="Epic Systems")

    assert changed_since(before) == {SearchChange.REFERENCE}


def test_what_is_rolled_back_was_never_said(reference):
    listing, moderator = make_listing(**PENDING), make_moderator()
    before = newest()

    with transaction.atomic():
        services.approve(listing, by=moderator)
        assert found() == {listing.pk}
        transaction.set_rollback(True)

    assert (found(), changed_since(before), newest()) == (set(), set(), before)


def test_rows_that_go_leave_the_index(reference):
    employer = make_employer()
    gone, stays = make_listing(employer=employer), make_listing()
    before = newest()

    Listing.objects.filter(pk=gone.pk).delete()

    assert (found(), changed_since(before)) == ({stays.pk}, {gone.pk})
    assert Employer.objects.filter(pk=employer.pk).exists()


def test_the_demo_board_comes_and_goes_with_its_words(db):
    build(listings=20)
    held, published = index.counts(connection)
    assert held == published > 20

    clear()

    assert index.counts(connection) == (0, 0)
    assert search({"q": "coder"}).total == 0


def test_filling_again_gives_the_same_index(reference):
    public = make_listing()
    make_listing(status="draft")

    triggers.refill(connection)

    assert found() == {public.pk}
    assert index.counts(connection) == (1, 1)


def test_missing_triggers_come_back_and_the_index_with_them(reference):
    triggers.uninstall(connection)
    public = make_listing()
    assert found() == set()
    assert not triggers.are_complete(connection)

    triggers.after_migrating(sender=None, using="default")

    assert triggers.are_complete(connection)
    assert found() == {public.pk}
