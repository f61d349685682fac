"""Closing an account, reopening it within the time of grace, and emptying it for good afterwards."""

import json
import re
import secrets
import sys
import unicodedata
from datetime import datetime, timedelta
from functools import cache

import structlog
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts import mails
from accounts.models import DEFAULT_ZONE, CandidateProfile, Employer, Invitation, Membership, User
from accounts.services import claims, exports, holding, parcels, resumes
from accounts.signals import account_closing, account_closing_asked, account_erased
from accounts.workflow import Role
from codes.models import CodeReader
from core.errors import DomainError
from core.models import MailStop, OutboxMail

NOWHERE = "erased.invalid"  # a domain that can never take mail
AT_ONCE = 500
logger = structlog.get_logger("accounts.closing")


def only_owner_of(user: User):
    """Employers that would be without an owner."""
    owners = Count("memberships", filter=Q(memberships__role=Role.OWNER))
    mine = Membership.objects.filter(user=user, role=Role.OWNER).values("employer")
    return Employer.objects.filter(pk__in=mine).annotate(owners=owners).filter(owners=1)


def why_not(user: User) -> str:
    """Why this floor refuses; empty if it does not."""
    if user.is_staff or user.is_superuser:
        return "You may use the admin. Have another operator take that right away first, then close the account."
    left = only_owner_of(user).alias(everybody=Count("memberships")).filter(everybody__gt=1).first()
    if left is not None:
        return f"You are the only owner of {left}, and others work there. Make one of them an owner first."
    return ""


def why_not_yet(user: User) -> str:
    """What would refuse the closing now, floors above included: asked by the page before anybody types anything."""
    if refusal := why_not(user):
        return refusal
    for _, answer in account_closing_asked.send(User, user=user):
        if answer:
            return str(answer)
    return ""


@transaction.atomic
def close(user: User) -> None:
    """From here on employers see nothing of her, and logging in leads to one page: reopen."""
    now = timezone.now()
    user = holding.person(user.pk)
    if user.is_closed:
        raise DomainError("This account is closed already.")
    holding.employers_of(user)  # no team loses another owner between the question and the leaving
    if refusal := why_not_yet(user):
        raise DomainError(refusal)
    account_closing.send(User, user=user)
    _leave_teams(user)
    claims.withdraw_all(user)
    user.closed_at, user.erase_at = now, now + timedelta(days=settings.ACCOUNT_GRACE_DAYS)
    user.save(update_fields=["closed_at", "erase_at"])
    exports.erase_all(user)
    mails.account_closed(user)


def _leave_teams(user: User) -> None:
    """Teams that have another owner go on without her. One she alone owns waits until the account is emptied."""
    alone = set(only_owner_of(user).values_list("pk", flat=True))
    for membership in user.memberships.exclude(employer__in=alone).select_related("employer"):
        membership.employer.events.create(code="member_left", by=user)
        membership.delete()


@transaction.atomic
def reopen(user: User) -> None:
    closed = User.objects.filter(pk=user.pk, closed_at__isnull=False, erased_at=None)
    if not closed.update(closed_at=None, erase_at=None):
        raise DomainError("This account is not closed.")
    user.closed_at = user.erase_at = None
    mails.account_reopened(user)


def due(now: datetime):
    return User.objects.filter(closed_at__isnull=False, erased_at=None, erase_at__lte=now).order_by("erase_at", "pk")


def erase_due(now: datetime | None = None) -> int:
    """Empties what is due, each account in a transaction of its own: it may stop anywhere and go on later."""
    now = now or timezone.now()
    count = 0
    for pk in due(now).values_list("pk", flat=True):
        try:
            count += erase(pk, now=now)
        except Exception:
            logger.exception("account_not_erased", user=pk)
    return count


@transaction.atomic
def erase(pk: int, *, now: datetime) -> bool:
    """Everything about this person goes; the row stays, empty, for the histories that point to it."""
    holding.person(pk)
    user = due(now).filter(pk=pk).first()
    if user is None:  # reopened, or another worker was faster
        return False
    holding.employers_of(user)
    address = user.email
    account_erased.send(User, user=user)
    _leave_employers(user)
    _erase_papers(user)
    _erase_mail(user)
    _erase_entrance(user)
    _empty(user, now)
    mails.account_erased(address)
    return True


