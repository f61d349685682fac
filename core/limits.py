"""How often somebody may do a thing in a day. Counts live in the cache alone and are gone after it."""

import hashlib

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

DAY = 24 * 60 * 60


def who(request: HttpRequest) -> str:
    """A person by id; a guest by a digest of the address that changes daily. Dropping cookies makes nobody new."""
    if request.user.is_authenticated:
        return f"user-{request.user.pk}"
    salt = f"{settings.SECRET_KEY}:{timezone.now():%Y-%m-%d}:"
    address = get_adapter(request).get_client_ip(request)
    return f"guest-{hashlib.sha256((salt + address).encode()).hexdigest()[:32]}"


def spend(request: HttpRequest, act: str, most: int) -> bool:
    """Counts one `act` of today; False once there were `most` of them."""
    return _count(act, who(request), most)


def spend_on(thing: str, act: str, most: int) -> bool:
    """Counts what is done to one thing, a mailbox for example, whoever does it."""
    digest = hashlib.sha256(f"{settings.SECRET_KEY}:{thing.casefold()}".encode()).hexdigest()[:32]
    return _count(act, f"on-{digest}", most)


def _count(act: str, whose: str, most: int) -> bool:
    key = f"limit:{act}:{timezone.now():%Y-%m-%d}:{whose}"
    cache.add(key, 0, DAY)
    try:
        return cache.incr(key) <= most
    except ValueError:  # it fell out of the cache between the two lines
        return True
