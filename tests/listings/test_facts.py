from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from listings.models import Listing
from tests.factories import make_listing

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("fields", "stated", "converted", "assumption"),
    [
        (
            {"pay_min": Decimal(28), "pay_max": Decimal(34), "pay_unit": "hour"},
            "$28–$34 an hour",
            "≈ $58,240–$70,720 a year",
            "at 2,080 hours a year",
        ),
        (
            {"pay_min": Decimal(60000), "pay_max": Decimal(75000), "pay_unit": "year"},
            "$60,000–$75,000 a year",
            "≈ $28.85–$36.06 an hour",
            "at 2,080 hours a year",
        ),
        (
            {
                "pay_min": Decimal("2.50"),
                "pay_max": None,
                "pay_unit": "chart",
                "charts_per_hour": Decimal(12),
                "pay_yearly_min": Decimal(62400),
            },
            "from $2.50 a chart",
            "≈ from $62,400 a year",
            "at the stated 12 charts an hour and 2,080 hours a year",
        ),
        (
            {"pay_min": Decimal(900), "pay_max": Decimal(900), "pay_unit": "project"},
            "$900 for the project",
            "",
            "",
        ),
        ({"pay_min": None, "pay_max": None, "pay_unit": ""}, "", "", ""),
    ],
)
def test_pay_is_said_both_ways(reference, fields, stated, converted, assumption):
    listing = make_listing(**fields)

    assert (listing.pay_stated, listing.pay_converted, listing.pay_assumption) == (stated, converted, assumption)


def test_row_pay_is_short(reference):
    listing = make_listing()

    assert (listing.pay_row, listing.pay_row_converted) == ("$28–$34 /h", "≈ $58–71k /yr")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"work": "remote"}, "Remote: all states"),
        ({"work": "remote", "states": ("TX", "OK")}, "Remote: OK TX"),
        ({"work": "remote", "states": ("TX", "OK", "FL", "CA", "NY")}, "Remote: CA FL NY OK +1"),
        ({"work": "remote", "remote_scope": ""}, "Remote, states not stated"),
        ({"work": "hybrid", "city": "Dallas"}, "Hybrid · Dallas"),
        ({"work": "", "city": "Tulsa"}, "Tulsa"),
        ({"work": ""}, "Place not stated"),
    ],
)
def test_where_a_row_says_one_may_work(reference, fields, words):
    assert make_listing(**fields).where_row == words


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"credentials": ("CPC", "ROCC")}, "CPC or ROCC"),
        ({"credentials": ("CPC", "ROCC"), "credentials_rule": "all"}, "CPC and ROCC"),
        ({}, "No credential required"),
        ({"credentials_rule": ""}, ""),
    ],
)
def test_credentials_of_a_row(reference, fields, words):
    assert make_listing(**fields).credentials_row == words


def test_unstated_facts_are_said_in_those_words(reference):
    listing = make_listing(
        pay_min=None, pay_max=None, pay_unit="", work="", credentials_rule="", apprentices_accepted=None, description=""
    )

    row = render_to_string("listings/_row.html", {"listing": listing})
    job = render_to_string("listings/_job.html", {"listing": listing})

    assert "Pay not stated" in row
    assert "Credentials not stated" in row
    assert "None" not in row
    assert "None" not in job
    assert "The employer gave no description. Not stated." in job
    assert job.count("Not stated") > 10


def test_rows_are_read_in_two_statements(reference, django_assert_num_queries):
    for number in range(5):
        make_listing(
            title=f"Coder {number}",
            codes=[("cpt", "32701")],
            code_ranges=[("icd10cm", "C3400", "C3492")],
            credentials=("CPC", "ROCC"),
            preferred=("CCS",),
            states=("TX", "OK"),
            systems=("epic",),
            settings=("professional",),
        )

    with django_assert_num_queries(2):
        rows = list(Listing.objects.for_rows())
        html = "".join(render_to_string("listings/_row.html", {"listing": listing}) for listing in rows)

    assert html.count("CPC or ROCC") == 5
    assert html.count("C34.00–C34.92") == 5
    assert html.count("Remote: OK TX") == 5
    assert [row.acronym for row in rows[0].preferred_credentials] == ["CCS"]
    assert [str(row) for row in rows[0].specialties.all()] == ["Radiation Oncology"]


def test_a_row_read_alone_has_its_relations(reference, django_assert_num_queries):
    made = make_listing(credentials=("CPC",), systems=("epic",))

    with django_assert_num_queries(2):
        listing = Listing.objects.for_rows().get(pk=made.pk)
        shown = (listing.credentials_row, [term.slug for term in listing.systems.all()])

    assert shown == ("CPC", ["epic"])


def test_an_imported_row_carries_its_source_ref(reference):
    listing = make_listing(source_ref="U12829690")

    row = render_to_string("listings/_row.html", {"listing": listing})

    assert f'data-listing-id="{listing.pk}" data-source-ref="U12829690"' in row
