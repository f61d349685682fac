"""Search on a snapshot: the same questions and the same answers as listings.search.sql, without walking any table."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cached_property, reduce
from heapq import heapreplace, nsmallest
from operator import or_

import numpy as np
from django.db import connection
from django.utils import timezone
from pyroaring import BitMap

from listings.filters import GROUPS, ListingFilter
from listings.search.bitmaps import Bitmaps, all_of, distances, grown
from listings.search.ordering import highest, in_turns, newest
from listings.search.query import EVERYWHERE, Part, Query
from listings.search.ranking import FRESH, TEXT, points
from listings.search.reading import microseconds
from listings.search.result import PAGE_SIZE
from listings.search.snapshot import Snapshot, ordinals
from listings.search.sql import FIXED, MOST_CODES, MOST_EMPLOYERS, STEPS, Found
from listings.search.text import Wanted, documents, wanted

# Codes are counted listing by listing while the square of the listings is less than so many times all listings: the
# more there are, the sooner the walk along the commonest codes comes to its end.
LISTED = 1_800
# So many times those left out are fewer than those found: then they are counted instead.
MOSTLY = 3
DAY = 86_400_000_000
# Facets whose values are sets of the same name.
PLAIN = ("specialty", "type", "level", "setting", "schedule", "ehr")


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
            found = found | self.says(part)
        return self.snapshot.everything - found if part.is_negated else found

    def says(self, part: Part, column: str = "") -> BitMap:
        """Whose text says the part, in one column or in those of the part."""
        what = wanted(part)
        if what is None:
            return BitMap()
        if not column and part.columns == EVERYWHERE and is_of_columns(what, connection.vendor):
            return reduce(or_, [self.says(part, name) for name in EVERYWHERE])
        expression = what.expression(connection.vendor, (column,) if column else part.columns)

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
        posted, base = self.snapshot.column("posted"), self.snapshot.base
        found, tail = np.zeros(len(at), np.int32), int(np.searchsorted(at, base))
        for days, weight in reversed(FRESH):
            least = microseconds(self.now) - days * DAY
            found[int(np.searchsorted(at, np.searchsorted(posted[:base], least))) : tail] = weight
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
                yield self.says(part, column), weight

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
        if sort == "near":
            at = ordinals(found)
            return highest(self.snapshot, at, -self.distance(at), most)
        if sort == "pay":
            at = ordinals(found)
            return highest(self.snapshot, at, self.snapshot.column("pay")[at], most)
        if sort == "newest" or self.query.is_empty:
            return newest(self.snapshot, found, most)
        at = ordinals(found)
        return in_turns(self.snapshot, at, self.score(at), most)

    def distance(self, at: np.ndarray) -> np.ndarray:
        """To the nearest of the places asked for; what has no point is farthest."""
        found = np.fmin.reduce([distances(circle, self.snapshot, at) for circle in self.filters.circles])
        return np.nan_to_num(found, nan=np.inf, posinf=np.inf)

    def nearest(self, most: int) -> list[int]:
        """What answers all clauses but one, the best first: for a line that finds next to nothing. Of a place alone it
        is the jobs done from home that its people may take."""
        start = all_of(self.chosen.values(), self.of.live)
        found = BitMap()
        if len(self.clauses) > 1:
            for place, missed in enumerate(self.clauses):
                others = [clause for other, clause in enumerate(self.clauses) if other != place]
                found |= all_of(others, start) - missed
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
    def found(self) -> BitMap:
        return all_of(self.chosen.values(), self.base)

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

    def within(self, name: str) -> BitMap:
        """What the other groups find."""
        if name not in self.chosen:
            return self.found
        return all_of([found for other, found in self.chosen.items() if other != name], self.base)

    # Counts ---------------------------------------------------------------------------------------------------
    def missed(self, name: str) -> BitMap | None:
        """All that the other groups do not find, where it is little: that is counted sooner than what they find."""
        if name in self.chosen:
            return missed(self.snapshot, self.within(name))
        return self.missed_by_all

    @cached_property
    def missed_by_all(self) -> BitMap | None:
        return missed(self.snapshot, self.found)

    def counter(self, name: str) -> Callable[[BitMap], int]:
        """Of a set of this snapshot, how many the other groups find."""
        rest = self.missed(name)
        if rest is None:
            return self.within(name).intersection_cardinality
        if not rest:
            return len
        return lambda held: len(held) - rest.intersection_cardinality(held)

    def total(self) -> int:
        return len(self.found)

    def count(self) -> Found:
        facets = {name: self.counts(name) for name in (*PLAIN, *FIXED, *STEPS)}
        facets["fit"] = self.counts_of("fit", self.filters.fit_choices)
        facets["credential"] = self.credential_counts()
        facets["state"] = self.state_counts()
        facets["code"] = self.code_counts()
        facets["employer"], labels = self.employer_counts()
        # A facet of which no row says anything is left out, as it is where rows are counted.
        named = {name: facets[name] for name in GROUPS if facets.get(name) or name in ("state", "code")}
        return Found(len(self.found), len(self.unstated), named, labels)

    def counts(self, name: str) -> dict[str, int]:
        if name in FIXED:
            return self.counts_of(name, FIXED[name])
        if name in STEPS:
            return self.counts_of(name, dict.fromkeys([*map(str, STEPS[name]), *self.filters.values[name].known]))
        return self.held_counts(name, name)

    def counts_of(self, name: str, values: Iterable[str]) -> dict[str, int]:
        within = self.within(name)
        return {value: within.intersection_cardinality(self.of.match(name, (value,))) for value in values}

    def held_counts(self, name: str, of: str, without: frozenset[str] = frozenset()) -> dict[str, int]:
        """How many are in each set of this name; only those that hold some."""
        count = self.counter(of)
        counts = {
            value: count(held)
            for value, held in self.snapshot.sets.get(name, {}).items()
            if value != "" and value not in without
        }
        return {value: number for value, number in counts.items() if number}

    def credential_counts(self) -> dict[str, int]:
        apprentices = self.filters.vocabulary.apprentices
        counts = self.counts_of("credential", sorted(apprentices))
        return counts | self.held_counts("credential", "credential", apprentices)

    def state_counts(self) -> dict[str, int]:
        """Those at a site in the state, those that name it, and those open to all."""
        counts, count = self.held_counts("site", "state"), self.counter("state")
        listed = self.within("state") & self.snapshot.one_of("remote", ["listed"])
        for state, named in self.snapshot.sets.get("named state", {}).items():
            if number := listed.intersection_cardinality(named):
                counts[state] = counts.get(state, 0) + number
        if everywhere := count(self.of.everywhere):
            for state in self.filters.vocabulary.states:
                counts[state] = counts.get(state, 0) + everywhere
        return counts

    def employer_counts(self) -> tuple[dict[str, int], dict[str, str]]:
        """The employers with the most jobs, and those chosen: a board has thousands."""
        names, chosen = self.snapshot.names, self.filters.values["employer"].known
        numbers = self.numbers_of_employers()
        shown = first_of(numbers, names.slug_order, MOST_EMPLOYERS).tolist()
        if chosen:
            shown += [at for at in np.flatnonzero(numbers).tolist() if names.employers[at][0] in chosen]
        counts = {names.employers[at]: int(numbers[at]) for at in shown}
        return {slug: number for (slug, _), number in counts.items()}, dict(counts.keys())

    def numbers_of_employers(self) -> np.ndarray:
        """How many each has, by its number."""
        employers, rest = self.snapshot.column("employer"), self.missed("employer")
        if rest is None:
            return np.bincount(employers[ordinals(self.within("employer"))])
        whole = self.snapshot.numbers_of_employers
        return whole - np.bincount(employers[ordinals(rest)], minlength=len(whole))

    def code_counts(self) -> dict[str, int]:
        """The codes tagged most, each counted as its filter finds it: tagged, or in a range."""
        within = self.within("code")
        is_few = len(within) ** 2 < LISTED * self.snapshot.size
        shown = self.tags_by_listing(within) if is_few else nsmallest(MOST_CODES, self.tags_by_walking(within))
        count, ranged = self.counter("code"), within & self.snapshot.stated("range")
        counts = {value: count(self.of.match_code((value,))) for value in self.filters.values["code"].known}
        for number, value in shown:
            if value not in counts:
                beyond = self.of.beyond(value)
                if beyond is None:
                    counts[value] = count(self.of.match_code((value,)))
                else:
                    counts[value] = ranged.intersection_cardinality(beyond) - number
        return counts

    def tags_by_listing(self, within: BitMap) -> list[tuple[int, str]]:
        """(minus how often, the code) from the codes of each listing: for few listings."""
        names, numbers = self.snapshot.names, self.snapshot.tags_of(within)
        most = first_of(numbers, names.code_order, MOST_CODES)
        return [(-int(numbers[at]), names.codes[at]) for at in most.tolist()]

    def tags_by_walking(self, within: BitMap) -> list[tuple[int, str]]:
        """The same from the listings of each code, the commonest first, until no code can be among the most."""
        shown: list[tuple[int, str]] = []
        best = [0] * MOST_CODES  # the highest counts so far, the least of them first
        count, names, tagged = self.counter("code"), self.snapshot.names, self.snapshot.sets.get("code", {})
        for most, at in self.snapshot.commonest_codes:
            if most < best[0]:
                break
            number = sum([count(tagged[tag]) for tag in names.code_tags[at] if tag in tagged])
            if number and number >= best[0]:
                shown.append((-number, names.codes[at]))
                heapreplace(best, number)
        return shown

    def without_counts(self) -> dict[str, int]:
        """What each part of an empty search keeps away: the totals without it, where there would be any."""
        totals = {name: len(self.within(name)) for name in self.chosen}
        if not self.query.is_empty and self.chosen:
            totals["q"] = len(all_of(self.chosen.values(), self.of.live))
        return {name: total for name, total in totals.items() if total}


def missed(snapshot: Snapshot, within: BitMap) -> BitMap | None:
    rest = snapshot.everything - within
    return rest if len(rest) * MOSTLY < len(within) else None


def first_of(numbers: np.ndarray, order: np.ndarray, most: int) -> np.ndarray:
    """Where the highest of these counts stand, equal ones in this order; none that is nought."""
    some = np.flatnonzero(numbers)
    if len(some) > most:
        some = some[numbers[some] >= np.partition(numbers[some], -most)[-most]]
    return some[np.lexsort((order[some], -numbers[some]))][:most]


def is_of_columns(what: Wanted, vendor: str) -> bool:
    """Whether a text says it just where one of its columns does. A tsvector is one line: a phrase may run on from the
    title into the employer's name."""
    is_word = all(len(tokens) == 1 for clause in what.clauses for tokens in clause)
    return len(what.clauses) == 1 and (vendor == "sqlite" or is_word)
