"""The query line, understood before any text is searched.

`understand` takes the line apart: codes by the grammar, then the longest phrases that name a credential, a specialty,
a state, a system, remote work, a type, a level or a pay, and the rest as words. It never raises, and says what it left
out. What stands in quotes is plain text: that is how a reading is taken back.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from codes import services as codes
from codes.grammar import Reading, parse
from codes.models import Specialty
from listings.vocabulary import AMBIGUOUS_STATES, Vocabulary
from listings.workflow import DAYS_A_YEAR, HOURS_A_YEAR

MOST_CLAUSES = 8
CODE_LABELS = frozenset(
    """
    cpt hcpcs icd-10 icd10 icd-10-cm icd-10-pcs icd drg ms-drg cdt code codes
    """.split()  # noqa: SIM905
)
TOKEN = re.compile(r'"(?P<quoted>[^"]*)"?|(?P<plain>[^\s"]+)')
WORD = re.compile(r"[a-z0-9]+(?:['’][a-z]+)?")
PAY = re.compile(
    r"\$\s*(?P<amount>[0-9][0-9,]{0,8}(?:\.[0-9]{1,2})?)\s*(?P<k>k\b)?\+?"
    r"(?:\s*(?:/|per|an?)\s*(?P<unit>hour|hr|h|year|yr|y|day)\b)?"
    r"|\b(?P<bare>[0-9]{2,3})\s*k\b\+?"
    r"|\b(?P<rate>[0-9]{2,3}(?:\.[0-9]{1,2})?)\s*(?:/|per)\s*(?P<rate_unit>hour|hr|h)\b",
    re.IGNORECASE,
)
STOP_WORDS = frozenset(
    """
    a an and any are as at be by for from i in is it me my near need of on or that the to want with job jobs opening
    openings opportunity opportunities position positions role roles hiring looking work
    """.split()  # noqa: SIM905  # a paragraph reads better than thirty quoted words
)
# Every job here is one of coding: these words say how good a match is, not whether it is one.
SOFT_WORDS = frozenset(
    """
    medical coder coders coding code specialist specialists certified experience experienced healthcare health
    credential credentials level
    """.split()  # noqa: SIM905
)
# Kinds that decide which jobs are found; the others are found in tags or in the text alike.
STRICT = frozenset({"state", "work", "type", "pay_min"})


@dataclass(frozen=True)
class Part:
    """One clause of the line. `values` are a parameter's values, readings' displays for codes, or the word itself."""

    kind: str
    values: tuple[str, ...]
    words: str
    start: int
    end: int
    is_soft: bool = False
    is_ambiguous: bool = False
    readings: tuple[Reading, ...] = ()
    specialties: tuple[Specialty, ...] = ()

    @property
    def is_word(self) -> bool:
        return self.kind in ("word", "phrase")

    @property
    def terms(self) -> tuple[str, ...]:
        """The words of this clause as the text has them."""
        return tuple(WORD.findall(self.words.lower()))


@dataclass(frozen=True)
class Query:
    """The line as clauses, all of which a job must answer; soft ones only rank."""

    text: str = ""
    parts: tuple[Part, ...] = ()
    ignored: str = ""
    # Words nobody uses, and what was searched in their stead.
    corrected: tuple[tuple[str, str], ...] = field(default=())

    @property
    def is_empty(self) -> bool:
        return not self.parts

    @property
    def clauses(self) -> tuple[Part, ...]:
        """The parts that decide. A line of soft words alone decides by them."""
        return tuple(part for part in self.parts if not part.is_soft) or self.parts

    def without(self, part: Part) -> str:
        """The line when this part is taken away."""
        return " ".join((self.text[: part.start] + " " + self.text[part.end :]).split())

    def as_words(self, part: Part) -> str:
        """The line with this part as plain words."""
        return " ".join(f'{self.text[: part.start]} "{part.words}" {self.text[part.end :]}'.split())


def understand(text: str, vocabulary: Vocabulary) -> Query:
    # A letter whose small form is longer (İ) would move every place after it.
    text = "".join(letter if len(letter.lower()) == 1 else letter.lower()[0] for letter in text)
    taken = [False] * len(text)
    parts: list[Part] = []

    def take(found: Iterator[Part]) -> None:
        for part in found:
            if not any(taken[part.start : part.end]):
                taken[part.start : part.end] = [True] * (part.end - part.start)
                parts.append(part)

    take(quoted(text))
    take(pay_in(text))
    take(codes_in(text, taken))
    take(phrases_in(text, taken, vocabulary))
    take(words_in(text, taken))
    parts.sort(key=lambda part: part.start)
    kept: list[Part] = []
    for part in parts:
        if part.kind != "label" and not any((part.kind, part.values) == (other.kind, other.values) for other in kept):
            kept.append(part)
    decisive = [part for part in kept if part.kind != "word" or part.values[0] not in STOP_WORDS]
    kept = decisive or kept
    return Query(
        text=text,
        parts=tuple(kept[:MOST_CLAUSES]),
        ignored=" ".join(part.words for part in kept[MOST_CLAUSES:]),
    )


def quoted(text: str) -> Iterator[Part]:
    for match in TOKEN.finditer(text):
        if match["quoted"] is not None:
            words = " ".join(WORD.findall(match["quoted"].lower()))
            kind = "phrase" if words else "label"
            yield Part(kind, (words,), match["quoted"], match.start(), match.end())


def pay_in(text: str) -> Iterator[Part]:
    """ "$30/hr", "$60k", "70k", "32/hour": a yearly amount the job should reach."""
    for match in PAY.finditer(text):
        if match["bare"]:
            yearly = Decimal(match["bare"]) * 1_000
        elif match["rate"]:
            yearly = Decimal(match["rate"]) * HOURS_A_YEAR
        else:
            amount = Decimal(match["amount"].replace(",", "")) * (1_000 if match["k"] else 1)
            unit = (match["unit"] or "").lower()[:1]
            is_hourly = unit == "h" or (not unit and amount < 500)
            yearly = amount * (HOURS_A_YEAR if is_hourly else DAYS_A_YEAR if unit == "d" else 1)
        if 0 < yearly < 10_000_000:
            yield Part("pay_min", (str(int(yearly)),), match[0].strip(), match.start(), match.end())


def codes_in(text: str, taken: list[bool]) -> Iterator[Part]:
    """Codes by their shape; a label in front belongs to them. Three digits are a DRG only behind that word."""
    tokens = [match for match in TOKEN.finditer(text) if match["plain"] and not any(taken[match.start() : match.end()])]
    for position, match in enumerate(tokens):
        before = tokens[position - 1] if position else None
        label = before["plain"].lower().strip(":#") if before else ""
        label = label if label in CODE_LABELS else ""
        readings = readings_of(match["plain"], label)
        if readings:
            start = before.start() if before and label else match.start()
            values = tuple(dict.fromkeys(reading.display for reading in readings))
            yield Part("code", values, text[start : match.end()], start, match.end(), readings=readings)


def readings_of(token: str, label: str) -> tuple[Reading, ...]:
    bare = token.strip(".,;:()[]'#?!")
    if len(bare) < 3 or not any(character.isdigit() for character in bare):
        return ()
    if bare.isdigit() and len(bare) < 5 and "drg" not in label:
        return ()
    # A word with a number, such as V28 or 3M, names a specialty or a system before it names a code.
    if len(bare) < 5 and "." not in bare and not label and codes.find_specialties(bare):
        return ()
    return parse(f"{label} {bare}".strip()).codes


def phrases_in(text: str, taken: list[bool], vocabulary: Vocabulary) -> Iterator[Part]:
    """The longest phrases the trade knows, from left to right."""
    words = list(re.finditer(r"[a-z0-9]+", text.lower()))
    hits = {hit.start: hit for hit in codes.find_specialties(text)}
    position = 0
    while position < len(words):
        start = words[position].start()
        step, part = 1, None
        for length in range(min(vocabulary.longest_phrase, len(words) - position), 0, -1):
            chunk = words[position : position + length]
            if any(taken[start : chunk[-1].end()]) or crosses(text, chunk):
                continue
            meaning = vocabulary.phrases.get(tuple(match[0] for match in chunk))
            end = chunk[-1].end()
            if not meaning or (meaning.is_loose and not is_state(text, start, end)):
                continue
            hit = hits.get(start)
            if hit and hit.end > end:
                break
            part = Part(meaning.kind, (meaning.value,), text[start:end], start, end)
            step = length
            break
        hit = hits.get(start)
        if part is None and hit and not any(taken[hit.start : hit.end]):
            slugs = tuple(specialty.slug for specialty in hit.specialties)
            part = Part(
                "specialty",
                slugs,
                hit.words,
                hit.start,
                hit.end,
                is_ambiguous=hit.is_ambiguous,
                specialties=hit.specialties,
            )
            step = sum(1 for word in words[position:] if word.start() < hit.end)
        if part:
            yield part
        position += step


def crosses(text: str, chunk: list[re.Match[str]]) -> bool:
    """A comma or the like between the words: they are no phrase."""
    return any(set(text[one.end() : other.start()]) - set(" -/&.'") for one, other in pairwise(chunk))


def is_state(text: str, start: int, end: int) -> bool:
    """Whether IN, OR, ID … stands for the state here: in capitals behind a comma or "in", or as the last word."""
    token = text[start:end]
    if not token.isupper() or token not in AMBIGUOUS_STATES:
        return False
    before = text[:start].rstrip()
    if before.endswith(","):
        return True
    previous = before.split()[-1].lower() if before.split() else ""
    is_last = not text[end:].strip(" .,")
    return previous in ("in", "remote", "near") or (is_last and bool(before) and not text.isupper())


def words_in(text: str, taken: list[bool]) -> Iterator[Part]:
    for match in WORD.finditer(text.lower()):
        if not any(taken[match.start() : match.end()]):
            word = match[0]
            yield Part("word", (word,), word, match.start(), match.end(), is_soft=word in SOFT_WORDS)
