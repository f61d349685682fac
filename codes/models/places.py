import re
import unicodedata
from typing import Any

from django.db import models

from codes.models.reference import ReferenceRow, State

# What people shorten in a city's name; the key holds the short form.
SHORT = {
    "saint": "st",
    "sainte": "ste",
    "fort": "ft",
    "mount": "mt",
    "heights": "hts",
    "springs": "spgs",
    "spg": "spgs",
}
# What people call a city beside its name.
OTHER_NAMES = {
    "bay area": "san francisco",
    "chicagoland": "chicago",
    "dfw": "dallas",
    "new york city": "new york",
    "nyc": "new york",
    "philly": "philadelphia",
    "slc": "salt lake city",
    "twin cities": "minneapolis",
    "vegas": "las vegas",
}


def city_key(city: str) -> str:
    """A city's name as it is compared: St. Louis and Saint Louis are one, Cañon City and Canon City too."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", city) if not unicodedata.combining(c)).casefold()
    words = re.findall(r"[^\W_]+", re.sub(r"['’.]", "", plain))
    key = " ".join(SHORT.get(word, word) for word in words)[:80]
    return OTHER_NAMES.get(key, key)


class Place(ReferenceRow):
    """A city, or one ZIP code of it, with the point that stands for it."""

    city = models.CharField(max_length=80)
    # The city's name as it is looked up; follows from `city`.
    key = models.CharField(max_length=80, editable=False, default="")
    state = models.ForeignKey(State, on_delete=models.PROTECT, related_name="places")
    zip = models.CharField("ZIP code", max_length=5, blank=True, db_index=True)
    latitude = models.FloatField()
    longitude = models.FloatField()
    source = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["state", "city", "zip"]
        constraints = [models.UniqueConstraint(fields=["state", "city", "zip"], name="one_place_per_city_and_zip")]
        indexes = [
            models.Index(fields=["latitude", "longitude"], name="places_by_point"),
            models.Index(fields=["key", "state"], name="places_by_name"),
        ]

    def __str__(self) -> str:
        return f"{self.town}{f' {self.zip}' if self.zip else ''}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.key = city_key(self.city)
        if kwargs.get("update_fields"):
            kwargs["update_fields"] = {*kwargs["update_fields"], "key"}
        super().save(*args, **kwargs)

    @property
    def town(self) -> str:
        return f"{self.city}, {self.state_id}"
