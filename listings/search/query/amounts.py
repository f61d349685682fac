"""Amounts of the line: pay a year, and years of experience."""

import re
from collections.abc import Iterator
from decimal import Decimal

from listings.search.query.parts import Part
from listings.workflow import DAYS_A_YEAR, HOURS_A_YEAR

PAY = re.compile(
    r"\$\s*(?P<amount>[0-9][0-9,]{0,8}(?:\.[0-9]{1,2})?)\s*(?P<k>k\b)?\+?"
    r"(?:\s*(?:-|–|to)\s*\$?\s*[0-9][0-9,]{0,8}(?:\.[0-9]{1,2})?\s*(?:k\b)?)?"
    r"(?:\s*(?:/|per|an?)\s*(?P<unit>hour|hr|h|year|yr|y|day)\b)?"
    r"|\b(?P<bare>[0-9]{2,3})(?:\s*k)?(?:\s*(?:-|–|to)\s*[0-9]{2,3})?\s*k\b\+?"
    r"|\b(?P<rate>[0-9]{2,3}(?:\.[0-9]{1,2})?)\s*(?:/|per|an)\s*(?P<rate_unit>hour|hr|h)\b",
    re.IGNORECASE,
)
YEARS = re.compile(
    r"\b(?:[0-9]{1,2}\s*(?:-|to)\s*)?(?P<years>[0-9]{1,2})\s*\+?\s*(?:years?|yrs?)\b"
    r"(?:\s+(?:of\s+)?(?:coding\s+)?(?:experience|exp)\b)?",
    re.IGNORECASE,
)


def pay_in(text: str) -> Iterator[Part]:
    """ "$30/hr", "$60k", "70k", "32/hour": a yearly amount the job should reach. Of "60k-80k" the lower one."""
    for match in PAY.finditer(text):
        if match["bare"]:
            yearly = Decimal(match["bare"]) * 1_000
        elif match["rate"]:
            yearly = Decimal(match["rate"]) * HOURS_A_YEAR
        else:
            amount = Decimal(match["amount"].replace(",", "")) * (1_000 if match["k"] else 1)
            unit = (match["unit"] or "").lower()[:1]
            is_hourly = unit == "h" or (not unit and amount < 500)
            yearly = amount * (HOURS_A_YEAR if is_hourly else DAYS_A_YEAR if unit == "d" else 1)
        if 0 < yearly < 10_000_000:
            yield Part("pay_min", (str(int(yearly)),), match[0].strip(), match.start(), match.end(), columns=())


def years_in(text: str) -> Iterator[Part]:
    """ "3 years", "5+ yrs exp": what somebody brings. It ranks, for half of the jobs state no number."""
    for match in YEARS.finditer(text):
        years = min(int(match["years"]), 60)
        yield Part("years_max", (str(years),), match[0], match.start(), match.end(), is_soft=True, columns=())
