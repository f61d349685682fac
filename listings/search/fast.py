"""Search on a snapshot: the same questions and the same answers as listings.search.sql, without walking any table."""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property, reduce
from operator import or_

import numpy as np
from django.db import connection
from django.utils import timezone
from pyroaring import BitMap

from listings.filters import ListingFilter
from listings.search.bitmaps import Bitmaps, all_of, distances, grown
from listings.search.facets import Facets
from listings.search.ordering import highest, in_turns, newest
from listings.search.query import EVERYWHERE, Part, Query
from listings.search.ranking import FRESH, TEXT, fewest_answered, points
from listings.search.reading import DAY, microseconds
from listings.search.result import PAGE_SIZE
from listings.search.shelf import Shelf
from listings.search.snapshot import Snapshot, either, ordinals
from listings.search.sql import Found
from listings.search.text import Wanted, documents, wanted

# The longest ago first.
DAYS = np.array([days for days, _ in reversed(FRESH)])
WEIGHTS = [weight for _, weight in reversed(FRESH)]


class SnapshotSearch:
    """One request: the filters of the page and the query line, on one snapshot at one moment."""

    def __init__(self, filters: ListingFilter, query: Query, snapshot: Snapshot, now: datetime | None = None) -> None:
        self.filters = filters
        self.query = query
        self.snapshot = snapshot
        self.now = now or timezone.now()
        self.of = Bitmaps(snapshot, filters, self.now)
        # Whether the database was asked for words: it may have known more by then than the snapshot.
        self.has_read = False
        self.keys: dict[int, int] = {}

    @property
    def version(self) -> int:
        return self.snapshot.version

    @property
    def shelf(self) -> Shelf:
        """Where rows are kept, by the keys of what was found."""
        return self.snapshot.rows

    # The query line -----------------------------------------------------------------------------------------
    @cached_property
    def clauses(self) -> list[BitMap]:
        """One set a group of the line."""
        return [reduce(or_, map(self.answers, group)) for group in self.query.groups]

    @cached_property
    def base(self) -> BitMap:
        return all_of(self.clauses, self.of.live)

    def answers(self, part: Part) -> BitMap:
        found = self.of.facts(part)
        if part.kind in ("code", "range"):
            found = found | self.of.works(part)
        if part.texts and part.columns:
            found = found | self.says_anywhere(part)
        return self.snapshot.everything - found if part.is_negated else found

    def says_anywhere(self, part: Part) -> BitMap:
        """Whose text says the part in one of its columns."""

        def find() -> BitMap:
            what = wanted(part)
            if what and part.columns == EVERYWHERE and is_of_columns(what, connection.vendor):
                return either([self.says(part, (name,)) for name in EVERYWHERE])
            return self.says(part, part.columns)

        return self.of.kept(("says", part.texts, part.columns), find)

    def says(self, part: Part, columns: tuple[str, ...]) -> BitMap:
        """Whose text says the part in these columns."""
        what = wanted(part)
        if what is None:
            return BitMap()
        expression = what.expression(connection.vendor, columns)

        def ask(first: int) -> BitMap:
            self.has_read = True
            if not first:
                return self.snapshot.of_documents(documents(connection, expression))
            new = self.snapshot.live & BitMap(range(first, self.snapshot.size))
            among = self.snapshot.column("doc")[ordinals(new)].tolist()
            return self.snapshot.of_documents(documents(connection, expression, among), first) if among else BitMap()

        return grown(self.snapshot, ("text", expression), ask)

    # Scores ---------------------------------------------------------------------------------------------------
    def score(self, at: np.ndarray) -> np.ndarray:
        """Of these ordinals, which stand in their own order."""
        return sum((self.worth(part)[at] for part in self.query.scored), self.freshness(at))

    def freshness(self, at: np.ndarray) -> np.ndarray:
        posted, base, found = self.snapshot.column("posted"), self.snapshot.base, np.zeros(len(at), np.int32)
        leasts = microseconds(self.now) - DAYS * DAY
        tail, *firsts = np.searchsorted(at, [base, *np.searchsorted(posted[:base], leasts)]).tolist()
        for first, weight in zip(firsts, WEIGHTS, strict=True):
            found[first:tail] = weight
        if tail < len(at):
            for least, weight in zip(leasts, WEIGHTS, strict=True):
                found[tail:][posted[at[tail:]] >= least] = weight
        return found

    def worth(self, part: Part) -> np.ndarray:
        """What one part of the line adds to each ordinal's score. Kept; only what came since is worked out."""
        size = self.snapshot.size
        words = (part.kind, part.values, part.texts, part.columns, part.is_ambiguous, part.is_negated)
        key = ("worth", *words, self.of.hangs_on(part))
        held = self.snapshot.shelf.get(key)
        known = 0 if held is None else len(held)
        if held is None or known < size:
            new = np.zeros(size - known, np.int16)
            for found, weight in self.weights(part):
                # What others keep may already hold ordinals of a newer snapshot.
                at = ordinals(found & BitMap(range(known, size)))
                new[at - known] += weight
            held = new if held is None else np.concatenate([held, new])
            self.snapshot.shelf.put(key, held, held.nbytes)
        return held[:size]

    def weights(self, part: Part) -> Iterable[tuple[BitMap, int]]:
        yield from points(part, self.of)
        if part.texts and not part.is_negated:
            for column, weight in TEXT:
                yield self.says(part, (column,)), weight

    # Rows -----------------------------------------------------------------------------------------------------
    def ids(self, sort: str, page: int, *, unstated: bool = False) -> list[int]:
        found = self.unstated if unstated else self.found
        end = page * PAGE_SIZE
        return self.named(self.ordered(found, sort, end)[end - PAGE_SIZE :])

    def named(self, at: np.ndarray) -> list[int]:
        ids: list[int] = self.snapshot.column("id")[at].tolist()
        self.keys.update(zip(ids, at.tolist(), strict=True))
        return ids

    def ordered(self, found: BitMap, sort: str, most: int) -> np.ndarray:
        if sort == "newest" or (sort == "relevance" and self.query.is_empty):
            return newest(self.snapshot, found, most)
        at = self.facets.at_found if found is self.found else ordinals(found)
        if sort == "near":
            return highest(self.snapshot, at, -self.distance(at), most)
        if sort == "pay":
            return highest(self.snapshot, at, self.snapshot.column("pay")[at], most)
        return in_turns(self.snapshot, at, self.score(at), most)

    def distance(self, at: np.ndarray) -> np.ndarray:
        """To the nearest of the places asked for; what has no point is farthest."""
        found = np.fmin.reduce([distances(circle, self.snapshot, at) for circle in self.filters.circles])
        return np.nan_to_num(found, nan=np.inf, posinf=np.inf)

    def nearest(self, most: int) -> list[int]:
        """What answers all clauses but one, the best first: for a line that finds next to nothing. Where there is no
        such job, those that answer the most, if that is half of them. Of a place alone it is the jobs done from home
        that its people may take."""
        start = all_of(self.chosen.values(), self.of.live)
        found = BitMap()
        if len(self.clauses) > 1:
            answered = [start]  # those that answer none of the clauses so far, one of them, two …
            for clause in self.clauses:
                more = [BitMap(), *(held & clause for held in answered)]
                answered = [less | held - clause for held, less in zip([*answered, BitMap()], more, strict=True)]
            least = fewest_answered(len(self.clauses))
            found = next(filter(None, answered[-2 : least - 1 : -1]), found)
        elif self.clauses:
            for part in self.query.places:
                found |= (start & self.of.allows(part)) - self.clauses[0]
        at = ordinals(found)
        return self.named(highest(self.snapshot, at, self.score(at), most))

    # Filters --------------------------------------------------------------------------------------------------
    @cached_property
    def chosen(self) -> dict[str, BitMap]:
        return {name: self.of.group(name, values) for name, values in self.filters.chosen.items()}

    @cached_property
    def facets(self) -> Facets:
        return Facets(self.of, self.base, self.chosen)

    @property
    def found(self) -> BitMap:
        return self.facets.found

    @cached_property
    def unstated(self) -> BitMap:
        """Those that match nothing wrong and leave at least one chosen group unsaid."""
        if not self.chosen:
            return BitMap()
        allowed = self.base
        for name, found in self.chosen.items():
            silent = self.of.silence(name, self.filters.values[name])
            allowed = allowed & (found if silent is None else found | silent)
        return allowed - self.found

    # Counts ---------------------------------------------------------------------------------------------------
    def total(self) -> int:
        return len(self.found)

    def count(self) -> Found:
        return self.facets.count(len(self.unstated))

    def without_counts(self) -> dict[str, int]:
        """What each part of an empty search keeps away: the totals without it, where there would be any."""
        totals = {name: len(self.facets.within(name)) for name in self.chosen}
        if not self.query.is_empty and self.chosen:
            totals["q"] = len(all_of(self.chosen.values(), self.of.live))
        return {name: total for name, total in totals.items() if total}


def is_of_columns(what: Wanted, vendor: str) -> bool:
    """Whether a text says it just where one of its columns does. A tsvector is one line: a phrase may run on from the
    title into the employer's name."""
    is_word = all(len(tokens) == 1 for clause in what.clauses for tokens in clause)
    return len(what.clauses) == 1 and (vendor == "sqlite" or is_word)
