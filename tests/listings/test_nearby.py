"""Search around a place: how far, from where, in which order, and what is said of what nobody knows."""

from math import cos, radians
from urllib.parse import urljoin

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from codes.services import load_reference
from listings.filters import ListingFilter
from listings.models import Listing
from listings.nearby import Circle, miles_between
from listings.search import search
from listings.services.content import derive, save_content
from listings.services.places import locate_all
from tests.factories import make_employer, make_listing, make_place

SITE = {"work": "onsite", "remote_scope": "", "state_id": "FL"}
ORLANDO, KISSIMMEE, TAMPA, MIAMI = (28.54, -81.38), (28.29, -81.41), (27.95, -82.46), (25.77, -80.19)


@pytest.fixture
def florida(reference):
    make_place("Orlando", "FL", "32801", *ORLANDO)
    for name, (latitude, longitude) in {"Kissimmee": KISSIMMEE, "Tampa": TAMPA, "Miami": MIAMI}.items():
        make_place(name, "FL", "", latitude, longitude)
        make_listing(title=name, city=name, latitude=latitude, longitude=longitude, **SITE)


def found(query: str) -> list[str]:
    rows = {row.pk: row.title for row in Listing.objects.all()}
    return [rows[pk] for pk in search(QueryDict(query)).ids]


def test_miles_between_cities_we_know():
    assert round(miles_between(ORLANDO, TAMPA)) == 77
    assert round(miles_between((40.71, -74.01), (34.05, -118.24))) == 2445  # New York and Los Angeles
    assert miles_between(ORLANDO, ORLANDO) == 0


@given(
    st.floats(-89.9, 89.9),
    st.floats(-180, 180),
    st.floats(-89.9, 89.9),
    st.floats(-180, 180),
    st.integers(1, 500),
)
def test_box_leaves_out_nothing_of_the_circle(latitude, longitude, there, across, miles):
    circle = Circle(latitude, longitude, miles)
    # Also points that lie close: a box that is too small would show there.
    near = (max(-89.9, min(89.9, latitude + there / 30)), (longitude + across / 30 + 540) % 360 - 180)
    for point in ((there, across), near):
        if circle.holds(*point):
            south, north = circle.latitudes
            slack = 1e-6
            assert south - slack <= point[0] <= north + slack
            assert any(west - slack <= point[1] <= east + slack for west, east in circle.longitudes)


def test_a_box_across_the_180th_meridian():
    guam_side = Circle(52.0, 179.9, 50)

    assert guam_side.holds(52.0, -179.9)
    assert len(guam_side.longitudes) == 2
    assert Circle(89.99, 0, 50).longitudes == [(-180.0, 180.0)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("near=32801", ["Kissimmee"]),
        ("near=32801-1234&within=100", ["Kissimmee", "Tampa"]),
        ("near=Orlando, FL&within=10", []),
        ("near=orlando fl&within=25 miles", ["Kissimmee"]),
        ("near=Orlando,%C2%A0Florida&within=500", ["Kissimmee", "Miami", "Tampa"]),
        ("near=Orlando&within=80", ["Kissimmee", "Tampa"]),
        ("near=Miami, FL&near=32801&within=25", ["Kissimmee", "Miami"]),
    ],
)
def test_near_and_within(florida, query, titles):
    assert sorted(found(query)) == titles


@pytest.mark.django_db
def test_circle_is_round_and_not_its_box(reference):
    """A corner of the box lies farther than the radius."""
    make_place("Orlando", "FL", "32801", *ORLANDO)
    reach = 49 / 69.0
    corner = {"latitude": ORLANDO[0] + reach, "longitude": ORLANDO[1] + reach / cos(radians(ORLANDO[0]))}
    north = {"latitude": ORLANDO[0] + reach, "longitude": ORLANDO[1]}
    make_listing(title="corner", **SITE, **corner)
    make_listing(title="north", **SITE, **north)

    assert found("near=32801&within=50") == ["north"]


