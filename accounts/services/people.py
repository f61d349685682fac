"""Acts on people: how somebody becomes a candidate, and where everybody's place is."""

from django.db import transaction
from django.urls import reverse

from accounts.models import CandidateProfile, User
from accounts.policies import roles

# Where a visitor was going when she began to register; outlives an expired code.
GOING_TO = "going_to"


def become_candidate(user: User) -> CandidateProfile:
    return CandidateProfile.objects.get_or_create(user=user)[0]


@transaction.atomic
def register(user: User, *, name: str, is_candidate: bool) -> None:
    """What somebody said about herself when she registered."""
    if name:
        user.name = name
        user.save(update_fields=["name"])
    if is_candidate:
        become_candidate(user)


def landing(user) -> str:
    """Where this person's work is. Someone who is nothing yet registered to hire and names the employer next."""
    is_a = roles(user)
    if is_a.is_operator:
        return reverse("admin:index")
    if is_a.is_moderator:
        return reverse("moderation:queue")
    if len(is_a.desks) == 1:
        return reverse("jobboard:desk", args=[is_a.desks[0].slug])
    if is_a.desks:
        return reverse("jobboard:desks")
    return reverse("listings:list") if is_a.is_candidate else reverse("accounts:create_employer")
