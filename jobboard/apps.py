from django.apps import AppConfig


class JobboardConfig(AppConfig):
    name = "jobboard"

    def ready(self) -> None:
        from jobboard import checks  # noqa: F401  # registers them
