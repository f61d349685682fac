"""What the query line understands. Property tests: it never raises, is idempotent, and its parts are its letters."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codes import services as codes
from listings.search.query import MOST_CLAUSES, understand
from listings.search.query.amounts import pay_in, pay_label
from listings.vocabulary import Vocabulary, read_vocabulary
from tests.factories import make_certification, make_listing, make_reference, make_specialty, make_state, make_term

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
    make_term("employment_type", "temp-to-hire")
    make_term("level", "senior")
    make_term("level", "lead")
    make_term("level", "manager")
    make_term("schedule", "weekend")
    make_term("ehr", "cerner", label="Oracle Health (Cerner)", aliases=["Cerner"])
    make_term("ehr", "veradigm", label="Veradigm EHR")
    make_term("ehr", "solventum-360-encompass", label="Solventum 360 Encompass")
    make_term("job_title", "oncology-data-specialist", label="Oncology Data Specialist", aliases=["cancer registrar"])
    make_certification("COC", aliases=["CPC-H"])
    make_specialty("cardiac-surgery", synonyms=("cardiothoracic", "CT surgery"))
    make_specialty("coding-leadership", synonyms=("coding manager",))
    make_specialty("cardiology", synonyms=("cardio",))
    make_specialty("emergency-facility", synonyms=("ED facility",))
    make_specialty("inpatient-drg", synonyms=("inpatient", "IP"), is_generic=True)
    codes.mark_changed()
    codes.forget()
    yield read_vocabulary()
    codes.forget()


CITIES = {
    "tampa": {"FL": "Tampa"},
    "portland": {"OR": "Portland", "ME": "Portland"},
    "houston": {"TX": "Houston"},
    "oklahoma city": {"OK": "Oklahoma City"},
}


def parts(text: str, words: Vocabulary) -> list[tuple[str, str]]:
    return [(part.kind, part.values[0]) for part in understand(text, words, lambda: CITIES).parts]


def groups(text: str, words: Vocabulary) -> list[list[str]]:
    """The values of each group, a negated one behind a minus."""
    query = understand(text, words, lambda: CITIES)
    return [["-" * part.is_negated + part.values[0] for part in group] for group in query.groups]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("32701", [("code", "32701")]),
        ("cpt 32701", [("code", "32701")]),
        ("CPT: 32701-26 remote", [("code", "32701"), ("work", "remote")]),
        ("C34.11", [("code", "C34.11")]),
        ("drg 470", [("code", "470")]),
        ("ms-drg 470", [("code", "470")]),
        ("MS DRG 470", [("code", "470")]),
        ("msdrg: 470", [("code", "470")]),
        ("DRGs 469/470", [("code", "469")]),
        ("drg 1", [("code", "001")]),
        ("code 470", [("code", "470")]),
        ("470", [("word", "470")]),
        ("revenue code 450", [("word", "revenue"), ("word", "code"), ("word", "450")]),
        ("apr drg 470", [("word", "apr"), ("word", "drg"), ("word", "470")]),
        ("469/470", [("code", "469")]),
        ("24/7 coder", [("word", "24"), ("word", "7"), ("word", "coder")]),
        ("icd 10 C34.11", [("code", "C34.11")]),
        ("dx C34.11", [("code", "C34.11")]),
        ("procedure codes 77301", [("code", "77301")]),
        ("pos 11", [("setting", "office-clinic")]),
        ("POS: 21 remote", [("setting", "hospital-inpatient"), ("work", "remote")]),
        ("place of service 23", [("setting", "emergency")]),
        ("pos 2", [("phrase", "pos 02")]),
        ("pos 77", [("word", "pos"), ("word", "77")]),
        ("11", [("word", "11")]),
        ("rad onc remote TX", [("specialty", "radiation-oncology"), ("work", "remote"), ("state", "TX")]),
        ("radonc wfh", [("specialty", "radiation-oncology"), ("work", "remote")]),
        ("work from home coder", [("work", "remote"), ("word", "coder")]),
        ("cpc-a", [("credential", "CPC-A")]),
        ("cpc a jobs", [("credential", "CPC-A")]),
        ("CPC or CCS", [("credential", "CPC"), ("credential", "CCS")]),
        ("CCSP", [("credential", "CCS-P")]),
        ("CPC OR CCS", [("credential", "CPC"), ("credential", "CCS")]),
        ("coder Portland, OR", [("word", "coder"), ("city", "Portland, OR")]),
        ("coder portland", [("word", "coder"), ("city", "Portland, ME")]),
        ("coder Tampa FL", [("word", "coder"), ("city", "Tampa, FL")]),
        ("oklahoma city", [("city", "Oklahoma City, OK")]),
        ("houston oklahoma", [("city", "Houston, TX"), ("state", "OK")]),
        ("cardio thoracic", [("specialty", "cardiac-surgery")]),
        ("cardio coder", [("specialty", "cardiology"), ("word", "coder")]),
        ("77xxx", [("range", "77000–77999")]),
        ("99202-99215", [("range", "99202–99215")]),
        ("32035 to 32999", [("range", "32035–32999")]),
        ("CPC-H", [("credential", "COC")]),
        ("3M encoder", [("ehr", "solventum-360-encompass"), ("word", "encoder")]),
        ("cancer registrars", [("title", "oncology-data-specialist")]),
        ("weekends", [("schedule", "weekend")]),
        ("no coding test", [("test", "none")]),
        ("no certification required", [("credential", "CPC-A")]),
        ("no experience", [("level", "entry")]),
        ("entry level no experience", [("level", "entry")]),
        ("coder i", [("word", "coder"), ("level", "entry")]),
        ("coding manager", [("word", "coding"), ("level", "manager")]),
        ("inpatient 3 years epic", [("specialty", "inpatient-drg"), ("years_max", "3"), ("ehr", "epic")]),
        ("2-5 yrs exp", [("years_max", "5")]),
        ("$30 an hour", [("pay_min", "62400")]),
        ("remote OR", [("work", "remote"), ("state", "OR")]),
        ("or coder", [("word", "coder")]),
        ("coder in indiana", [("word", "coder"), ("state", "IN")]),
        ("west virginia", [("state", "WV")]),
        ("va coder", [("word", "va"), ("word", "coder")]),
        ("texas or oklahoma", [("state", "TX"), ("state", "OK")]),
        ("cerner inpatient", [("ehr", "cerner"), ("specialty", "inpatient-drg")]),
        ("per diem", [("type", "prn")]),
        ("100% remote", [("work", "remote")]),
        ("remote in the US only", [("work", "remote")]),
        ("REMOTE USA", [("work", "remote")]),
        ("remote, United States", [("work", "remote")]),
        ("remote (U.S.)", [("work", "remote")]),
        ("veradigm coder", [("ehr", "veradigm"), ("word", "coder")]),
        ("office based", [("work", "onsite")]),
        ("socal coder", [("state", "CA"), ("word", "coder")]),
        ("work from anywhere", [("work", "remote")]),
        ("coder anywhere in texas", [("word", "coder"), ("state", "TX")]),
        ("two years cpc", [("years_max", "2"), ("credential", "CPC")]),
        ("1 to three yrs experience", [("years_max", "3")]),
        ("united health", [("word", "united"), ("word", "health")]),
        ("remote no travel", [("work", "remote"), ("word", "travel")]),
        ("8-5 coder", [("word", "8"), ("word", "5"), ("word", "coder")]),
        ("contract to hire", [("type", "temp-to-hire")]),
        ("remote but must live in texas", [("work", "remote"), ("state", "TX")]),
        ("open to texas residents", [("state", "TX"), ("word", "residents")]),
        ("coder level 3", [("word", "coder"), ("level", "senior")]),
        ("h1b", [("word", "h1b")]),
        ("H-1B", [("word", "h"), ("word", "1b")]),
        ("icd10 H1B", [("code", "H1B")]),
        ("posted today", [("posted", "1")]),
        ("cpc new today", [("credential", "CPC"), ("posted", "1")]),
        ("jobs in the last 24 hours", [("posted", "1")]),
        ("remote posted within the past 3 days", [("work", "remote"), ("posted", "3")]),
        ("this week", [("posted", "7")]),
        ("last 2 weeks", [("posted", "14")]),
        ("listed last month", [("posted", "30")]),
        ("this day", [("word", "day")]),
        ("last 0 days", [("word", "last"), ("word", "0"), ("word", "days")]),
        ("newest texas", [("state", "TX")]),
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


@pytest.mark.parametrize(
    ("line", "yearly"),
    [
        ("hourly 30", "62400"),
        ("30 hourly", "62400"),
        ("hourly rate of $30", "62400"),
        ("pay 30", "62400"),
        ("pay: 30", "62400"),
        ("pay at least 30", "62400"),
        ("pay range 30-40", "62400"),
        ("30+/hr", "62400"),
        ("$30hr", "62400"),
        ("30$/hr", "62400"),
        ("30 dollars an hour", "62400"),
        ("30 usd", "62400"),
        ("30-40/hr", "62400"),
        ("$30/hr - $40/hr", "62400"),
        ("30 to 40 an hour", "62400"),
        ("$28.50", "59280"),
        ("pay 60000", "60000"),
        ("salary 70000", "70000"),
        ("salary 70", "70000"),
        ("annual salary 70", "70000"),
        ("75,000 salary", "75000"),
        ("60,000", "60000"),
        ("60000 a year", "60000"),
        ("60000/yr", "60000"),
        ("65k/yr", "65000"),
        ("$62k", "62000"),
        ("$70-80k", "70000"),
        ("70k+", "70000"),
        ("$1,000/week", "52000"),
        ("$200 a day", "52000"),
        ("$5,000 a month", "60000"),
    ],
)
def test_pay_is_read_as_people_say_it(words, line, yearly):
    alone, among = understand(line, words), understand(f"remote {line} texas", words)

    assert [(part.kind, part.values[0], part.words) for part in alone.parts] == [("pay_min", yearly, line)]
    assert [part.values[0] for part in among.parts] == ["remote", yearly, "TX"]


@pytest.mark.parametrize(
    "line",
    [
        "60000",
        "99213 pay",
        "470,471",
        "401k match",
        "pay 95%",
        "pay 5 years",
        "$12/chart",
        "12 charts per hour",
        "30 hours a week",
        "30 hr",
        "accuracy rate 95",
        "26 pay periods",
        "24/7",
        # years, and the numbers of forms
        "salary 2025",
        "pay 1099",
        "hourly pay 2025",
        "annual salary 2025",
        "pay 600",
    ],
)
def test_other_numbers_are_no_pay(words, line):
    assert "pay_min" not in {kind for kind, _ in parts(line, words)}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("remote or houston", [["remote", "Houston, TX"]]),
        ("Houston, TX or remote", [["Houston, TX", "remote"]]),
        ("texas or remote", [["TX", "remote"]]),
        ("houston or hybrid coder", [["Houston, TX", "hybrid"]]),
        ("texas remote", [["TX"], ["remote"]]),
        ("texas and remote", [["TX"], ["remote"]]),
        ("cpc or remote", [["CPC"], ["remote"]]),
        ("remote not in texas", [["remote"], ["-TX"]]),
        ("remote, not located in the texas", [["remote"], ["-TX"]]),
        ("not in houston", [["-Houston, TX"]]),
        ("remote except texas", [["remote"], ["-TX"]]),
        ("remote but no agency", [["remote"], ["-agency"]]),
        ("not texas or remote", [["-TX"], ["remote"]]),
    ],
)
def test_or_joins_a_place_and_a_way_to_work(words, line, expected):
    assert groups(line, words) == expected


@pytest.mark.parametrize(
    "line",
    [
        "burn unit 20 hours",
        "burn unit, 8-hour shifts",
        "burn unit level 2",
        "burn unit certification",
        "burn unit, 8-5 asap",
        "burn unit 5 days a week",
    ],
)
def test_what_every_job_has_does_not_decide(words, line):
    query = understand(line, words)

    assert [part.values[0] for part in query.clauses] == ["burn", "unit"]


@pytest.mark.parametrize(
    ("said", "pay"),
    [
        ("drg 470", "hourly"),
        ("drg 470", "pay"),
        ("apr-drg 470", "pay"),
        ("DRG: 470", "pay"),
        ("DRGs 469/470", "pay"),
        ("drg 470 or 471", "hourly"),
        ("cpt 60000", "salary"),
        ("revenue code 450", "pay"),
        ("rev code 0450", "pay"),
        ("pos 21", "hourly"),
        ("place of service 23", "daily pay"),
        ("modifier 25", "hourly"),
        ("modifiers 25 and 59", "hourly"),
        ("hcc 18", "pay"),
        ("icd 10", "salary"),
        ("icd-10", "hourly"),
        ("icd 10", "hourly"),
        ("level 2", "salary"),
        ("1099", "pay"),
        ("1099", "hourly pay"),
        ("W2 1099", "pay"),
        ("2025", "salary"),
        ("2025", "annual salary"),
    ],
)
def test_a_number_that_says_which_one_stays_so_in_front_of_pay(words, said, pay):
    alone, with_pay = parts(said, words), parts(f"{said} {pay}", words)
    with_amount = parts(f"{said} {pay} $30/hr", words)

    assert with_pay[: len(alone)] == alone
    assert {kind for kind, _ in with_pay[len(alone) :]} == {"word"}
    assert with_amount == [*alone, ("pay_min", "62400")]


@pytest.mark.parametrize(
    ("line", "pay"),
    [
        ("drg $470 hourly", "977600"),
        ("entry level 60000 salary", "60000"),
        ("cpt 30 hourly", "62400"),
        ("icd 10 30 hourly", "62400"),
        ("pos 21 30 hourly", "62400"),
        ("level 2, 30 hourly", "62400"),
        ("1099 30 hourly", "62400"),
        ("hcc 60k", "60000"),
        ("salary 600", "600000"),
    ],
)
def test_pay_behind_a_label_is_pay_where_it_can_be_nothing_else(words, line, pay):
    assert [value for kind, value in parts(line, words) if kind == "pay_min"] == [pay]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("CPC or CCS", [["CPC", "CCS"]]),
        ("CPC CCS", [["CPC", "CCS"]]),
        ("CPC and CCS", [["CPC"], ["CCS"]]),
        ("CPC & CCS remote", [["CPC"], ["CCS"], ["remote"]]),
        ("texas and oklahoma", [["TX", "OK"]]),
        ("CCS or inpatient", [["CCS", "inpatient-drg"]]),
        ("cardiology or inpatient", [["cardiology", "inpatient-drg"]]),
        ("cardiology inpatient", [["cardiology"], ["inpatient-drg"]]),
        ("cardiology not remote", [["cardiology"], ["-remote"]]),
        ("coder -remote", [["-remote"]]),
        ("without CPC, texas", [["-CPC"], ["TX"]]),
        ("non remote or hybrid", [["-remote"], ["hybrid"]]),
        ("not a word", [["-word"]]),
        ("coder 3 years", [["coder"], ["3"]]),
        ("pos 21 or pos 22", [["hospital-inpatient", "hospital-outpatient"]]),
        ("not pos 21", [["-hospital-inpatient"]]),
        ("modifier 59", [["modifier"]]),
        ("inpatient hcc 18", [["inpatient-drg"], ["hcc"]]),
        ("revenue code 450", [["revenue"]]),
        ("inpatient rev code: 0450", [["inpatient-drg"], ["rev"]]),
        ("inpatient apr-drg 470", [["inpatient-drg"], ["apr"], ["drg"]]),
        ("inpatient 470", [["inpatient-drg"], ["470"]]),
    ],
)
def test_parts_join_as_they_are_said(words, line, expected):
    assert groups(line, words) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("coder near 32701", [("word", "coder"), ("near", "32701")]),
        ("near Tampa, FL remote", [("near", "Tampa, FL"), ("work", "remote")]),
        ("25 miles of tampa fl coder", [("near", "Tampa, FL"), ("word", "coder")]),
        ("zip 32701 coder", [("near", "32701"), ("word", "coder")]),
        ("32701", [("code", "32701")]),
        ("near nowhere", [("word", "nowhere")]),
        ("near 99999 coder", [("near", "99999"), ("word", "coder")]),
        ("zip code 99999-1234", [("near", "99999-1234")]),
        ("within 25 miles of zip 32701", [("near", "32701")]),
        ("coder near Tampa, Florida remote", [("word", "coder"), ("near", "Tampa, FL"), ("work", "remote")]),
        ("near texas", [("state", "TX")]),
        ("near epic", [("ehr", "epic")]),
        ("around 99213-99215", [("word", "around"), ("range", "99213–99215")]),
    ],
)
def test_a_place_behind_near_is_a_place(words, line, expected):
    known = dict.fromkeys(("tampa, fl", "tampa fl", "tampa, florida"), ("Tampa, FL",))
    known |= {"32701": ("32701",), "texas": ("Texas, OK",), "epic": ("Epic, TX",)}

    query = understand(line, words, dict, lambda typed: known.get(typed.lower(), ()))

    assert [(part.kind, part.values[0]) for part in query.parts] == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("coder in Tampa, FL 33602", ["coder", "33602 within 50"]),
        ("tampa fl 33602-1234 remote", ["33602 within 50", "remote"]),
        ("auditor near Tampa, FL 33602", ["auditor", "33602 within 50"]),
        ("within 10 miles of Tampa, FL 33602 CPC", ["33602 within 10", "CPC"]),
        ("Tampa FL 33602 within 100 miles", ["33602 within 100"]),
        # No ZIP code that we hold, one of another state, no city of that name, and more than a ZIP code.
        ("Tampa, FL 99213", ["Tampa, FL", "99213"]),
        ("Tampa, FL 31501", ["Tampa, FL", "31501"]),
        ("coder FL 33602", ["coder", "FL", "33602"]),
        ("Tampa, FL 33602-33606", ["Tampa, FL", "33602–33606"]),
    ],
)
def test_a_zip_code_behind_its_city_is_a_place_and_elsewhere_a_code(words, line, expected):
    def find(typed: str) -> tuple[str, ...]:
        city, _, last = typed.lower().rpartition(" ")
        if typed in ("33602", "31501"):
            return (typed,)
        if last in ("33602", "31501"):
            return (("Tampa, FL",) if last == "33602" else ("Waycross, GA",)) if city else ()
        return ("Tampa, FL",) if typed.lower() == "tampa, fl" else ()

    query = understand(line, words, lambda: {"tampa": {"FL": "Tampa"}}, find).around(50)

    shown = [f"{part.values[0]} within {part.miles}" if part.kind == "near" else part.values[0] for part in query.parts]
    assert shown == expected


def test_what_is_said_twice_is_one_part_and_goes_as_one(words):
    query = understand("entry level TX no experience", words)

    assert [part.values[0] for part in query.parts] == ["entry", "TX"]
    assert query.without(query.parts[0]) == "TX"


def test_words_side_by_side_are_heard_together(words):
    echoes = [understand(line, words).echo for line in ("burn unit coder", "rad onc coder TX", "coder", "$30 TX")]

    assert [echo.texts if echo else None for echo in echoes] == [
        (("burn unit coder",),),
        (("rad onc coder",),),
        None,
        None,
    ]


def test_cities_are_asked_for_only_where_a_word_is_left(words):
    def no_cities():
        raise AssertionError("asked")

    assert parts("rad onc remote TX coder", words)
    understand("rad onc remote TX coder", words, no_cities)
    with pytest.raises(AssertionError):
        understand("rad onc tampa", words, no_cities)


def test_a_place_of_service_finds_its_setting_and_texts_that_say_it(words, client):
    tagged = make_listing(settings=["hospital-inpatient"])
    said = make_listing(description="<p>Claims with place of service 21.</p>")
    make_listing(settings=["professional"])
    bare = make_listing(description="<p>Claims with place of service 02.</p>")

    page = client.get("/jobs/", {"q": "pos 21"})

    assert [row.pk for row in page.context["listings"]] == [tagged.pk, said.pk]
    assert "Place of service 21: Hospital inpatient" in page.content.decode()
    assert [row.pk for row in client.get("/jobs/", {"q": "pos 2"}).context["listings"]] == [bare.pk]


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("470", "?q=DRG+470"),
        ("remote 470", "?q=remote+DRG+470"),
        ("11", "?q=POS+11"),
        ("11 coder", ""),
        ("drg 470", ""),
        ("apr-drg 470 coder", "?q=DRG+470+coder"),
        ("revenue code 470", ""),
        ('"470"', ""),
        ("$470", ""),
        ("12", ""),
    ],
)
def test_a_bare_number_is_a_word_and_the_code_is_offered(words, client, line, offered):
    page = client.get("/jobs/", {"q": line}).content.decode()

    assert ("Did you mean the code?" in page) == bool(offered)
    assert not offered or f'<a class="chip" href="{offered}">' in page


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
            "not",
            "or",
            "and",
            "senior",
            "tampa",
            "77xxx",
            "99202-99215",
            "3 years",
            "pay",
            "hourly",
            "a year",
            "pos 11",
            "60,000",
            "drg",
            "470",
            "near",
            "near me",
            "zip 99999",
            "25 miles of",
            "within 10 mi",
            "level",
            "1099",
        ]
    ),
    max_size=12,
).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(line=TEXT)
def test_any_line_is_read_and_reading_again_changes_nothing(line):
    vocabulary = Vocabulary(
        states={"TX": "Texas", "OR": "Oregon"},
        credentials={"CPC": "", "CPC-A": ""},
        terms={"level": {"senior": "Senior"}},
    )

    query = understand(line, vocabulary, lambda: CITIES)

    assert len(query.parts) <= MOST_CLAUSES
    assert understand(query.text, vocabulary, lambda: CITIES) == query
    assert sorted(part.start for group in query.groups for part in group) == [part.start for part in query.clauses]
    spans = [(part.start, part.end) for part in query.parts]
    assert spans == sorted(spans)
    assert all(query.text[start:end] for start, end in spans)
    for part in query.parts:
        written = sum(len(other.alone) * len(other.spans) for other in query.parts)
        assert len(query.without(part)) < len(line) + 1 + written
        understand(query.without(part), vocabulary)
        understand(query.as_words(part), vocabulary)


CHIPS = st.lists(
    st.sampled_from(["CPC", "TX", "remote", "C34.11", "$30/hr", "senior", "tampa", "burn", "99202-99215"]),
    min_size=1,
    max_size=6,
    unique=True,
)


@settings(max_examples=150, deadline=None)
@given(chips=CHIPS, gone=st.integers(0, 5))
def test_taking_one_chip_away_leaves_the_others_as_they_were(chips, gone):
    vocabulary = Vocabulary(
        states={"TX": "Texas"},
        credentials={"CPC": ""},
        terms={"level": {"senior": "Senior"}},
    )
    query = understand(" ".join(chips), vocabulary, lambda: CITIES)
    gone %= len(query.parts)

    left = understand(query.without(query.parts[gone]), vocabulary, lambda: CITIES)

    expected = [(part.kind, part.values) for place, part in enumerate(query.parts) if place != gone]
    assert [(part.kind, part.values) for part in left.parts] == expected


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("hourly 30", "$30 an hour ($62,400 a year) or more"),
        ("$30.50/hr", "$30.50 an hour ($63,440 a year) or more"),
        ("62,400 a year", "$62,400 a year or more"),
        ("$60k", "$60,000 a year or more"),
    ],
)
def test_an_amount_is_named_as_it_was_typed(line, label):
    (part,) = pay_in(line)
    assert pay_label(part) == label
