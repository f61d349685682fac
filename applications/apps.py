from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "applications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.signals import account_closing, account_erased, candidate_hid, export_requested
        from applications import people
        from applications.services import on_candidate_hid, on_listing_left
        from listings.signals import listing_left_public

        listing_left_public.connect(on_listing_left, dispatch_uid="applications.on_listing_left")
        candidate_hid.connect(on_candidate_hid, dispatch_uid="applications.on_candidate_hid")
        account_closing.connect(people.on_account_closing, dispatch_uid="applications.on_account_closing")
        account_erased.connect(people.on_account_erased, dispatch_uid="applications.on_account_erased")
        export_requested.connect(people.on_export_requested, dispatch_uid="applications.on_export_requested")
