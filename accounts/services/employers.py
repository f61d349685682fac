"""Acts on employers: created, edited, suspended, reinstated. Each writes its event in the same transaction."""

from datetime import timedelta
from itertools import count
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts import mails
from accounts.models import Employer, Membership, User
from accounts.services import domains, holding
from accounts.signals import employer_renamed
from accounts.workflow import Role
from core.errors import DomainError

# Words that stand where a slug stands in an address.
RESERVED_SLUGS = frozenset({"new"})
UNNAMED = "Employer not named"
# A second press of the button within this time is the same wish.
SAME_WISH = timedelta(minutes=1)


def _insert(name: str, *, slug_from: str = "", **fields: Any) -> Employer:
    """The row under the first free slug, also when somebody takes it between the look and the write."""
    base = slugify(slug_from or name)[:160].strip("-") or "employer"
    for number in count(1):
        slug = base if number == 1 else f"{base}-{number}"
        if slug in RESERVED_SLUGS or Employer.objects.filter(slug=slug).exists():
            continue
        try:
            with transaction.atomic():
                return Employer.objects.create(name=name, slug=slug, **fields)
        except IntegrityError:
            if not Employer.objects.filter(slug=slug).exists():
                raise
    raise AssertionError("unreachable")


@transaction.atomic
def create(by: User, *, name: str, **facts: Any) -> Employer:
    """A new employer with its first owner. The same person pressing twice gets the same employer."""
    holding.person(by.pk)
    twin = Employer.objects.owned_by(by).filter(name=name, created_at__gt=timezone.now() - SAME_WISH).first()
    if twin:
        return twin
    employer = _insert(name, claimed_at=timezone.now(), **facts)
    Membership.objects.create(employer=employer, user=by, role=Role.OWNER)
    employer.events.create(code="created", became="open", by=by)
    return employer


@transaction.atomic
def edit(employer: Employer, *, by: User, **facts: Any) -> Employer:
    """Changes what the employer says about itself. The slug stays: links to it are out in the world."""
    before = holding.employer(employer.pk)
    if before.is_suspended:
        raise DomainError("This employer is suspended, so its profile cannot be changed.")
    payroll = facts.pop("payroll_states", None)
    changed = sorted(name for name, value in facts.items() if getattr(before, name) != value)
    for name, value in facts.items():
        setattr(employer, name, value)
    if changed:
        employer.save(update_fields=changed)
    if payroll is not None and set(payroll) != set(before.payroll_states.all()):
        employer.payroll_states.set(payroll)
        changed.append("payroll states")
    if changed:
        employer.events.create(code="edited", was="open", became="open", by=by, note=", ".join(changed))
    if "website" in changed:
        domains.drop_if_moved(employer, by=by)
    if "name" in changed:
        employer.events.create(code="renamed", was="open", became="open", by=by, note=before.name)
        employer_renamed.send(sender=Employer, employer=employer)
    return employer


def namesakes(name: str) -> list[Employer]:
    """Employers of this name on the board, for a polite question before another one is made."""
    return list(Employer.objects.public().named().filter(name__iexact=name.strip()).order_by("pk")[:3])


@transaction.atomic
def unclaimed(name: str) -> Employer:
    """The employer of an imported posting. A claimed one is never taken by its name alone: names prove nothing."""
    found = Employer.objects.named().filter(claimed_at=None, name__iexact=name).order_by("pk").first()
    return found or _with_event(_insert(name), code="imported")


@transaction.atomic
def unnamed(source: str) -> Employer:
    """The one row that collects a feed's postings without an employer."""
    found = Employer.objects.filter(unnamed_source=source).first()
    return found or _with_event(
        _insert(UNNAMED, slug_from=f"{UNNAMED} {source}", unnamed_source=source), code="imported"
    )


def _with_event(employer: Employer, *, code: str) -> Employer:
    employer.events.create(code=code, became="open")
    return employer


@transaction.atomic
def suspend(employer: Employer, *, by: User, note: str) -> None:
    """Takes the employer and all its jobs out of sight. Members still read their desk, with the reason on it."""
    note = _reason(note)
    now = timezone.now()
    if not Employer.objects.filter(pk=employer.pk, suspended_at=None).update(suspended_at=now):
        raise DomainError("This employer is suspended already.")
    employer.suspended_at = now
    employer.events.create(code="suspended", was="open", became="suspended", by=by, note=note)
    mails.employer_suspended(employer, note=note)


@transaction.atomic
def reinstate(employer: Employer, *, by: User, note: str) -> None:
    """Gives the employer its place back; its jobs that have not ended in the meantime are public again."""
    note = _reason(note)
    if not Employer.objects.filter(pk=employer.pk, suspended_at__isnull=False).update(suspended_at=None):
        raise DomainError("This employer is not suspended.")
    employer.suspended_at = None
    employer.events.create(code="reinstated", was="suspended", became="open", by=by, note=note)
    mails.employer_reinstated(employer, note=note)


@transaction.atomic
def share_domain(employer: Employer, *, by: User, note: str) -> None:
    """Lets this employer prove a domain that another of the same house has proven."""
    note = _reason(note)
    if not Employer.objects.filter(pk=employer.pk, shares_domain=False).update(shares_domain=True):
        raise DomainError("This employer may share a domain already.")
    employer.shares_domain = True
    employer.events.create(code="may_share_domain", was="open", became="open", by=by, note=note)
    mails.employer_may_share_domain(employer, note=note)


def _reason(note: str) -> str:
    if not note.strip():
        raise DomainError("Give a reason: it is stored and sent to the employer.")
    return note.strip()
