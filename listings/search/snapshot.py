"""The open listings of one moment in memory: a bitmap for every value, arrays for what is compared or ordered.

A listing has an ordinal: its place from the oldest to the newest first posting. A change takes its ordinal out of
`live` and appends a new one, so the newest are no longer all at the end; `newness` puts them in their place. A snapshot
that requests may be reading never changes: a change makes a new one that shares all it can with the old.

Value sets may hold ordinals that are no longer live; every answer starts from `live`.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from pyroaring import BitMap

from codes.grammar import Reading, display, range_holds
from listings.search.reading import Batch
from listings.search.shelf import Shelf

Sets = dict[str, dict[Any, BitMap]]
# By the name of a set, those that are in it with any value but "".
STATED = "stated"
# Bytes of rows that are kept: those of a few hundred pages.
MOST_ROWS = 32 * 1024 * 1024
# Room behind the last row, so that a change is written there and nothing is copied.
SPARE = 2_048
COLUMNS = {
    "id": np.int64,
    "posted": np.int64,
    "expires": np.int64,
    "pay": np.int64,
    "latitude": np.float64,
    "longitude": np.float64,
    "employer": np.int32,
    "doc": np.int64,
    # Where its codes stand in `tagged`, and how many they are.
    "first code": np.int64,
    "codes": np.int32,
}


def bitmap(ordinals: Iterable[int]) -> BitMap:
    """From an array of 32-bit numbers this is eight times as fast as from a list."""
    numbers = array("I")
    if isinstance(ordinals, np.ndarray):
        numbers.frombytes(ordinals.astype(np.uint32).tobytes())
    else:
        numbers.extend(ordinals)
    return BitMap(numbers)


def ordinals(found: BitMap) -> np.ndarray:
    return np.frombuffer(found.to_array(), dtype=np.uint32)


def either(found: Sequence[BitMap]) -> BitMap:
    """What is in any of these. Of one alone it is that one: nobody changes a set in place that is not his own."""
    return found[0] if len(found) == 1 else BitMap.union(*found) if found else BitMap()


def joined(held: dict[Any, BitMap], new: dict[Any, BitMap]) -> dict[Any, BitMap]:
    return held | {value: held[value] | found if value in held else found for value, found in new.items()}


@dataclass
class Names:
    """Employers and codes by number. Only ever appended to, by the one who holds the keeper's lock."""

    employers: list[tuple[str, str]] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)  # as people write them
    code_tags: list[list[tuple[str, str]]] = field(default_factory=list)  # (system, code) of each
    ranges: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)  # (system, start, end) by system
    numbers: dict[Any, int] = field(default_factory=dict)
    orders: dict[str, np.ndarray] = field(default_factory=dict)

    def number(self, kind: str, of: list, value: Any) -> int:
        number = self.numbers.setdefault((kind, value), len(of))
        if number == len(of):
            of.append(value)
        return number

    def employer(self, names: tuple[str, str]) -> int:
        return self.number("employer", self.employers, names)

    @property
    def slug_order(self) -> np.ndarray:
        """Of each employer, where it stands by its slug."""
        return self.order("slugs", self.employers)

    @property
    def code_order(self) -> np.ndarray:
        """Of each code, where it stands by what people write."""
        return self.order("codes", self.codes)

    def order(self, name: str, of: list) -> np.ndarray:
        order, count = self.orders.get(name), len(of)
        if order is None or len(order) < count:
            order = np.empty(count, np.int32)
            order[sorted(range(count), key=of.__getitem__)] = np.arange(count)
            self.orders[name] = order
        return order

    def tags_of(self, code: str) -> list[tuple[str, str]]:
        """The tags that are written so."""
        number = self.numbers.get(("code", code))
        return [] if number is None else self.code_tags[number]

    def code(self, tag: tuple[str, str]) -> int:
        key = "tag", tag
        if key not in self.numbers:
            written = display(*tag)
            if ("code", written) not in self.numbers:
                self.code_tags.append([])  # before the code itself: others read both
            number = self.numbers[key] = self.number("code", self.codes, written)
            self.code_tags[number].append(tag)
        return self.numbers[key]


