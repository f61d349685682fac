"""What somebody who looks for work states about herself."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from codes.models import Certification, State


class CandidateProfile(models.Model):
    """Whoever looks for work has one; what it holds is stated by the candidate."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="candidate_profile")
    headline = models.CharField(max_length=120, blank=True)
    home_state = models.ForeignKey(
        State, on_delete=models.PROTECT, null=True, blank=True, related_name="candidate_profiles"
    )
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"Profile of {self.user}"


class HeldCredential(models.Model):
    """A credential the candidate says she holds."""

    profile = models.ForeignKey(CandidateProfile, on_delete=models.CASCADE, related_name="credentials")
    certification = models.ForeignKey(Certification, on_delete=models.PROTECT, related_name="holders")
    expires_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["certification__acronym"]
        constraints = [
            models.UniqueConstraint(fields=["profile", "certification"], name="one_row_per_profile_and_credential")
        ]

    def __str__(self) -> str:
        return str(self.certification)
