"""What a person asked us to hand out about herself."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class Export(models.Model):
    """Everything we hold about one person, as a file she alone may fetch. Row and file go when it expires."""

    class Status(models.TextChoices):
        WAITING = "waiting", "Being made"
        READY = "ready", "Ready"
        FAILED = "failed", "Failed"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="exports")
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.WAITING)
    file = models.FileField(upload_to="exports/", blank=True, max_length=200)  # services give it a random name
    size = models.PositiveBigIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    requested_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-requested_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(status="waiting"), name="one_export_at_a_time_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"export {self.pk}: {self.get_status_display()}"

    @property
    def is_waiting(self) -> bool:
        return self.status == self.Status.WAITING

    @property
    def is_failed(self) -> bool:
        return self.status == self.Status.FAILED

    @property
    def is_ready(self) -> bool:
        return self.status == self.Status.READY and self.expires_at is not None and self.expires_at > timezone.now()
