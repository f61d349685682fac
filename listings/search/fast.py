"""Search on a snapshot: the same questions and the same answers as listings.search.sql, without walking any table."""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property, reduce
from heapq import heappush, heappushpop, nsmallest
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
from listings.search.sql import FIXED, MOST_CODES, MOST_EMPLOYERS, STEPS, Found, commonest
from listings.search.text import Wanted, documents, wanted

# So many listings' codes are counted one by one sooner than all codes' listings.
MOST_LISTED = 5_000
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
    def score(self) -> np.ndarray:
        """Of every ordinal."""
        return sum((self.worth(part) for part in self.query.scored), self.freshness())

    def freshness(self) -> np.ndarray:
        posted, base = self.snapshot.column("posted"), self.snapshot.base
        found = np.zeros(self.snapshot.size, np.int32)
        for days, weight in reversed(FRESH):
            least = microseconds(self.now) - days * DAY
            found[int(np.searchsorted(posted[:base], least, "left")) : base] = weight
            found[base:][posted[base:] >= least] = weight
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
        return self.snapshot.column("id")[at].tolist()

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
        return in_turns(self.snapshot, at, self.score()[at], most)

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
        return self.named(highest(self.snapshot, at, self.score()[at], most))

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
        within = self.within(of)
        counts = {
            value: within.intersection_cardinality(held)
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
        within = self.within("state")
        counts = self.held_counts("site", "state")
        listed = within & self.snapshot.one_of("remote", ["listed"])
        for state, named in self.snapshot.sets.get("named state", {}).items():
            if number := listed.intersection_cardinality(named):
                counts[state] = counts.get(state, 0) + number
        if everywhere := within.intersection_cardinality(self.of.everywhere):
            for state in self.filters.vocabulary.states:
                counts[state] = counts.get(state, 0) + everywhere
        return counts

    def employer_counts(self) -> tuple[dict[str, int], dict[str, str]]:
        names, chosen = self.snapshot.names.employers, self.filters.values["employer"].known
        numbers = np.bincount(self.snapshot.column("employer")[ordinals(self.within("employer"))], minlength=1)
        some = np.flatnonzero(numbers)
        if len(some) > MOST_EMPLOYERS and not chosen:
            least = np.partition(numbers[some], -MOST_EMPLOYERS)[-MOST_EMPLOYERS]
            some = some[numbers[some] >= least]
        counts = {names[at]: int(numbers[at]) for at in some.tolist()}
        kept = commonest({slug: number for (slug, _), number in counts.items()}, chosen)
        return kept, {slug: name for slug, name in counts if slug in kept}

    def code_counts(self) -> dict[str, int]:
        """The codes tagged most, each counted as its filter finds it: tagged, or in a range."""
        within = self.within("code")
        shown = self.tags_by_walking(within) if len(within) > MOST_LISTED else self.tags_by_listing(within)
        candidates = [value for _, value in nsmallest(MOST_CODES, shown)]
        return {
            value: within.intersection_cardinality(self.of.match_code((value,)))
            for value in dict.fromkeys([*self.filters.values["code"].known, *candidates])
        }

    def tags_by_listing(self, within: BitMap) -> list[tuple[int, str]]:
        """(minus how often, the code) from the codes of each listing: for few listings."""
        names, numbers = self.snapshot.names.codes, self.snapshot.tags_of(within)
        some = np.flatnonzero(numbers)
        if len(some) > MOST_CODES:
            some = some[numbers[some] >= np.partition(numbers[some], -MOST_CODES)[-MOST_CODES]]
        return [(-int(numbers[at]), names[at]) for at in some]

    def tags_by_walking(self, within: BitMap) -> list[tuple[int, str]]:
        """The same from the listings of each code, the commonest first, until no code can be among the most."""
        shown: list[tuple[int, str]] = []
        best: list[int] = []  # the highest counts so far, the least of them first
        names, tagged = self.snapshot.names, self.snapshot.sets.get("code", {})
        for most, at in self.snapshot.commonest_codes:
            if len(best) == MOST_CODES and most < best[0]:
                break
            if number := sum(
                within.intersection_cardinality(tagged[tag]) for tag in names.code_tags[at] if tag in tagged
            ):
                shown.append((-number, names.codes[at]))
                heappush(best, number) if len(best) < MOST_CODES else heappushpop(best, number)
        return shown

    def without_counts(self) -> dict[str, int]:
        """What each part of an empty search keeps away: the totals without it, where there would be any."""
        totals = {name: len(self.within(name)) for name in self.chosen}
        if not self.query.is_empty and self.chosen:
            totals["q"] = len(all_of(self.chosen.values(), self.of.live))
        return {name: total for name, total in totals.items() if total}


def is_of_columns(what: Wanted, vendor: str) -> bool:
    """Whether a text says it just where one of its columns does. A tsvector is one line: a phrase may run on from the
    title into the employer's name."""
    is_word = all(len(tokens) == 1 for clause in what.clauses for tokens in clause)
    return len(what.clauses) == 1 and (vendor == "sqlite" or is_word)
