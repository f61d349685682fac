"""The facets of a small board counted in one pass: a bit for every value of every listing.

A word holds the same value of 64 listings, one after the other by ordinal. What is found is a line of such words; the
bits that it has in common with each value are that value's count. On a large board most words would be read in vain:
there each value's own bitmap is sooner counted.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from threading import Lock

import numpy as np
from pyroaring import BitMap

from listings.search.bitmaps import Bitmaps
from listings.search.snapshot import SPARE, ordinals
from listings.search.sql import FIXED, STEPS

# Ordinals of a board that is counted so. All of them must fit into a count of 16 bits.
MOST = 20_000
BITS = 64
# Facets whose values are sets of the same name.
PLAIN = ("specialty", "type", "level", "setting", "schedule", "ehr")
# A facet, one of its values, and the listings that have it.
Column = tuple[str, str, BitMap]

_lock = Lock()


@dataclass(frozen=True)
class Tally:
    """Of the first `size` ordinals. `bits` has room for more: what is added there, nobody sees who knows fewer."""

    size: int
    bits: np.ndarray  # a row for each word, a column for each value
    names: list[tuple[str, str]]  # (facet, value) of each column
    facets: dict[str, tuple[slice, list[str]]]
    totals: np.ndarray  # of each column
    apprentices: frozenset[str]

    @classmethod
    def of(cls, columns: list[Column], size: int, apprentices: frozenset[str]) -> "Tally":
        bits = np.zeros((-(-(size + SPARE) // BITS), len(columns)), np.uint64)
        facets: dict[str, tuple[slice, list[str]]] = {}
        for place, (facet, value, held) in enumerate(columns):
            bits[:, place] = packed(ordinals(held), len(bits))
            first, values = facets.get(facet, (slice(place, place), []))
            facets[facet] = slice(first.start, place + 1), [*values, value]
        totals = np.array([len(held) for _, _, held in columns])
        return cls(size, bits, [(facet, value) for facet, value, _ in columns], facets, totals, apprentices)

    def grown(self, columns: list[Column], size: int) -> "Tally | None":
        """With the listings that came since; None where they bring a value that is new, or need more room."""
        if self.names != [(facet, value) for facet, value, _ in columns] or size > len(self.bits) * BITS:
            return None
        for ordinal in range(self.size, size):
            has = np.fromiter((ordinal in held for _, _, held in columns), np.uint64, len(columns))
            self.bits[ordinal // BITS] |= has << np.uint64(ordinal % BITS)
        return replace(self, size=size, totals=np.array([len(held) for _, _, held in columns]))

    def count(self, at: np.ndarray) -> np.ndarray:
        """How many of these ordinals have each value."""
        words = packed(at, len(self.bits))
        some = np.flatnonzero(words)
        both = self.bits[some]
        both &= words[some, None]
        return np.bitwise_count(both).sum(axis=0, dtype=np.uint16)

    def count_without(self, at: np.ndarray) -> np.ndarray:
        """The same of all ordinals but these."""
        return self.totals - self.count(at)


def packed(at: np.ndarray, words: int) -> np.ndarray:
    """A bit for each ordinal, the first of a word the lowest."""
    bits = np.zeros(words * BITS, np.uint8)
    bits[at] = 1
    return np.packbits(bits, bitorder="little").view("<u8")


def tally_of(of: Bitmaps) -> Tally | None:
    """That of a snapshot, or of one that grew from it; None of a board that is too large."""
    snapshot, apprentices = of.snapshot, of.filters.vocabulary.apprentices
    if snapshot.size > MOST:
        return None
    held: Tally | None = snapshot.shelf.get(Tally)
    if held is None or held.size < snapshot.size or held.apprentices != apprentices:
        with _lock:
            held = snapshot.shelf.get(Tally)
            if held is None or held.size < snapshot.size or held.apprentices != apprentices:
                columns, grown = list(columns_of(of)), None
                if held is not None and held.apprentices == apprentices:
                    grown = held.grown(columns, snapshot.size)
                held = grown or Tally.of(columns, snapshot.size, apprentices)
                snapshot.shelf.put(Tally, held, held.bits.nbytes)
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
