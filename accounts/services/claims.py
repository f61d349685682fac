"""Taking over an employer nobody has claimed: it came in with an import, or its last owner's account was erased.

Where its own website names a domain, whoever reads a mailbox there takes it over at once, and the domain is proven with
it. Elsewhere people give a reason and a moderator decides. Every act holds the employer's row, so of two people one
gets it and the other is told.
"""

from django.db import transaction
from django.utils import timezone

from accounts import mails
from accounts.models import Claim, DomainCode, Employer, Membership, User
from accounts.services import domains, holding
from accounts.workflow import CLAIM_MOVES, ClaimStatus, Role
from core.errors import DomainError
from core.workflow import move

TAKEN = "Somebody else has claimed this employer in the meantime. Ask its owner to add you to the team."


def deciding_domain(employer: Employer) -> str:
    """The domain whose mailboxes decide: its website's, unless another employer has proven that. Empty: moderators."""
    domain = domains.domain_to_prove(employer)
    return domain if domain and domains.is_free(employer, domain) else ""


def _locked(employer: Employer) -> Employer:
    """The employer's row, held until the act is done; refuses one that nobody can claim any more."""
    found = holding.employer(employer.pk)
    if found.is_suspended:
        raise DomainError("This employer is suspended, so nobody can claim it now.")
    if not found.is_named:
        raise DomainError("This row collects the jobs of a feed and is no employer.")
    if found.is_claimed or found.memberships.exists():
        raise DomainError(TAKEN)
    return found


def _take(employer: Employer, owner: User) -> None:
    """The employer has an owner from here on; whoever else asked for it hears so."""
    employer.claimed_at = timezone.now()
    employer.save(update_fields=["claimed_at"])
    Membership.objects.create(employer=employer, user=owner, role=Role.OWNER)
    others = employer.claims.select_for_update(of=("self",)).filter(status=ClaimStatus.OPEN)
    for other in others.select_related("user", "employer"):
        move(other, CLAIM_MOVES, ClaimStatus.OVERTAKEN, decided_at=timezone.now())
        if other.user_id != owner.pk:
            mails.claim_overtaken(other)
    employer.domain_codes.all().delete()


# By a code ---------------------------------------------------------------------------------------------------


@transaction.atomic
def ask_code(employer: Employer, *, by: User, address: str) -> DomainCode:
    holding.standing(by.pk)
    employer = _locked(employer)
    if not deciding_domain(employer):
        raise DomainError("We know no domain that is this employer’s alone. Give a reason, and a moderator decides.")
    return domains.ask(employer, by=by, address=address, mail=mails.claim_code)


def confirm(employer: Employer, *, by: User, code: str) -> Employer:
    """The employer with its first owner and its domain proven. A wrong try is written before the refusal is raised."""
    with transaction.atomic():
        holding.standing(by.pk)
        employer = _locked(employer)
        domain, refusal = domains.try_code(employer, by, code)
        if domain and domain != deciding_domain(employer):
            refusal = "What we know of this employer’s domain has changed since. Open its page and begin again."
        if not refusal:
            _take(employer, by)
            employer.events.create(code="claimed", was="open", became="open", by=by, note=f"By a code at {domain}")
            domains.prove(employer, domain=domain, by=by)
            return employer
    raise DomainError(refusal)


# By a moderator's decision -----------------------------------------------------------------------------------


@transaction.atomic
def request(employer: Employer, *, by: User, reason: str) -> Claim:
    holding.standing(by.pk)
    employer = _locked(employer)
    if deciding_domain(employer):
        raise DomainError("This employer’s domain is known by now. Open its page and ask for a code there.")
    if not reason.strip():
        raise DomainError("Say how a moderator can tell that you act for this employer.")
    if employer.claims.filter(user=by, status=ClaimStatus.OPEN).exists():
        raise DomainError("You have asked for this employer already; a moderator will look at it.")
    claim = employer.claims.create(user=by, reason=reason.strip())
    employer.events.create(code="claim_requested", was="open", became="open", by=by)
    return claim


@transaction.atomic
def withdraw(claim: Claim) -> None:
    holding.person(claim.user_id)
    holding.employer(claim.employer_id)
    _withdraw(claim)


def withdraw_all(user: User) -> None:
    """Whoever closes the account, whose row the caller holds with her employers', asks for nothing any more."""
    for claim in user.claims.filter(status=ClaimStatus.OPEN).select_related("employer", "user"):
        _withdraw(claim)


def _withdraw(claim: Claim) -> None:
    """With the employer's row held."""
    move(claim, CLAIM_MOVES, ClaimStatus.WITHDRAWN, decided_at=timezone.now())
    claim.employer.events.create(code="claim_withdrawn", was="open", became="open", by=claim.user)


@transaction.atomic
def grant(claim: Claim, *, by: User, note: str) -> None:
    """Makes the person the owner. Nothing about a domain is proven by that."""
    note = _note(claim, by, note)
    holding.standing(claim.user_id)
    employer = _locked(claim.employer)
    _decide(claim, ClaimStatus.GRANTED, by, note)
    _take(employer, claim.user)
    employer.events.create(code="claim_granted", was="open", became="open", by=by)
    mails.claim_granted(claim)


@transaction.atomic
def refuse(claim: Claim, *, by: User, note: str) -> None:
    note = _note(claim, by, note)
    holding.employer(claim.employer_id)
    _decide(claim, ClaimStatus.REFUSED, by, note)
    claim.employer.events.create(code="claim_refused", was="open", became="open", by=by)
    mails.claim_refused(claim)


def _note(claim: Claim, by: User, note: str) -> str:
    if claim.user_id == by.pk:
        raise DomainError("You asked for this employer yourself, so another moderator decides.")
    if not note.strip():
        raise DomainError("Write a note: the next moderator reads why, and whoever is refused reads it too.")
    return note.strip()


def _decide(claim: Claim, to: str, by: User, note: str) -> None:
    move(claim, CLAIM_MOVES, to, decided_at=timezone.now(), decided_by=by, note=note)
