"""Where listings are brought in from."""

from django.db import models
from django.utils import timezone


class ImportSource(models.Model):
    """A feed. Together with its own key for a posting it is what makes a second import update, not repeat."""

    name = models.CharField(max_length=120, unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name
