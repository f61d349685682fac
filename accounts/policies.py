"""Who may, for people and employers. Plain questions; views and templates ask the same ones."""

from accounts.models import Employer
from accounts.workflow import EDITORS, Role


def can_moderate(user) -> bool:
    return user.is_active and user.has_perm("accounts.moderate")


def can_apply_as_candidate(user) -> bool:
    """Anybody logged in may look for work, also somebody who hires."""
    return user.is_authenticated


def can_see_desk(user, employer: Employer) -> bool:
    return user.is_authenticated and employer.memberships.filter(user=user).exists()


def can_edit_for(user, employer: Employer) -> bool:
    return user.is_authenticated and employer.memberships.filter(user=user, role__in=EDITORS).exists()


def can_own(user, employer: Employer) -> bool:
    return user.is_authenticated and employer.memberships.filter(user=user, role=Role.OWNER).exists()
