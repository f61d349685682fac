"""What the query line understands. Property tests: it never raises, is idempotent, and its parts are its letters."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codes import services as codes
from listings.search.query import MOST_CLAUSES, understand
from listings.vocabulary import Vocabulary, read_vocabulary
from tests.factories import make_certification, make_reference, make_specialty, make_state, make_term

pytestmark = pytest.mark.django_db


@pytest.fixture
def words(db) -> Vocabulary:
    make_reference()
    for code, name in (("OR", "Oregon"), ("IN", "Indiana"), ("VA", "Virginia"), ("WV", "West Virginia")):
        make_state(code).__class__.objects.filter(code=code).update(name=name)
    make_certification("CPC-A")
    make_certification("CPC", aliases=[])
    make_certification("CCS-P", aliases=["CCSP"])
    make_term("employment_type", "prn")
    make_term("level", "senior")
    make_term("ehr", "cerner", label="Oracle Health (Cerner)", aliases=["Cerner"])
    make_specialty("emergency-facility", synonyms=("ED facility",))
    make_specialty("inpatient-drg", synonyms=("inpatient", "IP"), is_generic=True)
    codes.mark_changed()
    codes.forget()
    yield read_vocabulary()
    codes.forget()


def parts(text: str, words: Vocabulary) -> list[tuple[str, str]]:
    return [(part.kind, part.values[0]) for part in understand(text, words).parts]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("32701", [("code", "32701")]),
        ("cpt 32701", [("code", "32701")]),
        ("CPT: 32701-26 remote", [("code", "32701"), ("work", "remote")]),
        ("C34.11", [("code", "C34.11")]),
        ("drg 470", [("code", "470")]),
        ("rad onc remote TX", [("specialty", "radiation-oncology"), ("work", "remote"), ("state", "TX")]),
        ("radonc wfh", [("specialty", "radiation-oncology"), ("work", "remote")]),
        ("work from home coder", [("work", "remote"), ("word", "coder")]),
        ("cpc-a", [("credential", "CPC-A")]),
        ("cpc a jobs", [("credential", "CPC-A")]),
        ("CPC or CCS", [("credential", "CPC"), ("credential", "CCS")]),
        ("CCSP", [("credential", "CCS-P")]),
        ("CPC OR CCS", [("credential", "CPC"), ("credential", "CCS")]),
        ("coder Portland, OR", [("word", "coder"), ("word", "portland"), ("state", "OR")]),
        ("remote OR", [("work", "remote"), ("state", "OR")]),
        ("or coder", [("word", "coder")]),
        ("coder in indiana", [("word", "coder"), ("state", "IN")]),
        ("west virginia", [("state", "WV")]),
        ("va coder", [("word", "va"), ("word", "coder")]),
        ("texas or oklahoma", [("state", "TX"), ("state", "OK")]),
        ("cerner inpatient", [("ehr", "cerner"), ("specialty", "inpatient-drg")]),
        ("per diem", [("type", "prn")]),
        ("full-time senior", [("type", "full-time"), ("level", "senior")]),
        ("$30/hr", [("pay_min", "62400")]),
        ("$30 coder", [("pay_min", "62400"), ("word", "coder")]),
        ("60k remote", [("pay_min", "60000"), ("work", "remote")]),
        ("$65,000", [("pay_min", "65000")]),
        ('"rad onc" remote', [("phrase", "rad onc"), ("work", "remote")]),
        ("the", [("word", "the")]),
        ("", []),
        ("???", []),
        ('""', []),
    ],
)
def test_line_is_taken_apart(words, line, expected):
    assert parts(line, words) == expected


def test_a_part_can_be_taken_away_or_back(words):
    query = understand("rad onc remote TX", words)

    assert query.without(query.parts[1]) == "rad onc TX"
    assert query.as_words(query.parts[0]) == '"rad onc" remote TX'
    assert parts(query.as_words(query.parts[0]), words)[0] == ("phrase", "rad onc")


def test_more_than_eight_clauses_are_left_out(words):
    query = understand("one two three four five six seven eight nine ten", words)

    assert (len(query.parts), query.ignored) == (MOST_CLAUSES, "nine ten")


TEXT = st.text(max_size=80) | st.lists(
    st.sampled_from(
        [
            "32701",
            "rad",
            "onc",
            "remote",
            "TX",
            "OR",
            "CPC",
            "cpc-a",
            '"',
            "$30",
            "60k",
            ",",
            "C34.11",
            "coder",
            "in",
            "ı",
            "İ",
        ]
    ),
    max_size=12,
).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(line=TEXT)
def test_any_line_is_read_and_reading_again_changes_nothing(line):
    vocabulary = Vocabulary(states={"TX": "Texas", "OR": "Oregon"}, credentials={"CPC": "", "CPC-A": ""})

    query = understand(line, vocabulary)

    assert len(query.parts) <= MOST_CLAUSES
    assert understand(query.text, vocabulary) == query
    spans = [(part.start, part.end) for part in query.parts]
    assert spans == sorted(spans)
    assert all(query.text[start:end] for start, end in spans)
    for part in query.parts:
        assert len(query.without(part)) < len(line) + 1
        understand(query.without(part), vocabulary)
        understand(query.as_words(part), vocabulary)
