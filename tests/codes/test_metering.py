from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection

from codes import services
from codes.models import CodeReader, CodeView
from tests.factories import make_user

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
CODES = ["32701", "77301", "77334", "77427", "99213", "99214", "99215", "27447"]


def open_as_guest(code, guest="", now=NOW, **options):
    return services.open_page("cpt", code, now=now, guest=guest, **options)


def open_as(user, code, now=NOW, **options):
    return services.open_page("cpt", code, now=now, user=user, **options)


def test_a_guest_opens_one_page(db):
    first = open_as_guest("32701")
    second = open_as_guest("77301", first.guest)

    assert (first.is_open, first.remaining) == (True, 0)
    assert (second.is_open, second.remaining) == (False, 0)


def test_the_same_page_costs_no_second_view(db):
    guest = open_as_guest("32701").guest

    again = open_as_guest("32701", guest)

    assert again.is_open
    assert CodeView.objects.count() == 1


def test_a_member_opens_five_more_than_a_guest(db):
    user = make_user()

    opened = [open_as(user, code).is_open for code in CODES]

    assert opened == [True] * 6 + [False] * 2


def test_what_a_guest_opened_is_carried_over(db):
    guest = open_as_guest("32701").guest
    user = make_user()

    opening = open_as(user, "77301", guest=guest)

    assert (opening.is_open, opening.remaining) == (True, 4)
    assert open_as(user, "32701").is_open
    assert not CodeReader.objects.filter(guest=guest).exists()


def test_carrying_over_the_page_one_has_counts_it_once(db):
    user = make_user()
    open_as(user, "32701")
    guest = open_as_guest("32701").guest

    opening = open_as(user, "32701", guest=guest)

    assert (opening.is_open, opening.remaining) == (True, 5)


def test_the_window_starts_with_the_first_view_and_renews(db):
    guest = open_as_guest("32701").guest
    last_moment = NOW + timedelta(days=30) - timedelta(seconds=1)

    before = open_as_guest("77301", guest, now=last_moment)
    after = open_as_guest("77301", guest, now=NOW + timedelta(days=30))

    assert before.renews_at == NOW + timedelta(days=30)
    assert (before.is_open, after.is_open) == (False, True)
    assert list(CodeView.objects.values_list("code", flat=True)) == ["77301"]


def test_a_look_that_spends_nothing_leaves_no_row(db):
    opening = open_as_guest("32701", spends=False)

    assert not opening.is_open
    assert not CodeReader.objects.exists()


def test_a_look_that_spends_nothing_shows_what_is_open(db):
    guest = open_as_guest("32701").guest

    assert open_as_guest("32701", guest, spends=False).is_open


def test_an_invented_guest_id_is_a_new_guest(db):
    opening = open_as_guest("32701", "invented")

    assert opening.is_open
    assert opening.guest != "invented"


def test_numbers_come_from_settings(db, settings):
    settings.CODE_VIEWS_GUEST = 2

    first = open_as_guest("32701")

    assert (first.remaining, first.allowance) == (1, 2)


def test_new_guests_from_one_address_are_limited(db, settings):
    settings.CODE_VIEWS_PER_ADDRESS_PER_DAY = 2

    opened = [open_as_guest("32701", address="192.0.2.7").is_open for _ in range(3)]

    assert opened == [True, True, False]
    assert open_as_guest("32701", address="192.0.2.8").is_open


def test_the_address_limit_is_off_on_a_demo_board(db, settings):
    settings.CODE_VIEWS_PER_ADDRESS_PER_DAY = 1
    settings.DEMO = True

    assert [open_as_guest("32701", address="192.0.2.7").is_open for _ in range(3)] == [True] * 3


def test_old_views_are_deleted(db):
    open_as_guest("32701", now=NOW - timedelta(days=31))
    kept = open_as_guest("32701").guest

    services.delete_old_views(NOW)

    assert list(CodeReader.objects.values_list("guest", flat=True)) == [kept]


@pytest.mark.django_db(transaction=True)
def test_tabs_opened_at_once_cost_what_they_should():
    user = make_user()
    open_as(user, "32701")
    start = Barrier(4)

    def tab(code):
        try:
            start.wait(timeout=20)
            return open_as(user, code).is_open
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        same = list(pool.map(tab, ["77301", "77301", "77334", "77334"]))

    assert same == [True] * 4
    assert CodeView.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_tabs_opened_at_once_never_open_more_than_is_left():
    user = make_user()
    for code in CODES[:4]:
        open_as(user, code)
    start = Barrier(4)

    def tab(code):
        try:
            start.wait(timeout=20)
            return open_as(user, code).is_open
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(tab, CODES[4:8]))

    assert sorted(opened) == [False, False, True, True]
    assert CodeView.objects.count() == 6


@pytest.mark.django_db(transaction=True)
def test_first_pages_of_a_member_opened_at_once_share_one_reader():
    user = make_user()
    start = Barrier(4)

    def tab(code):
        try:
            start.wait(timeout=20)
            return open_as(user, code).is_open
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(tab, CODES[:4]))

    assert opened == [True] * 4
    assert CodeReader.objects.count() == 1
