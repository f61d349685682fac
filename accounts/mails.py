"""What the board writes to the people of an employer. One function per message."""

from django.conf import settings
from django.urls import reverse

from accounts.models import Employer
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
