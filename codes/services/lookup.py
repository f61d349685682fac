"""The lookup: one box for a code, a word, a synonym or a specialty. Every reading side by side, none picked for you."""

import re
from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import Q

from codes.grammar import CodeSystem, Kind, Parsed, Range, Reading, code_reading, parse
from codes.models import Certification, Code, CodeRelease, Place, Specialty
from codes.services.pages import LISTED, Related, current_releases, fate, listed, words_of
from codes.services.places import states
from codes.services.resolution import is_shown, resolve, resolve_range
from codes.services.synonyms import find_specialties
from codes.services.table import Match, phrase, table

MOST_CODES = 8  # of one system
MOST_SPECIALTIES = 8
BEGIN_WITH_DIGIT = (CodeSystem.CPT, CodeSystem.ICD10PCS, CodeSystem.MSDRG)
BEGIN_WITH_LETTER = (CodeSystem.HCPCS, CodeSystem.CDT, CodeSystem.ICD10CM, CodeSystem.ICD10PCS)
WORK = frozenset({"job", "jobs", "near", "work", "hiring"})
PREFIX = re.compile(r"[A-Z0-9]{2,6}")
FILLING = frozenset("a an and at by code codes for from in is of on or the to what which with".split())  # noqa: SIM905
NOT_HELD = (
    "Has the shape of a code, but is not in our data: this board cannot say whether it is in force, retired or none. "
    "The job search knows it all the same."
)
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
    def groups(self) -> list[tuple[str, list[Related]]]:
        """The codes by system, as they are listed."""
        named = groupby(self.codes, key=lambda row: str(CodeSystem(row.reading.system).label))
        return [(name, list(rows)) for name, rows in named]

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
    readings = [reading for reading in parsed.readings if is_shown(reading.system)]
    exact, begun = exactly(readings), begun_by(parsed)
    releases = current_releases([row.pk for row in [*exact, *begun]])
    known = {(row.system, row.code): (row, releases.get(row.pk)) for row in exact}
    found.answers = answers_for(readings, known, is_place_first=speaks_of_place(parsed.words))
    found.ranges = [RangeAnswer(span, resolve_range(span)) for span in parsed.ranges if is_shown(span.system)]
    found.modifiers = [answer_in_place(Reading(Kind.MODIFIER, code, code)) for code in parsed.modifiers]
    words = phrase(parsed.raw)
    hits = find_specialties(parsed.raw)
    found.is_ambiguous_phrase = any(hit.is_ambiguous for hit in hits)
    named = [specialty for hit in hits for specialty in hit.specialties]
    is_code = not parsed.is_empty and not parsed.words
    found.specialties = specialties_for(() if is_code else words, named)
    shown = {(answer.reading.system, answer.reading.code) for answer in found.answers}
    codes = [listed(row, releases.get(row.pk)) for row in begun] or codes_with(parsed, words, is_named=bool(named))
    found.codes = [row for row in codes if (row.reading.system, row.reading.code) not in shown]
    if len(words) <= 2:
        credential = table().credentials.get(parsed.raw.strip().upper())
        found.credentials = [credential] if credential else []
    return found


def exactly(readings: list[Reading]) -> list[Code]:
    """The rows of these readings, those that we hold."""
    wanted = [reading for reading in readings if reading.system]
    if not wanted:
        return []
    condition = Q(pk__in=())
    for reading in wanted:
        condition |= Q(system=reading.system, code=reading.code)
    return list(Code.objects.filter(condition).order_by().only(*LISTED))


def answers_for(
    readings: list[Reading],
    known: dict[tuple[str, str], tuple[Code, CodeRelease | None]],
    *,
    is_place_first: bool = False,
) -> list[Answer]:
    """Known codes first; then by the likelihood the grammar gave them."""
    zips = [reading.code for reading in readings if reading.kind == Kind.ZIP]
    rows = Place.objects.filter(zip__in=zips).defer("loaded").order_by("-pk") if zips else ()
    places = {place.zip: place for place in rows}
    answers = []
    for reading in readings:
        if not reading.system:
            answer = answer_in_place(reading)
            answer.place = places.get(reading.code) if reading.kind == Kind.ZIP else None
            answers.append(answer)
            continue
        answer = Answer(reading, matches=resolve(reading.system, reading.code))
        row, stated = known.get((reading.system, reading.code), (None, None))
        release = table().catalogues.get(reading.system)
        if row:
            answer.is_known, answer.words, answer.note = True, words_of(row, stated), fate(row, stated)
        elif release:
            answer.note = f"Not in {release}, the release this board holds."
        else:
            answer.note = NOT_HELD
        answers.append(answer)
    answers.sort(key=lambda answer: bool(answer.reading.system) and not answer.is_known and _is_listed(answer))
    if is_place_first:
        answers.sort(key=lambda answer: answer.reading.kind != Kind.ZIP)
    return answers


def speaks_of_place(words: tuple[str, ...]) -> bool:
    """Beside "jobs", "near" or a state five digits are a ZIP code first."""
    return any(word in WORK or word in states() for word in words)


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


def begun_by(parsed: Parsed) -> list[Code]:
    """The first stored codes of each system that begin with what was typed."""
    start = parsed.raw.strip().upper().replace(".", "")
    if not PREFIX.fullmatch(start) or not any(letter.isdigit() for letter in start) or parsed.modifiers:
        return []
    condition = Q(pk__in=())
    for system in filter(is_shown, BEGIN_WITH_DIGIT if start[0].isdigit() else BEGIN_WITH_LETTER):
        rows = Code.objects.filter(system=system, code__gte=start, code__lte=start + "ZZZZZZZ")
        condition |= Q(pk__in=rows.order_by("code").values("pk")[:MOST_CODES])
    return list(Code.objects.filter(condition).order_by("system", "code").only(*LISTED))


def codes_with(parsed: Parsed, words: tuple[str, ...], *, is_named: bool) -> list[Related]:
    """Stored codes whose summary holds the words. The last may still be typed, unless they name a specialty; the others
    may be short for longer ones from the fourth letter on."""
    typed = [word for word in words if word not in FILLING and not word.isdigit()]
    if not typed or len("".join(typed)) < 3 or parsed.codes or parsed.ranges:
        return []
    begins = {word for word in typed if len(word) > 3 or (word == typed[-1] and not is_named)}
    hits: dict[str, list[Related]] = {}
    for text in table().texts:
        if is_shown(text.system) and all(
            word in text.words or (word in begins and any(part.startswith(word) for part in text.words))
            for word in typed
        ):
            group = hits.setdefault(text.system, [])
            if len(group) < MOST_CODES:
                group.append(Related(code_reading(text.system, text.code), text.summary))
    return [row for group in hits.values() for row in group]
