"""The lookup: one box for a code, a word, a synonym or a specialty. Every reading side by side, none picked for you."""

import re
from dataclasses import dataclass, field

from django.db.models import Q

from codes.grammar import CodeSystem, Kind, Parsed, Range, Reading, code_reading, parse
from codes.models import Certification, Code, Place, Specialty
from codes.services.pages import Related, current_titles, is_shown, titled
from codes.services.resolution import resolve, resolve_range
from codes.services.synonyms import find_specialties
from codes.services.table import Match, phrase, table

MOST_CODES = 12
MOST_SPECIALTIES = 8
PREFIX = re.compile(r"[A-Z0-9]{2,6}")
FILLING = frozenset("a an and at by code codes for from in is of on or the to what which with".split())  # noqa: SIM905
ELSEWHERE = {
    Kind.HCC: "A condition category of risk adjustment. This board keeps no page for it.",
    Kind.REVENUE: "A revenue code of the hospital bill (UB-04). Its text belongs to the American Hospital Association.",
    Kind.APC: "A payment group of the hospital outpatient system. This board keeps no page for it.",
}


@dataclass
class Answer:
    """One reading of what was typed, and what we know about it."""

    reading: Reading
    words: str = ""
    note: str = ""
    is_known: bool = False
    matches: list[Match] = field(default_factory=list)
    place: Place | None = None


@dataclass
class RangeAnswer:
    range: Range
    matches: list[Match]


@dataclass
class Lookup:
    parsed: Parsed
    answers: list[Answer] = field(default_factory=list)
    ranges: list[RangeAnswer] = field(default_factory=list)
    modifiers: list[Answer] = field(default_factory=list)
    specialties: list[Specialty] = field(default_factory=list)
    codes: list[Related] = field(default_factory=list)
    credentials: list[Certification] = field(default_factory=list)
    is_ambiguous_phrase: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.answers or self.ranges or self.modifiers or self.specialties or self.codes or self.credentials)

    @property
    def count(self) -> int:
        rows = (self.answers, self.ranges, self.specialties, self.codes, self.credentials)
        return sum(len(row) for row in rows)

    @property
    def is_ambiguous(self) -> bool:
        return len(self.answers) > 1


def look_up(text: str) -> Lookup:
    """Answers for what somebody typed. Never raises; empty where nothing is known, with the reasons in `parsed`."""
    parsed = parse(text)
    found = Lookup(parsed)
    found.answers = answers_for([reading for reading in parsed.readings if is_shown(reading.system)])
    found.ranges = [RangeAnswer(span, resolve_range(span)) for span in parsed.ranges if is_shown(span.system)]
    found.modifiers = [answer_in_place(Reading(Kind.MODIFIER, code, code)) for code in parsed.modifiers]
    words = phrase(parsed.raw)
    hits = find_specialties(parsed.raw)
    found.is_ambiguous_phrase = any(hit.is_ambiguous for hit in hits)
    found.specialties = specialties_for(words, [specialty for hit in hits for specialty in hit.specialties])
    shown = {(answer.reading.system, answer.reading.code) for answer in found.answers}
    found.codes = [row for row in codes_for(parsed, words) if (row.reading.system, row.reading.code) not in shown]
    if len(words) <= 2 and len(parsed.raw.strip()) <= 12:
        found.credentials = list(Certification.objects.filter(acronym__iexact=parsed.raw.strip()))
    return found


def answers_for(readings: list[Reading]) -> list[Answer]:
    """Known codes first; then by the likelihood the grammar gave them."""
    wanted = [reading for reading in readings if reading.system]
    known: dict[tuple[str, str], tuple[Code, str]] = {}
    if wanted:
        condition = Q(pk__in=())
        for reading in wanted:
            condition |= Q(system=reading.system, code=reading.code)
        rows = list(Code.objects.filter(condition))
        titles = current_titles([row.pk for row in rows])
        known = {(row.system, row.code): (row, titles.get(row.pk, "")) for row in rows}
    zips = [reading.code for reading in readings if reading.kind == Kind.ZIP]
    places = {place.zip: place for place in Place.objects.filter(zip__in=zips)} if zips else {}
    answers = []
    for reading in readings:
        if not reading.system:
            answer = answer_in_place(reading)
            answer.place = places.get(reading.code) if reading.kind == Kind.ZIP else None
            answers.append(answer)
            continue
        answer = Answer(reading, matches=resolve(reading.system, reading.code))
        row, title = known.get((reading.system, reading.code), (None, ""))
        release = table().catalogues.get(reading.system)
        if row:
            answer.is_known = True
            answer.words = row.summary or title or row.service_type
            if row.retired_on:
                answer.note = f"Retired {row.retired_on:%Y-%m-%d}. See {', '.join(row.replaced_by)}."
        elif release:
            answer.note = f"Not in {release}, the release this board holds."
        answers.append(answer)
    answers.sort(key=lambda answer: bool(answer.reading.system) and not answer.is_known and _is_listed(answer))
    return answers


def _is_listed(answer: Answer) -> bool:
    return answer.reading.system in table().catalogues


def answer_in_place(reading: Reading) -> Answer:
    """A modifier, a place of service or a bare number: its meaning, and no page."""
    if reading.kind == Kind.MODIFIER:
        modifier = table().modifiers.get(reading.code)
        words = modifier.meaning if modifier else ""
        return Answer(reading, words or "A valid modifier this board does not explain yet.", is_known=bool(words))
    if reading.kind == Kind.POS:
        place = table().places.get(reading.code)
        return Answer(reading, place.meaning if place else "", is_known=place is not None)
    return Answer(reading, ELSEWHERE.get(Kind(reading.kind), ""))


def specialties_for(words: tuple[str, ...], exact: list[Specialty]) -> list[Specialty]:
    """Specialties the words name, then those they begin to name, as somebody is still typing."""
    found = {specialty.pk: specialty for specialty in exact}
    typed = [word for word in words if word not in FILLING]
    if typed and not found and len("".join(typed)) > 2:
        for name, synonyms in table().phrases.items():
            if all(any(part.startswith(word) for part in name) for word in typed):
                found |= {synonym.specialty.pk: synonym.specialty for synonym in synonyms}
    ranked = sorted(found.values(), key=lambda specialty: (specialty not in exact, specialty.tier, specialty.name))
    return ranked[:MOST_SPECIALTIES]


def codes_for(parsed: Parsed, words: tuple[str, ...]) -> list[Related]:
    """Stored codes that begin with what was typed, or whose summary holds its words."""
    systems = [system for system in CodeSystem.values if is_shown(system)]
    start = parsed.raw.strip().upper().replace(".", "")
    if PREFIX.fullmatch(start) and any(letter.isdigit() for letter in start) and not parsed.modifiers:
        rows = Code.objects.filter(system__in=systems, code__gte=start, code__lte=start + "ZZZZZZZ")
        return [Related(code_reading(row.system, row.code), text) for row, text in titled(rows[:MOST_CODES])]
    typed = [word for word in words if word not in FILLING and not word.isdigit()]
    if not typed or len("".join(typed)) < 3 or parsed.codes:
        return []
    hits = [
        Related(code_reading(text.system, text.code), text.summary)
        for text in table().texts
        if is_shown(text.system) and all(any(part.startswith(word) for part in text.words) for word in typed)
    ]
    return hits[:MOST_CODES]
