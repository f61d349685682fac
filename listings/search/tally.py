"""What every listing is, as a row of bits: one for each value of the facets.

To count all facets of a few listings is to add up their rows; of nearly all, those of the few that are left out. Where
many are found and many are not, each value's own bitmap is sooner counted.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from threading import Lock

import numpy as np
from pyroaring import BitMap

from listings.search.bitmaps import Bitmaps
from listings.search.snapshot import SPARE, ordinals
from listings.search.sql import FIXED, STEPS

# So many rows are added up, no more; they must fit into a count of 16 bits.
FEW = 4_000
# Facets whose values are sets of the same name.
PLAIN = ("specialty", "type", "level", "setting", "schedule", "ehr")
# A facet, one of its values, and the listings that have it.
Column = tuple[str, str, BitMap]

_lock = Lock()


@dataclass(frozen=True)
class Tally:
    """Of the first `size` ordinals. There is room for more: what is written there, nobody asks for who knows fewer."""

    size: int
    rows: np.ndarray  # a row for each ordinal, eight values to a byte, the first the highest
    names: list[tuple[str, str]]  # (facet, value) of each bit
    facets: dict[str, tuple[slice, list[str]]]
    totals: np.ndarray  # of each value
    apprentices: frozenset[str]

    @classmethod
    def of(cls, columns: list[Column], size: int, apprentices: frozenset[str]) -> "Tally":
        rows = np.zeros((size + SPARE, -(-len(columns) // 8)), np.uint8)
        facets: dict[str, tuple[slice, list[str]]] = {}
        for place, (facet, value, held) in enumerate(columns):
            rows[ordinals(held), place // 8] |= 128 >> place % 8
            first, values = facets.get(facet, (slice(place, place), []))
            facets[facet] = slice(first.start, place + 1), [*values, value]
        names = [(facet, value) for facet, value, _ in columns]
        return cls(size, rows, names, facets, numbers_of(columns), apprentices)

    def grown(self, columns: list[Column], size: int) -> "Tally | None":
        """With the listings that came since; None where they bring a value that is new, or need more room."""
        if self.names != [(facet, value) for facet, value, _ in columns] or size > len(self.rows):
            return None
        for ordinal in range(self.size, size):
            has = np.fromiter((ordinal in held for _, _, held in columns), bool, len(columns))
            self.rows[ordinal] = np.packbits(has)
        return replace(self, size=size, totals=numbers_of(columns))

    def count(self, at: np.ndarray) -> np.ndarray:
        """How many of these ordinals have each value."""
        return np.unpackbits(self.rows[at], axis=1, count=len(self.names)).sum(axis=0, dtype=np.uint16)

    def count_without(self, at: np.ndarray) -> np.ndarray:
        """The same of all ordinals but these."""
        return self.totals - self.count(at)


def numbers_of(columns: list[Column]) -> np.ndarray:
    return np.array([len(held) for _, _, held in columns], np.int64)


def tally_of(of: Bitmaps) -> Tally:
    """That of a snapshot, or of one that grew from it."""
    snapshot, apprentices = of.snapshot, of.filters.vocabulary.apprentices
    held: Tally | None = snapshot.shelf.get(Tally)
    if held is None or held.size < snapshot.size or held.apprentices != apprentices:
        with _lock:
            held = snapshot.shelf.get(Tally)
            if held is None or held.size < snapshot.size or held.apprentices != apprentices:
                columns, grown = list(columns_of(of)), None
                if held is not None and held.apprentices == apprentices:
                    grown = held.grown(columns, snapshot.size)
                held = grown or Tally.of(columns, snapshot.size, apprentices)
                snapshot.shelf.put(Tally, held, held.rows.nbytes)
    return held


def columns_of(of: Bitmaps) -> Iterator[Column]:
    """Facet by facet."""
    snapshot = of.snapshot
    for facet in PLAIN:
        for value, held in snapshot.sets.get(facet, {}).items():
            if value != "":
                yield facet, value, held
    apprentices = of.filters.vocabulary.apprentices
    for value in sorted(apprentices | snapshot.sets.get("credential", {}).keys() - {""}):
        yield "credential", value, of.match_credential((value,))
    for facet, values in (*FIXED.items(), *((name, map(str, STEPS[name])) for name in ("pay_min", "years_max"))):
        for value in values:
            # What is kept for others, too, may already hold ordinals of a newer snapshot.
            yield facet, value, of.match(facet, (value,)) & snapshot.everything
    for state in sorted((snapshot.sets.get("site", {}).keys() | snapshot.sets.get("named state", {}).keys()) - {""}):
        yield "state", state, snapshot.one_of("site", [state]) | of.listed([state])
    yield "everywhere", "", of.everywhere
