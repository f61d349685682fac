"""Who may, for people and employers. Plain questions; views and templates ask the same ones."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import Permission
from django.db.models import Exists, OuterRef, Q

from accounts.models import Block, CandidateProfile, Employer, User
from accounts.workflow import EDITORS, Role

# The demo's own people. Nobody registers there, and without DEMO nobody logs in from there.
DEMO_DOMAIN = "@demo.test"


def is_demo_address(email: str) -> bool:
    return email.lower().endswith(DEMO_DOMAIN)


def can_log_in(user: User) -> bool:
    return user.is_active and (settings.DEMO or not is_demo_address(user.email))


def has_second_factor(user) -> bool:
    """An app's codes or a passkey. Recovery codes alone are none: they only stand in for one of these."""
    factors = Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES)
    return user.is_authenticated and factors.filter(user=user).exists()


def is_power_resting(user) -> bool:
    """Where REQUIRE_MFA_FOR_STAFF is on, staff without a second factor may do what everybody may. Not in the demo."""
    return settings.REQUIRE_MFA_FOR_STAFF and not user.is_demo and not has_second_factor(user)


def is_moderator(user) -> bool:
    """Was made a moderator, whether or not that power rests."""
    return user.is_active and user.has_perm("accounts.moderate")


def can_moderate(user) -> bool:
    return is_moderator(user) and not is_power_resting(user)


def can_use_admin(user) -> bool:
    return user.is_active and user.is_staff and not is_power_resting(user)


def can_read_codes_unmetered(user) -> bool:
    """Moderators, operators and people of employers with a proven domain read code pages without spending a view."""
    return user.is_authenticated and (can_moderate(user) or can_use_admin(user) or is_of_proven_employer(user))


def is_of_proven_employer(user) -> bool:
    """Anybody of the team, whatever the role, while the employer is not suspended."""
    proven = user.memberships.filter(employer__domain_proven_at__isnull=False, employer__suspended_at=None)
    return user.is_active and proven.exists()


def can_apply_as_candidate(user) -> bool:
    """Anybody logged in may look for work, also somebody who hires."""
    return user.is_authenticated


def can_see_desk(user, employer: Employer) -> bool:
    return user.is_authenticated and employer.memberships.filter(user=user).exists()


def can_edit_for(user, employer: Employer) -> bool:
    """Post, submit and change things for the employer. A suspended one is read, not changed, by its people."""
    return (
        user.is_authenticated
        and not employer.is_suspended
        and employer.memberships.filter(user=user, role__in=EDITORS).exists()
    )


def can_claim(user, employer: Employer) -> bool:
    """Anybody logged in may ask; a code at its domain or a moderator decides who gets it."""
    return user.is_authenticated and Employer.objects.claimable().filter(pk=employer.pk).exists()


def can_own(user, employer: Employer) -> bool:
    return user.is_authenticated and employer.memberships.filter(user=user, role=Role.OWNER).exists()


def is_hidden_from(candidate: User, employer: Employer, reader: User | None = None) -> bool:
    """Whether the candidate hides from this employer, or from this reader of it: then she does not exist for them."""
    return Block.objects.filter(user=candidate).against(employer, reader).exists()


def can_read_profile(reader, profile: CandidateProfile, employer: Employer) -> bool:
    """Members of an employer, as far as the candidate lets it. That she applied there is the caller's to know."""
    return (
        can_see_desk(reader, employer)
        and profile.is_shared_with(employer)
        and not is_hidden_from(profile.user, employer, reader)
    )


@dataclass(frozen=True)
class Roles:
    """What somebody is on this board, for the header."""

    desks: tuple[Employer, ...] = ()
    is_candidate: bool = False
    is_moderator: bool = False
    is_operator: bool = False


def roles(user) -> Roles:
    """Everything the header asks about a person, in one query; none for a visitor. The same answers as above."""
    if not user.is_authenticated:
        return Roles()
    may = Permission.objects.filter(content_type__app_label="accounts", codename="moderate")
    rows = (
        User.objects.filter(pk=user.pk)
        .order_by("memberships__employer__name")
        .values_list(
            "memberships__employer__slug",
            "memberships__employer__name",
            Exists(CandidateProfile.objects.filter(user=OuterRef("pk"))),
            Exists(may.filter(Q(user=OuterRef("pk")) | Q(group__user=OuterRef("pk")))),
        )
    )
    found = list(rows)
    desks = tuple(Employer(slug=slug, name=name) for slug, name, *_ in found if slug)
    is_candidate, is_moderator = found[0][2:] if found else (False, False)
    return Roles(
        desks=desks,
        is_candidate=is_candidate,
        is_moderator=user.is_active and (user.is_superuser or is_moderator),
        is_operator=user.is_active and user.is_staff,
    )
