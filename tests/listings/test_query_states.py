"""Two letters of the query line: where they are a state, where a word, and what the page offers instead."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codes import services as codes
from listings.search.query import understand
from listings.vocabulary import Vocabulary, read_vocabulary
from tests.factories import (
    make_certification,
    make_listing,
    make_reference,
    make_specialty,
    make_states,
    named_states,
)

pytestmark = pytest.mark.django_db

STATES = named_states("CT ID IN LA MA MD ME MO MS NJ OH OK OR PA TX VA")


@pytest.fixture
def words(db) -> Vocabulary:
    make_reference()
    make_states(STATES)
    make_certification("CPC", aliases=[])
    make_specialty("diagnostic-radiology", synonyms=("CT",))
    codes.mark_changed()
    codes.forget()
    yield read_vocabulary()
    codes.forget()


CITIES = {"columbus": {"OH": "Columbus"}, "boise": {"ID": "Boise"}, "la jolla": {"CA": "La Jolla"}}


def states(line: str, words: Vocabulary) -> list[str]:
    query = understand(line, words, lambda: CITIES)
    return ["-" * part.is_negated + part.values[0] for part in query.parts if part.kind in ("state", "city")]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        # No other word.
        ("remote oh", ["OH"]),
        ("oh coder", ["OH"]),
        ("coder in oh", ["OH"]),
        ("remote tx", ["TX"]),
        # Behind what says where.
        ("remote pa", ["PA"]),
        ("remote PA", ["PA"]),
        ("onsite ma", ["MA"]),
        ("work from home mo", ["MO"]),
        ("remote ok", ["OK"]),
        ("remote or", ["OR"]),
        ("remote in", ["IN"]),
        ("remote me", ["ME"]),
        ("remote in in", ["IN"]),
        ("coder in pa with excel", ["PA"]),
        ("coder, PA, remote", ["PA"]),
        ("coder, va", ["VA"]),
        ("columbus oh", ["Columbus, OH"]),
        ("boise id remote", ["Boise, ID"]),
        # In a list.
        ("tx, ok, la", ["TX", "OK", "LA"]),
        ("pa or nj", ["PA", "NJ"]),
        ("pa/nj", ["PA", "NJ"]),
        ("texas or or", ["TX", "OR"]),
        ("md, pa, va", ["MD", "PA", "VA"]),
        ("remote ct, ma", ["MA"]),
        ("remote ct, nj", ["CT", "NJ"]),
        # The last word.
        ("coder pa", ["PA"]),
        ("inpatient coder va jobs", ["VA"]),
        ("coder OR", ["OR"]),
        ("pa coder ma remote", ["MA"]),
        ("remote not pa", ["-PA"]),
        # Words and terms of the trade.
        ("pa coder", []),
        ("ms coder", []),
        ("OR coder", []),
        ("pa jobs", []),
        ("remote ms coder", []),
        ("coding for md", []),
        ("6 mo", []),
        ("coder or", []),
        ("coder in", []),
        ("CPC OR CCS", []),
        ("CPC, OR CCS", []),
        ("denials or appeals", []),
        ("remote or hybrid", []),
        ("remote, in office", []),
        ("jobs near me", []),
        ("no experience ok", []),
        ("remote ct", []),
        ("coder ct", []),
        ("la jolla coder", ["La Jolla, CA"]),
        ("coder in la crosse", []),
    ],
)
def test_two_letters_are_a_state_where_something_says_so(words, line, expected):
    assert states(line, words) == expected


@pytest.mark.parametrize(
    ("line", "gone", "left"),
    [
        ("remote or", "remote", "Oregon"),
        ("coder pa", "coder", "Pennsylvania"),
        ("remote pa, nj", "nj", "remote Pennsylvania,"),
        ("remote oh", "remote", "oh"),
    ],
)
def test_a_state_is_written_out_where_the_word_that_made_it_clear_goes(words, line, gone, left):
    query = understand(line, words, dict)

    assert query.without(next(part for part in query.parts if part.words == gone)) == left


LINES = st.lists(
    st.sampled_from(
        ["remote", "in", "or", "OR", "pa", "ma", "me", "OK", "tx", "ct", ",", "CPC", "coder", "not", "jobs"]
    ),
    min_size=1,
    max_size=7,
).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(line=LINES, gone=st.integers(0, 6))
def test_a_state_stays_one_whatever_else_goes(line, gone):
    vocabulary = Vocabulary(states=STATES, credentials={"CPC": ""})
    query = understand(line, vocabulary, dict)
    part = query.parts[gone % len(query.parts)] if query.parts else None

    left = understand(query.without(part) if part else line, vocabulary, dict)

    stayed = {other.values for other in query.parts if other.kind == "state" and other != part}
    assert stayed <= {other.values for other in left.parts if other.kind == "state"}


def test_the_page_offers_the_state_for_two_letters_it_read_otherwise(words, client):
    listing = make_listing(work="onsite", state_id="PA")

    page = client.get("/jobs/", {"q": "pa coder"}).content.decode()
    taken = client.get("/jobs/", {"q": "Pennsylvania coder"})

    assert '<a class="chip" href="?q=Pennsylvania+coder">Jobs open to people in Pennsylvania</a>' in page
    assert [row.pk for row in taken.context["listings"]] == [listing.pk]
    quiet = ("pa coder texas", '"pa" coder', "ms-drg auditor", "coder or biller", "or biller", "IN PERSON", "IN texas")
    for line in quiet:
        assert "Did you mean the state" not in client.get("/jobs/", {"q": line}).content.decode()


@pytest.mark.parametrize(
    ("line", "spelled", "name"),
    [
        ("OR remote", "Oregon+remote", "Oregon"),
        ("IN", "Indiana", "Indiana"),
        ("me", "Maine", "Maine"),
        ("OK coder", "Oklahoma+coder", "Oklahoma"),
    ],
)
def test_a_word_of_any_line_is_offered_as_a_state_where_it_stands_first(words, client, line, spelled, name):
    page = client.get("/jobs/", {"q": line}).content.decode()

    assert f'<a class="chip" href="?q={spelled}">Jobs open to people in {name}</a>' in page
