"""The commands an operator has for the search."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from listings.models import ListingText, SearchChange
from listings.search import index, search, triggers
from listings.search.changes import prune
from tests.factories import make_employer, make_listing, make_reference

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _two_jobs():
    make_reference()
    make_listing(title="Thoracic Coder", codes=[("cpt", "32701")])
    make_listing(title="Charge Analyst", credentials=["CPC"], specialties=("thoracic-surgery",))


def output(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out, stderr=out)
    return out.getvalue()


def test_check_says_that_all_is_well_and_changes_nothing():
    before = list(SearchChange.objects.values_list("seq", flat=True))
    assert "2 open listings: index, triggers and snapshot agree" in output("search_check")
    assert list(SearchChange.objects.values_list("seq", flat=True)) == before


def test_check_fails_where_a_text_is_missing_and_rebuild_puts_it_back():
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {index.TABLE}" if connection.vendor == "postgresql" else index_without_rows())
    with pytest.raises(CommandError):
        output("search_check")
    assert search({"q": '"charge"'}).total == 0
    assert "2 published texts in the index" in output("search_rebuild")
    assert search({"q": '"charge"'}).total == 1
    output("search_check")


def index_without_rows() -> str:
    return f"INSERT INTO {index.TABLE}({index.TABLE}) VALUES ('delete-all')"


def test_rebuild_puts_lost_triggers_back():
    triggers.uninstall(connection)
    with pytest.raises(CommandError):
        output("search_check")
    assert "put in place" in output("search_rebuild")
    output("search_check")


def test_a_rebuild_that_is_stopped_leaves_the_index_as_it_was(monkeypatch):
    def stopped(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(triggers, "note_everything", stopped)
    with pytest.raises(KeyboardInterrupt):
        output("search_rebuild")
    assert index.counts(connection) == (2, 2)
    assert search({"q": '"charge"'}).total == 1


def test_explain_names_readings_counts_times_and_reasons():
    said = output("search_explain", "32701 thoracic coder")
    assert "“32701” as code" in said
    assert "Thoracic Coder" in said
    assert "tags 2" in said
    assert "milliseconds" in said


@pytest.mark.parametrize("nothing", ["", "  "])
def test_explain_asks_for_words_where_there_are_none(nothing):
    with pytest.raises(CommandError, match="Say what to search for"):
        output("search_explain", nothing)


def test_rebuild_counts_texts_and_check_the_jobs_that_show():
    make_listing(employer=make_employer(suspended_at=timezone.now()))
    assert "3 published texts in the index" in output("search_rebuild")
    assert "2 open listings: index, triggers and snapshot agree" in output("search_check")


def test_explain_takes_a_query_string():
    assert "credential: 1" in output("search_explain", "credential=CPC&q=charge")


def test_pruning_keeps_the_young_rows_and_the_newest():
    SearchChange.objects.update(at=timezone.now() - timedelta(hours=30))
    newest, old = SearchChange.objects.order_by("-seq").first(), SearchChange.objects.count()
    assert prune(connection, 24) == old - 1
    assert prune(connection, 24) == 0
    assert list(SearchChange.objects.values_list("seq", flat=True)) == [newest.seq]
    ListingText.objects.update(title="Lung Coder")
    young = set(SearchChange.objects.exclude(seq=newest.seq).values_list("seq", flat=True))
    prune(connection, 24)
    assert set(SearchChange.objects.values_list("seq", flat=True)) == young
    assert search({"q": '"lung"'}).total == 2
