"""What a listing states several times: specialties, credentials, codes and ranges of codes."""

from django.db import models

from codes import services as codes
from codes.grammar import Range, canonical_path, display
from codes.models import Certification, CodeSystem, Specialty
from listings.models.listing import Listing


class ListingSpecialty(models.Model):
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="listing_specialties")
    specialty = models.ForeignKey(Specialty, on_delete=models.PROTECT, related_name="listing_specialties")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["listing", "specialty"], name="one_row_per_listing_specialty")]
        indexes = [models.Index(fields=["specialty", "listing"], name="listings_of_specialty")]

    def __str__(self) -> str:
        return str(self.specialty)


class ListingCredential(models.Model):
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="listing_credentials")
    certification = models.ForeignKey(Certification, on_delete=models.PROTECT, related_name="listing_credentials")
    is_required = models.BooleanField()

    class Meta:
        ordering = ["-is_required", "certification__acronym"]
        constraints = [
            models.UniqueConstraint(fields=["listing", "certification"], name="one_row_per_listing_credential")
        ]
        indexes = [models.Index(fields=["certification", "listing"], name="listings_of_credential")]

    def __str__(self) -> str:
        return str(self.certification)


class ListingCode(models.Model):
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="codes")
    system = models.CharField(max_length=10, choices=CodeSystem.choices)
    code = models.CharField(max_length=8)

    class Meta:
        ordering = ["system", "code"]
        constraints = [models.UniqueConstraint(fields=["listing", "system", "code"], name="one_row_per_listing_code")]
        indexes = [models.Index(fields=["system", "code", "listing"], name="listings_of_code")]

    def __str__(self) -> str:
        return self.shown

    @property
    def shown(self) -> str:
        return display(self.system, self.code)

    @property
    def words(self) -> str:
        """What the code is, said beside it: a look at its page would cost the reader a view."""
        return codes.explain(self.system, self.code)

    @property
    def page(self) -> str:
        """The address of its page; empty where this board shows none of its system."""
        return canonical_path(self.system, self.code) if codes.is_shown(self.system) else ""


class ListingCodeRange(models.Model):
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="code_ranges")
    system = models.CharField(max_length=10, choices=CodeSystem.choices)
    start = models.CharField(max_length=8)
    end = models.CharField(max_length=8)

    class Meta:
        ordering = ["system", "start"]
        constraints = [
            models.UniqueConstraint(fields=["listing", "system", "start", "end"], name="one_row_per_listing_range")
        ]
        indexes = [models.Index(fields=["system", "start", "end", "listing"], name="listings_of_range")]

    def __str__(self) -> str:
        return self.shown

    @property
    def shown(self) -> str:
        return Range(self.system, self.start, self.end).display
