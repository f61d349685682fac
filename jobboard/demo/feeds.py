"""Takes facts away: what a posting from a feed leaves out, the board shows as not stated."""

from random import Random

from jobboard.demo.drawing import Draft
from jobboard.demo.material import House
from jobboard.demo.writing import bullets, head, paragraph
from listings.workflow import ApplyMethod

# What feeds leave out, and how often.
LEFT_OUT = {
    ("pay_min", "pay_max", "pay_unit", "pay_form", "charts_per_hour"): 0.55,
    ("apprentices_accepted",): 0.8,
    ("has_coding_test", "coding_test_when", "coding_test_minutes", "coding_test_open_book"): 0.8,
    ("machine_work",): 0.9,
    ("software_screens",): 0.95,
    ("by_agency", "agency_client"): 0.9,
    ("us_only",): 0.8,
    ("equipment_provided", "books_paid", "dues_paid", "ceu_paid"): 0.85,
    ("benefits",): 1.0,
    ("accuracy_percent", "audit_method", "ramp_up"): 0.9,
    ("years_min",): 0.3,
    ("screening_questions",): 1.0,
}

CLOSINGS = [
    "Pay and benefits are discussed with candidates who are invited to an interview.",
    "This description gives the main duties and is not a complete list of them.",
    "Offers depend on a background check, an exclusion check and proof of the credential.",
    "The department works day shifts; other hours may be arranged with the manager.",
    "Candidates who have applied within the last six months need not apply again.",
]


def as_imported(rng: Random, draft: Draft, house: House) -> None:
    draft.house = house
    values = draft.values
    for names, chance in LEFT_OUT.items():
        if rng.random() < chance:
            for name in names:
                values.pop(name, None)
    if rng.random() < 0.9 or "charts_per_hour" not in values:
        values.pop("quota", None)
        draft.quota_unit = ""
    if rng.random() < 0.25:
        values["credentials_rule"] = ""
        draft.required, draft.preferred = [], [*draft.required, *draft.preferred]
    if draft.states and rng.random() < 0.4:
        values["remote_scope"], draft.states = "", []
    if rng.random() < 0.3:
        draft.employment_type = ""
    if rng.random() < 0.5:
        draft.level = ""
    draft.schedules = []
    values["apply_method"], values["apply_url"] = ApplyMethod.NONE, ""
    if rng.random() < 0.8:
        values["apply_method"] = ApplyMethod.URL
        values["apply_url"] = f"https://jobs.{house.domain}/{rng.randint(1000, 9999)}"


def describe_imported(rng: Random, draft: Draft) -> str:
    """What the feed's own text says: the work and the person, little about terms."""
    trade = draft.trade
    wanted = list(trade.know)
    if draft.required:
        wanted.insert(0, f"{' or '.join(draft.required)} required.")
    if draft.preferred:
        wanted.append(f"{' or '.join(draft.preferred)} preferred.")
    if years := draft.values.get("years_min"):
        wanted.append(f"At least {years} year{'s' if years > 1 else ''} of coding.")
    return "".join(
        [
            paragraph(draft.house.openings[0], rng.choice(trade.lede)),
            head("Duties"),
            bullets(rng.sample(trade.duties, len(trade.duties))),
            head("Qualifications"),
            bullets(wanted),
            paragraph(f"Position: {draft.title}. {draft.house.name} handles applications.", *rng.sample(CLOSINGS, 2)),
        ]
    )
