"""What a listing must state before moderators see it, and what deserves a word to the employer.

`problems` block a submission; `warnings` never do. An imported listing may leave facts not stated.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils import timezone

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
# Outside these the figure is most likely a slip of the keyboard or the wrong unit.
BELIEVABLE_PAY: dict[str, tuple[Decimal, Decimal]] = {
    PayUnit.HOUR: (Decimal(10), Decimal(150)),
    PayUnit.DAY: (Decimal(80), Decimal(1500)),
    PayUnit.YEAR: (Decimal(20_000), Decimal(300_000)),
    PayUnit.CHART: (Decimal("0.5"), Decimal(200)),
}


@dataclass(frozen=True)
class Problem:
    """`field` is the form's name of it, `text` says what to do."""

    field: str
    text: str


def problems(listing: Listing) -> list[Problem]:
    """Everything that blocks a submission."""
    return [
        *_facts(listing),
        *_place(listing),
        *_pay(listing),
        *_credentials(listing),
        *_applying(listing),
        *_closing(listing),
    ]


def _facts(listing: Listing) -> list[Problem]:
    found = []
    if not listing.title.strip():
        found.append(Problem("title", "Give the job a title."))
    text = getattr(listing, "text", None)
    if not text or not text.description.strip():
        found.append(Problem("description", "Describe the job: what is coded, for whom, and how."))
    if not listing.specialties.exists():
        found.append(Problem("specialties", "Choose at least one specialty, so that the right coders find the job."))
    if listing.employment_type_id is None:
        found.append(Problem("employment_type", "Choose the employment type."))
    return found


def _place(listing: Listing) -> list[Problem]:
    if not listing.work:
        return [Problem("work", "Say whether the job is remote, hybrid or on-site.")]
    found = []
    if listing.work in (Work.HYBRID, Work.ONSITE) and not (listing.city.strip() and listing.state_id):
        found.append(Problem("city", "Give the city and state of the workplace."))
    if listing.work == Work.REMOTE:
        if not listing.remote_scope:
            found.append(Problem("remote_scope", "Say where a remote worker may live: all states, or the listed ones."))
        elif listing.remote_scope == RemoteScope.LISTED and not listing.eligible_states.exists():
            found.append(Problem("eligible_states", "Tick the states in which a remote worker may live."))
    return found


def _pay(listing: Listing) -> list[Problem]:
    found = []
    if not listing.is_pay_stated:
        found.append(Problem("pay_min", "State the pay: an amount or a range, and its unit."))
    if listing.pay_min is not None and listing.pay_max is not None and listing.pay_min > listing.pay_max:
        found.append(Problem("pay_max", "The highest pay is below the lowest."))
    if listing.pay_unit == PayUnit.CHART and not listing.charts_per_hour:
        found.append(Problem("charts_per_hour", "Pay per chart needs a quota: how many charts an hour do you expect?"))
    return found


def _credentials(listing: Listing) -> list[Problem]:
    found = []
    required = listing.listing_credentials.filter(is_required=True).exists()
    if not listing.credentials_rule:
        found.append(Problem("credentials_rule", "Say whether credentials are required, and how they combine."))
    elif listing.credentials_rule == CredentialsRule.NONE and required:
        found.append(Problem("credentials_rule", "You say none is required, but some are ticked as required."))
    elif listing.credentials_rule != CredentialsRule.NONE and not required:
        found.append(Problem("required", "Tick the credentials you require, or say that none is required."))
    if listing.apprentices_accepted is None:
        found.append(Problem("apprentices_accepted", "Answer whether apprentices (CPC-A, CCA) are accepted."))
    if listing.is_entry_level and listing.years_min and listing.apprentices_accepted is False:
        years = "a year" if listing.years_min == 1 else f"{listing.years_min} years"
        found.append(
            Problem(
                "level",
                f"This asks for {years} of experience and refuses apprentices, so it is not entry level. "
                "Change the level, the years, or accept apprentices.",
            )
        )
    return found


def _applying(listing: Listing) -> list[Problem]:
    if listing.apply_method == ApplyMethod.NONE:
        return [Problem("apply_method", "Choose how people apply: here, or on your own site.")]
    if listing.apply_method == ApplyMethod.URL:
        if not listing.apply_url:
            return [Problem("apply_url", "Give the address where people apply.")]
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
    return [*_title_warnings(listing.title), *_pay_warnings(listing)]


def _title_warnings(title: str) -> list[Problem]:
    found = []
    letters = [letter for letter in title if letter.isalpha()]
    if len(letters) > 5 and sum(letter.isupper() for letter in letters) / len(letters) > 0.8:
        found.append("The title is in capitals. It reads as shouting, and search engines may drop it.")
    if re.search(r"!|\*{2,}|\?{2,}", title):
        found.append("The title has exclamation marks or asterisks. Search engines may drop it.")
    if re.search(r"\$|\b\d+\s?(?:/|per )\s?h", title, re.IGNORECASE):
        found.append("The title names pay. Pay has its own field; search engines want the job's name alone.")
    if len(title) > TITLE_LENGTH:
        found.append("The title is very long. Name the job alone; the rest has its own fields.")
    return [Problem("title", text) for text in found]


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
