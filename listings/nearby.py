"""A circle on the map: which listings lie in it, and how far. One rule for the SQL search and for any index beside it.

A box around the circle decides first, by plain comparisons; the exact distance is asked of what lies in the box.
"""

from dataclasses import dataclass
from functools import reduce
from math import asin, cos, degrees, pi, radians, sin, sqrt
from operator import or_
from typing import Any

from django.db.models import Case, F, FloatField, Q, Value, When
from django.db.models.functions import Cos, Least, Power, Radians, Sin
from django.db.models.lookups import LessThanOrEqual

EARTH_RADIUS = 3958.7613  # miles
DEFAULT_MILES = 50
MILES = (10, 25, 50, 100, 200)
MOST_MILES = 500


def miles_label(miles: int) -> str:
    return f"{miles} mile{'' if miles == 1 else 's'}"


def miles_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The way over ground between two points (latitude, longitude), in miles."""
    (a, b), (c, d) = one, other
    half = sin(radians(c - a) / 2) ** 2 + cos(radians(a)) * cos(radians(c)) * sin(radians(d - b) / 2) ** 2
    return 2 * EARTH_RADIUS * asin(min(1.0, sqrt(half)))


@dataclass(frozen=True)
class Circle:
    latitude: float
    longitude: float
    miles: float

    def holds(self, latitude: float, longitude: float) -> bool:
        return miles_between((self.latitude, self.longitude), (latitude, longitude)) <= self.miles

    @property
    def latitudes(self) -> tuple[float, float]:
        reach = degrees(self.miles / EARTH_RADIUS)
        return max(-90.0, self.latitude - reach), min(90.0, self.latitude + reach)

    @property
    def longitudes(self) -> list[tuple[float, float]]:
        """One stretch; two where the circle crosses the 180th meridian; all of them around a pole."""
        narrow = cos(radians(self.latitude))
        part = sin(min(self.miles / EARTH_RADIUS, pi / 2))
        if part >= narrow:
            return [(-180.0, 180.0)]
        reach = degrees(asin(part / narrow))
        west, east = self.longitude - reach, self.longitude + reach
        if west < -180:
            return [(west + 360, 180.0), (-180.0, east)]
        if east > 180:
            return [(west, 180.0), (-180.0, east - 360)]
        return [(west, east)]

    def box(self) -> Q:
        """Plain comparisons that leave out most of what lies outside, and nothing that lies inside."""
        south, north = self.latitudes
        stretches = [Q(longitude__gte=west, longitude__lte=east) for west, east in self.longitudes]
        return Q(latitude__gte=south, latitude__lte=north) & reduce(or_, stretches)

    def condition(self) -> Q:
        """What lies in the circle. The box stands in the CASE too, so that no database computes a sine outside it."""
        most = sin(min(self.miles / (2 * EARTH_RADIUS), pi / 2)) ** 2
        inside = Case(When(self.box(), then=self.haversine()), default=Value(2.0), output_field=FloatField())
        return self.box() & Q(LessThanOrEqual(inside, Value(most)))

    def haversine(self) -> Any:
        """Grows with the distance: the square of the half chord. Enough to compare and to order by."""
        here = Value(radians(self.latitude), output_field=FloatField())
        there = Radians(F("latitude"))
        across = Radians(F("longitude")) - Value(radians(self.longitude), output_field=FloatField())
        return Power(Sin((there - here) / 2.0), 2.0) + Cos(here) * Cos(there) * Power(Sin(across / 2.0), 2.0)


def any_circle(circles: list[Circle]) -> Q:
    return reduce(or_, [circle.condition() for circle in circles], Q(pk__in=()))


def closest_first(circles: list[Circle]) -> Any:
    """An order: by the distance to the nearest of the centres; what has no point comes last."""
    distances = [circle.haversine() for circle in circles]
    nearest = Least(*distances) if len(distances) > 1 else distances[0]
    return nearest.asc(nulls_last=True)
