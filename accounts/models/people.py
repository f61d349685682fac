"""Whoever can log in, and the zone in which times are printed."""

from zoneinfo import available_timezones

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

DEFAULT_ZONE = "America/New_York"


def validate_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(f"{name} is not a time zone.")


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username):
        return self.get(email=username.lower())

    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        """Made on the machine itself, so the address counts as proven: no code is asked at the first log-in."""
        with transaction.atomic(using=self._db):
            user = self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
            addresses = user.emailaddress_set  # type: ignore[attr-defined]  # django-allauth's table
            addresses.using(self._db).create(user=user, email=user.email, verified=True, primary=True)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person who can log in. Never deleted: closing an account empties the row."""

    email = models.EmailField("e-mail address", max_length=254, unique=True)
    name = models.CharField("your name", max_length=150, blank=True)
    time_zone = models.CharField(max_length=64, default=DEFAULT_ZONE, validators=[validate_zone])
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField("may use the admin", default=False)
    is_demo = models.BooleanField(default=False, editable=False)
    date_joined = models.DateTimeField(default=timezone.now)
    # The person closed the account. Until `erase_at` she may log in and reopen it; after that the row is emptied.
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    erase_at = models.DateTimeField(null=True, blank=True, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    objects = UserManager()

    class Meta:
        permissions = [("moderate", "Can moderate listings and employers")]
        indexes = [
            models.Index(
                fields=["erase_at"],
                name="accounts_to_erase",
                condition=models.Q(closed_at__isnull=False, erased_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return "a closed account" if self.erased_at else self.name or self.email

    def clean(self) -> None:
        super().clean()
        self.email = self.email.lower()

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.email.split("@")[0]

    @property
    def is_closed(self) -> bool:
        """Closed by its owner; it may still be within the time in which she can reopen it."""
        return self.closed_at is not None

    @property
    def is_erased(self) -> bool:
        return self.erased_at is not None

    @property
    def is_candidate(self) -> bool:
        return hasattr(self, "candidate_profile")
