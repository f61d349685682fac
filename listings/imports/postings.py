"""One row of a feed, understood: plain values, and a note for everything that could not be read.

Rules, not guesses. "Hybrid?" is a question and states nothing; "DOE" is no pay; "$1,429/week" is pay in a unit a
listing here does not have. What is left out is *not stated*.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from listings.grammar import UNITS, Pay, amount, parse_pay, sane
from listings.imports.readers import Fields
from listings.workflow import PayForm, Work


@dataclass
class Posting:
    """`stated` holds what the row's own columns say, by Listing field name; `carried` which facts the file has."""

    ref: str
    title: str
    employer: str = ""
    description: str = ""
    url: str = ""
    posted_on: date | None = None
    closes_on: date | None = None
    state_code: str = ""
    type_slug: str = ""
    level_slug: str = ""
    values: dict[str, object] = field(default_factory=dict)
    carried: frozenset[str] = frozenset()
    notes: list[str] = field(default_factory=list)


def understand(fields: Fields, states: dict[str, str]) -> Posting:
    """`states` maps a state's lower-case name and its abbreviation in capitals to the abbreviation."""
    posting = Posting(
        ref=clean(fields.get("ref", "")),
        title=clean(fields.get("title", "")),
        employer=clean(fields.get("employer", "")),
        description=without_nul(fields.get("description", "")).strip(),
        carried=frozenset(fields),
    )
    posting.values["requisition"] = clean(fields.get("requisition", ""))[:80]
    read_dates(posting, fields)
    read_place(posting, fields, states)
    read_work(posting, fields)
    read_pay(posting, fields)
    read_type(posting, fields)
    read_level(posting, fields)
    read_url(posting, fields)
    return posting


def without_nul(text: str) -> str:
    return text.replace("\x00", "")


def clean(text: str) -> str:
    return " ".join(without_nul(text).split())


# Dates ------------------------------------------------------------------------------------------------------

DATE_STYLES = (
    "%Y-%m-%d",
    "%m/%d/%Y",
    "%m/%d/%y",
    "%d-%b-%y",
    "%d-%b-%Y",
    "%B %d, %Y",
    "%b %d, %Y",
    "%Y-%m-%dT%H:%M:%S",
)


def read_date(text: str) -> date | None:
    """The day in any of the styles feeds use; the American order for slashes. Raises ValueError for anything else."""
    if not text:
        return None
    for style in DATE_STYLES:
        try:
            return datetime.strptime(text, style).date()  # noqa: DTZ007  # a day, not a moment
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(text).date()
    except (TypeError, ValueError, IndexError) as error:
        raise ValueError(text) from error


def read_dates(posting: Posting, fields: Fields) -> None:
    for name, attribute in (("posted", "posted_on"), ("closes", "closes_on")):
        text = clean(fields.get(name, ""))
        try:
            setattr(posting, attribute, read_date(text))
        except ValueError:
            posting.notes.append(f"{name} “{text[:40]}” is no date we can read; not stated")


# Where ------------------------------------------------------------------------------------------------------


def read_place(posting: Posting, fields: Fields, states: dict[str, str]) -> None:
    city, state = clean(fields.get("city", "")), clean(fields.get("state", ""))
    location = clean(fields.get("location", ""))
    if state:
        posting.state_code = states.get(state.upper()) or states.get(state.lower(), "")
        if not posting.state_code:
            posting.notes.append(f"state “{state[:40]}” is not a US state; not stated")
    if not state and location:
        city_part, _, state_part = location.rpartition(",")
        state_part = state_part.strip()
        if states.get(state_part.upper()) and len(state_part) == 2:
            city, posting.state_code = city or city_part.strip(), states[state_part.upper()]
        elif code := states.get(location.removesuffix(", United States").lower()):
            posting.state_code = code
        elif location.lower() not in ("united states", "usa", "us", "remote"):
            posting.notes.append(f"place “{location[:60]}” names no single city and state; not stated")
    posting.values["city"] = city[:120]
    posting.values["postal_code"] = clean(fields.get("postal_code", ""))[:10]


