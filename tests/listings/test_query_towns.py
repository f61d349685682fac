"""Cities of the query line: which are read, around which distance, and what the page offers instead."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from listings.filters import ListingFilter
from listings.search import lexicon, search
from listings.search.query import understand
from listings.vocabulary import Vocabulary, read_vocabulary
from tests.factories import (
    make_candidate,
    make_employer,
    make_listing,
    make_place,
    make_reference,
    make_state,
    make_states,
    make_term,
    named_states,
)

pytestmark = pytest.mark.django_db

STATES = named_states("CA DC FL IA IN KS LA MA ME MI MO MS NY OH OK OR PA TX VA VI WA WI")
TOWNS = {
    ("Austin", "TX"): (30.27, -97.74),
    ("Bangor", "ME"): (44.80, -68.77),
    ("Boston", "MA"): (42.36, -71.06),
    ("Coeur d'Alene", "WA"): (47.68, -116.78),
    ("Columbia", "MO"): (38.95, -92.33),
    ("Dallas", "OR"): (44.92, -123.32),
    ("Dallas", "TX"): (32.78, -96.80),
    ("Fort Worth", "TX"): (32.75, -97.33),
    ("Indiana", "PA"): (40.62, -79.15),
    ("Indianapolis", "IN"): (39.77, -86.16),
    ("Iowa City", "IA"): (41.66, -91.53),
    ("Jackson", "MS"): (32.30, -90.18),
    ("Kansas City", "KS"): (39.11, -94.63),
    ("Kansas City", "MO"): (39.10, -94.58),
    ("La Crosse", "WI"): (43.80, -91.24),
    ("Michigan City", "IN"): (41.71, -86.90),
    ("New York", "NY"): (40.71, -74.01),
    ("Oklahoma City", "OK"): (35.47, -97.52),
    ("Portland", "ME"): (43.66, -70.26),
    ("Portland", "OR"): (45.52, -122.68),
    ("Reading", "PA"): (40.34, -75.93),
    ("San Francisco", "CA"): (37.77, -122.42),
    ("Remote", "OR"): (43.01, -123.89),
    ("Saint Louis", "MO"): (38.63, -90.20),
    ("Virginia Beach", "VA"): (36.85, -75.98),
    ("Vista", "CA"): (33.20, -117.24),
    ("Washington", "DC"): (38.91, -77.04),
}


@pytest.fixture
def words(db) -> Vocabulary:
    make_reference()
    make_states(STATES)
    for (city, state), point in TOWNS.items():
        make_place(city, state, "", *point)
    make_term("ehr", "vista", label="VistA", aliases=[])
    return read_vocabulary()


def places(line: str, words: Vocabulary) -> list[str]:
    """The values of the places and the work of a line, and its words."""
    return [value for part in understand(line, words).parts for value in part.values]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        # A state's name in the city's.
        ("Kansas City, KS", ["Kansas City, KS"]),
        ("kansas city mo coder", ["Kansas City, MO", "coder"]),
        ("kansas city", ["Kansas City, KS", "Kansas City, MO"]),
        ("iowa city", ["Iowa City, IA"]),
        ("Virginia Beach, VA", ["Virginia Beach, VA"]),
        ("coder virginia beach remote", ["coder", "Virginia Beach, VA", "remote"]),
        ("Michigan City, IN", ["Michigan City, IN"]),
        ("oklahoma city oklahoma", ["Oklahoma City, OK"]),
        ("Washington, DC", ["Washington, DC"]),
        ("washington dc coder", ["Washington, DC", "coder"]),
        ("Washington, D.C.", ["Washington, DC"]),
        ("Washington District of Columbia", ["Washington, DC"]),
        ("New York, NY", ["New York, NY"]),
        ("new york", ["NY"]),
        ("new york city", ["New York, NY"]),
        ("coder nyc", ["coder", "nyc"]),
        ("bay area coder", ["San Francisco, CA", "coder"]),
        ("coder, twin cities", ["coder", "twin", "cities"]),
        ("kansas", ["KS"]),
        ("Texas City, TX", ["texas", "city", "TX"]),
        ("missouri springs coder", ["missouri", "springs", "coder"]),
        ("iowa, kansas", ["IA", "KS"]),
        ("us virgin islands coder", ["VI", "coder"]),
        ("indiana, pa", ["IN", "PA"]),
        ("washington, or", ["WA", "OR"]),
        ("Indiana, PA", ["Indiana, PA"]),
        ("coder Indiana, PA, remote", ["coder", "Indiana, PA", "remote"]),
        ("Indiana PA", ["IN", "PA"]),
        ("INDIANA, PA", ["IN", "PA"]),
        ("OH, PA", ["OH", "PA"]),
        ("Indiana, Ohio, PA", ["IN", "OH", "PA"]),
        ("Washington, OR", ["WA", "OR"]),
        # With its state, in any spelling.
        ("coder Boston MA", ["coder", "Boston, MA"]),
        ("boston massachusetts", ["Boston, MA"]),
        ("St. Louis, MO", ["Saint Louis, MO"]),
        ("ft worth tx", ["Fort Worth, TX"]),
        ("coeur d'alene wa", ["Coeur d'Alene, WA"]),
        ("la crosse wi", ["La Crosse, WI"]),
        ("jackson ms coder", ["Jackson, MS", "coder"]),
        ("jackson ms-drg auditor", ["jackson", "ms", "drg", "auditor"]),
        ("boston tx", ["boston", "TX"]),
        ('"boston" ma', ["boston", "MA"]),
        ('boston "ma"', ["boston", "ma"]),
        # The state is a word as well.
        ("portland or", ["Portland, OR"]),
        ("portland, or, coder", ["Portland, OR", "coder"]),
        ("Portland OR coder", ["Portland, OR", "coder"]),
        ("Indianapolis IN coder", ["Indianapolis, IN", "coder"]),
        ("bangor me", ["Bangor, ME"]),
        ("dallas or boston", ["dallas", "boston"]),
        ("dallas tx or boston coder", ["Dallas, TX", "Boston, MA", "coder"]),
        ("iowa city/la crosse/boston", ["Iowa City, IA", "La Crosse, WI", "Boston, MA"]),
        ("boston / dallas / iowa city", ["Boston, MA", "Dallas, OR", "Dallas, TX", "Iowa City, IA"]),
        ("fort worth|dallas tx", ["Fort Worth, TX", "Dallas, TX"]),
        ("dallas tx or auditor", ["Dallas, TX", "auditor"]),
        ("dallas tx, boston", ["Dallas, TX", "boston"]),
        ("Dallas OR Boston", ["dallas", "boston"]),
        ("Dallas OR Texas", ["dallas", "TX"]),
        ("Portland OR remote", ["Portland, OR", "remote"]),
        ("indianapolis in oncology", ["indianapolis", "oncology"]),
        # Names that mean something else.
        ("remote or", ["remote", "OR"]),
        ("vista ca", ["vista", "CA"]),
        ("Vista, CA", ["Vista, CA"]),
        ("reading charts pa", ["reading", "charts", "PA"]),
    ],
)
def test_a_city_is_read_with_its_state_before_the_state_is(words, line, expected):
    assert places(line, words) == expected


def test_a_state_stays_one_where_jobs_are_in_the_city_of_its_name(words):
    cities = {"new york": {"NY": "New York"}, "washington": {"DC": "Washington"}}

    read = {
        line: [part.values for part in understand(line, words, lambda: cities).parts]
        for line in ("new york", "washington", "new york city", "nyc")
    }

    assert read == {
        "new york": [("NY",)],
        "washington": [("WA",)],
        "new york city": [("New York, NY",)],
        "nyc": [("New York, NY",)],
    }


def test_a_city_of_the_reference_is_written_as_the_jobs_there_write_it(words):
    query = understand("saint louis missouri", words, lambda: {"st louis": {"MO": "St. Louis"}})

    assert [part.values for part in query.parts] == [("St. Louis, MO",)]


@pytest.mark.parametrize("backend", ["sql", "snapshot"])
def test_a_city_finds_what_is_sited_around_it(words, settings, backend):
    settings.SEARCH_BACKEND = backend
    make_state("GA")
    near = make_listing(work="onsite", city="Overland Park", state_id="KS", latitude=38.98, longitude=-94.67)
    make_listing(work="onsite", city="Wichita", state_id="KS", latitude=37.69, longitude=-97.34)
    home = make_listing(work="remote", remote_scope="listed", states=["KS"])

    result = search({"q": "Kansas City, KS"})

    assert result.ids == [near.pk]
    assert result.nearest == [home.pk], "as around any place: a remote job is no place"


def test_a_city_alone_that_no_job_names_is_offered_with_what_is_around_it(words, client):
    near = make_listing(work="onsite", city="Cambridge", state_id="MA", latitude=42.37, longitude=-71.11)
    far = make_listing(work="onsite", city="Plymouth", state_id="MA", latitude=41.96, longitude=-70.67, title="Auditor")
    home = make_listing(work="remote", remote_scope="listed", states=["MA"], title="Auditor")

    for line, offered in {
        "boston": [
            ("within 50 miles of Boston, MA", {near.pk, far.pk}),
            ("open to people in Massachusetts", {near.pk, far.pk, home.pk}),
        ],
        "auditor in Boston": [
            ("within 50 miles of Boston, MA", {far.pk}),
            ("open to people in Massachusetts", {far.pk, home.pk}),
        ],
    }.items():
        page = client.get("/jobs/", {"q": line})
        wider = page.context["panel"].wider

        assert page.context["result"].total == 0
        assert [(one.label, one.count) for one in wider] == [(label, len(rows)) for label, rows in offered]
        assert [{row.pk for row in client.get(f"/jobs/{one.url}").context["listings"]} for one in wider] == [
            rows for _, rows in offered
        ]


def test_a_city_alone_that_lies_in_several_states_is_offered_in_each(words, client):
    make_listing(work="onsite", city="Salem", state_id="OR", latitude=44.94, longitude=-123.04)
    make_listing(work="onsite", city="Plano", state_id="TX", latitude=33.02, longitude=-96.70)

    wider = client.get("/jobs/", {"q": "dallas"}).context["panel"].wider

    assert [one.label for one in wider] == [
        "within 50 miles of Dallas, OR",
        "open to people in Oregon",
        "within 50 miles of Dallas, TX",
        "open to people in Texas",
    ]


def test_a_city_that_jobs_name_is_found_as_a_word(words, client):
    listing = make_listing(employer=make_employer(name="Boston Physicians"), work="remote", remote_scope="all")

    page = client.get("/jobs/", {"q": "boston"})

    assert [row.pk for row in page.context["listings"]] == [listing.pk]
    assert page.context["panel"].wider == []


def test_a_city_is_no_slip_of_another_word(words):
    make_listing(title="Sales Coder")
    make_place("Salem", "OR", "", 44.94, -123.04)

    assert search({"q": "salem"}).corrected == ()
    assert search({"q": "salex"}).corrected == (("salex", "sales"),)


@pytest.mark.parametrize(
    ("line", "place", "miles"),
    [
        ("within 25 miles of Dallas, TX", "Dallas, TX", 25),
        ("25 miles from dallas texas", "Dallas, TX", 25),
        ("coder 10 mi of Dallas TX remote", "Dallas, TX", 10),
        ("a 10-mile radius of Dallas, TX", "Dallas, TX", 10),
        ("Dallas TX within 25 miles", "Dallas, TX", 25),
        ("Portland OR, 1 mile", "Portland, OR", 1),
        ("within 900 miles of boston", "Boston, MA", 500),
        ("0 miles from boston", "Boston, MA", 1),
        ("near boston", "Boston, MA", 50),
        ("boston ma", "Boston, MA", 50),
    ],
)
@pytest.mark.parametrize("backend", ["sql", "snapshot"])
def test_typed_miles_count(words, settings, backend, line, place, miles):
    settings.SEARCH_BACKEND = backend
    latitude, longitude = TOWNS[place[:-4], place[-2:]]
    inside, outside = latitude + (miles - 0.5) / 69.1, latitude + (miles + 0.5) / 69.1
    here = make_listing(title="Remote Coder", work="onsite", latitude=inside, longitude=longitude)
    make_listing(title="Remote Coder", work="onsite", latitude=outside, longitude=longitude)
    line = line.replace(" remote", "")

    result = search({"q": line})

    assert result.ids == [here.pk]
    assert [part.label for part in result.understood] == [f"Within {miles} mile{'s' * (miles > 1)} of {place}"]
    assert result.understood[0].without == line.replace(result.understood[0].words, "").strip(" ,")


@pytest.mark.parametrize("backend", ["sql", "snapshot"])
def test_the_distance_chosen_counts_for_a_place_of_the_line_that_says_none(words, settings, client, backend):
    settings.SEARCH_BACKEND = backend
    latitude, longitude = TOWNS["Dallas", "TX"]
    for miles in (20, 80):
        make_listing(work="onsite", latitude=latitude + miles / 69.1, longitude=longitude)

    def found(**params: str) -> tuple[int, list[str]]:
        result = search(params)
        return result.total, [part.label for part in result.understood]

    assert found(q="near Dallas, TX") == (1, ["Within 50 miles of Dallas, TX"])
    assert found(q="near Dallas, TX", within="100") == (2, ["Within 100 miles of Dallas, TX"])
    assert found(q="Dallas, TX", within="10") == (0, ["Within 10 miles of Dallas, TX"])
    assert found(q="not Dallas, TX", within="100") == (0, ["Not within 100 miles of Dallas, TX"])
    assert found(q="within 25 miles of Dallas, TX", within="100") == (1, ["Within 25 miles of Dallas, TX"])
    wider = client.get("/jobs/", {"q": "Dallas, TX", "within": "10"}).context["panel"].wider
    assert [(one.label, one.count) for one in wider[:1]] == [("within 25 miles of Dallas, TX", 1)]


@pytest.mark.parametrize(
    ("line", "without", "as_words"),
    [
        ("Dallas TX onsite 25 miles", "onsite", '"Dallas TX" onsite "25 miles"'),
        ("within 25 miles onsite near Dallas TX", "onsite", '"within 25 miles" onsite "near Dallas TX"'),
    ],
)
def test_how_far_may_stand_anywhere_in_the_line(words, line, without, as_words):
    place = next(part for part in search({"q": line}).understood if part.kind in ("city", "near"))

    assert place.label == "Within 25 miles of Dallas, TX"
    assert (place.without, place.as_words) == (without, as_words)


def test_a_distance_without_a_place_is_words(words):
    assert places("25 miles", words) == ["25", "miles"]


def test_miles_of_one_line_are_not_those_of_the_next(words, settings):
    settings.SEARCH_BACKEND = "snapshot"
    near, far = (
        make_listing(
            work="onsite", latitude=latitude, longitude=-71.06, first_posted_at=timezone.now() - timedelta(days=days)
        )
        for latitude, days in ((42.4, 60), (42.9, 50))
    )

    assert search({"q": "coder 10 miles of boston"}).ids == [near.pk]
    assert search({"q": "coder 100 miles of boston"}).ids == [far.pk, near.pk]
    assert search({"q": "coder 10 miles of boston or 100 miles of boston"}).ids == [near.pk, far.pk], (
        "nearer, and so twice"
    )


def test_a_city_of_several_states_is_where_the_jobs_are(words):
    def labels(line):
        return [part.label for part in search({"q": line}).understood]

    assert labels("near dallas") == ["Within 50 miles of Dallas, OR or Dallas, TX"]
    make_listing(work="onsite", city="Dallas", state_id="TX", latitude=32.78, longitude=-96.80)
    lexicon.forget()
    assert labels("near dallas") == ["Within 50 miles of Dallas, TX"]
    assert labels("within 5 miles of new york") == ["Within 5 miles of New York, NY"]
    assert labels("not boston ma") == ["Not within 50 miles of Boston, MA"]


@pytest.mark.parametrize("line", ["Cañon City, CO", "CAÑON CITY CO", "canon city, co", "near Cañon City"])
def test_a_letter_with_an_accent_is_the_plain_one(words, line):
    make_state("CO")
    make_place("Cañon City", "CO", "", 38.44, -105.24)
    make_listing(work="onsite", city="Cañon City", state_id="CO", latitude=38.44, longitude=-105.24)

    assert [part.label for part in search({"q": line}).understood] == ["Within 50 miles of Cañon City, CO"]
    assert search({"q": line}).total == 1


def test_no_more_places_are_named_than_are_looked_around(words):
    states = ("CA", "FL", "IA", "KS", "MA", "MI", "MO")
    for at, state in enumerate(states):
        make_place("Springfield", state, "", 30.0 + 2 * at, -90.0)
        make_listing(work="onsite", city="Springfield", state_id=state, latitude=30.0 + 2 * at, longitude=-90.0)

    def label(line):
        return search({"q": line}).understood[0].label

    names = [f"Springfield, {state}" for state in states]
    assert label("springfield") == f"Within 50 miles of {' or '.join(names[:5])}, or in {' or '.join(names[5:])}"
    assert search({"q": "springfield"}).total == len(states)
    assert label("near springfield") == f"Within 50 miles of {' or '.join(names[:5])}"


@pytest.mark.parametrize("name", ["New York City", "new york city, ny", "NYC", "nyc ny"])
def test_a_city_has_other_names(words, name):
    assert [part.label for part in search({"q": f"near {name}"}).understood] == ["Within 50 miles of New York, NY"]
    assert ListingFilter(QueryDict(f"near={name}")).values["near"].known == ("New York, NY",)


def test_places_of_a_line_mean_or_however_they_are_said(words):
    one = make_listing(work="onsite", city="Boston", state_id="MA", latitude=42.36, longitude=-71.06)
    other = make_listing(work="onsite", city="Bangor", state_id="ME", latitude=44.80, longitude=-68.77)
    lexicon.forget()

    assert set(search({"q": "near boston or Bangor, ME"}).ids) == {one.pk, other.pk}


@pytest.mark.parametrize("line", ["near 84999", "coder zip 84999", "within 10 miles of 84999-1234"])
def test_a_zip_code_that_we_do_not_hold_is_said_to_be_unknown(words, client, line):
    make_place("Ogden", "TX", "84998", 30.0, -98.0)
    make_listing(codes=[("cpt", "84999")], work="remote", remote_scope="all")
    code = line.rpartition(" ")[2]

    page = client.get("/jobs/", {"q": line})
    offer = page.context["panel"].offers[0]

    assert page.context["result"].total == 0
    assert f"We do not know the place “{code}”." in page.content.decode()
    assert [chip.label for chip in offer.places] == ["Jobs open to people in Texas"]
    rest = "q=coder&amp;" if "coder" in line else ""
    assert f'href="?{rest}state=TX"' in page.content.decode()
    assert client.get(f"/jobs/{offer.places[0].url}").context["result"].total == 1


def test_near_me_says_that_we_do_not_know_where_that_is(words, client):
    listing = make_listing(credentials=["CPC"])
    make_listing(credentials=["CCS"])

    page = client.get("/jobs/", {"q": "CPC jobs near me"})

    assert "We do not know where you are." in page.content.decode()
    assert '<a class="chip" href="#near">Write a place</a>' in page.content.decode()
    assert 'id="near"' in page.content.decode()
    assert [row.pk for row in page.context["listings"]] == [listing.pk]
    assert client.get("/jobs/", {"q": "jobs near me"}).context["result"].total == 2
    assert "where you are" not in client.get("/jobs/", {"q": "jobs near me", "near": "Boston, MA"}).content.decode()


def test_near_me_offers_a_candidate_her_own_place(words, client):
    candidate = make_candidate()
    candidate.candidate_profile.home_place = "boston"
    candidate.candidate_profile.save()
    client.force_login(candidate)

    offer = client.get("/jobs/", {"q": "coder within 25 miles of me"}).context["panel"].offers[0]

    assert [(chip.label, chip.url) for chip in offer.places] == [("Near Boston, MA", "?q=coder&near=Boston%2C+MA")]


LINES = st.lists(
    st.sampled_from(
        [
            "Kansas",
            "City",
            "KS",
            ",",
            "Portland",
            "OR",
            "or",
            "in",
            "boston",
            "ma",
            "remote",
            "D.C.",
            "Washington",
            "coder",
        ]
    ),
    min_size=1,
    max_size=7,
).map(" ".join)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(line=LINES, gone=st.integers(0, 6))
def test_a_city_with_its_state_stays_one_whatever_else_goes(words, line, gone):
    query = understand(line, words)
    part = query.parts[gone % len(query.parts)] if query.parts else None

    left = understand(query.without(part) if part else line, words)

    cities = [other for other in query.parts if other.kind == "city" and other != part and len(other.values) == 1]
    assert {other.values for other in cities} <= {other.values for other in left.parts}
    assert understand(query.text, words) == query
