"""The reference as every process keeps it in memory: ranges by system, synonyms by their words, modifiers."""

import re
import time
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from threading import Lock

from django.db import transaction
from django.db.models import F

from codes.grammar import CodeSystem, Range, category, range_holds
from codes.grammar.lists import read
from codes.grammar.systems import PREFIX_SYSTEMS
from codes.models import (
    Certification,
    Code,
    CodeRange,
    Confidence,
    Modifier,
    Place,
    PlaceOfService,
    ReferenceStamp,
    Specialty,
    SpecialtySynonym,
)
from core.models import ImportRun

# ImportRun.kind of a file that holds a whole code system; its `source` is the system.
CATALOGUE = "code catalogue"
# Another process may have changed the reference: its stamp is read at most this often.
SECONDS_BETWEEN_LOOKS = 5.0
# The first and last number a system could hold.
EVERY: dict[str, tuple[str, str]] = {
    CodeSystem.CPT: ("00000", "99999"),
    CodeSystem.HCPCS: ("A0000", "V9999"),
    CodeSystem.CDT: ("D0000", "D9999"),
    CodeSystem.ICD10CM: ("A00", "ZZZ"),
    CodeSystem.ICD10PCS: ("0000000", "XZZZZZZ"),
    CodeSystem.MSDRG: ("000", "999"),
}
WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Match:
    """One specialty that works a code, and the range that says so."""

    specialty: Specialty
    role: str
    range: Range
    confidence: str
    note: str = ""

    @property
    def is_primary(self) -> bool:
        return self.role == CodeRange.Role.PRIMARY

    @property
    def is_generic(self) -> bool:
        return self.specialty.is_generic


@dataclass(frozen=True, slots=True)
class Synonym:
    """A specialty under one of its names. An ambiguous one never decides alone."""

    specialty: Specialty
    text: str
    is_ambiguous: bool


@dataclass(frozen=True, slots=True)
class CodeText:
    """A code with our summary, and its words."""

    system: str
    code: str
    summary: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class RankedRow:
    rank: tuple
    start: str
    end: str
    match: Match


def width(span: Range) -> int:
    """How many codes a range could hold; only good for comparing ranges of one system."""
    low, high = span.start, span.end
    if span.system in (CodeSystem.ICD10CM, CodeSystem.ICD10PCS):
        low, high = low.ljust(7, "0"), high.ljust(7, "Z")
    return int(high, 36) - int(low, 36)


def phrase(text: str) -> tuple[str, ...]:
    """The words of a text as synonyms are compared: "Hem/Onc" and "hem onc" are one."""
    return tuple(WORD.findall(text.lower()))


class Spans:
    """The ranges of one system cut into the pieces between their ends, so that a code is found by halving.

    All codes of one piece lie in the same ranges; what they match is worked out when the first of them is asked for.
    """

    def __init__(self, system: str, rows: list[RankedRow], fallback: Match | None) -> None:
        self.system, self.rows, self.fallback = system, rows, fallback
        # A prefix range holds its end and all that begins with it; "~" sorts behind every character of a code.
        reach = "~" if system in PREFIX_SYSTEMS else ""
        self.cuts = sorted({row.start for row in rows} | {f"{row.end}{reach}\x00" for row in rows})
        self.pieces: dict[tuple[int, str], tuple[Match, ...]] = {}

    def matches(self, code: str) -> tuple[Match, ...]:
        piece = bisect_right(self.cuts, code), category(self.system, code)
        found = self.pieces.get(piece)
        if found is None:
            best: dict[int, Match] = {}
            for row in self.rows:
                if range_holds(self.system, row.start, row.end, code):
                    best.setdefault(row.match.specialty.pk, row.match)
            if not best and self.fallback:
                best = {self.fallback.specialty.pk: self.fallback}
            found = self.pieces[piece] = tuple(best.values())
        return found


