"""Credentials asked for: which, required or preferred, any or all of them, and whether apprentices may apply."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from listings.recognition.text import around, sentences

PREFERRED = re.compile(r"\b(preferred|preferably|a plus|desired|desirable|nice to have|helpful|ideally|bonus)\b", re.I)
REQUIRED = re.compile(
    r"\b(requir\w+|must|mandatory|certif\w+|credential\w*|licens\w+|registered|possess|hold|holds|need\w*)\b", re.I
)
NEEDS = re.compile(f"{REQUIRED.pattern}|{PREFERRED.pattern}", re.I)
# Acronyms that also mean something else in this trade: they count only beside a word about certificates.
OTHER_MEANINGS = {"CAC", "CCC", "CHC", "CMC", "COT", "OCS", "RCC", "COPC", "CMIS", "CUC", "CIC"}
CERTIFICATE_WORDS = re.compile(r"\b(certif\w+|credential\w*|coder|AAPC|AHIMA)\b", re.I)
APPRENTICES_YES = re.compile(
    r"\b(?:CPC[- ]?A|apprentices?)\b[^.\n;]{0,30}\b(?:accepted|welcome|considered|ok(?:ay)?|eligible|may apply)\b", re.I
)
APPRENTICES_NO = re.compile(
    r"\bno (?:CPC[- ]?A\b|apprentices?\b)"
    r"|\b(?:CPC[- ]?As?|apprentices?)\b[^.\n;]{0,20}\bnot (?:be )?(?:accepted|considered|eligible)",
    re.I,
)
# Licences that coding texts name as somebody's background ("experience such as RN"): they need their own word.
LICENCES = {"RN", "LPN", "MD-FMG"}
LICENCE_WORDS = re.compile(r"\b(licen[sc]\w+|registration|required|must)\b", re.I)
NONE_REQUIRED = re.compile(r"\bno (?:certification|credentials?)s? (?:is |are )?(?:required|needed|necessary)\b", re.I)
ALL_OF = re.compile(r"^[\s,&]*(?:and|&|plus|both)?[\s,]*$", re.I)


@dataclass
class Credentials:
    """Names as written → acronym; acronyms match by case, full names do not."""

    names: dict[str, str]

    def __post_init__(self) -> None:
        acronyms = sorted((n for n in self.names if n.upper() == n), key=len, reverse=True)
        words = sorted((n for n in self.names if n.upper() != n), key=len, reverse=True)
        parts = []
        if acronyms:
            parts.append(r"(?<![A-Za-z0-9-])(?:" + "|".join(map(re.escape, acronyms)) + r")s?(?![A-Za-z0-9]|-[A-Z])")
        if words:
            parts.append(r"\b(?i:" + "|".join(map(re.escape, words)) + r")\b(?![- ]apprentice)")
        self.pattern = re.compile("|".join(parts)) if parts else None
        self.by_lower = {name.lower(): acronym for name, acronym in self.names.items()}

    def without_names(self, sentence: str) -> str:
        return self.pattern.sub(" ", sentence) if self.pattern else sentence

    def find(self, sentence: str) -> Iterator[tuple[str, re.Match[str]]]:
        if self.pattern is None:
            return
        for match in self.pattern.finditer(sentence):
            written = match.group(0)
            acronym = self.by_lower.get(written.lower()) or self.by_lower.get(written.lower().removesuffix("s"), "")
            if acronym in OTHER_MEANINGS and not CERTIFICATE_WORDS.search(sentence):
                continue
            if acronym:
                yield acronym, match


def find_credentials(title: str, text: str, known: Credentials) -> Iterator[tuple[str, str, str]]:
    """(fact, value, words): credential_required / credential_preferred, credentials_rule, apprentices."""
    needs: dict[str, tuple[str, str]] = {}
    rules: list[str] = []
    for index, sentence in enumerate([title, *sentences(text)]):
        mentions = list(known.find(sentence))
        for acronym, match in mentions:
            need = need_of(sentence, match, known) or ("required" if index == 0 else "")
            if acronym in LICENCES and index > 0 and not LICENCE_WORDS.search(around(sentence, *match.span())):
                need = ""
            if need and (acronym not in needs or need == "required"):
                needs[acronym] = (need, around(sentence, match.start(), match.end()))
        required = [match for acronym, match in mentions if needs.get(acronym, ("",))[0] == "required"]
        if len(required) > 1:
            rules.append("all" if joined_by_and(sentence, required) else "any")
    for acronym, (need, words) in needs.items():
        yield f"credential_{need}", acronym, words
    required_words = next((words for need, words in needs.values() if need == "required"), "")
    if required_words:
        yield "credentials_rule", "all" if rules and set(rules) == {"all"} else "any", required_words
    elif none := NONE_REQUIRED.search(text):
        yield "credentials_rule", "none", around(text, *none.span())
    whole = f"{title}\n{text}"
    if refused := APPRENTICES_NO.search(whole):
        yield "apprentices", "no", around(whole, *refused.span())
    elif accepted := APPRENTICES_YES.search(whole):
        yield "apprentices", "yes", around(whole, *accepted.span())
    elif needs.get("CPC-A", ("",))[0] == "required":
        yield "apprentices", "yes", needs["CPC-A"][1]


def need_of(sentence: str, match: re.Match[str], known: Credentials) -> str:
    """required, preferred or nothing. Where a sentence says both, the nearest word behind the name decides.

    The names themselves say nothing: "Certified Professional Coder" is no demand, "certification required" is one.
    """
    rest = known.without_names(sentence)
    if not (preferred := PREFERRED.search(rest)) or not REQUIRED.search(rest):
        return "preferred" if preferred else "required" if REQUIRED.search(rest) else ""
    words = list(NEEDS.finditer(known.without_names(sentence[match.end() :]))) or list(NEEDS.finditer(rest))[-1:]
    return "preferred" if PREFERRED.fullmatch(words[0].group(0)) else "required"


def joined_by_and(sentence: str, matches: list[re.Match[str]]) -> bool:
    """ "CPC and CRC": nothing but commas and "and" between the names, and at least one "and"."""
    gaps = [sentence[a.end() : b.start()] for a, b in pairwise(matches)]
    return all(ALL_OF.fullmatch(gap) for gap in gaps) and any(re.search(r"and|&|plus", gap, re.I) for gap in gaps)
