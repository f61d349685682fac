"""People and employers. What somebody may do follows from facts: a candidate profile, a membership, a group."""

from urllib.parse import urlsplit
from zoneinfo import available_timezones

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.querysets import EmployerQuerySet
from accounts.workflow import Role
from codes.models import Certification, State, Term
from core.models import Event

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

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    objects = UserManager()

    class Meta:
        permissions = [("moderate", "Can moderate listings and employers")]

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        super().clean()
        self.email = self.email.lower()

    def get_full_name(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.email.split("@")[0]

    @property
    def is_candidate(self) -> bool:
        return hasattr(self, "candidate_profile")


class CandidateProfile(models.Model):
    """Whoever looks for work has one; what it holds is stated by the candidate."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="candidate_profile")
    headline = models.CharField(max_length=120, blank=True)
    home_state = models.ForeignKey(
        State, on_delete=models.PROTECT, null=True, blank=True, related_name="candidate_profiles"
    )
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"Profile of {self.user}"


class HeldCredential(models.Model):
    """A credential the candidate says she holds."""

    profile = models.ForeignKey(CandidateProfile, on_delete=models.CASCADE, related_name="credentials")
    certification = models.ForeignKey(Certification, on_delete=models.PROTECT, related_name="holders")
    expires_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["certification__acronym"]
        constraints = [
            models.UniqueConstraint(fields=["profile", "certification"], name="one_row_per_profile_and_credential")
        ]

    def __str__(self) -> str:
        return str(self.certification)


class Employer(models.Model):
    """Who hires. One nobody has claimed came in with an import and has no members."""

    name = models.CharField(max_length=160)
    slug = models.SlugField(max_length=180, unique=True)
    kind = models.ForeignKey(Term, on_delete=models.PROTECT, null=True, blank=True, related_name="employers")
    website = models.URLField(max_length=300, blank=True)
    about = models.TextField(blank=True)
    city = models.CharField(max_length=120, blank=True)
    state = models.ForeignKey(State, on_delete=models.PROTECT, null=True, blank=True, related_name="employers")
    size = models.PositiveIntegerField("number of employees", null=True, blank=True)
    time_zone = models.CharField(max_length=64, default=DEFAULT_ZONE, validators=[validate_zone])
    # The feed whose postings without an employer this row collects ("Employer not named"), else empty.
    unnamed_source = models.CharField(max_length=120, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    suspended_at = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, through="Membership", related_name="employers")

    objects = EmployerQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["unnamed_source"],
                condition=~models.Q(unnamed_source=""),
                name="one_unnamed_employer_per_source",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("jobboard:employer", args=[self.slug])

    @property
    def is_claimed(self) -> bool:
        return self.claimed_at is not None

    @property
    def is_suspended(self) -> bool:
        return self.suspended_at is not None

    @property
    def website_host(self) -> str:
        return urlsplit(self.website).hostname or ""

    @property
    def is_named(self) -> bool:
        return not self.unnamed_source

    @property
    def why_suspended(self) -> str:
        """What the moderator wrote; empty while the employer is not suspended."""
        if not self.is_suspended:
            return ""
        event = self.events.filter(code="suspended").last()
        return event.note if event else ""


class EmployerEvent(Event):
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="events")


class Membership(models.Model):
    employer = models.ForeignKey(Employer, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["employer", "user"], name="one_membership_per_person")]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()} of {self.employer}"


class Resume(models.Model):
    """An immutable stored file or text. Removing it hides it; applications keep the version they sent."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        DOCX = "docx", "Word (DOCX)"
        ODT = "odt", "OpenDocument (ODT)"
        TEXT = "text", "Text"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="resumes")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=4, choices=Kind.choices)
    file = models.FileField(upload_to="resumes/", blank=True, max_length=200)  # services give it a random name
    text = models.TextField(blank=True)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)
    hidden_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_erased(self) -> bool:
        """Its bytes are gone for good; only the row stays, for the application that points to it."""
        return self.size == 0
