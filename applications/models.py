from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import Resume
from applications.querysets import ApplicationQuerySet
from applications.workflow import OPEN, Stage
from core.models import Event
from listings.models import Listing


class Application(models.Model):
    """One person's application to one listing, with the very version of the résumé that was sent."""

    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="applications")
    candidate = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="applications")
    resume = models.ForeignKey(Resume, on_delete=models.PROTECT, related_name="applications")
    cover_note = models.TextField(blank=True)
    # [{"question": "...", "answer": "..."}], the questions as they read on the day
    answers = models.JSONField(default=list, blank=True)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.RECEIVED, db_index=True)
    stage_changed_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["listing", "candidate"], name="one_application_per_person_and_listing")
        ]

    def __str__(self) -> str:
        return f"{self.candidate} for {self.listing}"

    @property
    def is_open(self) -> bool:
        return self.stage in OPEN


class ApplicationEvent(Event):
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="events")


class ResumeAccess(models.Model):
    """Who opened whose résumé, and when."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="accesses")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.by} at {self.at:%Y-%m-%d %H:%M}"
