from datetime import date
from decimal import Decimal

import pytest

from listings.imports.postings import read_date, understand

STATES = {"TX": "TX", "texas": "TX", "OR": "OR", "oregon": "OR"}


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-01",
        "10/01/2026",
        "01-Oct-26",
        "October 01, 2026",
        "Thu, 01 Oct 2026 00:00:00 GMT",
        "2026-10-01T08:00:00Z",
    ],
)
def test_read_date_knows_the_styles_feeds_use(text):
    assert read_date(text) == date(2026, 10, 1)


@pytest.mark.parametrize("text", ["someday", "13/45/2026", "2026-02-30"])
def test_read_date_refuses_what_is_no_day(text):
    with pytest.raises(ValueError):
        read_date(text)


@pytest.mark.parametrize(
    ("fields", "low", "high", "unit"),
    [
        ({"pay": "$60,000-$75,000/yr"}, "60000", "75000", "year"),
        ({"pay": "$21 - $34 per hourly"}, "21", "34", "hour"),
        ({"pay": "$4.50 per chart"}, "4.50", None, "chart"),
        ({"pay": "60k-75k/yr"}, "60000", "75000", "year"),
        ({"pay_min": "28", "pay_max": "34.5", "pay_unit": "HOURLY"}, "28", "34.5", "hour"),
        ({"pay_min": "", "pay_max": "90000", "pay_unit": "YEARLY"}, "90000", None, "year"),
        ({"pay": "$34-$21/hr"}, "21", "34", "hour"),
    ],
)
def test_pay_is_read(fields, low, high, unit):
    values = understand({"title": "Coder", **fields}, STATES).values

    assert values["pay_min"] == Decimal(low)
    assert values["pay_max"] == (Decimal(high) if high else None)
    assert values["pay_unit"] == unit


@pytest.mark.parametrize(
    "pay", ["DOE", "Competitive", "n/a", "", "$1429 to $1654/week", "$60,000", "$9 per year", "lots"]
)
def test_pay_that_is_not_a_pay_statement_is_not_stated(pay):
    posting = understand({"title": "Coder", "pay": pay}, STATES)

    assert "pay_min" not in posting.values


@pytest.mark.parametrize(
    ("text", "work", "notes"),
    [
        ("Y", "remote", 0),
        ("Yes - remote", "remote", 0),
        ("Fully remote", "remote", 0),
        ("yes", "remote", 0),
        ("Hybrid", "hybrid", 0),
        ("N", "onsite", 0),
        ("no", "onsite", 0),
        ("", "", 0),
        ("Hybrid?", "", 1),
        ("ask", "", 1),
    ],
)
def test_work_states_only_what_is_clear(text, work, notes):
    posting = understand({"title": "Coder", "remote": text}, STATES)

    assert posting.values["work"] == work
    assert len(posting.notes) == notes


@pytest.mark.parametrize(
    ("fields", "city", "state", "notes"),
    [
        ({"location": "Austin, TX"}, "Austin", "TX", 0),
        ({"city": "Austin", "state": "TX"}, "Austin", "TX", 0),
        ({"city": "Austin", "state": "texas"}, "Austin", "TX", 0),
        ({"location": "Texas, United States"}, "", "TX", 0),
        ({"location": "United States"}, "", "", 0),
        ({"location": "Greater Scranton Area"}, "", "", 1),
        ({"location": "Portland, or"}, "Portland", "OR", 0),
        ({"state": "Bavaria"}, "", "", 1),
    ],
)
def test_place_is_a_town_and_a_state_or_not_stated(fields, city, state, notes):
    posting = understand({"title": "Coder", **fields}, STATES)

    assert (posting.values["city"], posting.state_code, len(posting.notes)) == (city, state, notes)


@pytest.mark.parametrize(
    ("url", "kept"),
    [("https://a.example/x", True), ("http://a.example/x", False), ("javascript:1", False), ("https://[", False)],
)
def test_only_a_full_https_link_is_kept(url, kept):
    assert bool(understand({"title": "Coder", "url": url}, STATES).url) is kept