YES = {"y", "yes", "true", "1", "x"}
NO = {"n", "no", "false", "0"}


def read_work(posting: Posting, fields: Fields) -> None:
    text = clean(fields.get("remote", ""))
    plain = text.lower()
    answer = ""
    if plain in YES or re.fullmatch(r"(yes\W+)?(fully |100% )?(remote|wfh|work from home)", plain):
        answer = Work.REMOTE
    elif plain in ("hybrid", "partly remote", "hybrid remote"):
        answer = Work.HYBRID
    elif plain in NO or plain in ("onsite", "on-site", "on site", "in person"):
        answer = Work.ONSITE
    elif text:
        posting.notes.append(f"remote “{text[:40]}” is not clear; not stated")
    posting.values["work"] = answer


# Pay --------------------------------------------------------------------------------------------------------

NO_PAY = {"", "doe", "competitive", "n/a", "na", "none", "tbd", "negotiable", "commensurate with experience"}


def read_pay(posting: Posting, fields: Fields) -> None:
    values = posting.values
    if fields.get("pay_min") or fields.get("pay_max"):
        text = f"{fields.get('pay_min') or ''} to {fields.get('pay_max') or ''} {fields.get('pay_unit', '')}"
        pay = pay_from_columns(fields)
    else:
        text = clean(fields.get("pay", ""))
        if text.lower() in NO_PAY:
            return
        pay = parse_pay(text)
    if pay is None:
        posting.notes.append(f"pay “{text.strip()[:60]}” cannot be read; not stated")
        return
    values["pay_min"], values["pay_max"], values["pay_unit"] = pay.low, pay.high, pay.unit


def pay_from_columns(fields: Fields) -> Pay | None:
    unit = UNITS.get(clean(fields.get("pay_unit", "")).lower(), "")
    low, high = amount(fields.get("pay_min", "")), amount(fields.get("pay_max", ""))
    return sane(low, high, unit)


# Type, level, link ------------------------------------------------------------------------------------------

TYPES = {
    "fulltime": "full-time",
    "ft": "full-time",
    "parttime": "part-time",
    "pt": "part-time",
    "contract": "contract",
    "contractor": "contract",
    "1099": "contract",
    "temporary": "temp",
    "temp": "temp",
    "perdiem": "prn",
    "prn": "prn",
    "internship": "internship",
    "intern": "internship",
    "volunteer": "volunteer",
}
LEVELS = {
    "entry level": "entry",
    "entry": "entry",
    "junior": "entry",
    "mid level": "mid",
    "mid": "mid",
    "senior": "senior",
    "senior level": "senior",
    "lead": "lead",
    "manager": "manager",
    "director": "director",
    "executive": "executive",
}


def read_type(posting: Posting, fields: Fields) -> None:
    text = clean(fields.get("type", ""))
    plain = re.sub(r"[^a-z0-9]", "", text.lower())
    posting.type_slug = TYPES.get(plain, "")
    if plain == "1099":
        posting.values["pay_form"] = PayForm.F1099
    elif text and not posting.type_slug:
        posting.notes.append(f"employment type “{text[:40]}” is not one we know; not stated")


def read_level(posting: Posting, fields: Fields) -> None:
    text = clean(fields.get("level", ""))
    posting.level_slug = LEVELS.get(text.lower().replace("-", " "), "")
    if text and not posting.level_slug:
        posting.notes.append(f"level “{text[:40]}” does not name one level; not stated")


def read_url(posting: Posting, fields: Fields) -> None:
    text = clean(fields.get("url", ""))
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        parts, host = None, None
    if parts and parts.scheme == "https" and host and "." in host and len(text) <= 500:
        posting.url = text
    elif text:
        posting.notes.append("the link is not a full https address; left out")
