from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "applications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.signals import candidate_hid
        from applications.services import on_candidate_hid, on_listing_left
        from listings.signals import listing_left_public

        listing_left_public.connect(on_listing_left, dispatch_uid="applications.on_listing_left")
        candidate_hid.connect(on_candidate_hid, dispatch_uid="applications.on_candidate_hid")
