"""What somebody who looks for work states about herself. Nothing here is checked by the board."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property

from accounts.querysets import BlockQuerySet
from accounts.workflow import Visibility, WorkAuthorisation
from codes.models import Certification, Place, Specialty, State, Term
from codes.workflow import DAYS_A_YEAR, HOURS_A_YEAR, PayUnit, Work

# Units a pay floor may be given in, and how many of them make a year.
A_YEAR: dict[str, int] = {PayUnit.HOUR: HOURS_A_YEAR, PayUnit.DAY: DAYS_A_YEAR, PayUnit.YEAR: 1}


class CandidateProfile(models.Model):
    """Whoever looks for work has one; what it holds is stated by the candidate. An empty field is "not said"."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="candidate_profile")
    headline = models.CharField(max_length=120, blank=True)
    home_state = models.ForeignKey(
        State, on_delete=models.PROTECT, null=True, blank=True, related_name="candidate_profiles"
    )
    # City or ZIP code as typed; `place` is what the board knows under these words.
    home_place = models.CharField(max_length=120, blank=True)
    place = models.ForeignKey(Place, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    years = models.PositiveSmallIntegerField("years of coding", null=True, blank=True)
    has_no_credential = models.BooleanField(default=False)
    # Systems known, and types and schedules wanted: the kind of the term says which.
    terms = models.ManyToManyField(Term, blank=True, related_name="candidate_profiles")

    wanted_work = models.JSONField(default=list, blank=True)  # values of Work
    work_states = models.ManyToManyField(State, blank=True, related_name="wanted_by_profiles")
    pay_floor = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    pay_floor_unit = models.CharField(max_length=8, choices=[(one, PayUnit(one).label) for one in A_YEAR], blank=True)
    work_authorisation = models.CharField(max_length=12, choices=WorkAuthorisation.choices, blank=True)

    visibility = models.CharField(max_length=10, choices=Visibility.choices, default=Visibility.PRIVATE)
    created_at = models.DateTimeField(default=timezone.now)
    # Every save of any part moves it on: what is computed from a profile is kept under pk and this.
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pay_floor=None) | ~models.Q(pay_floor_unit=""), name="a_pay_floor_has_its_unit"
            )
        ]

    def __str__(self) -> str:
        return f"Profile of {self.user}"

    @property
    def version(self) -> str:
        return self.updated_at.isoformat() if self.pk else ""

    def is_shared_with(self, employer: Any) -> bool:
        """Whether an employer she applied to reads this beside the application."""
        if self.visibility == Visibility.VERIFIED:
            return employer.is_proven
        return self.visibility == Visibility.APPLIED

    @cached_property
    def terms_by_kind(self) -> dict[str, list[Term]]:
        found: dict[str, list[Term]] = {}
        for term in self.terms.all():
            found.setdefault(term.kind, []).append(term)
        return found

    @property
    def systems(self) -> list[Term]:
        return [*self.terms_by_kind.get(Term.Kind.EHR, []), *self.terms_by_kind.get(Term.Kind.ENCODER, [])]

    @property
    def wanted_types(self) -> list[Term]:
        return self.terms_by_kind.get(Term.Kind.EMPLOYMENT_TYPE, [])

    @property
    def wanted_schedules(self) -> list[Term]:
        return self.terms_by_kind.get(Term.Kind.SCHEDULE, [])

    @property
    def wanted_work_words(self) -> list[str]:
        return [str(label) for value, label in Work.choices if value in self.wanted_work]

    @property
    def pay_floor_yearly(self) -> Decimal | None:
        return self.pay_floor * A_YEAR[self.pay_floor_unit] if self.pay_floor is not None else None


class HeldCredential(models.Model):
    """A credential the candidate says she holds. An employer she applied to may have looked at the certificate."""

    profile = models.ForeignKey(CandidateProfile, on_delete=models.CASCADE, related_name="credentials")
    certification = models.ForeignKey(Certification, on_delete=models.PROTECT, related_name="holders")
    number = models.CharField(max_length=40, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    checked_by = models.ForeignKey(
        "accounts.Employer", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["certification__acronym"]
        constraints = [
            models.UniqueConstraint(fields=["profile", "certification"], name="one_row_per_profile_and_credential")
        ]

    def __str__(self) -> str:
        return str(self.certification)

    @property
    def is_expired(self) -> bool:
        return is_over(self.expires_on)


def is_over(expires_on: date | None, today: date | None = None) -> bool:
    """A credential counts through the day it is said to expire on."""
    return expires_on is not None and expires_on < (today or timezone.localdate())


class SpecialtyExperience(models.Model):
    """Where the years were spent. The setting tells professional from facility work; empty is "not said"."""

    profile = models.ForeignKey(CandidateProfile, on_delete=models.CASCADE, related_name="experience")
    specialty = models.ForeignKey(Specialty, on_delete=models.PROTECT, related_name="+")
    years = models.PositiveSmallIntegerField(null=True, blank=True)
    setting = models.ForeignKey(Term, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["specialty__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["profile", "specialty", "setting"], name="one_row_per_specialty_and_setting"
            ),
            models.UniqueConstraint(
                fields=["profile", "specialty"],
                condition=models.Q(setting=None),
                name="one_row_per_specialty_without_setting",
            ),
        ]

    def __str__(self) -> str:
        return str(self.specialty)


class Block(models.Model):
    """An employer or a domain that never sees this person: to them she does not exist."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="blocks")
    employer = models.ForeignKey(
        "accounts.Employer", on_delete=models.CASCADE, null=True, blank=True, related_name="blocks"
    )
    domain = models.CharField(max_length=253, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = BlockQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(employer=None, domain__gt="") | models.Q(employer__isnull=False, domain=""),
                name="a_block_names_an_employer_or_a_domain",
            ),
            models.UniqueConstraint(fields=["user", "employer"], name="one_block_per_person_and_employer"),
            models.UniqueConstraint(
                fields=["user", "domain"], condition=models.Q(employer=None), name="one_block_per_person_and_domain"
            ),
        ]
        indexes = [models.Index(fields=["domain"], name="blocks_of_domain")]

    def __str__(self) -> str:
        return f"{self.user} is hidden from {self.employer or self.domain}"
