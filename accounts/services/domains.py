"""An employer proves its domain: a code goes to an address there, and who reads that mailbox types it in here.

Proven is only that: this employer's people write from this domain. The code is single use, lives minutes and dies of
wrong tries. A domain belongs to one employer; moderators let the employers of one house share theirs.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts import domains, mails
from accounts.models import DomainCode, Employer, User
from accounts.services import holding
from core.errors import DomainError

VALID_FOR = timedelta(minutes=15)
MOST_TRIES = 5
# Sooner than this nothing new is mailed: the first one may still be on its way.
PATIENCE = timedelta(seconds=30)
CodeMail = Callable[..., None]
TOO_LATE = "That code is no longer valid. Ask for a new one."


def domain_to_prove(employer: Employer) -> str:
    """The domain of its website. Empty where it names none, or one that is not its own."""
    return domains.of_website(employer.website)


def full_address(employer: Employer, typed: str) -> str:
    """What was typed as an address: the part before the @ is enough where the website names the domain.

    Refuses what would prove nothing, in words for the person.
    """
    typed, domain = typed.strip(), domain_to_prove(employer)
    if "@" not in typed:
        if not domain:
            raise DomainError("Type the whole address: your profile names no website of your own yet.")
        typed = f"{typed}@{domain}"
    local, _, host = typed.rpartition("@")
    address = f"{local}@{domains.in_ascii(host)}"
    try:
        validate_email(address)
    except ValidationError:
        raise DomainError("This is not an e-mail address. Type it like office@mercy.example.") from None
    _check(employer, address)
    return address


def _check(employer: Employer, address: str) -> None:
    host = address.rpartition("@")[2]
    found, wanted = domains.of_address(address), domain_to_prove(employer)
    if domains.is_webmail(domains.registrable(host)):
        raise DomainError(f"Anybody can have an address at {host}, so it proves nothing. Use one at your own domain.")
    if not found:
        raise DomainError(f"{host} is shared by many, so an address there proves nothing about one employer.")
    if employer.website and not wanted:
        raise DomainError(
            f"The website in the profile, {employer.website_host}, is a page on a domain that many share. "
            "Put your own website into the profile first."
        )
    if wanted and found != wanted:
        raise DomainError(
            f"{host} does not belong to {wanted}, the domain of the website in the profile. "
            "Use an address there, or correct the website first."
        )
    _check_free(employer, found)


def is_free(employer: Employer, domain: str) -> bool:
    """May this employer prove it, or has another one done so already?"""
    others = Employer.objects.filter(proven_domain=domain).exclude(pk=employer.pk)
    return employer.shares_domain or not others.exists()


def _check_free(employer: Employer, domain: str) -> None:
    if not is_free(employer, domain):
        raise DomainError(
            f"Another employer on this board has proven {domain} already. If both belong to one house, write to us "
            "on the contact page: a moderator can let you share it."
        )


def _digest(employer: Employer, by: User, code: str) -> str:
    return salted_hmac("accounts.domain_code", f"{employer.pk}:{by.pk}:{code}", algorithm="sha256").hexdigest()


@transaction.atomic
def ask(employer: Employer, *, by: User, address: str, mail: CodeMail = mails.domain_code) -> DomainCode:
    """Mails a new code; an older one of the same person is worthless from then on. `address` may be its first part.

    `mail` says in its own words what the code is for.
    """
    employer = holding.employer(employer.pk)
    _open(employer)
    address = full_address(employer, address)
    now = timezone.now()
    before = DomainCode.objects.filter(employer=employer, user=by).first()
    if before and before.sent_at > now - PATIENCE:
        raise DomainError("A code went out a moment ago. Give it half a minute before you ask for another.")
    code = f"{secrets.randbelow(1_000_000):06}"
    fresh = {
        "address": address,
        "domain": domains.of_address(address),
        "digest": _digest(employer, by, code),
        "tries": 0,
        "sent_at": now,
        "expires_at": now + VALID_FOR,
    }
    row, _ = DomainCode.objects.update_or_create(employer=employer, user=by, defaults=fresh)
    mail(employer, address=address, code=code, minutes=VALID_FOR.seconds // 60)
    return row


def confirm(employer: Employer, *, by: User, code: str) -> Employer:
    """The employer with its domain proven. A wrong try counts, so it is written before the refusal is raised."""
    with transaction.atomic():
        employer = holding.employer(employer.pk)
        domain, refusal = try_code(employer, by, code)
        if domain:
            prove(employer, domain=domain, by=by)
            return employer
    raise DomainError(refusal)


def try_code(employer: Employer, by: User, code: str) -> tuple[str, str]:
    """The domain the code speaks for, or why it speaks for none. A wrong try is counted in the caller's transaction."""
    row = DomainCode.objects.filter(employer=employer, user=by).first()
    refusal = _why_not(employer, row, by, code)
    return ("" if refusal or row is None else row.domain), refusal


def _why_not(employer: Employer, row: DomainCode | None, by: User, code: str) -> str:
    if row is None or row.expires_at <= timezone.now():
        return TOO_LATE
    if row.tries >= MOST_TRIES:
        return "Too many wrong tries. Ask for a new code."
    digits = "".join(code.split())
    if not constant_time_compare(row.digest, _digest(employer, by, digits)):
        row.tries += 1
        row.save(update_fields=["tries"])
        left = MOST_TRIES - row.tries
        if not left:
            return "That was wrong for the last time. Ask for a new code."
        return f"That is not the code we mailed. Use the newest mail; {left} {'tries' if left > 1 else 'try'} left."
    return ""


def prove(employer: Employer, *, domain: str, by: User | None) -> None:
    """Writes down what was proven. Runs in the transaction of whoever found out, with the employer's row locked."""
    _open(employer)
    if domain_to_prove(employer) not in ("", domain):
        raise DomainError("The website in the profile has changed since. Ask for a code at its domain.")
    _check_free(employer, domain)
    was, employer.proven_domain, employer.domain_proven_at = employer.proven_domain, domain, timezone.now()
    try:
        with transaction.atomic():
            employer.save(update_fields=["proven_domain", "domain_proven_at"])
    except IntegrityError:
        employer.proven_domain = was
        _check_free(employer, domain)
        raise
    employer.domain_codes.all().delete()
    employer.events.create(code="domain_proven", was="open", became="open", by=by, note=domain)


def drop_if_moved(employer: Employer, *, by: User | None) -> bool:
    """After the website changed: a proof of another domain would speak of a site nobody is shown any more."""
    now = domain_to_prove(employer)
    if not employer.is_proven or not employer.website or now == employer.proven_domain:
        return False
    note, employer.proven_domain, employer.domain_proven_at = employer.proven_domain, "", None
    employer.save(update_fields=["proven_domain", "domain_proven_at"])
    employer.events.create(code="domain_dropped", was="open", became="open", by=by, note=note)
    return True


def expired_codes(now: datetime):
    """Codes nobody used in time hold an address; they are of no use any more."""
    return DomainCode.objects.filter(expires_at__lt=now)


def purge_codes(now: datetime | None = None) -> int:
    return expired_codes(now or timezone.now()).delete()[0]


def _open(employer: Employer) -> None:
    if employer.is_suspended:
        raise DomainError("This employer is suspended, so nothing about it can be proven now.")
    if not employer.is_named:
        raise DomainError("This row collects the jobs of a feed and is no employer.")
