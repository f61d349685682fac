"""The words a query string may use, with their labels, read in one statement.

Filters check typed values against it, the page labels facets from it, and the query line finds its phrases in it.
What is built from the same rows is built once per process.
"""

import json
import re
import time
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast

from codes.models import Certification, Specialty, State, Term
from core.words import without_accents
from listings.workflow import Work

APPRENTICE = "apprentice"
PHRASE_WORD = re.compile(r"[a-z0-9]+")
# What people type for a value of the closed lists, beside its own name.
TYPE_WORDS = {
    "full-time": ("full time", "fulltime"),
    "part-time": ("part time", "parttime"),
    "prn": ("prn", "per diem", "perdiem"),
    "contract": ("contract", "contractor", "1099", "c2c", "corp to corp"),
    "temp": ("temp", "temporary"),
    "temp-to-hire": ("temp to hire", "temp to perm", "contract to hire"),
    "internship": ("internship", "intern", "externship"),
}
LEVEL_WORDS = {
    "entry": (
        "entry level",
        "entry",
        "beginner",
        "junior",
        "jr",
        "trainee",
        "new grad",
        "new graduate",
        "new coder",
        "newly certified",
        "no experience",
        "no exp",
        "no experience required",
        "no experience needed",
        "no experience necessary",
        "without experience",
        "coder i",
        "coder 1",
        "coder level i",
        "coder level 1",
    ),
    "mid": ("mid level", "coder ii", "coder 2", "coder level ii", "coder level 2"),
    "senior": ("senior", "sr", "coder iii", "coder 3", "coder level iii", "coder level 3"),
    "lead": ("lead", "team lead", "supervisor", "supervisory"),
    "manager": ("manager",),
    "director": ("director",),
}
WORK_WORDS = {
    Work.REMOTE: (
        "remote",
        "remotely",
        "fully remote",
        "100 remote",
        "wfh",
        "work from home",
        "work at home",
        "from home",
        "home based",
        "at home",
        "home office",
        "remote only",
        "work remotely",
        "work anywhere",
        "work from anywhere",
        "work remote",
        "telecommute",
        "telecommuting",
        "telework",
    ),
    Work.HYBRID: ("hybrid",),
    Work.ONSITE: ("onsite", "on site", "in office", "in person", "office based"),
}
SCHEDULE_WORDS = {
    "flex": ("flexible", "flexible hours", "flexible schedule", "flex schedule", "flex"),
    "weekend": ("weekend", "weekends", "saturday", "sunday"),
    "evening": ("evening", "evenings", "evening shift", "second shift", "2nd shift"),
    "overnight": ("overnight", "overnights", "night shift", "nights", "third shift", "3rd shift"),
    "four-tens": ("four tens", "4 10s", "4x10", "four day week", "4 day week"),
    "monday-friday": ("monday friday", "monday to friday", "monday through friday", "mon fri", "m f"),
    "on-call": ("on call",),
}
TEST_WORDS = {
    "none": ("no coding test", "no test", "no coding assessment", "no assessment", "without coding test"),
    "not-before": ("no test before interview", "no coding test before interview"),
}
# Who may start before the experience or the credential is in: what an apprentice's credential finds.
APPRENTICE_WORDS = (
    "apprentice",
    "apprentices",
    "apprentices accepted",
    "apprentices welcome",
    "apprentice accepted",
    "apprentice friendly",
    "no certification",
    "no certification required",
    "no certification needed",
    "no credential",
    "no credential required",
    "no credentials",
    "uncertified",
    "non certified",
)
APPRENTICE_CREDENTIAL = "CPC-A"
# What people call a system, beside its names in the reference.
SYSTEM_WORDS = {"solventum-360-encompass": ("3m", "solventum", "360 encompass")}
# What a system is, behind its name.
KIND_OF_SYSTEM = re.compile(r"\s+(?:EHR|EMR|encoder)$", re.IGNORECASE)
# What people call a state beside its name.
STATE_WORDS = {"CA": ("SoCal", "So Cal", "NorCal"), "VI": ("US Virgin Islands", "Virgin Islands")}
# Job titles that say no more than that somebody codes.
PLAIN_TITLES = frozenset({"medical-coder", "medical-coder-i", "medical-coder-ii", "medical-coder-iii"})
# Kinds that only a stated fact answers; the others are found in tags or in the text alike.
STRICT = frozenset({"state", "city", "near", "work", "type", "level", "pay_min", "years_max", "test", "schedule"})


@dataclass(frozen=True)
class Meaning:
    """What a phrase stands for: a parameter's value."""

    kind: str
    value: str


