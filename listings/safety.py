"""Signs that a listing is a scam or a copy. Flags never decide: a moderator reads them with the words that matched."""

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from listings.models import Listing, ListingText
from listings.rules import warnings
from listings.workflow import Status

MOST_WORDS = 5
# Shorter texts are alike by chance.
TWIN_LENGTH = 200


@dataclass(frozen=True)
class Flag:
    """`code` names the rule, `text` says what it means, `words` are what matched. Grave ones come first."""

    code: str
    text: str
    words: tuple[str, ...] = ()
    is_grave: bool = False


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


# code -> (grave?, what it means, what matches)
PATTERNS: dict[str, tuple[bool, str, re.Pattern[str]]] = {
    "asks_for_money": (
        True,
        "It seems to ask applicants for money. No employer here may.",
        _any(
            r"(?<!\bno )(?<!without )\b(?:registration|application|training|processing|onboarding|enrollment)"
            r" fees?\b(?! (?:is |are )?(?:paid|covered|reimbursed|waived))",
            r"\brefundable (?:deposit|fee)\b",
            r"\bstarter kit\b",
            r"\b(?:purchase|buy|pay for) (?:your|the) (?:own )?(?:equipment|laptop|kit|software|background check)\b",
            r"\b(?:send|transfer) (?:us |the )?(?:money|funds|payment)\b",
            r"\bupfront (?:payment|cost|fee)\b",
        ),
    ),
    "bank_details": (
        True,
        "It speaks of bank details, cheques or ways to move money.",
        _any(
            r"\b(?:bank|checking) account (?:number|details|information|login)\b",
            r"\brouting number\b",
            r"\bcashier'?s? (?:check|cheque)\b",
            r"\b(?:deposit|cash|mail(?:ed)?|send) (?:you )?(?:a|the|this) (?:check|cheque)\b",
            r"\b(?:zelle|venmo|cash ?app|western union|moneygram|paypal)\b",
            r"\b(?:gift cards?|bitcoin|cryptocurrency|crypto wallet|wire transfer)\b",
        ),
    ),
    "chat_elsewhere": (
        True,
        "It sends applicants to a chat outside the board.",
        _any(
            r"\b(?:telegram|whats ?app|we ?chat|viber|google hangouts?|hangouts|discord|facebook messenger)\b",
            r"\bsignal (?:app|messenger)\b",
            r"\b(?:text|sms|dm) (?:me|us|our|the hiring)\b",
            r"\bt\.me/\S+",
        ),
    ),
    "identity_early": (
        True,
        "It asks for identity papers or numbers before anybody was met.",
        _any(
            r"\bsocial security (?:number|card)\b",
            r"\bSSN\b",
            r"\b(?:copy|photo|picture|scan) of your (?:id|passport|driver'?s? licen[sc]e|social)\b",
        ),
    ),
    "short_link": (
        True,
        "It hides where a link goes, or collects answers in a form of its own.",
        _any(
            r"\b(?:bit\.ly|tinyurl\.com|goo\.gl|is\.gd|rb\.gy|cutt\.ly|ow\.ly|t\.co|tiny\.cc|shorturl\.at|rebrand\.ly)/\S+",
            r"\b(?:forms\.gle|docs\.google\.com/forms)\S*",
        ),
    ),
    "free_mail": (
        False,
        "The contact is a free mail address.",
        _any(
            r"\b[\w.+-]+@(?:gmail|googlemail|yahoo|ymail|hotmail|outlook|live|aol|icloud|proton(?:mail)?|gmx|mail|yandex|"
            r"zoho)\.(?:com|net|me|org|ru)\b"
        ),
    ),
    "too_easy": (
        False,
        "It promises easy money.",
        _any(
            r"\b(?:no|zero) experience (?:is )?(?:needed|required|necessary)[^.\n]{0,80}\$\s?\d[\d,.]*",
            r"\$\s?\d[\d,.]*[^.\n]{0,80}\b(?:no|zero) experience\b",
            r"\b(?:earn|make)(?: up to)? \$\s?\d[\d,.]*(?:k)? ?(?:daily|weekly|(?:a|per) (?:day|week))\b",
            r"\b(?:quick|easy|fast) (?:money|cash)\b",
            r"\bunlimited (?:income|earnings?|earning potential)\b",
            r"\b(?:hired|hiring) on the spot\b",
            r"\bno interview\b",
        ),
    ),
    "says_address": (
        False,
        "The text carries a mail address or telephone number; applying goes through the board or the employer's site.",
        _any(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b", r"(?<!\d)(?:\+?1[ .-]?)?\(?[2-9]\d{2}\)?[ .-]\d{3}[ .-]\d{4}(?!\d)"),
    ),
}


def fingerprint(description: str) -> str:
    """Equal for texts that differ in case, spaces or punctuation only. Empty for short texts."""
    if len(description) < TWIN_LENGTH:
        return ""
    folded = unicodedata.normalize("NFKC", description).casefold()
    return hashlib.sha256(" ".join(re.findall(r"\w+", folded)).encode()).hexdigest()


def flags(listing: Listing, twins: dict[int, tuple[str, ...]] | None = None) -> list[Flag]:
    """Everything a moderator should look at twice, grave things first. For many listings ask `flags_of`."""
    names = (twins_of([listing]) if twins is None else twins).get(listing.pk, ())
    found = [*_in_the_words(listing), *_in_the_letters(listing), *_twins(names), *_in_the_address(listing)]
    found += [Flag(f"warning_{one.field}", one.text) for one in warnings(listing)]
    return sorted(found, key=lambda flag: not flag.is_grave)


def flags_of(listings: Collection[Listing]) -> dict[int, list[Flag]]:
    """The flags of each of these, by its key."""
    twins = twins_of(listings)
    return {one.pk: flags(one, twins) for one in listings}


def words_of(listing: Listing) -> str:
    """All an applicant reads and an employer typed."""
    text: ListingText | None = getattr(listing, "text", None)
    parts = [listing.title, text.description if text else "", listing.benefits, listing.apply_url]
    parts += [listing.audit_method, listing.ramp_up, *(str(question) for question in listing.screening_questions)]
    parts += re.findall(r'href="([^"]*)"', text.html) if text else []
    return unicodedata.normalize("NFKC", "\n".join(parts))


def _in_the_words(listing: Listing) -> list[Flag]:
    words = words_of(listing)
    found = []
    for code, (is_grave, text, pattern) in PATTERNS.items():
        matched = dict.fromkeys(" ".join(match.group().split()) for match in pattern.finditer(words))
        if matched:
            found.append(Flag(code, text, tuple(matched)[:MOST_WORDS], is_grave))
    if any(flag.code == "free_mail" for flag in found):
        found = [flag for flag in found if flag.code != "says_address"]
    return found


def _in_the_letters(listing: Listing) -> list[Flag]:
    """Letters that look Latin and are not: a trick to slip past filters and to imitate names."""
    odd = {
        word
        for word in re.findall(r"\w+", words_of(listing))
        if not word.isascii()
        and len(scripts := {unicodedata.name(letter, "?").split(" ")[0] for letter in word if letter.isalpha()}) > 1
        and "LATIN" in scripts
        and scripts & {"CYRILLIC", "GREEK"}
    }
    if not odd:
        return []
    return [Flag("mixed_letters", "Words mix alphabets.", tuple(sorted(odd))[:MOST_WORDS], is_grave=True)]


def twins_of(listings: Iterable[Listing]) -> dict[int, tuple[str, ...]]:
    """Which other employers posted the same text, by listing; one query however many listings."""
    marks = {one.pk: text.fingerprint for one in listings if (text := getattr(one, "text", None)) and text.fingerprint}
    names: dict[str, set[tuple[int, str]]] = defaultdict(set)
    if marks:
        rows = Listing.objects.filter(text__fingerprint__in=set(marks.values())).exclude(status=Status.DRAFT)
        for mark, employer, name in rows.values_list("text__fingerprint", "employer_id", "employer__name"):
            names[mark].add((employer, name))
    own = {one.pk: one.employer_id for one in listings}
    return {
        pk: tuple(sorted(name for employer, name in names[mark] if employer != own[pk]))[:MOST_WORDS]
        for pk, mark in marks.items()
    }


def _twins(names: tuple[str, ...]) -> list[Flag]:
    if not names:
        return []
    return [Flag("same_text", "Another employer posted the same text.", names, is_grave=True)]


def _in_the_address(listing: Listing) -> list[Flag]:
    here, home = (urlsplit(url).hostname or "" for url in (listing.apply_url, listing.employer.website))
    if not here or not home:
        return []
    if here.split(".")[-2:] == home.split(".")[-2:]:
        return []
    return [Flag("other_site", f"People apply at a site that is not the employer's own ({home}).", (here,))]
