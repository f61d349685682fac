"""The snapshot answers what SQL answers: random requests, between random writes, after rollbacks and restarts.

`CONFORMANCE_REQUESTS=2000` asks so many of each database instead of a thousand. Each is asked others.
"""

import json
import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from django.db import connection, transaction
from django.http import QueryDict

from listings.filters import ListingFilter
from listings.models import Listing
from listings.search import read_line, search
from listings.search.fast import SnapshotSearch
from listings.search.keeping import Keeper, keeper
from listings.search.tally import Tally
from tests.database import address_of_test_database
from tests.factories import make_employer, make_listing
from tests.listings.search import board

pytestmark = pytest.mark.django_db(transaction=True)
SEEDS, WRITES = (32701, 77301, 99213, 470), 20
REQUESTS = int(os.environ.get("CONFORMANCE_REQUESTS", "2000")) // len(SEEDS)
OTHER_PROCESS = """
import json, sys
import django
django.setup()
from listings.filters import ListingFilter
from listings.models import Listing
from listings.search import read_line, search
from listings.search.fast import SnapshotSearch
for line in sys.stdin:
    found = search(json.loads(line))
    print(json.dumps([found.total, found.ids, found.version]), flush=True)
"""


@pytest.fixture(autouse=True)
def _afresh(settings):
    settings.SEARCH_BACKEND = "snapshot"


def agree(request: str, user=None, after: str = "") -> None:
    slow, fast = board.both(request, user)
    wrong = {name: (slow[name], fast[name]) for name in slow if slow[name] != fast[name]}
    assert not wrong, f"?{request} (user {user}) after {after}: {wrong}"


