"""Employment type, level, years, settings and systems, as slugs of the vocabulary."""

import re
from collections.abc import Iterator

from listings.recognition.text import around

TYPE_WORDS = (
    ("prn", r"prn|per[- ]diem"),
    ("part-time", r"part[- ]time"),
    ("full-time", r"full[- ]time"),
    ("temp-to-hire", r"temp[- ]to[- ](?:hire|perm)"),
    ("temp", r"temporary"),
    ("contract", r"contract(?:or)?|1099"),
    ("internship", r"intern(?:ship)?|externship"),
    ("volunteer", r"volunteer"),
)
_ANY_TYPE = "|".join(words for _, words in TYPE_WORDS)
STATED_TYPE = re.compile(
    rf"\b(?:job type|employment type|employee status|position type|schedule|status)\s*[:\n]\s*(?P<label>{_ANY_TYPE})\b"
    rf"|\bthis is an?(?: [\w-]+,?){{0,3}} (?P<this>{_ANY_TYPE})\b[^.\n]{{0,40}}\b(?:position|role|job|opportunity)\b",
    re.I,
)
LEVEL_CUES = (
    ("director", r"director"),
    ("lead", r"lead|supervisor|supervisory"),
    ("senior", r"senior|sr\.?"),
    ("entry", r"entry[- ]level|trainee|apprentice|junior|jr\.?"),
)
LEVEL_NUMBERS = {"iii": "senior", "3": "senior", "ii": "mid", "2": "mid", "i": "entry", "1": "entry"}
YEARS = re.compile(
    r"\b(?:minimum(?: of)?|at least|requires?|must have)\s+(?:\w+ \()?(\d{1,2})\)?\+?\s*(?:-\s*\d+\s*)?years?'?\b"
    r"[^.\n]{0,60}\b(?:cod(?:ing|er)|audit\w*|billing|HIM|CDI)\b",
    re.I,
)
SETTINGS = (
    ("hospital-inpatient", r"inpatient"),
    ("hospital-outpatient", r"outpatient"),
    ("emergency", r"emergency department|ED coder|ER coder"),
    ("observation", r"observation"),
    ("asc", r"ASC|ambulatory surgery cent(?:er|re)s?"),
    ("professional", r"pro[- ]?fee|professional fee|physician coding"),
    ("snf", r"SNF|skilled nursing"),
    ("home-health", r"home health"),
    ("hospice", r"hospice"),
    ("dialysis", r"dialysis"),
)
CODING = re.compile(r"\b(cod(?:er|ers|ing|es)|CDIS?|auditor|charts?|medical records?)\b", re.I)
# Names of systems that are ordinary words or short: they count only beside a word about software.
ORDINARY = re.compile(r"\b(EHR|EMR|encoder|software|system|systems|experience|proficien\w+|knowledge of)\b", re.I)
PLAIN_ENOUGH = {"Epic", "Cerner", "MEDITECH", "Meditech", "athenahealth", "eClinicalWorks", "PointClickCare", "TruCode"}


def find_type(title: str, text: str) -> tuple[str, str] | None:
    found = [(slug, match) for slug, words in TYPE_WORDS if (match := re.search(rf"\b(?:{words})\b", title, re.I))]
    if len(found) == 1:
        return found[0][0], around(title, found[0][1].start(), found[0][1].end())
    if found:
        return None
    match = STATED_TYPE.search(text)
    if not match:
        return None
    word = match.group("label") or match.group("this")
    slug = next(slug for slug, words in TYPE_WORDS if re.fullmatch(words, word, re.I))
    return slug, around(text, match.start(), match.end(), 0)


def find_level(title: str) -> tuple[str, str] | None:
    """From the title alone: "Senior", "Lead", a number behind "Coder" or at the end."""
    found = {
        slug: match
        for slug, words in LEVEL_CUES
        if (match := re.search(rf"(?<![\w/])(?:{words})(?![\w/])", title, re.I))
    }
    if len(found) == 1:
        slug, match = found.popitem()
        return slug, match.group(0)
    if found:
        return None
    match = re.search(r"\b(?:coder|specialist|auditor|analyst|biller)\s+(I{1,3}|[123])\b(?![/-])", title, re.I)
    return (LEVEL_NUMBERS[match.group(1).lower()], match.group(0)) if match else None


def find_years(text: str) -> tuple[str, str] | None:
    """The smallest number of years asked for in coding or its neighbours, where the sentence demands them."""
    matches = [m for m in YEARS.finditer(text) if "prefer" not in text[m.start() : m.end() + 40].lower()]
    if not matches:
        return None
    match = min(matches, key=lambda m: int(m.group(1)))
    return str(int(match.group(1))), around(text, match.start(), match.end(), 0)


def find_settings(title: str, text: str) -> Iterator[tuple[str, str]]:
    """Named in the title of a coding job, or directly beside "coding" in the text."""
    for slug, words in SETTINGS:
        if CODING.search(title) and (match := re.search(rf"\b(?:{words})\b", title, re.I)):
            yield slug, around(title, match.start(), match.end())
        elif match := re.search(
            rf"(?<!certified )\b(?:{words})(?: facility| record)? (?:cod(?:ing|er)s?)\b", text, re.I
        ):
            yield slug, around(text, match.start(), match.end())


def find_systems(text: str, systems: dict[str, str]) -> Iterator[tuple[str, str]]:
    seen = set()
    for name, slug in systems.items():
        match = re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)
        if not match or slug in seen:
            continue
        words = around(text, match.start(), match.end())
        if name in PLAIN_ENOUGH or ORDINARY.search(words):
            seen.add(slug)
            yield slug, words
