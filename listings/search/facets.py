"""How many of what is found have each value: every group counted with the other groups' filters applied.

Of a few listings, or of all but a few, all values are counted in one pass (listings.search.tally), those of a chosen
group in one of their own; else set by set.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from heapq import heapreplace, nsmallest

import numpy as np
from pyroaring import BitMap

from listings.filters import GROUPS
from listings.search.bitmaps import Bitmaps, all_of
from listings.search.reading import DAY, microseconds
from listings.search.snapshot import Snapshot, ordinals
from listings.search.sql import FIXED, MOST_CODES, MOST_EMPLOYERS, STEPS, Found
from listings.search.tally import PLAIN, ROWS, Tally, tally_of

# Codes are counted listing by listing while the square of the listings is less than so many times all listings: the
# more there are, the sooner the walk along the commonest codes comes to its end.
LISTED = 1_800
# So many times those left out are fewer than those found: then they are counted instead.
MOSTLY = 3
STEPPED = {name: tuple(map(str, steps)) for name, steps in STEPS.items()}
DAYS = np.array(STEPS["posted"])
# Of a facet of which no listing says anything.
NOTHING: tuple[slice, list[str]] = slice(0), []


class Facets:
    """Of one request: what the line finds (`base`), and each chosen group by itself."""

    def __init__(self, of: Bitmaps, base: BitMap, chosen: dict[str, BitMap]) -> None:
        self.of = of
        self.snapshot = of.snapshot
        self.filters = of.filters
        self.base = base
        self.chosen = chosen
        self.found = all_of(chosen.values(), base)
        self.others: dict[str, BitMap] = {}
        self.counted: dict[str, list[int]] = {}

    def count(self, not_stated: int) -> Found:
        facets = {name: self.held(name) for name in PLAIN}
        facets |= {name: self.fixed(name, FIXED[name]) for name in FIXED}
        facets |= {name: self.steps(name) for name in STEPS}
        facets["fit"] = self.matching("fit", self.filters.fit_choices)
        facets["credential"] = self.credentials()
        facets["state"] = self.states()
        facets["code"] = self.codes()
        facets["employer"], labels = self.employers()
        # A facet of which no row says anything is left out, as it is where rows are counted.
        named = {name: facets[name] for name in GROUPS if facets.get(name) or name in ("state", "code")}
        return Found(len(self.found), not_stated, named, labels)

    def within(self, name: str) -> BitMap:
        """What the other groups find."""
        if name not in self.chosen:
            return self.found
        if name not in self.others:
            self.others[name] = all_of([found for other, found in self.chosen.items() if other != name], self.base)
        return self.others[name]

    def at(self, name: str) -> np.ndarray:
        """The same as ordinals. Of the kind that numpy looks things up by: it would make them anew each time."""
        return ordinals(self.within(name)).astype(np.intp) if name in self.chosen else self.at_found

    @cached_property
    def at_found(self) -> np.ndarray:
        return ordinals(self.found).astype(np.intp)

    # All values in one pass -----------------------------------------------------------------------------------------
    @cached_property
    def tally(self) -> Tally:
        return tally_of(self.of)

    def numbers(self, name: str) -> list[int]:
        """Of each value of the tally, how many the other groups find; nothing where set by set is sooner counted."""
        key = name if name in self.chosen else ""
        if key not in self.counted:
            self.counted[key] = self.added_up(name)
        return self.counted[key]

    def added_up(self, name: str) -> list[int]:
        values = len(self.tally.facets.get(name, NOTHING)[1] if name in self.chosen else self.tally.names)
        rest = self.missed(name)
        if len(self.within(name) if rest is None else rest) > ROWS * values:
            return []
        if rest is None:
            counts = self.tally.count(self.at(name))
        elif self.tally.size == self.snapshot.size:
            counts = self.tally.count_without(ordinals(rest))
        else:  # of a newer snapshot, which has other totals
            return []
        numbers: list[int] = counts.tolist()
        return numbers

    def tallied(self, name: str) -> Iterator[tuple[str, int]]:
        columns, values = self.tally.facets.get(name, NOTHING)
        return zip(values, self.numbers(name)[columns], strict=True)

    @property
    def tallied_everywhere(self) -> int:
        columns, _ = self.tally.facets["everywhere"]
        return self.numbers("state")[columns][0]

    # Sets against what is found -----------------------------------------------------------------------------------
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

    def held(self, name: str) -> dict[str, int]:
        """Of each set of this name; only those that hold some."""
        if self.numbers(name):
            return {value: number for value, number in self.tallied(name) if number}
        count = self.counter(name)
        counts = {value: count(held) for value, held in self.snapshot.sets.get(name, {}).items() if value != ""}
        return {value: number for value, number in counts.items() if number}

    def matching(self, name: str, values: Iterable[str]) -> dict[str, int]:
        """Of each of these values what its filter finds, nought as well."""
        within = self.within(name)
        return {value: within.intersection_cardinality(self.of.match(name, (value,))) for value in values}

    def fixed(self, name: str, values: Iterable[str]) -> dict[str, int]:
        """The same of values that every request counts."""
        return dict(self.tallied(name)) if self.numbers(name) else self.matching(name, values)

    # Facets of their own kind ---------------------------------------------------------------------------------------
    def steps(self, name: str) -> dict[str, int]:
        counts = self.posted() if name == "posted" else self.fixed(name, STEPPED[name])
        if typed := [value for value in self.filters.values[name].known if value not in counts]:
            counts |= self.matching(name, typed)
        return counts

    def posted(self) -> dict[str, int]:
        moments = microseconds(self.of.now) - DAYS * DAY
        return dict(zip(STEPPED["posted"], self.snapshot.numbers_since(self.within("posted"), moments), strict=True))

    def credentials(self) -> dict[str, int]:
        """An apprentice's also counts the jobs that take apprentices."""
        apprentices = self.filters.vocabulary.apprentices
        if self.numbers("credential"):
            return dict.fromkeys(apprentices, 0) | self.held("credential")
        held = {value: number for value, number in self.held("credential").items() if value not in apprentices}
        return self.matching("credential", sorted(apprentices)) | held

    def states(self) -> dict[str, int]:
        """Those at a site in the state, those that name it, and those open to all."""
        counts, everywhere = self.named_states()
        if everywhere:
            for state in self.filters.vocabulary.states:
                counts[state] = counts.get(state, 0) + everywhere
        return counts

    def named_states(self) -> tuple[dict[str, int], int]:
        """(how many are at a site in each state or name it, how many are open to all states)."""
        if self.numbers("state"):
            return self.held("state"), self.tallied_everywhere
        count, sets = self.counter("state"), self.snapshot.sets
        counts = {state: count(held) for state, held in sets.get("site", {}).items() if state != ""}
        listed = self.within("state") & self.snapshot.one_of("remote", ["listed"])
        for state, named in sets.get("named state", {}).items():
            counts[state] = counts.get(state, 0) + listed.intersection_cardinality(named)
        return {state: number for state, number in counts.items() if number}, count(self.of.everywhere)

    def employers(self) -> tuple[dict[str, int], dict[str, str]]:
        """The employers with the most jobs, and those chosen: a board has thousands."""
        names, chosen = self.snapshot.names, self.filters.values["employer"].known
        numbers = self.numbers_of_employers()
        shown = first_of(numbers, names.slug_order, MOST_EMPLOYERS).tolist()
        if chosen:
            some = set(shown)
            shown += [
                at for at in np.flatnonzero(numbers).tolist() if names.employers[at][0] in chosen and at not in some
            ]
        found = [names.employers[at] for at in shown]
        counts = {slug: number for (slug, _), number in zip(found, numbers[shown].tolist(), strict=True)}
        return counts, dict(found)

    def numbers_of_employers(self) -> np.ndarray:
        """How many each has, by its number."""
        employers, rest = self.snapshot.column("employer"), self.missed("employer")
        if rest is None:
            return np.bincount(employers[self.at("employer")])
        whole = self.snapshot.numbers_of_employers
        return whole - np.bincount(employers[ordinals(rest)], minlength=len(whole))

    # Codes ----------------------------------------------------------------------------------------------------------
    def codes(self) -> dict[str, int]:
        """The codes tagged most, each counted as its filter finds it: tagged, or in a range."""
        counts = self.matching("code", self.filters.values["code"].known)
        return self.commonest_codes() | counts

    def commonest_codes(self) -> dict[str, int]:
        within, rest = self.within("code"), self.missed("code")
        is_few = len(within if rest is None else rest) ** 2 < LISTED * self.snapshot.size
        shown = self.tags_by_listing() if is_few else nsmallest(MOST_CODES, self.tags_by_walking())
        count, beyond, counts = self.counter("code"), self.snapshot.beyond, {}
        among = count if rest is not None else (within & self.snapshot.stated("range")).intersection_cardinality
        for number, value in shown:
            # Sixty calls for what is known nearly always would be felt.
            alone = beyond[value] if value in beyond else self.of.beyond(value)
            if alone is None:
                counts[value] = count(self.of.match_code((value,)))
            else:
                counts[value] = among(alone) - number if alone else -number
        return counts

    def tags_by_listing(self) -> list[tuple[int, str]]:
        """(minus how often, the code) from the codes of each listing: for few listings, or few that are left out."""
        names, rest = self.snapshot.names, self.missed("code")
        if rest is None:
            numbers = self.snapshot.tags_of(self.at("code"))
        else:
            numbers = self.snapshot.numbers_of_codes - self.snapshot.tags_of(ordinals(rest))
        most = first_of(numbers, names.code_order, MOST_CODES)
        return [(-number, names.codes[at]) for number, at in zip(numbers[most].tolist(), most.tolist(), strict=True)]

    def tags_by_walking(self) -> list[tuple[int, str]]:
        """The same from the listings of each code, the commonest first, until no code can be among the most."""
        shown: list[tuple[int, str]] = []
        best = [0] * MOST_CODES  # the highest counts so far, the least of them first
        count, snapshot = self.counter("code"), self.snapshot
        for most, at in snapshot.commonest_codes:
            if most < best[0]:
                break
            sets = snapshot.sets_of_code(at)
            number = count(sets[0]) if len(sets) == 1 else sum(map(count, sets))
            if number and number >= best[0]:
                shown.append((-number, snapshot.names.codes[at]))
                heapreplace(best, number)
        return shown


def missed(snapshot: Snapshot, within: BitMap) -> BitMap | None:
    found = len(within)
    return snapshot.everything - within if (snapshot.size - found) * MOSTLY < found else None


def first_of(numbers: np.ndarray, order: np.ndarray, most: int) -> np.ndarray:
    """Where the highest of these counts stand, equal ones in this order; none that is nought."""
    some = np.flatnonzero(numbers)
    keys = order[some] - numbers[some] * len(order)
    if len(some) > most:
        first = np.argpartition(keys, most)[:most]
        some, keys = some[first], keys[first]
    return some[np.argsort(keys)]
