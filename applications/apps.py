from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "applications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from applications.services import on_listing_left
        from listings.signals import listing_left_public

        listing_left_public.connect(on_listing_left, dispatch_uid="applications.on_listing_left")