@pytest.mark.parametrize("seed", SEEDS)
def test_random_requests_between_random_writes_are_answered_as_sql_answers_them(seed, monkeypatch):
    if seed % 2:  # as on a board of thousands: codes are counted by walking along them, and long groups are cut off
        monkeypatch.setattr("listings.search.facets.LISTED", 0)
        for module in ("listings.search.facets", "listings.search.sql"):
            monkeypatch.setattr(f"{module}.MOST_CODES", 5)
            monkeypatch.setattr(f"{module}.MOST_EMPLOYERS", 3)
    if seed == SEEDS[0]:  # whatever is more than a handful is counted set by set
        monkeypatch.setattr("listings.search.facets.ROWS", 0.1)
    if seed == SEEDS[1]:  # tallied anew as soon as a few came
        monkeypatch.setattr("listings.search.tally.SPARE", 3)
    chance = random.Random(f"{seed} {connection.vendor}")
    board.make_board(chance, 60)
    people = board.make_people()
    for turn in range(WRITES):
        after = board.random_write(chance) if turn else "start"
        if turn % 8 == 7:
            keeper.forget()  # a process that starts anew
        for _ in range(-(-REQUESTS // WRITES)):
            agree(board.random_request(chance), chance.choice(people), after)
    assert keeper.differences() == []


def test_what_one_process_publishes_the_next_search_of_another_finds():
    chance = random.Random(8)
    board.make_board(chance, 15)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "TEST_DATABASE_URL": address_of_test_database(),
    }
    with subprocess.Popen(
        [sys.executable, "-c", OTHER_PROCESS],
        cwd=Path(__file__).parents[3],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as other:

        def asks(**params) -> list:
            other.stdin.write(json.dumps(params) + "\n")
            other.stdin.flush()
            return json.loads(other.stdout.readline())

        for write in (board.post, board.publish_or_end, board.retag, board.reprice, board.rewrite, board.take_back):
            write(chance)
            for params in ({}, {"q": "coder"}, {"credential": "CPC", "sort": "pay"}):
                mine = search(params)
                total, ids, version = asks(**params)
                assert (total, ids) == (mine.total, mine.ids), write.__name__
                assert version > 0, "the other process answered from its snapshot"
        other.stdin.close()


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="on SQLite only one transaction writes at a time")
def test_a_transaction_that_ends_late_is_not_lost_behind_a_higher_number():
    chance = random.Random(9)
    board.make_board(chance, 10)
    first, second = Listing.objects.public().order_by("pk")[:2]
    keeper.current()
    late = connection.copy()
    try:
        late.set_autocommit(False)
        with late.cursor() as cursor:  # takes the lower number, and its time
            cursor.execute("UPDATE listings_listing SET pay_yearly_max = 11111 WHERE id = %s", [first.pk])
            cursor.execute(
                "INSERT INTO listings_listingcode(listing_id, system, code) VALUES (%s, 'cpt', '99213')", [first.pk]
            )
        Listing.objects.filter(pk=second.pk).update(pay_yearly_max=22222)
        assert pay_in_snapshot(second.pk) == 2_222_200
        assert pay_in_snapshot(first.pk) != 1_111_100
        assert search({"code": "99213"}).total == 0
        late.commit()
        assert pay_in_snapshot(first.pk) == 1_111_100
        agree("sort=pay")
        assert search({"code": "99213"}).total == 1
    finally:
        late.close()


def pay_in_snapshot(pk: int) -> int:
    snapshot = keeper.current()
    return int(snapshot.column("pay")[snapshot.of_listings([pk])[0]])


def test_what_is_rolled_back_leaves_no_trace_and_is_seen_inside():
    chance = random.Random(1)
    board.make_board(chance, 10)
    before = search({})
    with transaction.atomic():
        board.post(chance)
        assert search({}).total == before.total + 1, "inside a transaction the tables answer"
        transaction.set_rollback(True)
    assert search({}).total == before.total
    agree("")


def test_another_process_sees_a_change_at_its_next_search():
    chance = random.Random(2)
    board.make_board(chance, 10)
    here, there = Keeper(), Keeper()
    assert here.current().version == there.current().version
    board.post(chance)
    one, other = here.current(), there.current()
    assert len(one.live) == len(other.live)
    assert one.column("id").tolist() == other.column("id").tolist()


def test_a_snapshot_in_use_never_changes():
    chance = random.Random(3)
    board.make_board(chance, 10)
    old = keeper.current()
    size, live, tagged = old.size, len(old.live), {name: set(held) for name, held in old.sets.items()}
    for _ in range(5):
        board.post(chance)
        keeper.current()
    assert (old.size, len(old.live), {name: set(held) for name, held in old.sets.items()}) == (size, live, tagged)
    assert keeper.current().size == size + 5


def test_an_untidy_snapshot_is_read_anew(monkeypatch):
    monkeypatch.setattr("listings.search.keeping.MOST_TAIL", 3)
    chance = random.Random(4)
    board.make_board(chance, 10)
    assert keeper.current().size == keeper.current().base
    for _ in range(4):
        board.post(chance)
    keeper.current()
    now = keeper.current()
    assert now.size == now.base == len(now.live)
    agree("sort=newest")


def test_rows_of_changes_that_were_lost_are_noticed():
    chance = random.Random(5)
    board.make_board(chance, 10)
    keeper.current()
    Listing.objects.update(pay_yearly_max=12_345)
    with connection.cursor() as cursor:  # as after a database was restored
        cursor.execute("DELETE FROM listings_searchchange")
    if connection.vendor == "postgresql":
        keeper.mark = replace(keeper.mark, oldest_open=2**40)
    agree("sort=pay&pay_min=12345")


def test_a_wrong_snapshot_is_found_out_and_read_anew():
    chance = random.Random(6)
    board.make_board(chance, 10)
    snapshot = keeper.current()
    assert keeper.differences() == []
    snapshot.columns["pay"][: snapshot.size] = 1
    snapshot.live.discard(next(iter(snapshot.live)))
    assert keeper.differences()
    keeper._check()
    keeper.current()
    assert keeper.differences() == []


def test_a_large_board_is_read_aside_while_sql_answers(monkeypatch):
    """Nobody waits for the reading."""
    monkeypatch.setattr("listings.search.keeping.SMALL", 3)
    started = []
    monkeypatch.setattr(Keeper, "_start", lambda self, work: started.append(work))
    board.make_board(random.Random(7), 12)
    assert keeper.current() is None
    assert search({}).total > 0
    assert len(started) == 1, "one thread, however many ask"
    started[0]()
    assert keeper.current() is not None
    agree("")


def test_an_employer_may_be_called_like_a_code():
    """Slug and name of one have the shape of system and code of the other."""
    chance = random.Random(10)
    board.make_board(chance, 5)
    board.make_random_listing(chance, [make_employer(name="99213", slug="cpt")], status="published", codes=[])
    keeper.current()
    board.make_random_listing(chance, [make_employer()], status="published", codes=[("cpt", "99213")])
    agree("")
    keeper.forget()
    agree("")


def test_a_search_that_began_before_a_change_ends_well():
    """Two threads share what is kept: the newer search put words there that the older snapshot does not hold."""
    chance = random.Random(11)
    board.make_board(chance, 8)
    filters = ListingFilter(QueryDict("q=zebra"))
    query = read_line("zebra", filters)
    old = keeper.current()
    board.make_random_listing(chance, [make_employer()], status="published", description="A zebra.")
    assert len(SnapshotSearch(filters, query, keeper.current()).found) == 1  # keeps the words, and no score
    assert SnapshotSearch(filters, query, old).ids("relevance", 1) == []
    assert len(SnapshotSearch(filters, query, old).score(np.arange(old.size))) == old.size


def test_a_search_that_began_before_a_change_counts_what_it_began_with():
    """The tally they share is by then of the newer board, with other totals."""
    chance = random.Random(12)
    board.make_board(chance, 30)
    filters = ListingFilter(QueryDict(""))
    query, old = read_line("", filters), keeper.current()
    before = SnapshotSearch(filters, query, old).count()

    for _ in range(3):  # of an employer and words that are there, so that the tally grows and is not made anew
        pk = chance.choice(list(Listing.objects.public().values_list("pk", flat=True)))
        Listing.objects.filter(pk=pk).update(pay_yearly_max=90_000)
    SnapshotSearch(filters, query, keeper.current()).count()

    assert SnapshotSearch(filters, query, old).count() == before


def test_a_board_of_one_job_that_says_next_to_nothing():
    make_listing(specialties=(), pay_min=None, pay_max=None, pay_unit="", work="", remote_scope="", credentials_rule="")
    for query in ("", "q=coder", "code=32701", "near=Tampa, FL&sort=near", "employer=nobody&sort=pay"):
        agree(query)


@pytest.mark.parametrize("listed", [0, 1_800])
def test_codes_written_alike_in_two_systems_are_counted_as_their_filter_finds_them(listed, monkeypatch):
    """Walking along the codes, and job by job."""
    monkeypatch.setattr("listings.search.facets.LISTED", listed)
    make_listing(codes=[("hcpcs", "J0120"), ("icd10cm", "J0120")])
    make_listing(codes=[("hcpcs", "J0120")], code_ranges=[("hcpcs", "J0100", "J0200")])
    make_listing(code_ranges=[("icd10cm", "J01", "J02")])
    make_listing(code_ranges=[("hcpcs", "J0100", "J0200")])
    make_listing(codes=[("cdt", "D0120")])
    make_listing(codes=[("hcpcs", "D0120")])
    for request in ("", "work=remote", "code=J0120", "q=coder"):
        agree(request)
    assert search({}).facets["code"] == {"J0120": 4, "D0120": 1, "J01.20": 2}
    for module in ("listings.search.facets", "listings.search.sql"):
        monkeypatch.setattr(f"{module}.MOST_CODES", 1)
    for codes in ([("cdt", "D0120")], [("hcpcs", "D0120")], [("hcpcs", "J0120")]):  # four of D0120, three of J0120
        make_listing(codes=codes)
    agree("")
    assert search({}).facets["code"] == {"D0120": 2}


def test_a_board_is_read_in_portions_and_beside_many_closed_jobs(monkeypatch):
    for name, value in {"BATCH": 3, "CHUNK": 2, "SPARSE": 0}.items():
        monkeypatch.setattr(f"listings.search.reading.{name}", value)
    chance = random.Random(15)
    board.make_board(chance, 25)
    keeper.ready()
    assert keeper.differences() == []
    for _ in range(3):
        board.retag(chance)
        board.post(chance)
    assert keeper.differences() == []


def test_no_search_makes_the_tally_of_a_board_that_was_just_read(monkeypatch):
    board.make_board(random.Random(4), 10)
    keeper.ready()

    monkeypatch.setattr(Tally, "of", None)

    agree("")


def test_very_many_changes_at_once_are_read_aside(monkeypatch):
    monkeypatch.setattr("listings.search.keeping.SMALL", 3)
    monkeypatch.setattr("listings.search.keeping.MOST_TAIL", 4)
    board.make_board(random.Random(12), 12)
    keeper.ready()
    started = []
    monkeypatch.setattr(Keeper, "_start", lambda self, work: started.append(work))
    Listing.objects.update(pay_yearly_max=50_000)
    assert keeper.current() is None
    started[0]()
    agree("sort=pay")


def test_a_reading_that_fails_is_not_tried_again_at_once(monkeypatch):
    monkeypatch.setattr("listings.search.keeping.SMALL", 3)
    board.make_board(random.Random(13), 12)
    started = []
    monkeypatch.setattr(Keeper, "_start", lambda self, work: started.append(work))
    monkeypatch.setattr("listings.search.keeping.read_batch", lambda *ids: 1 / 0)
    keeper.current()
    with pytest.raises(ZeroDivisionError):
        started[0]()
    keeper.current()
    assert len(started) == 1
    monkeypatch.undo()
    keeper.not_before = 0.0
    keeper.ready()
    agree("")


def test_a_change_that_breaks_off_half_way_leaves_no_snapshot_behind(monkeypatch):
    chance = random.Random(14)
    board.make_board(chance, 8)
    keeper.current()
    board.reprice(chance)
    monkeypatch.setattr("listings.search.snapshot.Snapshot._appended", lambda *rows: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        keeper.current()
    monkeypatch.undo()
    agree("sort=pay")
