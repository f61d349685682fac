"""Amounts of the line: pay a year, years of experience, and days since a job was posted."""

import re
from collections.abc import Iterator
from decimal import Decimal

from listings.facts import money
from listings.search.query.named_codes import is_labelled
from listings.search.query.parts import Part
from listings.workflow import DAYS_A_YEAR, HOURS_A_YEAR

WEEKS_A_YEAR, MONTHS_A_YEAR = 52, 12
TIMES = {"h": HOURS_A_YEAR, "d": DAYS_A_YEAR, "w": WEEKS_A_YEAR, "m": MONTHS_A_YEAR, "y": 1, "a": 1}
NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,9})(?:\.[0-9]{1,2})?(?![0-9])"
MONEY = r"(?:\$(?!\s*[0-9])|\s*(?:usd|dollars?|bucks)\b)"
OFTEN = r"hourly|daily|weekly|monthly|yearly|annual(?:ly)?"
NOUN = r"(?:pay(?:s|ing)?|salary|salaries|wages?|compensation)"
AMOUNT = re.compile(
    rf"(?<![\w.,-])(?P<dollar>\$|\busd\s)?\s*(?P<amount>{NUMBER})(?:\s*(?P<k>k\b))?(?P<money>{MONEY})?\+?"
    rf"(?:(?:/(?:hour|hr|h|year|yr|y))?\s*(?:-|–|to)\s*\$?\s*{NUMBER}(?:\s*(?P<top>k\b))?(?P<more>{MONEY})?\+?)?",
    re.IGNORECASE,
)
BEFORE = re.compile(
    rf"\b(?:(?P<often>{OFTEN})(?:\s+(?P<often_noun>{NOUN}))?|(?P<noun>{NOUN}))(?:\s+(?:rate|range))?"
    r"(?:\s*[:=]|\s+(?:of|is|from|over|above|at\s+least|more\s+than|min(?:imum)?))?\s*$",
    re.IGNORECASE,
)
BEHIND = re.compile(
    r"(?:\s*(?:/|\bper\b|\ban?\b)\s*(?P<unit>hour|hr|h|year|yr|y|annum|day|week|wk|month|mo)\b"
    rf"|\s*\b(?P<often>{OFTEN})\b|\s*(?P<bare>hour|hr|year|yr)\b)?\+?(?:\s+(?P<noun>{NOUN})\b(?!\s+period))?",
    re.IGNORECASE,
)
# What is counted here is no money, or is paid for one piece of work.
COUNTED = re.compile(
    r"\s*(?:%|percent\b|years?\b|yrs?\b|days?\b|hours?\b|hrs?\b"
    r"|(?:/|\bper\b|\ban?\b)\s*(?:chart|encounter|record|case|claim|page|line|report|account|project)s?\b)",
    re.IGNORECASE,
)
# Without a sign of money or a unit: the tens and hundreds people are paid by the hour, the thousands by the year.
MOST_HOURLY = 500
# Two or three digits of a salary are thousands.
MOST_THOUSANDS = 1_000
SALARY = frozenset({"salary", "salaries"})
YEARLY = ("y", "a")
ROUND = 500
FEWEST_YEARLY, MOST_YEARLY = 10_000, 10_000_000
RETIREMENT = "401k"
SPELLED = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
YEARS = re.compile(
    rf"\b(?:[0-9]{{1,2}}\s*(?:-|to)\s*)?(?P<years>[0-9]{{1,2}}|{'|'.join(SPELLED)})\s*\+?\s*(?:years?|yrs?)\b"
    r"(?:\s+(?:of\s+)?(?:coding\s+)?(?:experience|exp)\b)?",
    re.IGNORECASE,
)

POSTED = re.compile(
    r"\b(?:(?:first\s+)?(?:posted|listed|added|new)\s+)?(?:(?:in|within|over)\s+)?(?:the\s+)?"
    r"(?:(?P<today>today|(?:last|past)\s+(?:24\s*(?:hours|hrs|h)|day))"
    r"|(?:last|past|this)\s+(?P<number>[0-9]{1,3}\s+)?(?P<unit>day|week|month)s?)\b",
    re.IGNORECASE,
)
DAYS = {"day": 1, "week": 7, "month": 30}


