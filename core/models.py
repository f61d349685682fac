from django.conf import settings
from django.db import models
from django.utils import timezone


class Event(models.Model):
    """One move of a thing's life. Rows are only ever added (core.append_only).

    Subclasses add the foreign key to their subject with related_name="events".
    `note` speaks of the thing, never of a person: these rows outlive a closed account.
    """

    code = models.CharField(max_length=40)
    was = models.CharField(max_length=24, blank=True)
    became = models.CharField(max_length=24, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = models.TextField(blank=True)
    rule_version = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        abstract = True
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.code}: {self.was or '-'} → {self.became or '-'}"


class ImportRun(models.Model):
    """One reading of one file by a management command."""

    class Status(models.TextChoices):
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        STOPPED = "stopped", "Stopped"
        REFUSED = "refused", "Refused"

    kind = models.CharField(max_length=40, db_index=True)
    source = models.CharField(max_length=120, blank=True)
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    release = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.RUNNING)
    # {"imported": 61, "updated": 2, "skipped": 1, ...}
    counts = models.JSONField(default=dict, blank=True)
    # [{"row": 7, "ref": "A-1", "reason": "no title"}, ...]
    rejects = models.JSONField(default=list, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-started_at", "-id"]

    def __str__(self) -> str:
        return f"{self.kind}: {self.file_name} ({self.get_status_display()})"


class OutboxMail(models.Model):
    """A mail, written in the transaction that caused it and delivered by the worker.

    Bodies that carry a code or a link are blanked once sent, except on a demo board.
    """

    kind = models.CharField(max_length=60, blank=True, db_index=True)
    to = models.EmailField(max_length=254, db_index=True)
    subject = models.CharField(max_length=255)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict, blank=True)
    from_email = models.CharField(max_length=254, blank=True)
    is_secret = models.BooleanField(default=False)
    # The last mail to somebody whose account is gone: the row goes with it, sent or given up.
    is_last = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    last_error = models.CharField(max_length=255, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                name="outbox_waiting",
                condition=models.Q(sent_at__isnull=True, failed_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"


class MailStop(models.Model):
    """This address asked to get no more mail of this kind."""

    address = models.EmailField(max_length=254)
    kind = models.CharField(max_length=60)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["address", "kind"], name="one_stop_per_address_and_kind")]

    def __str__(self) -> str:
        return f"{self.address} stops {self.kind}"


class ScheduleSlot(models.Model):
    """When a nightly or minutely act is due next; moved forward by compare-and-set, so it fires once."""

    name = models.CharField(max_length=60, unique=True)
    next_run_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.next_run_at:%Y-%m-%d %H:%M}"