def _leave_employers(user: User) -> None:
    """An employer that has nobody left is free to be claimed again, and nothing about it is proven any more."""
    for employer in only_owner_of(user):
        Employer.objects.filter(pk=employer.pk).update(claimed_at=None, proven_domain="", domain_proven_at=None)
        employer.events.create(code="left_unclaimed", by=user)
        employer.invitations.filter(accepted_at=None, withdrawn_at=None).update(withdrawn_at=timezone.now())
    user.memberships.all().delete()
    user.domain_codes.all().delete()
    user.claims.all().delete()


def _erase_papers(user: User) -> None:
    for resume in user.resumes.all():
        resumes.erase(resume)
    CandidateProfile.objects.filter(user=user).delete()
    user.blocks.all().delete()
    CodeReader.objects.filter(user=user).delete()
    exports.erase_all(user)


def _erase_mail(user: User) -> None:
    mine = Q()
    for address in parcels.addresses(user):
        mine |= Q(to__iexact=address)
    OutboxMail.objects.filter(mine).delete()
    # What others were written because of her, a team for example: it went out, and its row is only a record.
    gone = OutboxMail.objects.exclude(sent_at=None, failed_at=None)
    _blank(user, gone, subject="Erased mail", text="", html="")
    Invitation.objects.filter(email__in=parcels.addresses(user)).delete()
    MailStop.objects.filter(address__in={address.lower() for address in parcels.addresses(user)}).delete()


def _erase_entrance(user: User) -> None:
    """Addresses, second factors, accounts elsewhere and sessions; and her name in the admin's own log."""
    blank = {"object_repr": "erased", "change_message": ""}
    about_her = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk))
    about_her.update(**blank)
    _blank(user, LogEntry.objects.all(), **blank)  # while all addresses are known
    rows = parcels.foreign_rows(user)
    for found in rows.values():
        if hasattr(found.model, "session_key"):
            _end_sessions(found.values_list("session_key", flat=True))
        found.delete()


def _blank(user: User, rows: QuerySet, **blank: str) -> None:
    """Writes these values over the rows in whose columns her name or an address of hers stands.

    The database finds where the letters stand; whether they stand as words of their own is decided here.
    """
    words = {words for words in parcels.addresses(user) if words} | ({user.name} if _is_telling(user.name) else set())
    if not words:
        return
    words |= {json.dumps(one)[1:-1] for one in words}  # as the admin keeps them: Zo\u00eb
    maybe = Q()
    for one in words:
        for column in blank:
            maybe |= Q(**{f"{column}__icontains": one})
    whole = re.compile("|".join(map(_as_whole_words, sorted(words))), re.IGNORECASE)
    read = rows.filter(maybe).order_by("pk").values_list("pk", *blank).iterator(chunk_size=AT_ONCE)
    found = [pk for pk, *texts in read if any(map(whole.search, texts))]
    for start in range(0, len(found), AT_ONCE):
        rows.filter(pk__in=found[start : start + AT_ONCE]).update(**blank)


def _is_telling(name: str) -> bool:
    """Whether a name speaks of somebody: "A" and "Bo" stand in mails that have nothing to do with her."""
    return len(re.findall(r"\w+", name)) >= 2 or sum(map(str.isalpha, name)) >= 4


def _as_whole_words(words: str) -> str:
    """Neither a part of a longer word or address before nor after; `x.a@b.test` is not `a@b.test`."""
    letter = _letter()
    before, after = f"(?<!{letter})", f"(?!{letter})"
    if "@" in words:
        before, after = f"{before}(?<!{letter}[.+-])", f"(?![.-]?{letter})"
    return f"{before}{re.escape(words)}{after}"


@cache
def _letter() -> str:
    """What a word is made of in any script: marks of Devanagari or Thai belong to it, which `\\w` alone leaves out."""
    marks = (char for char in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(char)[0] == "M")
    return rf"[\w{''.join(marks)}]"


def _end_sessions(keys) -> None:
    store: type[SessionBase] = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
    for key in keys:
        store().delete(key)


def _empty(user: User, now: datetime) -> None:
    user.groups.clear()
    user.user_permissions.clear()
    user.email, user.name = f"{secrets.token_hex(10)}@{NOWHERE}", ""
    user.time_zone, user.last_login = DEFAULT_ZONE, None
    user.is_active = user.is_staff = user.is_superuser = False
    user.set_unusable_password()
    user.erased_at = now
    user.save()
