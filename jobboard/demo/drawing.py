"""Draws what a listing states. No database here: the same seed and number give the same facts."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

from jobboard.demo.material import House, Trade, houses, phrases, places, trades
from listings.workflow import ApplyMethod, CodingTest, CredentialsRule, MachineWork, PayForm, PayUnit, RemoteScope, Work

OLDEST_DAYS = 58
HOURLY = {  # the middle of the range by level, before the specialty's and the state's factor
    "entry": 21.5,
    "mid": 27.5,
    "senior": 33.5,
    "lead": 38.5,
    "manager": 45.0,
    "director": 64.0,
}
DEAR = {"CA", "WA", "MA", "NY", "CT", "OR", "CO", "MD", "NH"}
CHEAP = {"KS", "KY", "WV", "AR", "AL", "OK", "NM", "SD", "LA", "IN"}
REMOTE_SHARE = {"rcm-vendor": 92, "payer": 96, "technology": 82, "staffing": 78, "critical-access": 25}
REMOTE_SHARE |= {"education": 40, "lab-imaging": 45, "dme": 30, "fqhc": 35, "government": 40, "post-acute": 45}
TYPES = {"full-time": 72, "part-time": 9, "prn": 7, "contract": 6, "temp": 3, "temp-to-hire": 3}
AGENCY_TYPES = {"contract": 60, "temp": 25, "temp-to-hire": 15}
WELL_KNOWN = ["Epic", "Oracle Health (Cerner)", "MEDITECH", "athenahealth", "eClinicalWorks"]
MACHINE = [MachineWork.NONE, MachineWork.CODES, MachineWork.VALIDATES, MachineWork.AUDITS]

# Which settings an employer of a kind has; a specialty's own list is cut down to these.
_CLINIC = {"professional", "office-clinic"}
HOSPITAL = {"hospital-inpatient", "hospital-outpatient", "emergency", "observation", "irf", "psychiatric", "ambulance"}
HOSPITAL |= {"dialysis", *_CLINIC}
FIT = {
    "physician-group": {*_CLINIC, "asc", "dialysis", "snf", "emergency"},
    "asc": {"asc"},
    "fqhc": {*_CLINIC, "psychiatric"},
    "payer": {"payer"},
    "lab-imaging": {*_CLINIC, "lab"},
    "home-health": {"home-health", "hospice"},
    "post-acute": {"snf", "irf"},
    "dme": {"dme"},
    "technology": {"vendor"},
    "rcm-vendor": {*HOSPITAL, "asc", "snf", "home-health", "hospice", "lab", "dme", "vendor"},
    "staffing": {*HOSPITAL, "asc"},
}
DEFAULT_SETTING = {"asc": "asc", "payer": "payer", "technology": "vendor", "rcm-vendor": "vendor", "dme": "dme"}
DEFAULT_SETTING |= {"post-acute": "snf", "home-health": "home-health", "lab-imaging": "lab"}
DEFAULT_SETTING |= {"fqhc": "office-clinic", "physician-group": "office-clinic", "staffing": "professional"}


@dataclass
class Draft:
    """One listing before it is a row. Relations are slugs, acronyms and numbers."""

    house: House
    trade: Trade
    level: str
    title: str
    values: dict[str, Any] = field(default_factory=dict)
    employment_type: str = "full-time"
    quota_unit: str = ""
    specialties: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    ranges: list[str] = field(default_factory=list)
    required: list[str] = field(default_factory=list)
    preferred: list[str] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    settings: list[str] = field(default_factory=list)
    systems: list[str] = field(default_factory=list)
    schedules: list[str] = field(default_factory=list)
    html: str = ""
    days_ago: int = 0
    minutes_ago: int = 0
    closes_in: int | None = None  # days from today

    @property
    def state(self) -> str:
        return self.values.get("state_id") or ""


def plan(count: int, seed: int) -> list[Trade]:
    """Which specialty each listing is about: by weight, every specialty before any comes twice too often."""
    rng = Random(f"plan {seed}")
    known = list(trades().values())
    rng.shuffle(known)
    known.sort(key=lambda trade: trade.weight <= 2)  # the trade's main rooms first, for small boards
    chosen: list[Trade] = []
    used: Counter[str] = Counter()
    for _ in range(count):
        trade = min(known, key=lambda one: (used[one.slug] + 0.5) / one.weight if used[one.slug] else 0)
        used[trade.slug] += 1
        chosen.append(trade)
    rng.shuffle(chosen)
    return chosen


class Houses:
    """Hands out employers so that each gets about its share."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.given: Counter[str] = Counter()

    def next_for(self, trade: Trade) -> House:
        able = [house for house in houses().values() if house.share and house.takes(trade)]
        house = min(able, key=lambda one: (self.given[one.key] + self.rng.random()) / one.share)
        self.given[house.key] += 1
        return house


def pick(rng: Random, weights: dict[str, int]) -> str:
    return rng.choices(list(weights), weights=list(weights.values()))[0]


