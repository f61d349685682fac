"""A person asks for everything we hold about her; the worker makes the file; it goes after some days."""

import secrets
from datetime import datetime, timedelta
from tempfile import TemporaryFile

import structlog
from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts import mails
from accounts.models import Export, User
from accounts.services import holding, parcels, stray
from core.errors import DomainError

MAX_ATTEMPTS = 3
STALE_AFTER = timedelta(minutes=15)  # a worker that took one and died
logger = structlog.get_logger("accounts.exports")


class TooManyExports(DomainError):
    """The daily limit is reached; a view answers 429."""


@transaction.atomic
def request(user: User) -> Export:
    """Writes the wish down. One that waits already is the same wish."""
    holding.person(user.pk)
    waiting = user.exports.filter(status=Export.Status.WAITING).first()
    if waiting is not None:
        return waiting
    since = timezone.now() - timedelta(days=1)
    if user.exports.filter(requested_at__gt=since).count() >= settings.EXPORTS_PER_DAY:
        raise TooManyExports(
            f"You asked for {settings.EXPORTS_PER_DAY} exports within 24 hours, which is the limit. "
            "Fetch the one that is ready, or come back tomorrow."
        )
    return Export.objects.create(user=user)


def latest(user: User) -> Export | None:
    return user.exports.order_by("-requested_at", "-pk").first()


def build_waiting(now: datetime | None = None) -> int:
    """Makes every file that waits and says how many. One that fails is tried again and does not keep the others."""
    built = 0
    while export := _claim(now or timezone.now()):
        try:
            _build(export)
        except Exception:
            logger.exception("export_failed", export=export.pk, attempt=export.attempts)
            _put_back(export)
        else:
            built += 1
    return built


def _claim(now: datetime) -> Export | None:
    """The oldest that waits and that nobody works on; from here on it is ours."""
    free = Q(started_at=None) | Q(started_at__lt=now - STALE_AFTER)
    for export in Export.objects.filter(free, status=Export.Status.WAITING).order_by("requested_at", "pk"):
        if export.attempts >= MAX_ATTEMPTS:
            _put_back(export)
            continue
        mine = Export.objects.filter(free, pk=export.pk, status=Export.Status.WAITING)
        if mine.update(started_at=now, attempts=F("attempts") + 1):
            export.refresh_from_db()
            return export
    return None


def _build(export: Export) -> None:
    """The file first, then the row that names it: a crash in between leaves a stray file, which the sweep takes."""
    with TemporaryFile() as made:
        parcels.fill(made, export.user)
        size = made.tell()
        made.seek(0)
        export.file.save(f"{secrets.token_hex(20)}.zip", File(made), save=False)
    now = timezone.now()
    with transaction.atomic():
        expires_at = now + timedelta(days=settings.EXPORT_KEPT_DAYS)
        waiting = Export.objects.filter(pk=export.pk, status=Export.Status.WAITING, user__erased_at=None)
        ready = {"status": Export.Status.READY, "ready_at": now, "expires_at": expires_at}
        if not waiting.update(file=export.file.name, size=size, **ready):
            export.file.delete(save=False)
            return
        _erase(Export.objects.filter(user=export.user_id, status=Export.Status.READY).exclude(pk=export.pk))
        export.refresh_from_db()
        mails.export_ready(export)


def _put_back(export: Export) -> None:
    given_up = export.attempts >= MAX_ATTEMPTS
    later = timezone.now() - STALE_AFTER + timedelta(minutes=2)
    waiting = Export.objects.filter(pk=export.pk, status=Export.Status.WAITING)
    waiting.update(**({"status": Export.Status.FAILED} if given_up else {"started_at": later}))


def expired(now: datetime):
    """Files past their day, and wishes that came to nothing, once they no longer count for the daily limit."""
    failed = Q(status=Export.Status.FAILED, requested_at__lt=now - timedelta(days=1))
    return Export.objects.filter(Q(expires_at__lte=now) | failed)


def erase_expired(now: datetime) -> int:
    count = _erase(expired(now))
    stray.sweep(Export._meta.get_field("file"), now)
    return count


def erase_all(user: User) -> int:
    return _erase(Export.objects.filter(user=user))


@transaction.atomic
def _erase(rows) -> int:
    """The rows now, the files after the commit."""
    exports = list(rows)
    for export in exports:
        stray.delete_after_commit(export.file)
    Export.objects.filter(pk__in=[export.pk for export in exports]).delete()
    return len(exports)
