from django.db import models

from codes.models.reference import State


class Place(models.Model):
    """A city, or one ZIP code of it, with the point that stands for it."""

    city = models.CharField(max_length=80)
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
        ]

    def __str__(self) -> str:
        return f"{self.city}, {self.state_id}{f' {self.zip}' if self.zip else ''}"
