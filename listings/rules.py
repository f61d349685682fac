"""What a listing must state before moderators see it, and what deserves a word to the employer.

`problems` block a submission; `warnings` never do. An imported listing may leave facts not stated.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils import timezone

from codes.grammar import find_codes
from listings.models import Listing
from listings.policies import has_reader
from listings.workflow import ApplyMethod, CredentialsRule, PayUnit, RemoteScope, Work

# The facts that block a submission. Ten at most: every further one costs employers we want.
MANDATORY = (
    "title",
    "description",
    "specialties",
    "employment_type",
    "work",
    "pay_unit",
    "credentials_rule",
    "apprentices_accepted",
    "apply_method",
)
FARTHEST_CLOSING_DAYS = 180
TITLE_LENGTH = 120
# Urgent care is a setting, not a call.
HEADLINE = re.compile(
    r"\b(?:urgent(?!\s+care\b)(?:ly)?|now hiring|hiring now|we are hiring|apply (?:now|today)"
    r"|immediate (?:start|opening|hire)s?)\b",
    re.IGNORECASE,
)
# Outside these the figure is most likely a slip of the keyboard or the wrong unit.
BELIEVABLE_PAY: dict[str, tuple[Decimal, Decimal]] = {
    PayUnit.HOUR: (Decimal(10), Decimal(150)),
    PayUnit.DAY: (Decimal(80), Decimal(1500)),
    PayUnit.YEAR: (Decimal(20_000), Decimal(300_000)),
    PayUnit.CHART: (Decimal("0.5"), Decimal(200)),
}


@dataclass(frozen=True)
class Problem:
    """`field` is the form's name of it, `text` says what to do, `follows` which other fields it was told from."""

    field: str
    text: str
    follows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Beside:
    """What a listing states beside its own row: as it is saved, or as it was typed and may be saved."""

    is_described: bool = False
    has_specialties: bool = False
    has_required: bool = False
    has_eligible_states: bool = False

    @classmethod
    def of(cls, listing: Listing) -> "Beside":
        text = getattr(listing, "text", None)
        return cls(
            is_described=bool(text and text.description.strip()),
            has_specialties=listing.specialties.exists(),
            has_required=listing.listing_credentials.filter(is_required=True).exists(),
            has_eligible_states=listing.eligible_states.exists(),
        )


def problems(listing: Listing, beside: Beside | None = None) -> list[Problem]:
    """Everything that blocks a submission."""
    beside = beside or Beside.of(listing)
    return [
        *_facts(listing, beside),
        *_place(listing, beside),
        *_pay(listing),
        *_credentials(listing, beside),
        *_applying(listing),
        *_closing(listing),
    ]


def _facts(listing: Listing, beside: Beside) -> list[Problem]:
    found = []
    if not listing.title.strip():
        found.append(Problem("title", "Give the job a title."))
    if not beside.is_described:
        found.append(Problem("description", "Describe the job: what is coded, for whom, and how."))
    if not beside.has_specialties:
        found.append(Problem("specialties", "Choose at least one specialty, so that the right coders find the job."))
    if listing.employment_type_id is None:
        found.append(Problem("employment_type", "Choose the employment type."))
    return found


def _place(listing: Listing, beside: Beside) -> list[Problem]:
    if not listing.work:
        return [Problem("work", "Say whether the job is remote, hybrid or on-site.")]
    found = []
    if listing.work in (Work.HYBRID, Work.ONSITE) and not (listing.city.strip() and listing.state_id):
        found.append(Problem("city", "Give the city and state of the workplace.", ("work", "state")))
    if listing.work == Work.REMOTE:
        if not listing.remote_scope:
            text = "Say where a remote worker may live: all states, or the listed ones."
            found.append(Problem("remote_scope", text, ("work",)))
        elif listing.remote_scope == RemoteScope.LISTED and not beside.has_eligible_states:
            text = "Tick the states in which a remote worker may live."
            found.append(Problem("eligible_states", text, ("work", "remote_scope")))
    return found


def _pay(listing: Listing) -> list[Problem]:
    found = []
    if not listing.is_pay_stated:
        text = "State the pay: an amount or a range, and its unit."
        found.append(Problem("pay_min", text, ("pay_max", "pay_unit")))
    if listing.pay_min is not None and listing.pay_max is not None and listing.pay_min > listing.pay_max:
        found.append(Problem("pay_max", "The highest pay is below the lowest.", ("pay_min",)))
    if listing.pay_unit == PayUnit.CHART and not listing.charts_per_hour:
        text = "Pay per chart needs a quota: how many charts an hour do you expect?"
        found.append(Problem("charts_per_hour", text, ("pay_unit",)))
    return found


