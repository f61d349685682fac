"""Who works for an employer: invited, joined, given another role, removed.

Every act holds the employer's row and asks again what the actor is, so that of two people acting at the same moment
the second meets what the first one left. An employer always keeps an owner who can log in.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils import timezone

from accounts import mails
from accounts.models import Employer, Invitation, Membership, User
from accounts.services import holding
from accounts.workflow import Role
from core.errors import DomainError

SALT = "accounts.invitation"
EXPIRED_KEPT = timedelta(days=30)  # so long a team sees that nobody answered
LAST_OWNER = "An employer needs an owner. Make somebody else an owner first."


def _locked(employer: Employer, by: User) -> Employer:
    """The employer's row, held until the act is done; refuses whoever owns it no longer."""
    found = holding.employer(employer.pk)
    if not Employer.objects.owned_by(by).filter(pk=found.pk).exists():
        raise DomainError("You are not an owner of this employer any more.")
    return found


def _member(employer: Employer, pk: int) -> Membership:
    found = employer.memberships.select_related("user").filter(pk=pk).first()
    if found is None:
        raise DomainError("This person does not belong to the team any more.")
    return found


def owners(employer: Employer):
    """Those who can act: an account that is closed keeps its membership and answers for nothing."""
    return employer.memberships.filter(role=Role.OWNER, user__is_active=True, user__closed_at=None)


def _keep_an_owner(employer: Employer, leaving: Membership) -> None:
    if leaving.role == Role.OWNER and not owners(employer).exclude(pk=leaving.pk).exists():
        raise DomainError(LAST_OWNER)


# Invitations ------------------------------------------------------------------------------------------------


def token(invitation: Invitation) -> str:
    return signing.dumps(invitation.pk, salt=SALT)


def by_token(text: str) -> Invitation | None:
    """The invitation of a link we signed, in whatever state it is; None for anything else."""
    try:
        pk = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return None
    return Invitation.objects.select_related("employer", "invited_by").filter(pk=pk).first()


def _ends_at():
    return timezone.now() + timedelta(days=settings.INVITATION_DAYS)


@transaction.atomic
def invite(employer: Employer, *, by: User, email: str, role: str) -> Invitation:
    """Mails a link. An address that was invited before and is out of time gets a fresh one."""
    employer = _locked(employer, by)
    if employer.is_suspended:
        raise DomainError("This employer is suspended, so nobody can be invited now.")
    email = email.lower()
    if employer.memberships.filter(user__emailaddress__email__iexact=email, user__emailaddress__verified=True).exists():
        raise DomainError(f"{email} belongs to the team already.")
    waiting = employer.invitations.filter(email=email, accepted_at=None, withdrawn_at=None).first()
    if waiting and waiting.is_open:
        raise DomainError(f"{email} is invited already. You can send that invitation again below.")
    if waiting:
        waiting.withdrawn_at = timezone.now()
        waiting.save(update_fields=["withdrawn_at"])
    made = employer.invitations.create(email=email, role=role, invited_by=by, expires_at=_ends_at())
    employer.events.create(code="invited", was="open", became="open", by=by, note=made.get_role_display())
    mails.invitation(made, token=token(made))
    return made


@transaction.atomic
def resend(invitation: Invitation, *, by: User) -> None:
    """The same link once more, valid from today."""
    employer = _locked(invitation.employer, by)
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.accepted_at or invitation.withdrawn_at:
        raise DomainError("This invitation was answered or withdrawn.")
    if employer.is_suspended:
        raise DomainError("This employer is suspended, so nobody can be invited now.")
    invitation.sent_at, invitation.expires_at = timezone.now(), _ends_at()
    invitation.save(update_fields=["sent_at", "expires_at"])
    employer.events.create(code="invitation_resent", was="open", became="open", by=by)
    mails.invitation(invitation, token=token(invitation))


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User) -> None:
    employer = _locked(invitation.employer, by)
    rows = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None)
    if not rows.update(withdrawn_at=timezone.now()):
        raise DomainError("This invitation was answered or withdrawn.")
    employer.events.create(code="invitation_withdrawn", was="open", became="open", by=by)


