"""How well a job answers a judged line: rules that read what the job states, never what a search makes of the line.

A wish is "fact:value" and is worth 0 to 3 for a job:

3  the job states it: in its title, as a fact of its own, or as its one specialty
2  it states something that serves as well: one specialty of several, a preferred credential, a wide range
1  only its running text mentions it, or it lies near: a specialty that works the code, a remote job open to the state
0  it says nothing of it, or the opposite

`needs` decide: a job is worth the least of them. Every one of the `likes` it does not state (2 or 3) costs a point,
down to 1: half an answer is still one, and ranks below a whole one.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

# A specialty as titles write it, where its tag alone would not tell.
TOPICS = {
    "radiation-oncology": r"rad(iation)? onc|radiation therapy|brachytherapy",
    "cardiology": r"cardiolog",
    "thoracic-surgery": r"thoracic",
    "cardiac-surgery": r"cardiac surg|cardiothoracic|heart surgery|open heart",
    "diagnostic-radiology": r"radiology|diagnostic imaging",
    "interventional-radiology": r"interventional radiology|\bIR\b",
    "inpatient-drg": r"inpatient|\bDRG\b|acute care coder",
    "same-day-surgery": r"same day surgery|outpatient surgery|ambulatory surgery",
    "outpatient-facility": r"outpatient",
    "emergency-facility": r"\b(ED|ER) (facility )?cod|emergency department|facility ED",
    "coding-audit-compliance": r"audit",
    "cdi-inpatient": r"\bCDI|clinical documentation",
    "cdi-outpatient": r"outpatient CDI|CDIS?[- ]+outpatient",
    "denials-appeals": r"denial|appeals",
    "charge-capture-cdm": r"revenue integrity|charge|chargemaster",
    "billing-ar": r"bill(er|ing)|a/r|insurance follow-up|claims (rep|assoc|spec)",
    "registry-abstraction": r"registrar|registry|abstractor|oncology data",
    "risk-adjustment-hcc": r"risk adjustment|\bHCC",
    "him-operations": r"\bHIM\b|health information|release of information|\bROI\b",
    "coding-leadership": r"lead|manager|supervis|director",
    "coding-education": r"educator|trainer|instructor",
    "ob-gyn": r"ob/?gyn|obstetric",
    "evaluation-management": r"\bE/M\b|evaluation and management",
    "multi-specialty-profee": r"pro-?fee|professional fee|physician coder",
    "payment-integrity": r"payment integrity|DRG validat|claims coding",
    "anesthesiology": r"anesthesia",
    "orthopedic-surgery": r"orthop|joint",
    "infusion-injection": r"infusion",
    "behavioral-health": r"behavioral|mental health|psych",
    "home-health-pdgm": r"home health|oasis",
}
LEVEL_TITLES = {
    "entry": r"\b(trainee|apprentice|entry|junior|jr|associate|I|1)\b",
    "senior": r"\b(senior|sr|III|3)\b",
    "lead": r"\b(lead|supervis\w+)\b",
    "manager": r"\b(manager|director)\b",
}
NEIGHBOURS = {"manager": {"director", "lead"}, "lead": {"manager"}, "senior": {"lead"}}
TYPE_TEXT = {"prn": r"per diem|\bprn\b", "part-time": r"part[- ]time", "contract": r"contract|1099"}
NARROW = 200


@dataclass
class Job:
    """A listing as it is judged."""

    pk: int
    title: str
    employer: str
    text: str
    skills: str
    work: str = ""
    city: str = ""
    state: str = ""
    remote_scope: str = ""
    states: set[str] = field(default_factory=set)
    level: str = ""
    years: int | None = None
    type: str = ""
    pay: float = 0
    pay_form: str = ""
    apprentices: bool | None = None
    rule: str = ""
    has_test: bool | None = None
    specialties: list[str] = field(default_factory=list)
    settings: set[str] = field(default_factory=set)
    systems: set[str] = field(default_factory=set)
    schedules: set[str] = field(default_factory=set)
    required: set[str] = field(default_factory=set)
    preferred: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    ranges: list[tuple[str, str]] = field(default_factory=list)


@lru_cache(maxsize=512)
def pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


def says(text: str, wanted: str) -> bool:
    return bool(pattern(wanted).search(text))


def specialty(job: Job, slug: str) -> int:
    if slug in TOPICS and says(job.title, TOPICS[slug]):
        return 3
    if slug in job.specialties:
        return 3 if len(job.specialties) == 1 else 2
    return 1 if slug in TOPICS and says(job.text, TOPICS[slug]) else 0


def title(job: Job, wanted: str) -> int:
    return 3 if says(job.title, wanted) else 1 if says(job.text, wanted) else 0


def words(job: Job, wanted: str) -> int:
    return 3 if says(job.title, wanted) else 2 if says(f"{job.skills}\n{job.text}", wanted) else 0


def employer(job: Job, wanted: str) -> int:
    return 3 if says(job.employer, wanted) else 2 if says(job.title, wanted) else 0


def credential(job: Job, acronym: str) -> int:
    if acronym in job.required:
        return 3
    return 2 if acronym in job.preferred else 1 if says(job.text, rf"\b{re.escape(acronym)}\b(?!-)") else 0


def apprentice(job: Job, wanted: str) -> int:
    if job.apprentices or job.rule == "none":
        return 3
    return 2 if "CPC-A" in job.required | job.preferred else 0


def work(job: Job, wanted: str) -> int:
    if job.work:
        return 3 if job.work == wanted else 0
    return 3 if says(job.title, rf"\b{wanted}\b") else 0


def state(job: Job, code: str) -> int:
    """A remote job is not a place: what counts is where its people may live."""
    if job.work == "remote" and job.remote_scope == "all":
        return 2
    if job.work == "remote" and job.remote_scope == "listed":
        return 3 if code in job.states else 0
    return 3 if job.state == code else 0


def city(job: Job, name: str) -> int:
    place, _, code = name.partition(",")
    if job.city.lower() == place.lower() and job.state == code:
        return 2 if job.work == "remote" else 3
    if says(job.title, rf"\b{place}\b"):
        return 3
    return 1 if job.work == "remote" and state(job, code) else 0


def level(job: Job, slug: str) -> int:
    if job.level == slug or says(job.title, LEVEL_TITLES[slug]):
        return 3
    if slug == "entry" and (job.years == 0 or job.apprentices):
        return 2
    return 2 if job.level in NEIGHBOURS.get(slug, ()) else 0


def years(job: Job, most: str) -> int:
    """Open to somebody with so many years, and asking for more than half of them."""
    if job.years is None:
        return 1
    return 0 if job.years > int(most) else 3 if job.years * 2 >= int(most) else 2


def system(job: Job, slug: str) -> int:
    return 3 if slug in job.systems else 1 if says(job.text, rf"\b{slug.split('-')[0]}\b") else 0


def setting(job: Job, slug: str) -> int:
    return 3 if slug in job.settings else 0


def schedule(job: Job, slug: str) -> int:
    return 3 if slug in job.schedules else 1 if says(job.text, rf"\b{slug}s?\b") else 0


def kind(job: Job, slug: str) -> int:
    if job.type == slug:
        return 3
    return 1 if not job.type and says(job.text, TYPE_TEXT.get(slug, slug)) else 0


def pay(job: Job, least: str) -> int:
    return 3 if job.pay >= float(least) else 0


def form(job: Job, name: str) -> int:
    return 3 if job.pay_form == name else 2 if job.type == "contract" else 0


def coding_test(job: Job, wanted: str) -> int:
    return 3 if job.has_test is False else 0


def code(job: Job, wanted: str) -> int:
    """ "code:32701/radiation-oncology+thoracic-surgery": the code, and who works it."""
    name, _, workers = wanted.partition("/")
    if name in job.codes:
        return 3
    spans = [span for span in job.ranges if holds(span, name)]
    if spans:
        return 3 if min(width(span) for span in spans) <= NARROW else 2
    return 1 if set(job.specialties) & set(workers.split("+")) else 0


def holds(span: tuple[str, str], name: str) -> bool:
    start, end = span
    if start[0].isdigit() or name[0].isdigit():
        return len(start) == len(end) == len(name) and start <= name <= end
    return start <= name and (name <= end or name.startswith(end))


def width(span: tuple[str, str]) -> int:
    return int(span[1], 36) - int(span[0], 36) if not span[0].isdigit() else int(span[1]) - int(span[0])


def code_range(job: Job, wanted: str) -> int:
    """ "range:77000-77999/radiation-oncology": tagged in it, with a range inside it or over it, or who works it."""
    span, _, workers = wanted.partition("/")
    start, end = span.split("-")
    if any(len(one) == len(start) and start <= one <= end for one in job.codes):
        return 3
    if any(len(low) == len(start) and low <= end and start <= high for low, high in job.ranges):
        return 3
    return 2 if set(job.specialties) & set(workers.split("+")) else 0


RULES: dict[str, Callable[[Job, str], int]] = {
    "specialty": specialty,
    "title": title,
    "words": words,
    "employer": employer,
    "credential": credential,
    "apprentice": apprentice,
    "work": work,
    "state": state,
    "city": city,
    "level": level,
    "years": years,
    "system": system,
    "setting": setting,
    "schedule": schedule,
    "type": kind,
    "pay": pay,
    "form": form,
    "test": coding_test,
    "code": code,
    "range": code_range,
}


def worth(job: Job, wish: str) -> int:
    """One wish; "a|b" is the better of two, "!a" wants the opposite of a."""
    if "|" in wish:
        return max(worth(job, one) for one in wish.split("|"))
    if wish.startswith("!"):
        return 3 if worth(job, wish[1:]) == 0 else 0
    name, _, value = wish.partition(":")
    return RULES[name](job, value)


def grade(job: Job, query: dict[str, Any]) -> int:
    least = min(worth(job, wish) for wish in query["needs"])
    missing = sum(worth(job, wish) < 2 for wish in query.get("likes", ()))
    return max(least - missing, 1) if least else 0
