"""The twin of listings.filters and listings.search.clauses on a snapshot: which ordinals a value or a clause means.

Whatever stands here must find what its twin in SQL finds; tests/listings/search holds both to one answer.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import cached_property, lru_cache, partial, reduce
from math import cos, radians
from operator import and_, or_
from typing import Any

import numpy as np
from pyroaring import BitMap

from codes.grammar import CodeSystem, Range, Reading, parse, range_holds, same_class
from codes.models import Place
from listings.filters import ListingFilter, Values
from listings.nearby import EARTH_RADIUS, Circle
from listings.search.clauses import last_of, settings_of, specialties_of, states_of
from listings.search.fitting import fitting, unsaid
from listings.search.query import Part
from listings.search.query.parts import PLACES
from listings.search.reading import microseconds
from listings.search.shelf import Shelf
from listings.search.snapshot import Snapshot, bitmap, either
from listings.workflow import RemoteScope

# Groups whose values are sets of the same name, and how they say nothing: a set of its own, or no set at all.
SCALAR = frozenset({"work", "type", "level", "unit", "apprentice"})
RELATION = frozenset({"specialty", "setting", "schedule", "ehr"})
TESTS = {"none": ("none",), "not-before": ("none", "later")}
TOUCHED = "states touched"


@lru_cache(maxsize=10_000)
def readings_of(value: str) -> tuple[Reading, ...]:
    return parse(value).codes


def all_of(sets: Iterable[BitMap], start: BitMap) -> BitMap:
    return reduce(and_, sets, start)


class Bitmaps:
    """One request's reading of a snapshot: its filters' values as sets, at one moment."""

    def __init__(self, snapshot: Snapshot, filters: ListingFilter, now: datetime) -> None:
        self.snapshot = snapshot
        self.filters = filters
        self.now = now

    @cached_property
    def live(self) -> BitMap:
        return self.snapshot.open(microseconds(self.now))

    # Groups ----------------------------------------------------------------------------------------------------
    def group(self, name: str, values: Values) -> BitMap:
        return self.match(name, values.known) if values.known else BitMap()

    def match(self, name: str, values: tuple[str, ...]) -> BitMap:
        if name in SCALAR or name in RELATION or name == "employer":
            return self.snapshot.one_of(name, values)
        return getattr(self, f"match_{name}")(values)

    def silence(self, name: str, values: Values) -> BitMap | None:
        """Those that state nothing about it; None where every listing states it."""
        if not values.known or name in ("posted", "employer"):
            return None
        if name in SCALAR:
            return self.snapshot.one_of(name, [""])
        if name in RELATION:
            return self.snapshot.everything - self.snapshot.stated(name)
        return getattr(self, f"silence_{name}")(values.known)

    def match_code(self, values: tuple[str, ...]) -> BitMap:
        return either([self.kept(("code", value), partial(self.names_code, value)) for value in values])

    def names_code(self, value: str) -> BitMap:
        """Tagged with the code in any of its readings, or with a range that holds it."""
        found = []
        for reading in readings_of(value):
            found.append(self.snapshot.one_of("code", [(reading.system, reading.code)]))
            found += self.snapshot.holding(reading)
        return either(found)

    def beyond(self, value: str) -> BitMap | None:
        """What names a code by a range alone. None where a job may be tagged with it twice, in two systems."""
        known = self.snapshot.beyond
        if value not in known:
            tags, readings = self.snapshot.names.tags_of(value), readings_of(value)
            if len(tags) != 1 or tags != [(one.system, one.code) for one in readings]:
                known[value] = None
            else:
                held = self.snapshot.holding(readings[0])
                known[value] = either(held) - self.snapshot.one_of("code", tags) if held else BitMap()
        return known[value]

    def silence_code(self, values: tuple[str, ...]) -> BitMap:
        return self.snapshot.everything - self.snapshot.stated("code") - self.snapshot.stated("range")

    def match_credential(self, values: tuple[str, ...]) -> BitMap:
        found = self.snapshot.one_of("credential", values)
        if self.filters.vocabulary.apprentices & set(values):
            found = found | self.snapshot.one_of("beginners", [True])
        return found

    def silence_credential(self, values: tuple[str, ...]) -> BitMap:
        if set(values) <= self.filters.vocabulary.apprentices:
            return self.snapshot.one_of("apprentice", [""])
        return self.snapshot.one_of("rule", [""]) - self.snapshot.stated("credential")

    def match_state(self, values: tuple[str, ...]) -> BitMap:
        return self.snapshot.one_of("site", values) | self.everywhere | self.listed(values)

    def silence_state(self, values: tuple[str, ...]) -> BitMap:
        return self.snapshot.one_of("site", [""])

    @property
    def sited(self) -> BitMap:
        return self.snapshot.one_of("sited", [True])

    @property
    def everywhere(self) -> BitMap:
        return self.snapshot.one_of("remote", [RemoteScope.ALL])

    def listed(self, states: Iterable[str]) -> BitMap:
        return self.snapshot.one_of("remote", [RemoteScope.LISTED]) & self.snapshot.one_of("named state", states)

    def match_pay_min(self, values: tuple[str, ...]) -> BitMap:
        least = int(values[0]) * 100
        return self.grown(("pay", least), lambda first: np.flatnonzero(self.snapshot.column("pay")[first:] >= least))

    def silence_pay_min(self, values: tuple[str, ...]) -> BitMap:
        return self.snapshot.one_of("pay", [""])

    def match_years_max(self, values: tuple[str, ...]) -> BitMap:
        most = int(values[0])
        years = self.snapshot.sets.get("years", {})
        return self.kept(
            ("years", most), lambda: either([held for year, held in years.items() if year != "" and year <= most])
        )

    def silence_years_max(self, values: tuple[str, ...]) -> BitMap:
        return self.snapshot.one_of("years", [""])

    def match_test(self, values: tuple[str, ...]) -> BitMap:
        return self.snapshot.one_of("test", TESTS["not-before" if "not-before" in values else "none"])

    def silence_test(self, values: tuple[str, ...]) -> BitMap:
        return self.snapshot.one_of("test", ["", "some time"] if "not-before" in values else [""])

    def match_posted(self, values: tuple[str, ...]) -> BitMap:
        return self.snapshot.since(microseconds(self.now - timedelta(days=int(values[0]))))

    def match_near(self, values: tuple[str, ...]) -> BitMap:
        return self.sited & self.circles(self.filters.filters["near"].circles(values))

    def silence_near(self, values: tuple[str, ...]) -> BitMap | None:
        circles = self.filters.filters["near"].circles(values)
        if not circles:
            return None
        states = [state for circle in circles for state in self.touched(circle)]
        return self.snapshot.one_of("point", [""]) & self.snapshot.one_of("site", ["", *states])

    def match_fit(self, values: tuple[str, ...]) -> BitMap:
        candidate = self.filters.candidate
        return fitting(self.snapshot, candidate, values) if candidate else BitMap()

    def silence_fit(self, values: tuple[str, ...]) -> BitMap:
        candidate = self.filters.candidate
        return unsaid(self.snapshot, candidate, values) if candidate else BitMap()

    # Circles ---------------------------------------------------------------------------------------------------
    def circles(self, circles: list[Circle]) -> BitMap:
        return reduce(or_, map(self.circle, circles), BitMap())

    def circle(self, circle: Circle) -> BitMap:
        def find(first: int) -> np.ndarray:
            south, north = circle.latitudes
            latitudes = self.snapshot.column("latitude")[first:]
            at = np.flatnonzero((latitudes >= south) & (latitudes <= north))
            return at[distances(circle, self.snapshot, first + at) <= half_chord(circle.miles)]

        return self.grown(("circle", circle), find)

    def touched(self, circle: Circle) -> frozenset[str]:
        """States in which we know a place within the box of the circle."""
        shelf, key = self.snapshot.shelf, (TOUCHED, circle)
        found = shelf.get(key)
        if found is None:
            found = frozenset(Place.objects.filter(circle.box()).order_by().values_list("state", flat=True).distinct())
            shelf.put(key, found, 1_000)
        return found

    # The query line --------------------------------------------------------------------------------------------
    def facts(self, part: Part) -> BitMap:
        if part.is_word:
            return BitMap()
        if part.kind == "range":
            return self.names_range(part)
        if part.kind == "city":
            return self.in_city(part) | self.around(part)
        if part.kind == "near":
            return self.around(part)
        found = self.match(part.kind, part.values)
        return found | self.says_setting(part) if part.kind == "specialty" and settings_of(part) else found

    def says_setting(self, part: Part) -> BitMap:
        return self.snapshot.one_of("setting", settings_of(part))

    def tagged(self, part: Part) -> BitMap:
        return self.match(part.kind, part.values)

    def works(self, part: Part) -> BitMap:
        return self.snapshot.one_of("specialty", [specialty.slug for specialty in specialties_of(part)])

    def names_exactly(self, part: Part) -> BitMap:
        return self.snapshot.one_of("code", [(reading.system, reading.code) for reading in part.readings])

    def names_narrowly(self, part: Part) -> BitMap:
        tagged = self.snapshot.sets.get("range", {})
        found = [
            tagged[one]
            for reading in part.readings
            for one in self.snapshot.names.ranges.get(reading.system, [])
            if one in tagged
            and one[1][:2] == one[2][:2] == reading.code[:2]
            and range_holds(reading.system, one[1], one[2], reading.code)
        ]
        return either(found)

    def names_range(self, part: Part) -> BitMap:
        found = []
        for span in part.ranges:
            last = last_of(span)

            def is_apart(code: str, span: Range = span) -> bool:
                return span.system == CodeSystem.CPT and not same_class(span.end, code)

            for (system, code), held in self.snapshot.sets.get("code", {}).items():
                if system == span.system and span.start <= code <= last and not is_apart(code):
                    found.append(held)
            for (system, start, end), held in self.snapshot.sets.get("range", {}).items():
                if system == span.system and start <= last and end >= span.start and not is_apart(end):
                    found.append(held)
        return either(found)

    def around(self, part: Part) -> BitMap:
        return self.sited & self.circles([Circle(one[0], one[1], part.miles) for one in self.points_of(part)])

    def points_of(self, part: Part) -> list[tuple[float, float]]:
        names = self.filters.filters["near"].read_choices(list(part.values)).known
        return [(self.filters.places[name].latitude, self.filters.places[name].longitude) for name in names]

    def hangs_on(self, part: Part) -> tuple:
        """What a part means beside its own words: the reference, which may change while the snapshot stays."""
        if part.readings or part.ranges:
            return tuple(one.slug for one in specialties_of(part))
        if part.kind in PLACES:
            return (part.miles, *self.points_of(part), *states_of(part, self.filters))
        return tuple(sorted(self.filters.vocabulary.apprentices)) if part.kind == "credential" else ()

    def in_city(self, part: Part) -> BitMap:
        towns = [value.rpartition(", ") for value in part.values]
        return self.snapshot.one_of("city", [(name.lower(), state) for name, _, state in towns])

    def allows(self, part: Part) -> BitMap:
        return self.everywhere | self.listed(states_of(part, self.filters))

    def requires(self, part: Part) -> BitMap:
        return self.snapshot.one_of("required", part.values)

    def names_state(self, part: Part) -> BitMap:
        return self.listed(part.values) | self.snapshot.one_of("site", part.values)

    def only_specialty(self, part: Part) -> BitMap:
        held = self.snapshot.sets.get("specialty", {})
        others = self.snapshot.one_of("specialty", [slug for slug in held if slug not in part.values])
        return self.snapshot.one_of("specialty", part.values) - others

    # What is kept ------------------------------------------------------------------------------------------------
    def kept(self, key: Any, find: Callable[[], BitMap]) -> BitMap:
        """Worked out once for these ordinals: sets only ever gain new ones."""
        entry = self.snapshot.shelf.get(key)
        if entry is None or entry[0] != self.snapshot.size:
            entry = self.snapshot.size, find()
            self.snapshot.shelf.put(key, entry, size_of(entry[1]))
        return entry[1]

    def grown(self, key: Any, find: Callable[[int], np.ndarray]) -> BitMap:
        """Worked out once for all ordinals, and later for those that came since: `find(first)` counts from there."""
        return grown(self.snapshot, key, lambda first: bitmap(first + find(first)))


def grown(snapshot: Snapshot, key: Any, find: Callable[[int], BitMap]) -> BitMap:
    """A set that only ever gains ordinals: kept, and asked again for the new ones alone."""
    shelf: Shelf = snapshot.shelf
    entry = shelf.get(key)
    if entry is None or entry[0] < snapshot.size:
        known, found = entry or (0, BitMap())
        entry = snapshot.size, found | find(known)
        shelf.put(key, entry, size_of(entry[1]))
    return entry[1]


def size_of(found: BitMap) -> int:
    """Bytes, near enough."""
    held = found.get_statistics()
    return 64 + held["n_bytes_array_containers"] + held["n_bytes_run_containers"] + held["n_bytes_bitset_containers"]


def half_chord(miles: float) -> float:
    """What `distances` gives for this way: as listings.nearby compares it."""
    return float(np.sin(min(miles / (2 * EARTH_RADIUS), np.pi / 2)) ** 2)


def distances(circle: Circle, snapshot: Snapshot, at: np.ndarray) -> np.ndarray:
    """Of these ordinals, a number that grows with the distance: the square of the half chord (nearby.Circle.haversine).
    It is no number where there is no point."""
    latitudes, longitudes = np.radians(snapshot.column("latitude")[at]), np.radians(snapshot.column("longitude")[at])
    latitude, longitude = radians(circle.latitude), radians(circle.longitude)
    return (
        np.sin((latitudes - latitude) / 2) ** 2
        + cos(latitude) * np.cos(latitudes) * np.sin((longitudes - longitude) / 2) ** 2
    )
