"""A candidate's profile: saved whole, in one act, and never over what another tab saved meanwhile."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from accounts.models import CandidateProfile, Employer, HeldCredential, SpecialtyExperience, User
from accounts.services import holding
from accounts.services.people import become_candidate
from codes.models import Certification, Specialty, State, Term
from core.errors import DomainError

# What a form shows as the version of a profile that is not there yet.
NO_VERSION = "new"


class StatedCredential(NamedTuple):
    certification: Certification
    number: str = ""
    expires_on: date | None = None


class StatedExperience(NamedTuple):
    specialty: Specialty
    years: int | None = None
    setting: Term | None = None


class ChangedMeanwhile(DomainError):
    """Another tab saved the profile after this form was shown."""

    def __init__(self) -> None:
        super().__init__(
            "Your profile was saved in another tab after you opened this page, so nothing of this page is stored yet. "
            "What you typed is below. Save again to replace what the other tab saved."
        )


def profile_of(user: User) -> CandidateProfile:
    """The one she has, or an empty one that is not stored."""
    return CandidateProfile.objects.select_related("home_state").filter(user=user).first() or CandidateProfile(
        user=user
    )


def version_of(profile: CandidateProfile) -> str:
    return profile.version or NO_VERSION


@transaction.atomic
def save(
    user: User,
    *,
    name: str,
    time_zone: str,
    credentials: Iterable[StatedCredential] = (),
    experience: Iterable[StatedExperience] = (),
    terms: Iterable[Term] = (),
    work_states: Iterable[State] = (),
    seen: str = "",
    **facts: Any,
) -> CandidateProfile:
    """Saves what a candidate states about herself; whoever saves a profile is a candidate from then on.

    The lists are whole: what is missing from them is no longer stated. `seen` is the version the form showed.
    """
    holding.person(user.pk)
    if seen and seen != version_of(profile_of(user)):
        raise ChangedMeanwhile
    user.name, user.time_zone = name, time_zone
    user.save(update_fields=["name", "time_zone"])
    profile = become_candidate(user)
    for field, value in facts.items():
        setattr(profile, field, value)
    profile.save()
    _keep_credentials(profile, list(credentials))
    profile.experience.all().delete()
    SpecialtyExperience.objects.bulk_create(SpecialtyExperience(profile=profile, **one._asdict()) for one in experience)
    profile.terms.set(terms)
    profile.work_states.set(work_states)
    return profile


def _keep_credentials(profile: CandidateProfile, stated: list[StatedCredential]) -> None:
    """An employer's check belongs to the number and day it saw: with another one it is gone."""
    profile.credentials.exclude(certification__in=[one.certification for one in stated]).delete()
    known = {held.certification_id: held for held in profile.credentials.all()}
    for one in stated:
        held = known.get(one.certification.pk)
        if held is None:
            HeldCredential.objects.create(profile=profile, **one._asdict())
        elif (held.number, held.expires_on) != (one.number, one.expires_on):
            held.number, held.expires_on, held.checked_by, held.checked_at = one.number, one.expires_on, None, None
            held.save()


def mark_checked(held: HeldCredential, *, by: Employer, now: datetime | None = None) -> None:
    """An employer she applied to saw the certificate. It says so, and when; the board itself verifies nothing."""
    held.checked_by, held.checked_at = by, now or timezone.now()
    held.save(update_fields=["checked_by", "checked_at"])


# How complete it is ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """A part of the profile, and what saying it buys."""

    label: str
    anchor: str
    buys: str
    is_said: bool


def parts(profile: CandidateProfile) -> list[Part]:
    user, is_stored = profile.user, bool(profile.pk)
    has_credentials = profile.has_no_credential or (is_stored and profile.credentials.exists())
    has_experience = profile.years is not None or (is_stored and profile.experience.exists())
    wants = bool(profile.wanted_work or profile.pay_floor is not None)
    if is_stored:
        wants = wants or bool(profile.wanted_types or profile.wanted_schedules)
    return [
        Part("your name", "about", "employers read who applies", bool(user.name)),
        Part("your state", "home", "see which remote jobs may hire you", bool(profile.home_state_id)),
        Part("your credentials", "credentials", "see which jobs they are enough for", has_credentials),
        Part("your years and specialties", "experience", "see where your experience is enough", has_experience),
        Part("the systems you know", "systems", "see who works with them", is_stored and bool(profile.systems)),
        Part("what you want", "wanted", "see what a job offers of it", wants),
        Part(
            "a résumé",
            "resumes",
            "apply in a minute",
            user.resumes.filter(hidden_at=None, size__gt=0).exists(),
        ),
    ]
