"""The markup of one job: what it must say, and the faults other boards were caught with."""

import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from listings.jsonld import as_dict, job_posting
from tests.factories import make_employer, make_listing, make_state, make_term

pytestmark = pytest.mark.django_db


def test_required_facts_are_there(reference):
    listing = make_listing(title="RADIATION Oncology Coder!")

    posting = as_dict(listing)

    assert posting["@type"] == "JobPosting"
    assert posting["title"] == "RADIATION Oncology Coder!"  # the employer's words, unchanged
    assert posting["description"] == listing.text.html
    assert posting["datePosted"] == listing.first_posted_at.isoformat(timespec="seconds")
    assert posting["hiringOrganization"] == {"@type": "Organization", "name": listing.employer.name}
    assert posting["url"] == f"http://127.0.0.1:8000{listing.get_absolute_url()}"


def test_remote_in_all_states_is_the_country(reference):
    posting = as_dict(make_listing())

    assert posting["jobLocationType"] == "TELECOMMUTE"
    assert posting["applicantLocationRequirements"] == {"@type": "Country", "name": "USA"}
    assert "jobLocation" not in posting


def test_remote_in_listed_states_names_them_with_their_country(reference):
    posting = as_dict(make_listing(states=("TX", "OK")))

    assert posting["applicantLocationRequirements"] == [
        {"@type": "State", "name": "Oklahoma, USA"},
        {"@type": "State", "name": "Texas, USA"},
    ]


@pytest.mark.parametrize("work", ["hybrid", "onsite"])
def test_hybrid_and_on_site_are_places_and_not_telecommuting(reference, work):
    posting = as_dict(
        make_listing(work=work, remote_scope="", city="Dallas", state=make_state("TX"), postal_code="75201")
    )

    assert "jobLocationType" not in posting
    assert posting["jobLocation"]["address"] == {
        "@type": "PostalAddress",
        "addressLocality": "Dallas",
        "addressRegion": "TX",
        "postalCode": "75201",
        "addressCountry": "US",
    }


def test_only_true_parts_of_an_address_are_written(reference):
    posting = as_dict(make_listing(work="onsite", remote_scope="", state=make_state("TX")))

    assert posting["jobLocation"]["address"] == {
        "@type": "PostalAddress",
        "addressRegion": "TX",
        "addressCountry": "US",
    }


@pytest.mark.parametrize(
    "fields",
    [
        {"work": "onsite", "remote_scope": ""},
        {"work": "", "remote_scope": ""},
        {"work": "remote", "remote_scope": ""},
        {"description": ""},
        {"status": "pending"},
        {"status": "closed"},
    ],
)
def test_no_markup_where_a_required_fact_is_missing(reference, fields):
    listing = make_listing(**fields)

    assert as_dict(listing) == {}
    assert job_posting(listing) == ""


@pytest.mark.parametrize(
    ("fields", "value"),
    [
        ({}, {"minValue": 28.0, "maxValue": 34.0, "unitText": "HOUR"}),
        ({"pay_max": Decimal(28)}, {"value": 28.0, "unitText": "HOUR"}),
        (
            {"pay_min": Decimal(60000), "pay_max": Decimal(70000), "pay_unit": "year"},
            {"minValue": 60000.0, "maxValue": 70000.0, "unitText": "YEAR"},
        ),
        ({"pay_unit": "day"}, {"minValue": 28.0, "maxValue": 34.0, "unitText": "DAY"}),
    ],
)
def test_salary_is_what_was_stated_in_its_own_unit(reference, fields, value):
    salary = as_dict(make_listing(**fields))["baseSalary"]

    assert salary == {"@type": "MonetaryAmount", "currency": "USD", "value": {"@type": "QuantitativeValue", **value}}


@pytest.mark.parametrize(
    "fields",
    [
        {"pay_min": None, "pay_max": None, "pay_unit": ""},
        {"pay_unit": "project"},
        {"pay_unit": "chart"},
        {"pay_max": None},
    ],
)
def test_no_salary_is_made_up(reference, fields):
    assert "baseSalary" not in as_dict(make_listing(**fields))


def test_valid_through_is_never_invented(reference):
    stated = make_listing(closes_on=date(2099, 12, 24), expires_at=datetime(2099, 12, 25, 5, tzinfo=UTC))

    reopened = make_listing(closes_on=date(2020, 1, 1))

    assert "validThrough" not in as_dict(make_listing())
    assert "validThrough" not in as_dict(reopened)
    assert as_dict(stated)["validThrough"] == "2099-12-25T05:00:00+00:00"


def test_a_job_without_a_way_to_apply_has_no_markup(reference):
    assert as_dict(make_listing(apply_method="none")) == {}


@pytest.mark.parametrize(("method", "is_direct"), [("board", True), ("url", False)])
def test_direct_apply_is_only_true_here(reference, method, is_direct):
    posting = as_dict(make_listing(apply_method=method, apply_url="https://careers.example/"))

    assert posting["directApply"] is is_direct


def test_employment_type_is_one_google_lists(reference):
    term = make_term("employment_type", "prn", data={"schema_org": "PER_DIEM"})

    assert as_dict(make_listing(employment_type=term))["employmentType"] == "PER_DIEM"
    assert "employmentType" not in as_dict(make_listing(employment_type=None))


def test_the_employers_own_number_is_the_identifier(reference):
    listing = make_listing(requisition="HN-77")

    assert as_dict(listing)["identifier"] == {
        "@type": "PropertyValue",
        "name": listing.employer.name,
        "value": "HN-77",
    }
    assert "identifier" not in as_dict(make_listing())


def test_an_unnamed_employer_is_confidential(reference):
    listing = make_listing(employer=make_employer(name="Employer not named", unnamed_source="feed", claimed_at=None))

    assert as_dict(listing)["hiringOrganization"] == {"@type": "Organization", "name": "confidential"}


def test_requirements_are_written_in_the_listed_words(reference):
    posting = as_dict(make_listing(credentials=("CPC",), years_min=2))
    beginner = as_dict(make_listing(years_min=0))

    assert posting["educationRequirements"]["credentialCategory"] == "professional certificate"
    assert posting["experienceRequirements"]["monthsOfExperience"] == 24
    assert beginner["experienceRequirements"] == "no requirements"
    assert "educationRequirements" not in beginner


def test_a_description_cannot_end_the_script(client, reference):
    listing = make_listing(title="Coder </script><script>alert(1)</script> & <!-- more")

    html = client.get(listing.get_absolute_url()).content.decode()
    text = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)[1]

    assert "<" not in text
    assert json.loads(text)["title"] == listing.title
    assert html.count("<script>alert") == 0


def test_everything_in_the_markup_is_on_the_page(client, reference):
    listing = make_listing(requisition="HN-77", years_min=2, states=("TX",), credentials=("CPC",))

    html = client.get(listing.get_absolute_url()).content.decode()

    for words in ("$28–$34 an hour", "Fully remote", "Texas", "HN-77", "2 years or more", "CPC", "Full time"):
        assert words.casefold() in html.casefold()