@pytest.mark.django_db
def test_sort_near_puts_the_closest_first(florida):
    make_listing(title="Anchorage", latitude=61.2, longitude=-149.9, **SITE)

    assert found("near=32801&within=500&sort=near") == ["Kissimmee", "Tampa", "Miami"]
    assert found("near=32801&near=Miami, FL&within=500&sort=near") == ["Miami", "Kissimmee", "Tampa"]
    assert ListingFilter(QueryDict("sort=near")).order == "relevance"


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["0", "-1", "1e9", "far", "501", "99999999999999999999", "٣", "\x00"])
def test_within_that_is_no_distance_is_named_and_the_usual_is_searched(florida, client, typed):
    query = QueryDict(mutable=True)
    query.update({"near": "32801", "within": typed})

    result = search(query)

    assert [Listing.objects.get(pk=pk).title for pk in result.ids] == ["Kissimmee"]
    if typed != "\x00":  # nothing is left of that one
        assert [(one.parameter, one.value) for one in result.unknown] == [("within", typed)]
        page = client.get("/jobs/", query)
        assert f"“{typed}” is no distance from 1 to 500 miles, so 50 miles were searched." in page.content.decode()


@pytest.mark.django_db
def test_unknown_place_is_named_and_finds_nothing(florida, client):
    page = client.get("/jobs/", {"near": "99999"})

    assert "We do not know the place “99999”." in page.content.decode()
    assert 'data-result-count="0"' in page.content.decode()
    assert sorted(found("near=99999&near=32801")) == ["Kissimmee"]


@pytest.mark.django_db
def test_places_over_five_are_left_out_for_what_they_are(florida, client):
    six = "&".join(f"near={place}" for place in ("99991", "99992", "99993", "Tampa, FL", "Miami, FL", "Orlando, FL"))

    page = client.get(f"/jobs/?{six}")
    five = client.get(f"/jobs/?{six.removesuffix('&near=Orlando, FL')}")

    assert "Only the first 5 places were used." in page.content.decode()
    assert "Orlando, FL”" not in page.content.decode()
    assert [row.title for row in page.context["listings"]] == [row.title for row in five.context["listings"]] != []
    assert "Only the first 5 places" not in five.content.decode()


@pytest.mark.django_db
def test_nothing_around_a_place_offers_the_next_distance_and_the_state(florida, client):
    far = make_listing(title="far", work="remote", remote_scope="listed", states=["FL"])
    make_place("Ocala", "FL", "34470", 29.19, -82.13)

    page = client.get("/jobs/", {"near": "34470", "within": "25", "q": "coder", "sort": "near"})
    wider = page.context["panel"].wider

    assert [(one.count, one.label) for one in wider] == [
        (2, "within 100 miles of Ocala, FL 34470"),
        (4, "open to people in Florida"),
    ]
    assert "100 miles of Ocala, FL 34470</li>" in page.content.decode()
    for one in wider:
        assert f'data-result-count="{one.count}"' in client.get(f"/jobs/{one.url}").content.decode()
    assert far.pk in [row.pk for row in client.get(f"/jobs/{wider[1].url}").context["listings"]]
    assert client.get("/jobs/", {"near": "34470", "within": "100"}).context["panel"].wider == []


@pytest.mark.django_db
@pytest.mark.parametrize("line", ["near Ocala, FL", "coder near ocala fl"])
def test_nothing_around_a_place_of_the_line_offers_the_same(florida, client, line):
    make_place("Ocala", "FL", "34470", 29.19, -82.13)

    panel = client.get("/jobs/", {"q": line}).context["panel"]

    assert [(one.count, one.label) for one in panel.wider] == [
        (2, "within 100 miles of Ocala, FL"),
        (3, "open to people in Florida"),
    ]
    assert [one.count for one in panel.removals] == [3]
    for one in (*panel.wider, *panel.removals):
        there = client.get(urljoin("/jobs/", one.url)).content.decode()
        assert f'data-result-count="{one.count}"' in there


@pytest.mark.django_db
def test_a_zip_code_we_do_not_hold_offers_the_state_of_those_beside_it(florida, client):
    page = client.get("/jobs/", {"near": "32899", "within": "25"}).content.decode()
    far = client.get("/jobs/", {"near": "99999"}).content.decode()
    make_place("Macon", "GA", "32802", 32.84, -83.63)
    torn = client.get("/jobs/", {"near": "32899"}).content.decode()

    assert "The ZIP codes next to 32899 that we know lie in one state:" in page
    assert '<a class="chip" href="?state=FL">Jobs open to people in Florida</a>' in page
    assert "that we know lie in one state" not in far + torn


