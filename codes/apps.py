from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class CodesConfig(AppConfig):
    name = "codes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from codes import models

        for model in (
            models.Specialty,
            models.SpecialtySynonym,
            models.CodeRange,
            models.Certification,
            models.Modifier,
            models.PlaceOfService,
            models.Place,
            models.Code,
        ):
            post_save.connect(reference_changed, sender=model)
            post_delete.connect(reference_changed, sender=model)


def reference_changed(sender: type, **kwargs: Any) -> None:
    """An operator edits a specialty: every process reads its table of ranges and synonyms anew."""
    from codes.services import mark_changed

    if not kwargs.get("raw"):
        mark_changed()
