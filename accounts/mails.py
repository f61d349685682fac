"""What the board writes to the people of an employer. One function per message."""

from django.conf import settings
from django.urls import reverse

from accounts.models import Claim, Employer, Export, Invitation, User
from accounts.workflow import Role
from core.mail import absolute, send


def owners_of(employer: Employer) -> list[str]:
    """Addresses of whoever answers for the employer. An unclaimed one has none."""
    rows = employer.memberships.filter(role=Role.OWNER, user__is_active=True, user__closed_at=None)
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


def employer_may_share_domain(employer: Employer, *, note: str) -> None:
    _send("employer_may_share_domain", employer, note)


def domain_code(employer: Employer, *, address: str, code: str, minutes: int) -> None:
    """To an address at the employer's domain; whoever reads it need not be on the board."""
    context = {"employer": employer, "code": code, "minutes": minutes, "domain": address.rpartition("@")[2]}
    send("accounts/domain_code", address, context, secret=True)


def claim_code(employer: Employer, *, address: str, code: str, minutes: int) -> None:
    """To an address at the employer's domain: who types this in becomes its owner."""
    context = {"employer": employer, "code": code, "minutes": minutes, "domain": address.rpartition("@")[2]}
    send("accounts/claim_code", address, context, secret=True)


def _claim(event: str, claim: Claim, url_name: str) -> None:
    url = absolute(reverse(url_name, args=[claim.employer.slug]))
    send(f"accounts/{event}", claim.user.email, {"claim": claim, "employer": claim.employer, "url": url})


def claim_granted(claim: Claim) -> None:
    _claim("claim_granted", claim, "jobboard:desk")


def claim_refused(claim: Claim) -> None:
    _claim("claim_refused", claim, "accounts:claim_employer")


def claim_overtaken(claim: Claim) -> None:
    """Two asked, and the other one has it now."""
    _claim("claim_overtaken", claim, "jobboard:employer")


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


def export_ready(export: Export) -> None:
    """The link needs her log-in, so the mail opens no door."""
    url = absolute(reverse("jobboard:my_privacy"))
    context = {"export": export, "url": url, "zone": export.user.time_zone}
    send("accounts/export_ready", export.user.email, context)


def account_closed(user: User) -> None:
    context = {"user": user, "url": absolute(reverse("account_login")), "zone": user.time_zone}
    send("accounts/account_closed", user.email, context)


def account_reopened(user: User) -> None:
    context = {"user": user, "url": absolute(reverse("jobboard:my_privacy"))}
    send("accounts/account_reopened", user.email, context)


def account_erased(address: str) -> None:
    """The last mail: its row goes the moment it was sent."""
    send("accounts/account_erased", address, last=True)