def draw(rng: Random, house: House, trade: Trade, used: Counter[str] | None = None) -> Draft:
    """`used` counts the titles given out, so that a specialty shows all it has before one comes twice."""
    used = Counter() if used is None else used
    titles = [(level, title) for level, titles in trade.titles.items() for title in titles]
    level, title = min(titles, key=lambda pair: (used[pair[1]], rng.random()))
    used[title] += 1
    draft = Draft(house=house, trade=trade, level=level, title=title)
    draft.days_ago = int(OLDEST_DAYS * rng.random() ** 1.5)
    draft.minutes_ago = rng.randrange(5, 1300)
    _draw_where(rng, draft)
    _draw_type_and_pay(rng, draft)
    _draw_person(rng, draft)
    _draw_work(rng, draft)
    _draw_terms(rng, draft)
    _draw_applying(rng, draft)
    return draft


def _draw_where(rng: Random, draft: Draft) -> None:
    house, values = draft.house, draft.values
    remote = REMOTE_SHARE.get(house.kind, 52)
    work = pick(rng, {Work.REMOTE: remote, Work.HYBRID: (100 - remote) // 2, Work.ONSITE: (100 - remote) // 2})
    values["work"] = work
    if work == Work.REMOTE:
        values["us_only"] = rng.random() < 0.97
        if not house.payroll or rng.random() < 0.12:
            values["remote_scope"] = RemoteScope.ALL
            return
        values["remote_scope"] = RemoteScope.LISTED
        extra = rng.randint(2, len(house.payroll))
        draft.states = sorted({house.state, *house.payroll[:extra]} & set(house.payroll))
        return
    state = house.state if rng.random() < 0.6 or not house.payroll else rng.choice(house.payroll)
    city, postal = rng.choice(places()[state])
    if state == house.state and rng.random() < 0.6:
        city, postal = next((pair for pair in places()[state] if pair[0] == house.city), places()[state][0])
    values.update(city=city, postal_code=postal, state_id=state)


def _draw_type_and_pay(rng: Random, draft: Draft) -> None:
    house, trade, values = draft.house, draft.trade, draft.values
    steady = draft.level in ("lead", "manager", "director")
    kinds = AGENCY_TYPES if house.kind == "staffing" else {"full-time": 1} if steady else TYPES
    draft.employment_type = pick(rng, kinds)
    if trade.per_chart and not steady and rng.random() < 0.4:
        draft.employment_type = rng.choice(["contract", "project", "prn"])
    contract = draft.employment_type in ("contract", "project")
    values["pay_form"] = rng.choice([PayForm.F1099, PayForm.F1099, PayForm.W2, PayForm.C2C]) if contract else PayForm.W2
    region = draft.state or house.state
    factor = trade.pay_scale * (1.1 if region in DEAR else 0.94 if region in CHEAP else 1.0)
    middle = HOURLY[draft.level] * factor * rng.uniform(0.95, 1.06) * (1.15 if contract else 1.0)
    width = rng.uniform(0.07, 0.15)
    if trade.per_chart and contract:
        low, high = trade.per_chart
        start = round(rng.uniform(low, (low + high) / 2) * 4) / 4
        values.update(pay_unit=PayUnit.CHART, pay_min=start, pay_max=min(high, start + rng.choice([0.5, 0.75, 1])))
        values["charts_per_hour"] = Decimal(trade.quota[2] - 1)
    elif contract and rng.random() < 0.3:
        day = round(middle * 8 / 10) * 10
        values.update(pay_unit=PayUnit.DAY, pay_min=day, pay_max=day + rng.choice([30, 40, 60]))
    elif contract and rng.random() < 0.25:
        fee = round(middle * rng.choice([120, 160, 240]) / 100) * 100
        values.update(pay_unit=PayUnit.PROJECT, pay_min=fee, pay_max=fee + rng.choice([0, 400, 800]))
    elif steady or (trade.salaried and rng.random() < 0.6):
        low, high = (round(middle * 2080 * part / 500) * 500 for part in (1 - width, 1 + width))
        values.update(pay_unit=PayUnit.YEAR, pay_min=low, pay_max=high)
    else:
        low, high = (round(middle * part * 4) / 4 for part in (1 - width, 1 + width))
        values.update(pay_unit=PayUnit.HOUR, pay_min=low, pay_max=high)
    for name in ("pay_min", "pay_max"):
        values[name] = Decimal(str(values[name])).quantize(Decimal("0.01"))


def _draw_person(rng: Random, draft: Draft) -> None:
    values, level, known = draft.values, draft.level, draft.trade.credentials
    years = {"entry": (0, 1), "mid": (1, 3), "senior": (3, 5), "lead": (4, 6), "manager": (5, 7), "director": (7, 9)}
    values["years_min"] = rng.randint(*years[level])
    values["apprentices_accepted"] = level == "entry" or (
        level == "mid" and values["years_min"] <= 2 and rng.random() < 0.3
    )
    first, rest = known[0], known[1:]
    chance = rng.random()
    if level == "entry" and chance < 0.35:
        values["credentials_rule"] = CredentialsRule.NONE
        draft.preferred = [rng.choice(known)]
    elif rest and chance < 0.72:
        values["credentials_rule"] = CredentialsRule.ANY
        draft.required = [first, *rng.sample(rest, min(len(rest), rng.choice([1, 1, 2])))]
    elif rest and chance < 0.8 and level != "entry":
        values["credentials_rule"] = CredentialsRule.ALL
        draft.required = [first, rng.choice(rest)]
    else:
        values["credentials_rule"] = CredentialsRule.ANY
        draft.required = [rng.choice(known[:2])]
    left = [acronym for acronym in known if acronym not in draft.required + draft.preferred]
    if left and rng.random() < 0.45:
        draft.preferred = [*draft.preferred, rng.choice(left)]


def _draw_work(rng: Random, draft: Draft) -> None:
    trade, values = draft.trade, draft.values
    draft.specialties = [trade.slug]
    if trade.also and rng.random() < 0.6:
        draft.specialties.append(rng.choice(trade.also))
    fitting = [slug for slug in trade.settings if slug in FIT.get(draft.house.kind, HOSPITAL)]
    first = fitting[:1] or [DEFAULT_SETTING.get(draft.house.kind, trade.settings[0])]
    draft.settings = first + [slug for slug in fitting[1:] if rng.random() < 0.45]
    own = [name for name in trade.systems if name not in WELL_KNOWN]
    record = [name for name in trade.systems if name in WELL_KNOWN]
    draft.systems = rng.sample(record, min(1, len(record))) + rng.sample(own, min(len(own), rng.choice([1, 1, 2])))
    if trade.ranges and rng.random() < 0.8:
        draft.ranges = sorted(rng.sample(trade.ranges, min(len(trade.ranges), rng.choice([1, 1, 2]))))
    if trade.codes and rng.random() < 0.6:
        draft.codes = sorted({trade.codes[0], *rng.sample(trade.codes, min(len(trade.codes), rng.choice([1, 2, 2])))})
    if trade.quota and (rng.random() < 0.6 or values["pay_unit"] == PayUnit.CHART):
        unit, low, high = trade.quota
        draft.quota_unit = unit
        values["quota"] = values.get("charts_per_hour") or Decimal(rng.randint(low, high))
    values["accuracy_percent"] = Decimal(rng.choice(["95", "95", "95", "96", "94", "97"]))
    values["audit_method"] = _capital(rng.choice(phrases()["audit"]))
    values["ramp_up"] = rng.choice(phrases()["ramp_up"])
    values["has_coding_test"] = rng.random() < 0.46
    if values["has_coding_test"]:
        values["coding_test_when"] = rng.choice(
            [CodingTest.BEFORE, CodingTest.AFTER, CodingTest.AFTER, CodingTest.OFFER]
        )
        values["coding_test_minutes"] = rng.choice([30, 45, 60, 60, 90])
        values["coding_test_open_book"] = rng.random() < 0.75
    values["machine_work"] = (
        rng.choice(trade.machine) if trade.machine else rng.choices(MACHINE, weights=[45, 35, 15, 5])[0]
    )


def _draw_terms(rng: Random, draft: Draft) -> None:
    house, values = draft.house, draft.values
    draft.schedules = [rng.choice(["monday-friday", "flex", "core-hours", "core-hours", "four-tens"])]
    if draft.employment_type in ("prn", "part-time") or rng.random() < 0.08:
        draft.schedules.append(rng.choice(["weekend", "evening"]))
    own_desk = draft.employment_type not in ("contract", "project")
    values["equipment_provided"] = own_desk or rng.random() < 0.4
    values["books_paid"] = own_desk and rng.random() < 0.8
    values["dues_paid"] = own_desk and rng.random() < 0.55
    values["ceu_paid"] = own_desk and rng.random() < 0.65
    values["benefits"] = (
        "\n".join(rng.sample(house.perks, min(3, len(house.perks))))
        if own_desk and draft.employment_type != "prn"
        else ""
    )
    values["software_screens"] = rng.random() < 0.12
    values["by_agency"] = house.kind == "staffing"
    if house.clients:
        values["agency_client"] = rng.choice(house.clients)


def _draw_applying(rng: Random, draft: Draft) -> None:
    house, values = draft.house, draft.values
    values["requisition"] = f"{house.key[:3].upper()}-{rng.randint(10200, 98999)}" if rng.random() < 0.55 else ""
    if rng.random() < 0.14:
        values["apply_method"] = ApplyMethod.URL
        values["apply_url"] = f"https://careers.{house.domain}/openings/{rng.randint(1000, 9999)}"
    else:
        values["apply_method"] = ApplyMethod.BOARD
        if rng.random() < 0.55:
            values["screening_questions"] = rng.sample(phrases()["questions"], rng.randint(1, 4))
    if rng.random() < 0.22:
        draft.closes_in = rng.randint(3, 45)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
