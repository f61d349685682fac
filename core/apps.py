from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django_tasks.signals import task_finished

        from core import lookups  # noqa: F401  # registers itself
        from core.queue import retry_failed

        task_finished.connect(retry_failed, dispatch_uid="core.queue.retry_failed")
        # Each app's tasks.py puts itself on the schedule; the ground floor need not know whose there are.
        autodiscover_modules("tasks")