@dataclass(frozen=True)
class Vocabulary:
    """Value -> label, per kind; values are slugs, acronyms or state abbreviations, in the order people list them."""

    specialties: dict[str, str] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    credentials: dict[str, str] = field(default_factory=dict)
    terms: dict[str, dict[str, str]] = field(default_factory=dict)
    # Credentials of people whose experience is still to come: they fit jobs that accept apprentices.
    apprentices: frozenset[str] = frozenset()
    aliases: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    spellings: dict[str, dict[str, str]] = field(default_factory=dict, init=False, compare=False)

    def of(self, kind: str) -> dict[str, str]:
        return self.terms.get(kind, {})

    @cached_property
    def systems(self) -> dict[str, str]:
        """Health record systems and encoders: a listing names both as what one works in."""
        return {**self.of(Term.Kind.EHR), **self.of(Term.Kind.ENCODER)}

    @cached_property
    def titles(self) -> dict[str, tuple[str, ...]]:
        """Job titles by slug, each with the other names of the same work."""
        return {
            slug: tuple(
                dict.fromkeys(
                    " ".join(phrase_of(text)) for text in (label, *self.aliases.get((Term.Kind.JOB_TITLE, slug), ()))
                )
            )
            for slug, label in self.of(Term.Kind.JOB_TITLE).items()
            if slug not in PLAIN_TITLES
        }

    @cached_property
    def title_phrases(self) -> dict[tuple[str, ...], str]:
        return {tuple(name.split()): slug for slug, names in self.titles.items() for name in names}

    @cached_property
    def phrases(self) -> dict[tuple[str, ...], Meaning]:
        """Every phrase of the closed lists. Specialties have their own, in the codes app."""
        found: dict[tuple[str, ...], Meaning] = {}

        def add(text: str, kind: str, value: str) -> None:
            words = phrase_of(text)
            if words:
                found.setdefault(words, Meaning(kind, value))

        for acronym, name in self.credentials.items():
            for text in (acronym, name, *self.aliases.get(("credential", acronym), ())):
                add(text, "credential", acronym)
        for code, name in self.states.items():
            add(name, "state", code)
            add(code, "state", code)
            for text in STATE_WORDS.get(code, ()):
                add(text, "state", code)
        for kind in (Term.Kind.EHR, Term.Kind.ENCODER):
            for slug, label in self.of(kind).items():
                for text in (label, *self.aliases.get((kind, slug), ()), *SYSTEM_WORDS.get(slug, ())):
                    add(text, "ehr", slug)
                    add(KIND_OF_SYSTEM.sub("", text), "ehr", slug)
        if APPRENTICE_CREDENTIAL in self.credentials:
            for text in APPRENTICE_WORDS:
                add(text, "credential", APPRENTICE_CREDENTIAL)
        for parameter, table, known in (
            ("work", WORK_WORDS, dict(Work.choices)),
            ("type", TYPE_WORDS, self.of(Term.Kind.EMPLOYMENT_TYPE)),
            ("level", LEVEL_WORDS, self.of(Term.Kind.LEVEL)),
            ("schedule", SCHEDULE_WORDS, self.of(Term.Kind.SCHEDULE)),
            ("test", TEST_WORDS, TEST_WORDS),
        ):
            for value, texts in table.items():
                if value in known:
                    for text in texts:
                        add(text, parameter, str(value))
        return found

    @cached_property
    def heads_of_states(self) -> frozenset[str]:
        """The words a state may begin with; of D.C. the letter."""
        heads = {words[0] for words, meaning in self.phrases.items() if meaning.kind == "state"}
        return frozenset(heads | {head[0] for head in heads if len(head) == 2})

    @cached_property
    def longest_phrase(self) -> int:
        return max(map(len, self.phrases), default=1)


def phrase_of(text: str) -> tuple[str, ...]:
    return tuple(PHRASE_WORD.findall(without_accents(text).lower()))


# How long a process goes by the words it read: an operator's new word is known after that.
SECONDS_TO_KEEP = 5.0
_kept: tuple[float, Vocabulary] | None = None
_followed = ""


def read_vocabulary() -> Vocabulary:
    """The words of the reference, read at most every few seconds."""
    global _kept
    if _kept is None or time.monotonic() - _kept[0] >= SECONDS_TO_KEEP:
        _kept = (time.monotonic(), _read())
    return _kept[1]


def follow(changes: str) -> None:
    """Drops the words of this process where the changes of the reference are others than when it last heard of them."""
    global _kept, _followed
    if changes != _followed:
        _kept, _followed = None, changes


def _read() -> Vocabulary:
    rows = _select(Specialty.objects.all(), "specialty", "slug", "name").union(
        _select(State.objects.all(), "state", "code", "name"),
        _select(Certification.objects.all(), "credential", "acronym", "name", extra="level", aliases="aliases"),
        _select(Term.objects.all(), "term", "slug", "label", extra="kind", position="position", aliases="aliases"),
        all=True,
    )
    return _build(tuple(sorted(rows, key=lambda row: (row[0], row[3], row[4], row[2]))))


@lru_cache(maxsize=4)
def _build(rows: tuple[tuple[str, str, str, str, int, str], ...]) -> Vocabulary:
    words = Vocabulary()
    apprentices = set()
    for what, value, label, extra, _, aliases in rows:
        kind = extra if what == "term" else what
        if aliases:
            words.aliases[kind, value] = tuple(str(alias) for alias in json.loads(aliases))
        if what == "specialty":
            words.specialties[value] = label
        elif what == "state":
            words.states[value] = label
        elif what == "credential":
            words.credentials[value] = label
            if extra == APPRENTICE:
                apprentices.add(value)
        else:
            words.terms.setdefault(extra, {})[value] = label
    return Vocabulary(
        words.specialties, words.states, words.credentials, words.terms, frozenset(apprentices), words.aliases
    )


def _select(
    rows: QuerySet, what: str, value: str, label: str, *, extra: str = "", position: str = "", aliases: str = ""
) -> QuerySet:
    none = Value("", output_field=CharField())
    return (
        rows.order_by()
        .annotate(
            what=Value(what, output_field=CharField()),
            value=F(value),
            words=F(label),
            extra=F(extra) if extra else none,
            rank=F(position) if position else Value(0),
            other_words=Cast(F(aliases), CharField()) if aliases else none,
        )
        .values_list("what", "value", "words", "extra", "rank", "other_words")
    )
