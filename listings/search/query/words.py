"""Words: which say nothing, which only rank, and which are one word in several forms."""

import re
from functools import lru_cache

WORD = re.compile(r"[a-z0-9]+(?:['’][a-z]+)?")
STOP_WORDS = frozenset(
    """
    a above accept accepting accepts also am america an and any anybody anyone anything anywhere are as at based
    be been but by can could did do does except excluding find for from get give had has have hiring how i if in
    is it job jobs just knows latest least less let lets level levels like live lives living located looking me
    minimum must my nationwide near need newest no non not now of on only open opening openings opportunities
    opportunity or other our over please plus position positions prefer preferably preferred really recent
    recently reside residing role roles should show so some somebody someone something than that the their them
    then there these they this those to up us usa very w want wants was we were what when where which who will
    with without work would you your
    """.split()  # noqa: SIM905  # a paragraph reads better than thirty quoted words
)
# Every job here is one of coding: these words say how good a match is, not whether it is one.
SOFT_WORDS = frozenset(
    """
    active area asap benefits best central cert certification certifications certified certs chart charts code
    coder coders codes coding county credential credentialed credentials day days degree department eastern exp
    experience experienced good great greater health healthcare high highest hour hours hrs immediate
    immediately licensed medical metro month months needed northern paid pay paying region required resident
    residents salary schedule schedules shift shifts southern specialist specialists upstate urgent urgently w2
    week weeks western year years
    """.split()  # noqa: SIM905
)
# What these number says which one: who works HCCs or modifiers works that one too.
NUMBERED = frozenset({"hcc", "hccs", "modifier", "modifiers", "mod", "mods"})
# The groups of another grouper, and the lines of a bill: we hold neither list.
APR_DRG, REVENUE_CODE = r"\bapr[\s-]*drgs?", r"\brev(?:enue)?\s+codes?"
WHICH = re.compile(rf"(?:\b(?:levels?|{'|'.join(sorted(NUMBERED))})|{APR_DRG}|{REVENUE_CODE})\W*$", re.IGNORECASE)
# What these number is time: 20 hours, 8-hour shifts.
HOW_LONG = re.compile(r"\W*(?:hours?|hrs?|days?|weeks?|months?)\b", re.IGNORECASE)
# The longest number that says little by itself: 8-5, 59 modifier.
SHORT_NUMBER = 2
# Spelled right, though a letter or two away from a word of ours.
NO_SLIPS = frozenset({"indian", "upcoding"})
# Forms of one word that no stemmer of English joins, and that the trade uses as one.
FAMILIES = (
    ("coder", "coders", "coding", "code", "codes"),
    ("auditor", "auditors", "audit", "audits", "auditing"),
    ("biller", "billers", "billing"),
    ("registrar", "registrars", "registry"),
    ("educator", "educators", "education"),
    ("reviewer", "reviewers", "review", "reviews"),
    ("validator", "validators", "validation"),
    ("abstractor", "abstractors", "abstraction", "abstracting"),
    ("supervisor", "supervisors", "supervisory"),
    ("trainer", "trainers", "trainee", "trainees", "training"),
    ("denial", "denials", "denied"),
    ("modifier", "modifiers", "mod", "mods"),
    ("revenue", "rev"),
    ("weekend", "weekends"),
    ("surgery", "surgical", "surgeries"),
    ("physician", "physicians"),
    ("technician", "technicians", "tech"),
)
FAMILY_OF = {word: family for family in FAMILIES for word in family}


@lru_cache(maxsize=4_096)
def forms(word: str) -> tuple[str, ...]:
    """The word and its other forms, itself first."""
    family = FAMILY_OF.get(word)
    if family:
        return (word, *(other for other in family if other != word))
    return (word, *(other for other in (plural(word), singular(word)) if other and other != word))


def singular(word: str) -> str:
    """Empty where the word is none to shorten: sepsis, access, virus."""
    if len(word) < 5 or not word.endswith("s") or word.endswith(("ss", "is", "us")):
        return ""
    return f"{word[:-3]}y" if word.endswith("ies") else word[:-1]


def plural(word: str) -> str:
    if len(word) < 4 or word.endswith("s") or not word.isalpha():
        return ""
    return f"{word[:-1]}ies" if word.endswith("y") and word[-2] not in "aeiou" else f"{word}s"


def clauses(words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """What a text must hold to say these words: each of them in some form. Soft ones count where nothing else is."""
    telling = tuple(word for word in words if word not in SOFT_WORDS and word not in STOP_WORDS)
    return tuple(forms(word) for word in telling or words)
