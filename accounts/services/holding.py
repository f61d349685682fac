"""Rows held until an act is done, always in one order, so that no two acts ever wait for each other.

First the person, then the employers by their number, then what hangs on them: invitations, claims, codes, listings,
applications. Whoever needs a person and an employer takes the person first, as closing an account must.

Held is the row, not its key (`no_key`): an event that names a person or an employer only needs to know that the row
stays, and nobody waits for that. Call inside a transaction.
"""

from accounts.models import Employer, User
from accounts.workflow import ClaimStatus
from core.errors import DomainError


def person(pk: int) -> User:
    return User.objects.select_for_update(no_key=True).get(pk=pk)


def standing(pk: int) -> User:
    """The person's row; refuses an account that is closed."""
    found = person(pk)
    if not found.is_active or found.is_closed:
        raise DomainError("This person’s account is closed.")
    return found


def employer(pk: int) -> Employer:
    return Employer.objects.select_for_update(no_key=True).get(pk=pk)


def employers_of(user: User) -> list[Employer]:
    """Where she is a member or asks to become one."""
    joined = user.memberships.order_by().values("employer")
    asked = user.claims.filter(status=ClaimStatus.OPEN).order_by().values("employer")
    rows = Employer.objects.filter(pk__in=joined) | Employer.objects.filter(pk__in=asked)
    return list(rows.order_by("pk").select_for_update(no_key=True))