@pytest.mark.django_db
def test_city_in_several_states_is_named_with_its_choices(florida, client):
    make_place("Miami", "OK", "74354", 36.87, -94.88)

    page = client.get("/jobs/", {"near": "miami", "within": "25"}).content.decode()

    assert "We do not know the place “miami”." not in page
    assert "“miami” lies in more than one state." in page
    assert '<a class="chip" href="?near=Miami%2C+FL&amp;within=25">Miami, FL</a>' in page
    assert '<a class="chip" href="?near=Miami%2C+OK&amp;within=25">Miami, OK</a>' in page


@pytest.mark.django_db
def test_chip_names_distance_and_place_and_takes_both_away(florida, client):
    page = client.get("/jobs/", {"q": "coder", "near": "Orlando, FL", "within": "100", "sort": "near"})

    chip = page.context["panel"].chips[0]
    assert (chip.name, chip.label, chip.url) == ("Near", "within 100 miles of Orlando, FL", "?q=coder")
    assert '<option value="100" selected>100 miles</option>' in page.content.decode()
    assert 'name="near" type="text" value="Orlando, FL"' in page.content.decode()


@pytest.mark.django_db
def test_five_digits_stay_a_code_and_offer_the_place(florida, client):
    make_place("Altamonte Springs", "FL", "32701", 28.67, -81.37)

    with_row = client.get("/jobs/", {"q": "32701", "state": "FL"}).content.decode()
    without = client.get("/jobs/", {"q": "77301"}).content.decode()

    assert "Did you mean the place" in with_row
    assert '<a class="chip" href="?state=FL&amp;near=32701">Altamonte Springs, FL 32701</a>' in with_row
    assert "Did you mean the place" not in without
    assert search({"q": "32701"}).understood[0].kind == "code"


@pytest.mark.django_db
def test_saving_a_listing_finds_its_point(florida):
    listing = Listing(employer=make_employer(), title="Coder", work="onsite", city="Orlando", state_id="FL")

    save_content(listing, html="")

    assert (Listing.objects.get(pk=listing.pk).latitude, listing.longitude) == ORLANDO


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "point"),
    [
        ({"postal_code": "32801"}, ORLANDO),
        ({"postal_code": "32801-4455", "city": "Miami", "state_id": "FL"}, ORLANDO),
        ({"postal_code": "32801", "city": "Miami", "state_id": "OK"}, None),  # the ZIP code contradicts the state
        ({"postal_code": "00000", "city": "TAMPA", "state_id": "FL"}, TAMPA),
        ({"city": "Tampa"}, None),
        ({"city": "Nowhere", "state_id": "FL"}, None),
        ({"postal_code": "K1A 0B1"}, None),
        ({}, None),
    ],
)
def test_point_of_a_listing(florida, address, point):
    listing = Listing(title="Coder", **address)

    derive(listing)

    assert (listing.latitude, listing.longitude) == (point or (None, None))


@pytest.mark.django_db
def test_listings_find_their_point_when_the_board_learns_places(reference):
    known = make_listing(title="known", postal_code="32701", city="Altamonte Springs", **SITE)
    unknown = make_listing(title="unknown", city="Nowhere", **SITE)
    stale = make_listing(title="stale", city="Nowhere", latitude=1.0, longitude=2.0, **SITE)

    load_reference()

    for listing in (known, unknown, stale):
        listing.refresh_from_db()
    assert (known.latitude, known.longitude) == (28.67, -81.36)
    assert (unknown.latitude, stale.latitude, stale.longitude) == (None, None, None)
    assert locate_all() == 0


@pytest.mark.parametrize("typed", ["Texas", "tx"])
def test_a_whole_state_is_no_place_and_leads_to_the_filter_of_states(client, reference, typed):
    make_listing(title="Texas site", work="onsite", remote_scope="", state_id="TX")

    page = client.get("/jobs/", {"near": typed, "work": "onsite", "within": "25"}).content.decode()

    assert "Texas is a whole state" in page
    assert "Jobs open to people in Texas" in page
    assert 'href="?work=onsite&amp;state=TX"' in page or 'href="?state=TX&amp;work=onsite"' in page