class Table:
    """Ranges in the order of rank (generic last, then role, narrower, tier) and the words of every specialty."""

    def __init__(self, stamp: int) -> None:
        self.stamp = stamp
        self.looked_at = time.monotonic()
        self.specialties = {row.pk: row for row in Specialty.objects.defer("loaded")}
        self.by_slug = {row.slug: row for row in self.specialties.values()}
        self.rows: dict[str, list[RankedRow]] = {system: [] for system in CodeSystem.values}
        for row in CodeRange.objects.all():
            specialty = self.specialties[row.specialty_id]
            span = Range(row.system, row.start, row.end)
            match = Match(specialty, row.role, span, row.confidence, row.note)
            rank = (
                specialty.is_generic,
                row.role != CodeRange.Role.PRIMARY,
                width(span),
                specialty.tier,
                specialty.name,
            )
            self.rows[row.system].append(RankedRow(rank, row.start, row.end, match))
        for rows in self.rows.values():
            rows.sort(key=lambda ranked: ranked.rank)
        self.spans = {system: Spans(system, rows, self._fallback(system)) for system, rows in self.rows.items()}
        self.phrases: dict[tuple[str, ...], list[Synonym]] = {}
        for specialty in self.specialties.values():
            self._name(specialty, specialty.name, is_ambiguous=False)
            self._name(specialty, specialty.slug, is_ambiguous=False)
        for synonym in SpecialtySynonym.objects.all():
            specialty = self.specialties[synonym.specialty_id]
            self._name(specialty, synonym.text, is_ambiguous=synonym.is_ambiguous)
        self.modifiers = Modifier.objects.defer("loaded").in_bulk()
        self.places = PlaceOfService.objects.defer("loaded").in_bulk()
        self.credentials = {row.acronym.upper(): row for row in Certification.objects.defer("loaded")}
        self.texts = [
            CodeText(row.system, row.code, row.summary, frozenset(phrase(f"{row.summary} {row.service_type}")))
            for row in Code.objects.exclude(summary="")
            .order_by("system", "code")
            .only("system", "code", "summary", "service_type")
        ]
        self.summaries = {(text.system, text.code): text.summary for text in self.texts}
        # system -> the newest release an operator imported
        self.catalogues = {
            run.source: run.release
            for run in ImportRun.objects.filter(kind=CATALOGUE, status=ImportRun.Status.DONE).order_by("release")
        }
        # What people asked for as a place, and what it was.
        self.places_asked: dict[str, list[Place]] = {}
        self.longest_phrase = max(map(len, self.phrases), default=1)

    @cached_property
    def towns(self) -> dict[str, tuple[str, ...]]:
        """The key of each city's name, and the states that have one: first where it has most ZIP codes."""
        rows = Counter(Place.objects.order_by().values_list("key", "state_id"))
        found: dict[str, tuple[str, ...]] = {}
        for (key, state), _ in sorted(rows.items(), key=lambda row: (-row[1], row[0])):
            found[key] = (*found.get(key, ()), state)
        return found

    def _fallback(self, system: str) -> Match | None:
        """Who works a number that stands in no section today: a new one may come up anywhere."""
        specialty = self.by_slug.get(read("specialties")["fallbacks"][system])
        span = Range(system, *EVERY[system])
        note = "A number of no section we know; whoever codes for everyone meets it first."
        return Match(specialty, CodeRange.Role.PRACTICE, span, Confidence.LOW, note) if specialty else None

    def _name(self, specialty: Specialty, text: str, *, is_ambiguous: bool) -> None:
        words = phrase(text)
        if not words:
            return
        known = self.phrases.setdefault(words, [])
        if all(synonym.specialty.pk != specialty.pk or synonym.is_ambiguous != is_ambiguous for synonym in known):
            known.append(Synonym(specialty, text, is_ambiguous))

    def matches(self, system: str, code: str) -> list[Match]:
        spans = self.spans.get(system)
        return list(spans.matches(code)) if spans else []


_table: Table | None = None
_lock = Lock()


def table() -> Table:
    """The table of this process, read anew when the reference changed."""
    global _table
    current = _table
    if current and time.monotonic() - current.looked_at < SECONDS_BETWEEN_LOOKS:
        return current
    with _lock:
        stamp = ReferenceStamp.objects.values_list("number", flat=True).first() or 0
        if _table and _table.stamp == stamp:
            _table.looked_at = time.monotonic()
            return _table
        _table = fresh = Table(stamp)
        return fresh


def forget() -> None:
    """Drops the table of this process; the next question reads the database."""
    global _table
    _table = None


def follow(stamp: int) -> None:
    """Drops the table of this process where somebody has just read another stamp."""
    global _table
    if _table and _table.stamp != stamp:
        _table = None


def mark_changed() -> None:
    """Call after a change of specialties, synonyms or ranges: every process reads them anew, this one at once."""
    if not ReferenceStamp.objects.filter(pk=1).update(number=F("number") + 1):
        ReferenceStamp.objects.get_or_create(pk=1, defaults={"number": 1})
    forget()
    transaction.on_commit(forget)
