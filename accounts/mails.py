"""What the board writes to the people of an employer. One function per message."""

from django.conf import settings
from django.urls import reverse

from accounts.models import Employer, Invitation, User
from accounts.workflow import Role
from core.mail import send


def owners_of(employer: Employer) -> list[str]:
    """Addresses of whoever answers for the employer. An unclaimed one has none."""
    rows = employer.memberships.filter(role=Role.OWNER, user__is_active=True)
    return sorted(rows.values_list("user__email", flat=True))


def _send(event: str, employer: Employer, note: str) -> None:
    context = {
        "employer": employer,
        "note": note,
        "desk_url": settings.SITE_URL + reverse("jobboard:desk", args=[employer.slug]),
        "SITE_NAME": settings.SITE_NAME,
        "SITE_URL": settings.SITE_URL,
    }
    for address in owners_of(employer):
        send(f"accounts/{event}", address, context)


def employer_suspended(employer: Employer, *, note: str) -> None:
    _send("employer_suspended", employer, note)


def employer_reinstated(employer: Employer, *, note: str) -> None:
    _send("employer_reinstated", employer, note)


def domain_code(employer: Employer, *, address: str, code: str, minutes: int) -> None:
    """To an address at the employer's domain; whoever reads it need not be on the board."""
    context = {"employer": employer, "code": code, "minutes": minutes, "domain": address.rpartition("@")[2]}
    send("accounts/domain_code", address, context, secret=True)


def invitation(invitation: Invitation, *, token: str) -> None:
    context = {
        "invitation": invitation,
        "employer": invitation.employer,
        "url": settings.SITE_URL + reverse("accounts:invitation", args=[token]),
    }
    send("accounts/invitation", invitation.email, context, secret=True)


def member_removed(employer: Employer, *, to: str) -> None:
    send("accounts/member_removed", to, {"employer": employer})


def ownership_transferred(employer: Employer, *, to: str, new_owner: User, stays: bool) -> None:
    """To the owners, and to whoever handed over: nobody loses an employer without hearing of it."""
    context = {
        "employer": employer,
        "new_owner": new_owner,
        "stays": stays,
        "is_new_owner": to == new_owner.email,
        "team_url": settings.SITE_URL + reverse("accounts:team", args=[employer.slug]),
    }
    send("accounts/ownership_transferred", to, context)
