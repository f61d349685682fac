from django.conf import settings
from django.db import models
from django.utils import timezone


class Resume(models.Model):
    """An immutable stored file or text. Removing it hides it; applications keep the version they sent."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        DOCX = "docx", "Word (DOCX)"
        ODT = "odt", "OpenDocument (ODT)"
        TEXT = "text", "Text"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="resumes")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=4, choices=Kind.choices)
    file = models.FileField(upload_to="resumes/", blank=True, max_length=200)  # services give it a random name
    text = models.TextField(blank=True)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)
    hidden_at = models.DateTimeField(null=True, blank=True)
    # The one an application form picks first; without a choice of hers it is the newest.
    is_default = models.BooleanField(default=False)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(is_default=True), name="one_default_resume_per_person"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_erased(self) -> bool:
        """Its bytes are gone for good; only the row stays, for the application that points to it."""
        return self.size == 0

    @property
    def is_typed(self) -> bool:
        """Written on the board: shown as text. A stranger's file is only ever saved."""
        return self.kind == self.Kind.TEXT
