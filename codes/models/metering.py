"""Who has opened which code page in full. A guest is a random id in a signed cookie; no address or agent is kept."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from codes.grammar import CodeSystem


class CodeReader(models.Model):
    """A guest or a person whose views are counted. Views are spent under a lock on this row."""

    guest = models.CharField(max_length=32, unique=True, null=True, blank=True)  # unique where present
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="code_reader"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(guest__isnull=True, user__isnull=False)
                | models.Q(guest__isnull=False, user__isnull=True),
                name="a_code_reader_is_a_guest_or_a_person",
            )
        ]

    def __str__(self) -> str:
        return f"reader {self.pk}"


class CodeView(models.Model):
    """One code page opened in full. Deleted when the reader's window ends."""

    reader = models.ForeignKey(CodeReader, on_delete=models.CASCADE, related_name="views")
    system = models.CharField(max_length=10, choices=CodeSystem.choices)
    code = models.CharField(max_length=8)
    opened_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["opened_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["reader", "system", "code"], name="one_view_per_reader_and_code")
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.code}"