def long_expired(now: datetime):
    """Nobody answered, and the team had a month to send it again: the address of a stranger has no reason to stay."""
    return Invitation.objects.filter(accepted_at=None, expires_at__lt=now - EXPIRED_KEPT)


def forget_expired(now: datetime) -> int:
    return long_expired(now).delete()[0]


def is_for(invitation: Invitation, user: User) -> bool:
    """Does this person read the invited address? Any address she has proven counts."""
    addresses = user.emailaddress_set  # type: ignore[attr-defined]  # django-allauth's table
    return addresses.filter(email__iexact=invitation.email, verified=True).exists()


@transaction.atomic
def accept(invitation: Invitation, *, by: User) -> Employer:
    holding.standing(by.pk)
    employer = holding.employer(invitation.employer_id)
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not is_for(invitation, by):
        raise DomainError("This invitation went to another address.")
    if not invitation.is_open:
        raise DomainError("This invitation is no longer open. Ask whoever invited you for a new one.")
    if employer.is_suspended:
        raise DomainError("This employer is suspended, so nobody can join it now.")
    if not owners(employer).exists():
        raise DomainError("Nobody answers for this employer at the moment, so nobody can join it.")
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    _, is_new = Membership.objects.get_or_create(employer=employer, user=by, defaults={"role": invitation.role})
    if is_new:
        employer.events.create(
            code="member_joined", was="open", became="open", by=by, note=invitation.get_role_display()
        )
    return employer


# Members ----------------------------------------------------------------------------------------------------


@transaction.atomic
def change_role(employer: Employer, pk: int, *, by: User, role: str) -> Membership:
    """Between recruiter and viewer, and down from owner. Up to owner goes by `make_owner`, which asks who is there."""
    employer = _locked(employer, by)
    member = _member(employer, pk)
    if role == Role.OWNER:
        raise DomainError("Making somebody an owner is done under “Hand over”.")
    if member.role == role:
        return member
    _keep_an_owner(employer, member)
    note = f"{member.get_role_display()} to {Role(role).label}"
    member.role = role
    member.save(update_fields=["role"])
    employer.events.create(code="role_changed", was="open", became="open", by=by, note=note)
    return member


@transaction.atomic
def remove(employer: Employer, pk: int, *, by: User) -> Membership:
    """Takes effect on that person's next request: who belongs to a desk is asked of the database each time."""
    employer = _locked(employer, by)
    member = _member(employer, pk)
    _keep_an_owner(employer, member)
    note = member.get_role_display()
    member.delete()
    employer.events.create(code="member_removed", was="open", became="open", by=by, note=note)
    mails.member_removed(employer, to=member.user.email)
    return member


@transaction.atomic
def leave(employer: Employer, *, by: User) -> None:
    employer = holding.employer(employer.pk)
    member = employer.memberships.filter(user=by).first()
    if member is None:
        raise DomainError("You do not belong to this team any more.")
    _keep_an_owner(employer, member)
    note = member.get_role_display()
    member.delete()
    employer.events.create(code="member_left", was="open", became="open", by=by, note=note)


@transaction.atomic
def make_owner(employer: Employer, pk: int, *, by: User, stays: bool) -> Membership:
    """Hands the employer over; who does so becomes a recruiter, or `stays` an owner beside the new one."""
    employer = _locked(employer, by)
    member = _member(employer, pk)
    if member.role == Role.OWNER:
        raise DomainError("This person is an owner already.")
    if not member.user.is_active or member.user.is_closed:
        raise DomainError("This person’s account is closed.")
    member.role = Role.OWNER
    member.save(update_fields=["role"])
    if not stays:
        employer.memberships.filter(user=by).update(role=Role.RECRUITER)
    note = "Shared" if stays else "Handed over"
    employer.events.create(code="ownership_transferred", was="open", became="open", by=by, note=note)
    for address in {*mails.owners_of(employer), by.email}:
        mails.ownership_transferred(employer, to=address, new_owner=member.user, stays=stays)
    return member
