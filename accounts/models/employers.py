"""Who hires, and who acts for them."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from accounts.models.people import DEFAULT_ZONE, validate_zone
from accounts.querysets import EmployerQuerySet, with_parents
from accounts.workflow import Role
from codes.models import State, Term
from core.models import Event


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
    benefits = models.TextField(blank=True)
    payroll_states = models.ManyToManyField(State, blank=True, related_name="payroll_employers")
    # Redrawn by services.logos under a random name; its view says who may see it.
    logo = models.FileField(upload_to="logos/", blank=True, max_length=200)
    logo_width = models.PositiveSmallIntegerField(null=True, blank=True)
    logo_height = models.PositiveSmallIntegerField(null=True, blank=True)
    # The registrable domain one of its people answered a mail at, and when. Kept in step with the website.
    proven_domain = models.CharField(max_length=253, blank=True)
    domain_proven_at = models.DateTimeField(null=True, blank=True)
    # Moderators let the employers of one house share its domain; all but the first carry this.
    shares_domain = models.BooleanField(default=False)
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
            ),
            models.UniqueConstraint(
                fields=["proven_domain"],
                condition=~models.Q(proven_domain="") & models.Q(shares_domain=False),
                name="one_employer_per_proven_domain",
            ),
            models.CheckConstraint(
                condition=models.Q(proven_domain="", domain_proven_at=None)
                | (~models.Q(proven_domain="") & models.Q(domain_proven_at__isnull=False)),
                name="proven_domain_has_its_moment",
            ),
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
    def is_proven(self) -> bool:
        """Somebody of it answered a mail at its own domain. Says nothing about anything else."""
        return bool(self.proven_domain)

    @property
    def logo_url(self) -> str:
        """Its address, which changes with the picture; empty without one."""
        return reverse("accounts:logo", args=[str(self.logo).rpartition("/")[2]]) if self.logo else ""

    @property
    def former_names(self) -> "list[EmployerEvent]":
        """Each with the day until which it was called so."""
        return list(self.events.filter(code="renamed").order_by("-at", "-pk")[:3])

    @property
    def website_host(self) -> str:
        return urlsplit(self.website).hostname or ""

    @property
    def domains(self) -> set[str]:
        """The domains it goes by: its site's and the one it has proven, each with those above it."""
        return {part for host in (self.website_host, self.proven_domain) for part in with_parents(host.lower())}

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

    @property
    def what(self) -> str:
        """The code in words: "May share domain"."""
        return self.code.replace("_", " ").capitalize()


class Membership(models.Model):
    employer = models.ForeignKey(Employer, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["employer", "user"], name="one_membership_per_person")]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()} of {self.employer}"


class DomainCode(models.Model):
    """A code on its way to an address at an employer's domain. One a person and employer; gone once used."""

    employer = models.ForeignKey(Employer, on_delete=models.CASCADE, related_name="domain_codes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="domain_codes")
    address = models.EmailField(max_length=254)
    domain = models.CharField(max_length=253)
    digest = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["employer", "user"], name="one_domain_code_per_person")]

    def __str__(self) -> str:
        return f"Code for {self.domain}"
