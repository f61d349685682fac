"""Where the work is done, and where a remote worker may live."""

import re

from listings.recognition.text import around, sentences
from listings.workflow import RemoteScope, Work

TITLE_WORK = (
    (Work.HYBRID, re.compile(r"\bhybrid\b", re.I)),
    (Work.ONSITE, re.compile(r"\bon-?site\b(?! visits)", re.I)),
    # "Remote opportunities available" and "remote eligible" promise nothing about this job.
    (
        Work.REMOTE,
        re.compile(r"\b(?<!non-)remote\b(?! (?:eligible|possible|opportunities|options?|optional|flexible))", re.I),
    ),
)
TEXT_WORK = (
    (
        Work.HYBRID,
        re.compile(
            r"\b(?:this is a |work (?:type|arrangement|location): ?)hybrid\b"
            r"|\bhybrid (?:position|role|schedule)\b",
            re.I,
        ),
    ),
    (
        Work.ONSITE,
        re.compile(
            r"\bthis (?:position|role|job) is (?:fully |100% )?on-?site\b|\b(?:not|no) remote\b|\bnot a remote\b", re.I
        ),
    ),
    (
        Work.REMOTE,
        re.compile(
            r"\b(?:100% |fully |completely )remote\b|\bthis is a (?:\w+[ ,-]+)?remote\b|\blocation: remote\b"
            r"|\bthis (?:position|role|job) is (?:a )?remote\b|\bseeking an? remote\b"
            r"|\bwork (?:remotely )?from home (?:position|role|job)\b"
            r"|\bremote (?:position|role|job)\b(?! (?:may|might|could))",
            re.I,
        ),
    ),
)
NEARBY = re.compile(r"\bcommut\w+ distance\b|\bwithin \d+ miles\b", re.I)
ALL_STATES = re.compile(
    r"\banywhere in (?:the )?(?:greater |continental )?(?:united states|u\.?s\.?a?\b)"
    r"|\b(?:all (?:50|fifty) states|any (?:us |u\.s\. )?state)\b"
    r"|\bremote[^.\n]{0,30}\bnationwide\b|\bnationwide[^.\n]{0,20}\bremote\b",
    re.I,
)
LIVING = re.compile(
    r"\b(?:must|who|to|candidates?|applicants?|residents?|currently|can)\b[^.\n]{0,40}"
    r"\b(?:resid\w+|live|living|be located|based)\b(?: in)?",
    re.I,
)
NOT_LIVING = re.compile(r"\b(?:not|except|excluding|exclude[sd]?|other than|unable)\b", re.I)
US_ONLY = re.compile(
    r"\bu\.?s\.?[- ](?:based|only|residents? only)|\bremote,? us\b|\(remote,? us\)"
    r"|\bwithin the (?:united states|u\.?s\.?)\b",
    re.I,
)
TITLE_PLACE = re.compile(r"\b((?:[A-Z][a-z.]+ ){0,2}[A-Z][a-z]+), ([A-Z]{2})\b")


def find_work(title: str, text: str) -> tuple[str, str] | None:
    """(remote | hybrid | onsite, words); the title before the text, and nothing where the words disagree."""
    for source, rules in ((title, TITLE_WORK), (text, TEXT_WORK)):
        found = [(work, match) for work, rule in rules if (match := rule.search(source))]
        if len(found) > 1:
            return None
        if found:
            work, match = found[0]
            words = around(source, match.start(), match.end())
            return None if work == Work.REMOTE and NEARBY.search(words) else (work, words)
    return None


def find_place_in_title(title: str, states: dict[str, str]) -> tuple[str, str] | None:
    """("Las Vegas|NV", words): a town, a comma, a state's abbreviation."""
    match = TITLE_PLACE.search(title)
    if match and match.group(2) in states:
        city = re.sub(r"^(?:job in|in|at|Onsite)\s+", "", match.group(1))
        return f"{city}|{match.group(2)}", match.group(0)
    return None


def find_scope(title: str, text: str, states: dict[str, str]) -> list[tuple[str, str, str]]:
    """Where somebody may live: every state, or the states a sentence about living lists."""
    facts = []
    if match := ALL_STATES.search(text):
        facts.append(("remote_scope", RemoteScope.ALL.value, around(text, match.start(), match.end())))
    else:
        for sentence in sentences(text):
            living = LIVING.search(sentence)
            if not living or NOT_LIVING.search(sentence):
                continue
            named = states_named(sentence[living.end() :], states)
            if named:
                facts.append(("remote_scope", RemoteScope.LISTED.value, " ".join(sentence.split())[:200]))
                facts += [("eligible_state", code, words) for code, words in named]
                break
    whole = f"{title}\n{text}"
    if match := US_ONLY.search(whole):
        facts.append(("us_only", "yes", around(whole, match.start(), match.end())))
    return facts


def states_named(sentence: str, states: dict[str, str]) -> list[tuple[str, str]]:
    """Full names anywhere; abbreviations only in a list of at least two, or behind a comma (OR, IN, ID are words)."""
    found: dict[str, str] = {}
    for name, code in states.items():
        if len(name) > 2 and (match := re.search(rf"\b{re.escape(name)}\b", sentence, re.I)):
            if name == "virginia" and re.search(r"\bwest virginia\b", sentence, re.I):
                continue
            found[code] = match.group(0)
    listed = re.search(r"\b[A-Z]{2}(?:(?:,| or| and|, or|, and|/)\s*[A-Z]{2})+\b", sentence)
    if listed:
        for word in re.findall(r"\b[A-Z]{2}\b", listed.group(0)):
            if (word in states and word != "OR") or (word in states and f", {word}" in listed.group(0)):
                found.setdefault(states[word], listed.group(0))
    return list(found.items())
