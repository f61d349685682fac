from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class JobboardConfig(AppConfig):
    name = "jobboard"

    def ready(self) -> None:
        from jobboard import checks  # noqa: F401  # registers them
        from jobboard.plain_pages import load_missing

        post_migrate.connect(load_missing, sender=apps.get_app_config("flatpages"))
