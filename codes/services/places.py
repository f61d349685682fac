"""Cities and ZIP codes as points: what somebody typed, or where a row says it is."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from statistics import median

from django.db.models import Q, QuerySet

from codes.grammar.lists import read
from codes.models import Place
from codes.models.places import city_key
from codes.services.table import table

LONGEST = 120
MOST_REMEMBERED = 5_000
ZIP = re.compile(r"([0-9]{5})(?:[- ]?[0-9]{4})?")
COUNTRY = re.compile(r"[\s,]+(usa?|u\.s\.a?\.?|united states)$", re.IGNORECASE)
ZIP_AT_END = re.compile(r"(.*?)[\s,]+([0-9]{5}(?:-?[0-9]{4})?)")
Point = tuple[float, float]


def find_place(text: str) -> Place | None:
    """The place of "32701", "32701-1234", "Altamonte Springs, FL" or "Altamonte Springs FL"; a city alone where only
    one state has it. None where no row says so."""
    found = candidates(text)
    return found[0] if len({place.state_id for place in found}) == 1 else None


def find_zip(code: str) -> Place | None:
    found = candidates(code) if ZIP.fullmatch(code) else []
    return found[0] if found else None


def state_beside(code: str) -> str:
    """The state of the ZIP codes that begin as this one does, which no row holds; empty where they lie in several."""
    match = ZIP.fullmatch(code)
    for length in (3, 2) if match else ():
        rows = Place.objects.filter(zip__startswith=code[:length]).order_by()
        found = list(rows.values_list("state", flat=True).distinct()[:2])
        if found:
            return found[0] if len(found) == 1 else ""
    return ""


def candidates(text: str) -> list[Place]:
    """One place for each state the text may mean; the one with most ZIP codes, and so most people, first."""
    known = table().places_asked
    if text not in known:
        found = look_up(text)
        if not found and not ZIP.fullmatch(text):
            return []  # not remembered: anybody can ask for any number of places that are none
        if len(known) >= MOST_REMEMBERED:
            known.clear()
        known[text] = found
    return list(known[text])


def look_up(text: str) -> list[Place]:
    zip_code, city, state = read_place(text)
    if zip_code:
        place = Place.objects.filter(zip=zip_code).first()
        if place or not city:
            return [place] if place else []
    if city_key(city) not in table().towns:
        return []
    rows = Place.objects.filter(key=city_key(city))
    by_state: dict[str, list[Place]] = defaultdict(list)
    for row in rows.filter(state=state) if state else rows:
        by_state[row.state_id].append(row)
    ranked = sorted(by_state.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return [central(places) for _, places in ranked]


def read_place(text: str) -> tuple[str, str, str]:
    """(ZIP, city, state) of what was typed; parts it does not hold are empty."""
    text = " ".join(unicodedata.normalize("NFKC", text[: LONGEST * 4]).split())[:LONGEST].strip(" ,;")
    text = COUNTRY.sub("", text)
    if match := ZIP.fullmatch(text):
        return match[1], "", ""
    zip_code = ""
    if match := ZIP_AT_END.fullmatch(text):
        text, zip_code = match[1].strip(" ,"), match[2][:5]
    before, comma, after = text.rpartition(",")
    if comma:
        state = states().get(city_key(after), "")
        return zip_code, before if state else text, state
    words = text.split()
    for count in (3, 2, 1):
        state = states().get(city_key(" ".join(words[-count:])), "") if len(words) > count else ""
        if state:
            return zip_code, " ".join(words[:-count]), state
    return zip_code, text, ""


@cache
def states() -> dict[str, str]:
    """A state's name or abbreviation, as it is compared, to its abbreviation."""
    rows = read("states")
    return {city_key(row[name]): row["code"] for row in rows for name in ("name", "code")}


def central(places: list[Place]) -> Place:
    """The row that stands for a city: the one without a ZIP code, else the one in the middle of its ZIP codes."""
    whole = next((place for place in places if not place.zip), None)
    if whole:
        return whole
    latitude, longitude = middle((place.latitude, place.longitude) for place in places)
    return min(places, key=lambda place: (abs(place.latitude - latitude) + abs(place.longitude - longitude), place.zip))


def middle(points: Iterable[Point]) -> Point:
    latitudes, longitudes = zip(*points, strict=True)
    return median(latitudes), median(longitudes)


class Gazetteer:
    """Places in memory, for many questions in a row. A stated ZIP code counts where it lies in the stated state;
    otherwise the city does. Both unknown: no point."""

    def __init__(self, rows: QuerySet[Place] | None = None) -> None:
        rows = Place.objects.all() if rows is None else rows
        self.zips: dict[str, tuple[str, Point]] = {}
        self.whole: dict[tuple[str, str], Point] = {}
        self.cities: dict[tuple[str, str], list[Point]] = defaultdict(list)
        columns = rows.order_by().values_list("zip", "key", "state_id", "latitude", "longitude")
        for code, key, state, latitude, longitude in columns.iterator(chunk_size=5_000):
            self.cities[key, state].append((latitude, longitude))
            if code:
                self.zips[code] = (state, (latitude, longitude))
            else:
                self.whole[key, state] = (latitude, longitude)

    def point(self, *, postal_code: str, city: str, state: str | None) -> Point | None:
        match = ZIP.fullmatch(postal_code.strip())
        lies_in, point = self.zips.get(match[1], ("", None)) if match else ("", None)
        if point and (not state or lies_in == state):
            return point
        key = (city_key(city), state or "")
        if key in self.whole:
            return self.whole[key]
        points = self.cities.get(key)
        return middle(points) if points else None


def point_of(*, postal_code: str, city: str, state: str | None) -> Point | None:
    """The point of one address, or None where we do not know the place."""
    match = ZIP.fullmatch(postal_code.strip())
    wanted = Q(pk__in=())
    if match:
        wanted |= Q(zip=match[1])
    if city and state:
        wanted |= Q(key=city_key(city), state=state)
    if not wanted.children or not (match or (city and state)):
        return None
    return Gazetteer(Place.objects.filter(wanted)).point(postal_code=postal_code, city=city, state=state)
