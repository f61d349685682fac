"""Counts full code pages: one for a guest, more for a free account, none twice for the same code.

A view is spent under a lock on the reader's row, so two tabs opened at once cost what they should and no more.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from codes.models import CodeReader, CodeView

GUEST_ID_LENGTH = 22
DAY = 24 * 60 * 60


@dataclass(frozen=True)
class Opening:
    """What a reader may see of one page, and what remains."""

    is_open: bool
    remaining: int
    allowance: int
    is_guest: bool
    renews_at: datetime | None = None
    # The id to keep in the guest's cookie; empty for a person and where nothing was spent.
    guest: str = ""


def allowance(*, is_guest: bool) -> int:
    """A person has a guest's views and the member's on top, in the same window."""
    return settings.CODE_VIEWS_GUEST + (0 if is_guest else settings.CODE_VIEWS_MEMBER)


def open_page(
    system: str,
    code: str,
    *,
    now: datetime,
    user: Any = None,
    guest: str = "",
    spends: bool = True,
    address: str = "",
) -> Opening:
    """Opens one page in full if it was opened before in this window or a view is left and `spends`."""
    is_guest = user is None
    reader, views = _reader(user, guest)
    if user is not None and guest:
        reader, views = carry_over(guest, user)
    current = _current(views, now)
    if (system, code) in {(view.system, view.code) for view in current}:
        return _opening(True, current, is_guest, now, guest if is_guest else "")
    if not spends or len(current) >= allowance(is_guest=is_guest):
        return _opening(False, current, is_guest, now, guest if is_guest and reader else "")
    if reader is None:
        if is_guest and not _may_come_in(address):
            return _opening(False, [], is_guest, now)
        reader = _new_reader(user)
    return _spend(reader, system, code, now)


def peek(*, now: datetime, user: Any = None, guest: str = "") -> Opening:
    """What remains, without opening anything: for a page that shows all it has to everybody."""
    is_guest = user is None
    reader, views = _reader(user, guest)
    if user is not None and guest:
        reader, views = carry_over(guest, user)
    return _opening(True, _current(views, now), is_guest, now, guest if is_guest and reader else "")


@transaction.atomic
def _spend(reader: CodeReader, system: str, code: str, now: datetime) -> Opening:
    """The one place a view is spent. Counted again under the lock: another tab may have been faster."""
    reader = CodeReader.objects.select_for_update().get(pk=reader.pk)
    is_guest = reader.user_id is None
    views = list(reader.views.all())
    current = _current(views, now)
    if len(current) < len(views):
        reader.views.all().delete()
    opened = {(view.system, view.code) for view in current}
    if (system, code) not in opened:
        if len(current) >= allowance(is_guest=is_guest):
            return _opening(False, current, is_guest, now, reader.guest or "")
        current.append(CodeView.objects.create(reader=reader, system=system, code=code, opened_at=now))
    return _opening(True, current, is_guest, now, reader.guest or "")


@transaction.atomic
def carry_over(guest: str, user: Any) -> tuple[CodeReader | None, list[CodeView]]:
    """What a guest opened stays open after registering and counts as it did. The guest's row goes."""
    found = CodeReader.objects.select_for_update().filter(guest=guest).first()
    if found is None:
        return _reader(user, "")
    own = _new_reader(user)
    own = CodeReader.objects.select_for_update().get(pk=own.pk)
    known = set(own.views.values_list("system", "code"))
    for view in _current(list(found.views.all()), timezone.now()):
        if (view.system, view.code) not in known:
            view.reader = own
            view.save(update_fields=["reader"])
    found.delete()
    return own, list(own.views.all())


def old_views(now: datetime):
    return CodeView.objects.filter(opened_at__lt=now - timedelta(days=settings.CODE_VIEWS_WINDOW_DAYS))


def delete_old_views(now: datetime) -> int:
    """Views go when their window has ended, and guests without views with them. May run twice."""
    deleted, _ = old_views(now).delete()
    CodeReader.objects.filter(user=None, views=None).delete()
    return deleted


def _reader(user: Any, guest: str) -> tuple[CodeReader | None, list[CodeView]]:
    if user is None and not guest:
        return None, []
    mine = CodeReader.objects.filter(user=user) if user is not None else CodeReader.objects.filter(guest=guest)
    reader = mine.prefetch_related("views").first()
    return reader, list(reader.views.all()) if reader else []


def _new_reader(user: Any) -> CodeReader:
    if user is None:
        return CodeReader.objects.create(guest=get_random_string(GUEST_ID_LENGTH))
    try:
        with transaction.atomic():
            return CodeReader.objects.get_or_create(user=user)[0]
    except IntegrityError:
        return CodeReader.objects.get(user=user)


def _current(views: list[CodeView], now: datetime) -> list[CodeView]:
    """The views of the running window, which began with the first of them."""
    if not views or min(view.opened_at for view in views) + _window() <= now:
        return []
    return views


def _window() -> timedelta:
    return timedelta(days=settings.CODE_VIEWS_WINDOW_DAYS)


def _opening(is_open: bool, current: list[CodeView], is_guest: bool, now: datetime, guest: str = "") -> Opening:
    allowed = allowance(is_guest=is_guest)
    renews_at = min(view.opened_at for view in current) + _window() if current else None
    remaining = max(0, allowed - len(current)) if is_open else 0
    return Opening(is_open, remaining, allowed, is_guest, renews_at, guest)


def _may_come_in(address: str) -> bool:
    """So many new guests a day from one address. The address itself is kept nowhere: only a keyed hash, for a day."""
    if settings.DEMO or not address:
        return True
    key = "code-guests:" + hmac.new(settings.SECRET_KEY.encode(), address.encode(), sha256).hexdigest()
    cache.add(key, 0, DAY)
    try:
        return cache.incr(key) <= settings.CODE_VIEWS_PER_ADDRESS_PER_DAY
    except ValueError:  # ended between the two calls
        return True
