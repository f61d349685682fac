"""What blocks a submission, and what only earns a warning."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.errors import DomainError
from listings import rules, services
from listings.models import ImportSource, Listing
from listings.workflow import Status
from tests.factories import make_employer, make_listing, make_term

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(employer, owner, reference):
    """A draft that states everything mandatory; tests take something away."""

    def make(**fields):
        return make_listing(employer=employer, status=Status.DRAFT, **fields)

    return make


def test_a_complete_draft_has_no_problem(draft):
    assert rules.problems(draft()) == []


def test_at_most_ten_fields_block():
    assert len(rules.MANDATORY) <= 10


def test_an_empty_draft_names_exactly_the_mandatory_facts(employer, owner):
    empty = services.save_content(Listing(employer=employer), html="")

    fields = {problem.field for problem in rules.problems(empty)}

    assert fields == set(rules.MANDATORY) - {"pay_unit", "apply_method"} | {"pay_min"}


@pytest.mark.parametrize(
    ("fields", "blocked"),
    [
        ({"title": "  "}, "title"),
        ({"description": ""}, "description"),
        ({"specialties": ()}, "specialties"),
        ({"employment_type": None}, "employment_type"),
        ({"work": ""}, "work"),
        ({"work": "onsite"}, "city"),
        ({"work": "hybrid", "city": "Tulsa"}, "city"),
        ({"remote_scope": ""}, "remote_scope"),
        ({"remote_scope": "listed"}, "eligible_states"),
        ({"pay_min": None, "pay_max": None}, "pay_min"),
        ({"pay_unit": ""}, "pay_min"),
        ({"pay_unit": "chart"}, "charts_per_hour"),
        ({"credentials_rule": ""}, "credentials_rule"),
        ({"credentials_rule": "any"}, "required"),
        ({"credentials_rule": "none", "credentials": ["CPC"]}, "credentials_rule"),
        ({"apprentices_accepted": None}, "apprentices_accepted"),
        ({"apply_method": "none"}, "apply_method"),
        ({"apply_method": "url"}, "apply_url"),
        ({"apply_method": "url", "apply_url": "http://jobs.example/1"}, "apply_url"),
        ({"closes_on": timezone.now().date() - timedelta(days=2)}, "closes_on"),
        ({"closes_on": timezone.now().date() + timedelta(days=400)}, "closes_on"),
    ],
)
def test_a_missing_or_wrong_fact_blocks(fields, blocked, draft):
    listing = draft(**fields)

    found = [problem.field for problem in rules.problems(listing)]

    assert found == [blocked]


@pytest.mark.parametrize(
    "fields",
    [
        {"pay_unit": "chart", "charts_per_hour": Decimal(6)},
        {"pay_max": None},
        {"pay_unit": "project"},
        {"credentials_rule": "all", "credentials": ["CPC", "CCS"]},
        {"remote_scope": "listed", "states": ["TX"]},
        {"apply_method": "url", "apply_url": "https://jobs.example/1"},
        {"closes_on": timezone.now().date() + timedelta(days=30)},
    ],
)
def test_what_is_stated_properly_passes(fields, draft):
    assert rules.problems(draft(**fields)) == []


@pytest.mark.parametrize(
    ("level", "years", "apprentices", "is_refused"),
    [
        ("entry", 2, False, True),
        ("entry", 2, True, False),
        ("entry", 0, False, False),
        ("entry", None, False, False),
        ("mid", 2, False, False),
    ],
)
def test_entry_level_must_be_entry_level(level, years, apprentices, is_refused, draft):
    listing = draft(level=make_term("level", level), years_min=years, apprentices_accepted=apprentices)

    found = [problem.field for problem in rules.problems(listing)]

    assert found == (["level"] if is_refused else [])


def test_applying_on_the_board_needs_somebody_who_reads():
    listing = make_listing(employer=make_employer(claimed_at=None), status=Status.DRAFT)

    assert [problem.field for problem in rules.problems(listing)] == ["apply_method"]


def test_submit_refuses_with_every_reason_and_keeps_the_draft(draft, owner):
    listing = draft(pay_unit="chart", apprentices_accepted=None)

    with pytest.raises(DomainError, match=r"quota.*apprentices"):
        services.submit(listing, by=owner)

    assert Listing.objects.get(pk=listing.pk).status == Status.DRAFT


def test_an_import_may_leave_facts_not_stated():
    source = ImportSource.objects.create(name="feed")
    listing = make_listing(
        employer=make_employer(claimed_at=None), status=Status.DRAFT, source=source, source_ref="1", specialties=()
    )

    services.submit(listing, by=None)

    assert Listing.objects.get(pk=listing.pk).status == Status.PENDING


@pytest.mark.parametrize(
    ("fields", "warned"),
    [
        ({"title": "REMOTE CODER"}, ["title"]),
        ({"title": "Coder needed!!!"}, ["title"]),
        ({"title": "*** Coder ***"}, ["title"]),
        ({"title": "Coder $40/hr"}, ["title"]),
        ({"title": "Coder " * 30}, ["title"]),
        ({"title": "URGENT: Radiology Coder"}, ["title"]),
        ({"title": "Radiology Coder, apply today"}, ["title"]),
        ({"title": "Coder for CPT 77301"}, ["title"]),
        ({"title": "Radiology Coder at mercy coding"}, ["title"]),
        ({"title": "Radiology Coder (Tulsa)", "city": "Tulsa"}, ["title"]),
        ({"title": "Radiology Coder, Tulsa", "city": ""}, []),
        ({"title": "Tulsane Coder", "city": "Tulsa"}, []),
        ({"title": "Urgent Care Coder"}, []),
        ({"title": "HCC and DRG Coder, level 2"}, []),
        ({"title": "HIM ED CDI Coder"}, []),
        ({"title": "ICD-10-PCS Coder"}, []),
        ({"pay_min": Decimal(28000), "pay_max": Decimal(34000)}, ["pay_min"]),
        ({"pay_min": Decimal(3), "pay_max": Decimal(4)}, ["pay_min"]),
        ({"pay_min": Decimal(20), "pay_max": Decimal(90)}, ["pay_min"]),
        ({"pay_min": Decimal(58000), "pay_max": Decimal(71000), "pay_unit": "year"}, []),
    ],
)
def test_warnings_are_said_and_block_nothing(fields, warned, draft):
    listing = draft(**fields)

    found = [problem.field for problem in rules.warnings(listing)]

    assert found == warned
    assert rules.problems(listing) == []
    assert Listing.objects.get(pk=listing.pk).title == fields.get("title", listing.title)
