"""Hiding from an employer or a domain: to them the person does not exist."""

import re

from django.db import transaction

from accounts.models import Block, Employer, User
from accounts.services import holding
from accounts.signals import candidate_hid
from core.errors import DomainError

MOST_BLOCKS = 200
LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")


def domain_of(typed: str) -> str:
    """The domain in what somebody typed: a name, an address, a link. Empty where there is none."""
    text = typed.strip().lower().rpartition("@")[2]
    host = re.split(r"[/?#:]", re.sub(r"^[a-z]+://", "", text), maxsplit=1)[0].strip(".")
    try:
        host = host.encode("idna").decode()
    except UnicodeError:
        return ""
    labels = host.split(".")
    is_name = len(labels) > 1 and len(host) <= 253 and all(LABEL.fullmatch(label) for label in labels)
    return host if is_name and not labels[-1].isdigit() else ""


@transaction.atomic
def block(user: User, *, employer: Employer | None = None, domain: str = "") -> Block:
    """Hides the person at once. What she has open there ends with it, without a word to the employer."""
    holding.person(user.pk)
    if employer is None and not (domain := domain_of(domain)):
        raise DomainError("This is no domain. Write it like “hospital.org”.")
    if user.blocks.count() >= MOST_BLOCKS:
        raise DomainError(f"You hide from {MOST_BLOCKS} already. Take some back first.")
    made, _ = Block.objects.get_or_create(user=user, employer=employer, domain="" if employer else domain)
    candidate_hid.send(sender=Block, block=made)
    return made


def unblock(made: Block) -> None:
    """She may be seen there again, where something of hers is sent. What ended stays ended."""
    made.delete()
