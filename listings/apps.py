from django.apps import AppConfig


class ListingsConfig(AppConfig):
    name = "listings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.signals import employer_renamed
        from listings.services.content import on_employer_renamed

        employer_renamed.connect(on_employer_renamed, dispatch_uid="listings.on_employer_renamed")