def _credentials(listing: Listing, beside: Beside) -> list[Problem]:
    found = []
    if not listing.credentials_rule:
        found.append(Problem("credentials_rule", "Say whether credentials are required, and how they combine."))
    elif listing.credentials_rule == CredentialsRule.NONE and beside.has_required:
        text = "You say none is required, but some are ticked as required."
        found.append(Problem("credentials_rule", text, ("required",)))
    elif listing.credentials_rule != CredentialsRule.NONE and not beside.has_required:
        text = "Tick the credentials you require, or say that none is required."
        found.append(Problem("required", text, ("credentials_rule",)))
    if listing.apprentices_accepted is None:
        found.append(Problem("apprentices_accepted", "Answer whether apprentices (CPC-A, CCA) are accepted."))
    if listing.is_entry_level and listing.years_min and listing.apprentices_accepted is False:
        years = "a year" if listing.years_min == 1 else f"{listing.years_min} years"
        found.append(
            Problem(
                "level",
                f"This asks for {years} of experience and refuses apprentices, so it is not entry level. "
                "Change the level, the years, or accept apprentices.",
                ("years_min", "apprentices_accepted"),
            )
        )
    return found


def _applying(listing: Listing) -> list[Problem]:
    if listing.apply_method == ApplyMethod.NONE:
        return [Problem("apply_method", "Choose how people apply: here, or on your own site.")]
    if listing.apply_method == ApplyMethod.URL:
        if not listing.apply_url:
            return [Problem("apply_url", "Give the address where people apply.", ("apply_method",))]
        if not listing.apply_url.startswith("https://"):
            return [Problem("apply_url", "The address must start with https://.")]
    elif not has_reader(listing.employer):
        return [Problem("apply_method", "Nobody of this employer can read applications here: name an https address.")]
    return []


def _closing(listing: Listing) -> list[Problem]:
    if listing.closes_on is None:
        return []
    today = timezone.now().astimezone(ZoneInfo(listing.employer.time_zone)).date()
    if listing.closes_on < today:
        return [Problem("closes_on", "The closing day has passed.")]
    if listing.closes_on > today + timedelta(days=FARTHEST_CLOSING_DAYS):
        return [Problem("closes_on", f"Choose a closing day within {FARTHEST_CLOSING_DAYS} days.")]
    return []


def warnings(listing: Listing) -> list[Problem]:
    """What a candidate or a search engine will dislike. Shown to the employer and the moderator, never rewritten."""
    return [*_title_warnings(listing), *_pay_warnings(listing)]


def _title_warnings(listing: Listing) -> list[Problem]:
    title, found = listing.title, []
    letters = [letter for letter in title if letter.isalpha()]
    if len(letters) > 5 and sum(letter.isupper() for letter in letters) / len(letters) > 0.8:
        found.append("The title is in capitals. It reads as shouting, and search engines may drop it.")
    if re.search(r"!|\*{2,}|\?{2,}", title):
        found.append("The title has exclamation marks or asterisks. Search engines may drop it.")
    if re.search(r"\$|\b\d+\s?(?:/|per )\s?h", title, re.IGNORECASE):
        found.append("The title names pay. Pay has its own field; search engines want the job's name alone.")
    if HEADLINE.search(title):
        found.append("The title calls out to readers. Name the job alone; search engines drop headlines.")
    if find_codes(title):
        found.append("The title names a code. Codes have their own field, and are found by it.")
    if any(_names(title, name) for name in (listing.employer.name, listing.city)):
        found.append("The title names the employer or the place. Both stand beside it wherever it is shown.")
    if len(title) > TITLE_LENGTH:
        found.append("The title is very long. Name the job alone; the rest has its own fields.")
    return [Problem("title", text) for text in found]


def _names(title: str, name: str) -> bool:
    """Whether the name stands in the title in whole words. Two letters may be anything."""
    return len(name) > 2 and bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", title, re.IGNORECASE))


def _pay_warnings(listing: Listing) -> list[Problem]:
    found = []
    low, high = BELIEVABLE_PAY.get(listing.pay_unit, (None, None))
    amounts = [amount for amount in (listing.pay_min, listing.pay_max) if amount is not None]
    if low is not None and high is not None and any(not low <= amount <= high for amount in amounts):
        found.append(
            f"Pay of {' to '.join(f'${amount:,.2f}' for amount in amounts)} {listing.get_pay_unit_display()} is "
            "unusual. Check the figure and its unit."
        )
    if len(amounts) == 2 and amounts[0] > 0 and amounts[1] > amounts[0] * 3:
        found.append("The range is very wide. Candidates read it as not stated.")
    return [Problem("pay_min", text) for text in found]
