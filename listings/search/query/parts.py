"""What the query line is made of once it is understood: parts, and the groups of them that decide."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from codes.grammar import Range, Reading
from codes.models import Specialty
from core.words import without_accents

# Several of these in one line mean *or*, wherever they stand.
JOINED = frozenset(
    {"code", "range", "credential", "state", "city", "near", "work", "type", "ehr", "level", "schedule", "setting"}
)
# What says where.
PLACES = frozenset({"city", "near"})
# Of these, "and" between two means both.
SEVERABLE = frozenset({"code", "credential", "ehr"})
# What "or" may join though the kinds differ: CCS or inpatient.
MIXED = frozenset({"specialty", "credential", "ehr", "title", "word", "phrase"})
# Near Denver or remote.
WHEREABOUTS = PLACES | {"state", "work"}
OR = re.compile(r"\s*(?:\bor\b|[,/|])\s*", re.IGNORECASE)
OR_WORD = re.compile(r"\s*,?\s*\bor\b\s*", re.IGNORECASE)
AND = re.compile(r"\s*(?:\band\b|&|\+)\s*", re.IGNORECASE)
# All columns of the text, and none: a part that only facts may answer.
EVERYWHERE = ("title", "employer", "skills", "description")

Clause = tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """One clause of the line.

    `values` are a parameter's values, readings' displays for codes, or the word itself. `texts` is what the text must
    hold where no fact answers, in `columns`: of every clause one alternative, a word or a phrase.
    """

    kind: str
    values: tuple[str, ...]
    words: str
    start: int
    end: int
    is_soft: bool = False
    is_ambiguous: bool = False
    is_negated: bool = False
    readings: tuple[Reading, ...] = ()
    ranges: tuple[Range, ...] = ()
    specialties: tuple[Specialty, ...] = ()
    texts: tuple[Clause, ...] = ()
    columns: tuple[str, ...] = EVERYWHERE
    # Where the line says the same once more.
    again: tuple[tuple[int, int], ...] = ()
    # How to write it where the words around it are gone that made it clear: Oregon, for "remote or".
    alone: str = ""
    # How far around a place; 0 where the line does not say.
    miles: int = 0

    @property
    def is_word(self) -> bool:
        return self.kind in ("word", "phrase", "title")

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        return ((self.start, self.end), *self.again)

    @property
    def terms(self) -> tuple[str, ...]:
        """The words of this clause as the line has them, but for accents."""
        return tuple(re.findall(r"[a-z0-9]+(?:['’][a-z]+)?", without_accents(self.words).lower()))

    @property
    def marks(self) -> tuple[str, ...]:
        """What of this clause is marked in the rows: its words, or in quotes what must stand as it was typed."""
        if self.kind == "posted":
            return ()
        if self.kind != "phrase":
            return self.terms
        return tuple(f'"{text}"' for clause in self.texts for text in clause)


@dataclass(frozen=True)
class Query:
    """The line as parts; soft ones only rank."""

    text: str = ""
    parts: tuple[Part, ...] = ()
    ignored: str = ""
    # Words nobody uses, and what was searched in their stead.
    corrected: tuple[tuple[str, str], ...] = field(default=())
    # The words of the line side by side: a text that says just that comes first.
    echo: Part | None = None
    # Where the line asks for what is near whoever asks.
    here: Part | None = None

    @property
    def scored(self) -> tuple[Part, ...]:
        """All that says how good a match is."""
        return (*self.parts, self.echo) if self.echo else self.parts

    @property
    def is_empty(self) -> bool:
        return not self.parts

    @property
    def places(self) -> tuple[Part, ...]:
        """The deciding parts that say where."""
        return tuple(part for part in self.clauses if part.kind in PLACES and not part.is_negated)

    @property
    def clauses(self) -> tuple[Part, ...]:
        """The parts that decide. A line of soft words alone decides by them."""
        return tuple(part for part in self.parts if not part.is_soft) or self.parts

    @property
    def groups(self) -> tuple[tuple[Part, ...], ...]:
        """The deciding parts: a job must answer one of every group."""
        groups: list[list[Part]] = []
        previous: Part | None = None
        for part in self.clauses:
            home = self._home(groups, previous, part)
            if home is None:
                groups.append([part])
            else:
                home.append(part)
            previous = part
        return tuple(tuple(group) for group in groups)

    def _home(self, groups: list[list[Part]], previous: Part | None, part: Part) -> list[Part] | None:
        """The group a part joins, if any."""
        if part.is_negated:
            return None
        between = self.text[previous.end : part.start] if previous else ""
        last = groups[-1] if groups and previous and not previous.is_negated else None
        if last and OR_WORD.fullmatch(between):
            kinds = {previous.kind, part.kind}  # type: ignore[union-attr]
            if kinds <= MIXED or kinds <= WHEREABOUTS:
                return last
        if last and previous and OR.fullmatch(between) and previous.kind == part.kind == "specialty":
            return last
        if part.kind not in JOINED or (part.kind in SEVERABLE and AND.fullmatch(between)):
            return None
        for group in groups:
            kinds = {group[0].kind, part.kind}
            if (len(kinds) == 1 or kinds <= PLACES) and not group[0].is_negated:
                return group
        return None

    def around(self, miles: int) -> "Query":
        """With so many miles around places of which the line does not say how far."""
        if all(part.miles or part.kind not in PLACES for part in self.parts):
            return self
        parts = [replace(part, miles=miles) if part.kind in PLACES and not part.miles else part for part in self.parts]
        return replace(self, parts=tuple(parts))

    def without(self, *parts: Part) -> str:
        """The line when these parts are taken away, wherever they stand."""
        return self._line(parts, lambda words: " ")

    def as_words(self, part: Part) -> str:
        """The line with this part as plain words."""
        return self._line((part,), lambda words: f' "{words}" '.replace('""', '"'))

    def _line(self, parts: tuple[Part, ...], write: Callable[[str], str]) -> str:
        """The line with these parts written otherwise; the others keep their meaning without them."""
        changes = {span: write(self.text[slice(*span)]) for part in parts for span in part.spans}
        for other in self.parts:
            if other.alone and other not in parts:
                changes |= dict.fromkeys(other.spans, other.alone)
        pieces, here = [], 0
        for (start, end), words in sorted(changes.items()):
            pieces += [self.text[here:start], words]
            here = end
        return " ".join("".join([*pieces, self.text[here:]]).split())
