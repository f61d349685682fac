"""What every listing is, as a row of noughts and ones: one for each value of the facets, two to a byte.

To count all facets of a few listings is to add up their rows; of nearly all, those of the few that are left out. Half a
byte holds the sum of 15 rows, a whole one that of 17 times as many: rows are added up as bytes, hardly any apart. Where
very many are found and very many are not, each value's own bitmap is sooner counted.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from threading import Lock

import numpy as np
from pyroaring import BitMap

from listings.search.bitmaps import Bitmaps
from listings.search.snapshot import SPARE, ordinals
from listings.search.sql import FIXED, STEPS

# So many rows are added up in the time in which one set is counted, each value by itself.
ROWS = 30
# How many rows half a byte holds the sum of, how many of those a byte, and how many are taken at a time, so that they
# stay close to the processor.
HALF, WHOLE = 15, 17
AT_ONCE = 32 * HALF * WHOLE
# Facets whose values are sets of the same name.
PLAIN = ("specialty", "type", "level", "setting", "schedule", "ehr")
# A facet, one of its values, and the listings that have it.
Column = tuple[str, str, BitMap]

_lock = Lock()


@dataclass(frozen=True)
class Tally:
    """Of the first `size` ordinals. There is room for more: what is written there, nobody asks for who knows fewer."""

    size: int
    # A row for each ordinal, and one of noughts at the end. A byte holds the value of its place in the lower half, in
    # the upper half that of its place behind all the lower ones.
    rows: np.ndarray
    names: list[tuple[str, str]]  # (facet, value) of each
    facets: dict[str, tuple[slice, list[str]]]
    totals: np.ndarray  # of each value

    @classmethod
    def of(cls, columns: list[Column], size: int) -> "Tally":
        width = -(-len(columns) // 2)
        rows = np.zeros((size + SPARE + 1, width), np.uint8)
        facets: dict[str, tuple[slice, list[str]]] = {}
        for place, (facet, value, held) in enumerate(columns):
            rows[ordinals(held), place % width] |= 16 if place >= width else 1
            first, values = facets.get(facet, (slice(place, place), []))
            facets[facet] = slice(first.start, place + 1), [*values, value]
        names = [(facet, value) for facet, value, _ in columns]
        return cls(size, rows, names, facets, numbers_of(columns))

    def grown(self, columns: list[Column], size: int) -> "Tally | None":
        """With the listings that came since; None where they bring a value that is new, or need more room."""
        if self.names != [(facet, value) for facet, value, _ in columns] or size >= len(self.rows):
            return None
        width = self.rows.shape[1]
        for ordinal in range(self.size, size):
            has = np.zeros(2 * width, np.uint8)
            has[: len(columns)] = [ordinal in held for _, _, held in columns]
            self.rows[ordinal] = has[:width] | has[width:] << 4
        return replace(self, size=size, totals=numbers_of(columns))

    def count(self, at: np.ndarray) -> np.ndarray:
        """How many of these ordinals have each value."""
        width = self.rows.shape[1]
        numbers = np.zeros(2 * width, np.int64)
        at = np.concatenate([at, np.full(-len(at) % (HALF * WHOLE), -1)])  # the row of noughts
        for start in range(0, len(at), AT_ONCE):
            rows = self.rows.take(at[start : start + AT_ONCE], axis=0)
            halves = rows.reshape(HALF, -1).sum(axis=0, dtype=np.uint8).reshape(-1, width)
            bytes_ = np.concatenate([halves & 15, halves >> 4], axis=1)
            sums = bytes_.reshape(WHOLE, -1).sum(axis=0, dtype=np.uint8).reshape(-1, 2 * width)
            numbers += sums.sum(axis=0, dtype=np.int64)
        return numbers[: len(self.names)]

    def count_without(self, at: np.ndarray) -> np.ndarray:
        """The same of all ordinals but these."""
        return self.totals - self.count(at)


def numbers_of(columns: list[Column]) -> np.ndarray:
    return np.array([len(held) for _, _, held in columns], np.int64)


def tally_of(of: Bitmaps) -> Tally:
    """That of a snapshot, or of one that grew from it. Which credentials are apprentices' decides what it counts."""
    snapshot, apprentices = of.snapshot, of.filters.vocabulary.apprentices
    held: Tally | None = snapshot.tallies.get(apprentices)
    if held is None or held.size < snapshot.size:
        with _lock:
            held = snapshot.tallies.get(apprentices)
            if held is None or held.size < snapshot.size:
                columns = list(columns_of(of))
                grown = held.grown(columns, snapshot.size) if held else None
                held = snapshot.tallies[apprentices] = grown or Tally.of(columns, snapshot.size)
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