def pay_in(text: str) -> Iterator[Part]:
    """ "$30/hr", "$60k", "70k", "hourly 32", "salary 60": a yearly amount the job should reach; of two the lower."""
    for match in AMOUNT.finditer(text):
        before, behind = BEFORE.search(text[: match.start()]), BEHIND.match(text, match.end())
        yearly = read_pay(match, before, behind) if behind and not COUNTED.match(text, behind.end()) else None
        if behind and yearly and 0 < yearly < MOST_YEARLY:
            start, end = before.start() if before else match.start(), behind.end()
            words = text[start:end]
            start, end = start + len(words) - len(words.lstrip()), start + len(words.rstrip())
            yield Part("pay_min", (str(int(yearly)),), text[start:end], start, end, columns=())


def pay_label(part: Part) -> str:
    """The amount as it was typed, by the hour or by the year: what is compared is the year."""
    yearly = int(part.values[0])
    typed = (Decimal(number.replace(",", "")) for number in re.findall(NUMBER, part.words))
    hourly = next((number for number in typed if int(number * HOURS_A_YEAR) == yearly), None)
    return f"{money(hourly)} an hour (${yearly:,} a year) or more" if hourly else f"${yearly:,} a year or more"


def read_pay(match: re.Match[str], before: re.Match[str] | None, behind: re.Match[str]) -> Decimal | None:
    """The amount a year, or nothing where it is some other number."""
    nouns = {found.lower() for found in (before and (before["noun"] or before["often_noun"]), behind["noun"]) if found}
    often = behind["unit"] or behind["often"] or behind["bare"] or (before and before["often"]) or ""
    often = often[:1].lower()
    amount = Decimal(match["amount"].replace(",", ""))
    is_thousands = bool(match["k"] or (match["top"] and amount < MOST_THOUSANDS))
    is_money = is_thousands or match["dollar"] or match["money"] or match["more"]
    if match[0].lower() == RETIREMENT:
        return None
    if not is_money and behind["bare"]:  # "30 hr" may be hours a week
        return None
    if not is_money and is_labelled(match.string, match.start("amount"), match["amount"]):
        return None
    if not is_money and not is_pay(match["amount"], amount, often, is_named=bool(nouns)):
        return None
    if is_thousands or (nouns & SALARY and amount < MOST_THOUSANDS and often in ("", *YEARLY)):
        amount *= 1_000
    elif not often:
        often = "h" if amount < MOST_HOURLY else "y"
    # Years and the numbers of forms are too much for an hour and too little for a year.
    if not is_money and ((often == "h" and amount >= MOST_HOURLY) or (often in YEARLY and amount < FEWEST_YEARLY)):
        return None
    return amount * TIMES[often or "y"]


def is_pay(typed: str, amount: Decimal, often: str, *, is_named: bool) -> bool:
    """Whether a number without a sign of money is pay all the same. Five digits alone are a code."""
    if often == "h":
        return is_named or len(typed.partition(".")[0]) in (2, 3)
    if often in YEARLY:
        return is_named or amount >= FEWEST_YEARLY
    if is_named:
        return len(typed) != 5 or not typed.isdigit() or not amount % ROUND
    return "," in typed and not amount % ROUND and amount >= FEWEST_YEARLY


def years_in(text: str) -> Iterator[Part]:
    """ "3 years", "5+ yrs exp": what somebody brings. It ranks, for half of the jobs state no number."""
    for match in YEARS.finditer(text):
        typed = match["years"].lower()
        years = SPELLED.index(typed) + 1 if typed in SPELLED else min(int(typed), 60)
        yield Part("years_max", (str(years),), match[0], match.start(), match.end(), is_soft=True, columns=())


def posted_in(text: str) -> Iterator[Part]:
    """ "posted today", "last 3 days", "this week": how many days ago at most."""
    for match in POSTED.finditer(text):
        days = 1 if match["today"] else int(match["number"] or 1) * DAYS[match["unit"].lower()]
        if days and (match["today"] or match["number"] or match["unit"].lower() != "day"):
            yield Part("posted", (str(days),), match[0], match.start(), match.end(), columns=())


def posted_label(part: Part) -> str:
    days = int(part.values[0])
    return "First posted in the last 24 hours" if days == 1 else f"First posted in the last {days} days"
