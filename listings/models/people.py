"""What people did with a listing: its history, who keeps it in mind, who reported it."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from core.models import Event
from listings.models.listing import Listing
from listings.querysets import ReportQuerySet
from listings.workflow import EVENT_WORDS, GRAVE_REASONS, ReportReason, ReportStatus


class ListingEvent(Event):
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="events")
    # Structured rest of the decision, e.g. {"outcome": "filled_here"} or {"import_run": 4}
    data = models.JSONField(default=dict, blank=True)
    # Who it was, in words for whoever reads the history; set by the view.
    actor = ""

    @property
    def what(self) -> str:
        return EVENT_WORDS.get(self.code) or self.code.replace("_", " ").capitalize()


class SavedListing(models.Model):
    """A job somebody keeps in mind. It stays on her list when the job is over, until she takes it off."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_listings")
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="saves")
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-saved_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["user", "listing"], name="one_row_per_saved_listing")]
        indexes = [models.Index(fields=["user", "-saved_at", "-id"], name="saved_listings_newest")]

    def __str__(self) -> str:
        return str(self.listing)


class Report(models.Model):
    """Somebody says a listing is not what it should be. No address or agent is kept."""

    Status = ReportStatus

    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="reports")
    reason = models.CharField(max_length=16, choices=ReportReason.choices)
    details = models.TextField(blank=True, max_length=2000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="reports"
    )
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN, db_index=True)
    created_at = models.DateTimeField(default=timezone.now)
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.TextField(blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: {self.listing}"

    @property
    def is_grave(self) -> bool:
        return self.reason in GRAVE_REASONS
