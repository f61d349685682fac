from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class ListingsConfig(AppConfig):
    name = "listings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from accounts.signals import account_closing_asked, account_erased, employer_renamed, export_requested
        from codes.signals import places_changed
        from listings.search import triggers
        from listings.services import people
        from listings.services.content import on_employer_renamed
        from listings.services.places import on_places_changed
        from listings.services.saved import on_logged_in

        pre_migrate.connect(triggers.before_migrating, sender=self, dispatch_uid="listings.before_migrating")
        post_migrate.connect(triggers.after_migrating, sender=self, dispatch_uid="listings.after_migrating")
        employer_renamed.connect(on_employer_renamed, dispatch_uid="listings.on_employer_renamed")
        places_changed.connect(on_places_changed, dispatch_uid="listings.on_places_changed")
        places_changed.connect(triggers.on_places_changed, dispatch_uid="listings.search.on_places_changed")
        user_logged_in.connect(on_logged_in, dispatch_uid="listings.on_logged_in")
        account_closing_asked.connect(people.on_account_closing_asked, dispatch_uid="listings.on_account_closing_asked")
        account_erased.connect(people.on_account_erased, dispatch_uid="listings.on_account_erased")
        export_requested.connect(people.on_export_requested, dispatch_uid="listings.on_export_requested")