@dataclass(frozen=True)
class Snapshot:
    version: int
    size: int  # ordinals in use
    base: int  # those of them that stand in order
    live: BitMap
    sets: Sets
    columns: dict[str, np.ndarray]
    # The numbers of all tagged codes, listing by listing.
    tagged: np.ndarray
    names: Names
    # The ordinals of the base in the order of their documents.
    by_document: np.ndarray
    # Bitmaps of phrases, circles and scores, shared by all snapshots that grew from one reading.
    shelf: Shelf = field(default_factory=Shelf)
    # Rows as pages show them, by ordinal.
    rows: Shelf = field(default_factory=lambda: Shelf(MOST_ROWS))
    # By what it hangs on, the tally (listings.search.tally): shared like them, but never pushed out.
    tallies: dict[frozenset[str], Any] = field(default_factory=dict)
    # Of codes tagged often, what names them by a range alone (bitmaps.Bitmaps.beyond), or None; and their sets.
    beyond: dict[str, BitMap | None] = field(default_factory=dict, init=False)
    code_sets: dict[int, list[BitMap]] = field(default_factory=dict, init=False)

    # Reading and growing ---------------------------------------------------------------------------------------
    @classmethod
    def of(cls, batch: Batch, version: int) -> "Snapshot":
        room = len(batch) + SPARE
        blank = cls(
            version=version,
            size=0,
            base=0,
            live=BitMap(),
            sets={},
            columns={name: np.zeros(room, dtype) for name, dtype in COLUMNS.items()},
            tagged=np.zeros(SPARE, np.int32),
            names=Names(),
            by_document=np.empty(0, np.int64),
        )
        filled = blank._appended(batch)
        order = np.argsort(filled.column("doc"), kind="stable").astype(np.int32)
        return replace(filled, base=filled.size, by_document=order)

    def changed(self, ids: Sequence[int], batch: Batch, version: int) -> "Snapshot":
        """The next one: these listings taken out, and what is open of them put in again."""
        return replace(self._appended(batch), version=version)._without(self.of_listings(ids))

    def _without(self, gone: BitMap) -> "Snapshot":
        return replace(self, live=self.live - gone) if gone else self

    def _appended(self, batch: Batch) -> "Snapshot":
        if not len(batch):
            return self
        start, end = self.size, self.size + len(batch)
        columns = self.columns
        if end > len(columns["id"]):
            spare = np.zeros(len(batch) + SPARE, np.int64)
            columns = {name: np.concatenate([held, spare.astype(held.dtype)]) for name, held in columns.items()}
        for name, numbers in batch.columns.items():
            columns[name][start:end] = numbers
        for names, at in batch.employers.items():
            columns["employer"][start + at] = self.names.employer(names)
        tagged = self._tagged(columns, batch)
        sets = dict(self.sets)
        for name, of_name in batch.sets.items():
            new = {value: bitmap(start + at) for value, at in of_name.items()}
            if name == "range":
                for value in new.keys() - sets.get(name, {}).keys():
                    self.names.ranges.setdefault(value[0], []).append(value)
            sets[name] = joined(sets.get(name, {}), new)
            said = either([found for value, found in new.items() if value != ""])
            sets[STATED] = joined(sets.get(STATED, {}), {name: said})
        return replace(
            self, size=end, live=self.live | BitMap(range(start, end)), sets=sets, columns=columns, tagged=tagged
        )

    def _tagged(self, columns: dict[str, np.ndarray], batch: Batch) -> np.ndarray:
        """The codes of these listings behind those of the others, and where each one's stand."""
        start, end = self.size, self.size + len(batch)
        codes = batch.sets.get("code", {})
        at = np.concatenate([np.empty(0, np.int32), *codes.values()])
        numbers = np.repeat([self.names.code(tag) for tag in codes], [len(places) for places in codes.values()])
        counts = np.bincount(at, minlength=len(batch))
        first = int(columns["first code"][start - 1] + columns["codes"][start - 1]) if start else 0
        columns["codes"][start:end] = counts
        columns["first code"][start:end] = first + np.cumsum(counts) - counts
        held, last = self.tagged, first + len(at)
        if last > len(held):
            held = np.concatenate([held[:first], np.zeros(len(at) + SPARE, np.int32)])
        held[first:last] = numbers[np.argsort(at, kind="stable")]
        return held

    def of_listings(self, ids: Sequence[int]) -> BitMap:
        """Where these listings are now."""
        return self.live & bitmap(np.flatnonzero(np.isin(self.column("id"), ids)))

    # Columns -----------------------------------------------------------------------------------------------------
    def column(self, name: str) -> np.ndarray:
        return self.columns[name][: self.size]

    @cached_property
    def everything(self) -> BitMap:
        return BitMap(range(self.size))

    @cached_property
    def newness(self) -> np.ndarray:
        """Grows with (first posted, id). What was appended stands between those of the base it belongs between."""
        rank = np.arange(self.size, dtype=np.float64)
        tail = self.size - self.base
        if tail:
            posted, ids = self.column("posted"), self.column("id")
            order = np.lexsort((ids[self.base :], posted[self.base :]))
            base_posted, base_ids = posted[: self.base], ids[: self.base]
            for place, at in enumerate(order):
                ordinal = self.base + int(at)
                low = int(np.searchsorted(base_posted, posted[ordinal], "left"))
                high = int(np.searchsorted(base_posted, posted[ordinal], "right"))
                older = low + int(np.searchsorted(base_ids[low:high], ids[ordinal]))
                rank[ordinal] = older - 1 + (place + 1) / (tail + 1)
        return rank

    def open(self, now: int) -> BitMap:
        """What is live and has not expired by then."""
        if now < self.first_end:
            return self.live
        return self.live - bitmap(np.flatnonzero(self.column("expires") <= now))

    @cached_property
    def first_end(self) -> int:
        ends = self.column("expires")[ordinals(self.live)]
        return int(ends.min()) if len(ends) else 0

    def since(self, moment: int) -> BitMap:
        """First posted at this moment or later."""
        first = int(np.searchsorted(self.column("posted")[: self.base], moment, "left"))
        found = BitMap(range(first, self.base))
        if self.size > self.base:
            found |= bitmap(self.base + np.flatnonzero(self.column("posted")[self.base :] >= moment))
        return found

    def numbers_since(self, found: BitMap, moments: np.ndarray) -> list[int]:
        """Of each of these moments, how many of these were first posted then or later."""
        posted = self.column("posted")
        firsts = np.searchsorted(posted[: self.base], moments, "left").tolist()
        numbers = [found.range_cardinality(first, self.base) for first in firsts]
        if self.size > self.base:
            tail = posted[ordinals(found & BitMap(range(self.base, self.size)))]
            numbers = [number + int(np.count_nonzero(tail >= m)) for number, m in zip(numbers, moments, strict=True)]
        return numbers

    # Texts -------------------------------------------------------------------------------------------------------
    def of_documents(self, line: str, first: int = 0) -> BitMap:
        """The ordinals, from `first` on, of the documents numbered in this line: "4,17,2"."""
        numbers = np.fromstring(line, dtype=np.int64, sep=",") if line else np.empty(0, np.int64)
        if not len(numbers):
            return BitMap()
        found = BitMap()
        if first < self.base:
            docs = self.column("doc")[self.by_document]
            at = np.minimum(np.searchsorted(docs, numbers), len(docs) - 1)
            found |= bitmap(self.by_document[at[docs[at] == numbers]])
        start = max(first, self.base)
        if start < self.size:
            found |= bitmap(start + np.flatnonzero(np.isin(self.column("doc")[start:], numbers)))
        return found

    @cached_property
    def numbers_of_employers(self) -> np.ndarray:
        """How many ordinals each has, by its number."""
        return np.bincount(self.column("employer"))

    # Values ------------------------------------------------------------------------------------------------------
    def one_of(self, name: str, values: Iterable[Any]) -> BitMap:
        """Listings in any of these sets."""
        held = self.sets.get(name, {})
        return either([held[value] for value in values if value in held])

    def stated(self, name: str) -> BitMap:
        """Listings in any set of this name but that of those that do not say."""
        return self.one_of(STATED, [name])

    # Codes -------------------------------------------------------------------------------------------------------
    @cached_property
    def numbers_of_codes(self) -> np.ndarray:
        """How many ordinals are tagged with each, by its number."""
        used = int(self.column("first code")[-1] + self.column("codes")[-1]) if self.size else 0
        return np.bincount(self.tagged[:used], minlength=len(self.names.codes))

    @cached_property
    def commonest_codes(self) -> list[tuple[int, int]]:
        """(how often at most, the code's number), the commonest first; those that are tagged at all."""
        numbers = self.numbers_of_codes
        order = np.argsort(-numbers, kind="stable")[: np.count_nonzero(numbers)]
        return list(zip(numbers[order].tolist(), order.tolist(), strict=True))

    def sets_of_code(self, number: int) -> list[BitMap]:
        """One for each of its tags."""
        found = self.code_sets.get(number)
        if found is None:
            tagged = self.sets.get("code", {})
            found = self.code_sets[number] = [tagged[tag] for tag in self.names.code_tags[number] if tag in tagged]
        return found

    def tags_of(self, at: np.ndarray) -> np.ndarray:
        """How often these ordinals are tagged with each code, by the code's number."""
        firsts, counts = self.column("first code")[at], self.column("codes")[at]
        ends = np.cumsum(counts)
        where = np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(firsts - ends + counts, counts)
        return np.bincount(self.tagged[where], minlength=len(self.numbers_of_codes))

    def holding(self, reading: Reading) -> list[BitMap]:
        """The sets of the tagged ranges that hold a code. Which do is found out once: ranges only grow in number."""
        ranges = self.names.ranges.get(reading.system, [])
        known, held = self.shelf.get(("holding", reading.system, reading.code)) or (0, ())
        if known < len(ranges):
            new = ranges[known:]
            held += tuple(one for one in new if range_holds(reading.system, one[1], one[2], reading.code))
            self.shelf.put(("holding", reading.system, reading.code), (known + len(new), held), 200 + 100 * len(held))
        tagged = self.sets.get("range", {})
        return [tagged[one] for one in held if one in tagged]
