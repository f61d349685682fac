"""How pay is written: amounts, ranges and units in a feed's column, in running text, in a search line."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from listings.workflow import PayUnit

UNITS = {
    "hour": PayUnit.HOUR,
    "hr": PayUnit.HOUR,
    "h": PayUnit.HOUR,
    "hourly": PayUnit.HOUR,
    "day": PayUnit.DAY,
    "daily": PayUnit.DAY,
    "year": PayUnit.YEAR,
    "yr": PayUnit.YEAR,
    "yearly": PayUnit.YEAR,
    "annum": PayUnit.YEAR,
    "annual": PayUnit.YEAR,
    "annually": PayUnit.YEAR,
    "chart": PayUnit.CHART,
    "record": PayUnit.CHART,
    "encounter": PayUnit.CHART,
    "project": PayUnit.PROJECT,
}
OTHER_UNITS = ("week", "wk", "weekly", "month", "mo", "monthly")
# What a full-time wage can be, so that a sum of another kind ("projects of $500k to $10 million") is never pay.
SANE = {
    PayUnit.HOUR: (Decimal(5), Decimal(400)),
    PayUnit.DAY: (Decimal(40), Decimal(4_000)),
    PayUnit.YEAR: (Decimal(10_000), Decimal(900_000)),
    PayUnit.CHART: (Decimal("0.1"), Decimal(500)),
    PayUnit.PROJECT: (Decimal(10), Decimal(900_000)),
}
_AMOUNT = r"\$?\s?(\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,7}(?:\.\d{1,4})?)\s?(k\b)?"
_UNIT = r"(?:\s*(?:/|per\b|an?\b)?\s*(?P<unit>[a-z]{1,9}))?"
PAY = re.compile(rf"(?P<sign>\$)?{_AMOUNT}(?:\s*(?:-|–|—|to)\s*{_AMOUNT})?{_UNIT}", re.IGNORECASE)


@dataclass(frozen=True)
class Pay:
    low: Decimal
    high: Decimal | None
    unit: str


def parse_pay(text: str) -> Pay | None:
    """A pay statement standing alone, as in a pay column: "$60,000-$75,000/yr", "$55 - $60 per hourly"."""
    match = PAY.fullmatch(text.strip().rstrip("."))
    return pay_of(match) if match else None


def pay_of(match: re.Match[str]) -> Pay | None:
    _, low_text, low_k, high_text, high_k, unit_text = match.groups()
    low, high = amount(low_text), amount(high_text or "")
    if low_k or high_k:
        low = low * 1000 if low is not None and (low_k or low < 1000) else low
        high = high * 1000 if high is not None and high_k else high
    return sane(low, high, UNITS.get((unit_text or "").lower(), ""))


def sane(low: Decimal | None, high: Decimal | None, unit: str) -> Pay | None:
    if low is None:
        low, high = high, None
    if low is None or not unit:
        return None
    smallest, largest = SANE[PayUnit(unit)]
    if high is not None and high < low:
        low, high = high, low
    if not smallest <= low <= largest or (high is not None and high > largest):
        return None
    return Pay(low, high, unit)


def amount(text: str) -> Decimal | None:
    try:
        value = Decimal(text.replace(",", "").replace("$", "").strip())
        return value.quantize(Decimal("0.01")) if value.is_finite() and value > 0 else None
    except InvalidOperation:
        return None


PAY_WORDS = re.compile(r"\b(pay|salary|compensation|wage|hourly|annual|rate|earn|make)\b", re.IGNORECASE)
NOT_PAY = re.compile(r"\b(bonus|stipend|revenue|budget|projects?|sales|deposit|fee|reimburse\w*)\b", re.IGNORECASE)
_YEARLY_WORDS = re.compile(r"\b(salary|annual|annually|per year|a year)\b", re.IGNORECASE)


def find_pay(text: str) -> tuple[Pay, str] | None:
    """The first pay statement in running text with the words it was read from.

    It needs a dollar sign, and its unit stated behind it, or the word salary or annual before a five-digit amount.
    Amounts near words such as bonus, budget or projects are other money.
    """
    for match in PAY.finditer(text):
        if "$" not in match.group(0):
            continue
        before, after = text[max(0, match.start() - 60) : match.start()], text[match.end() : match.end() + 25]
        words = before.rsplit("\n", 1)[-1]
        if len(words) == 60:
            words = words.partition(" ")[2]
        if NOT_PAY.search(words) or NOT_PAY.match(after.strip()):
            continue
        pay = pay_of(match)
        stated = match.group(0)
        if pay is None and PAY_WORDS.search(before) and _YEARLY_WORDS.search(before) and not unit_is_other(match):
            low, high = amount(match.group(2)), amount(match.group(4) or "")
            pay = sane(low, high, PayUnit.YEAR)
            stated = f"{words.strip()} {stated}"
        if pay:
            return pay, " ".join(stated.split())
    return None


def unit_is_other(match: re.Match[str]) -> bool:
    return (match.group("unit") or "").lower() in OTHER_UNITS
