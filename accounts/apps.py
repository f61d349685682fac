from django.apps import AppConfig
from django.db.models.signals import post_migrate


def make_moderators_group(sender, using, **kwargs) -> None:
    """The group through which somebody moderates exists on every board, also after a database was emptied."""
    from django.contrib.auth.management import create_permissions
    from django.contrib.auth.models import Group, Permission

    create_permissions(sender, verbosity=0, using=using)
    group, _ = Group.objects.using(using).get_or_create(name="Moderators")
    group.permissions.add(Permission.objects.using(using).get(content_type__app_label="accounts", codename="moderate"))


class AccountsConfig(AppConfig):
    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added

        from accounts.services.factors import end_unproven_sessions

        post_migrate.connect(make_moderators_group, sender=self)
        authenticator_added.connect(end_unproven_sessions)
