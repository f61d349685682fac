"""Second factors: what somebody holds, whom the board asks to add one, and new keys for what is stored."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts import secrets
from accounts.models import User
from accounts.policies import has_second_factor, roles
from accounts.workflow import Role

LATER = "second-factor-later"
SEASON = timedelta(days=90)
SPENT = "spent"  # in the data of an app: its latest codes, and when each was used
REMEMBERED = 150  # seconds: more than the three periods of thirty in which a code is good


@dataclass
class Held:
    """How somebody proves who she is."""

    app: Authenticator | None = None
    passkeys: list[Authenticator] = field(default_factory=list)
    codes_left: int | None = None

    @property
    def has_factor(self) -> bool:
        return bool(self.app or self.passkeys)


def of(user: User) -> Held:
    held = Held()
    for factor in Authenticator.objects.filter(user=user).order_by("created_at"):
        if factor.type == Authenticator.Type.TOTP:
            held.app = factor
        elif factor.type == Authenticator.Type.WEBAUTHN:
            held.passkeys.append(factor)
        else:
            held.codes_left = len(factor.wrap().get_unused_codes())
    return held


def is_spent(user: User, code: str) -> bool:
    app = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    return app is not None and code in _spent_lately(app)


@transaction.atomic
def spend(app: Authenticator, code: str) -> bool:
    """False if somebody was faster, or the app was just removed.

    Kept in the database, so it holds for every process, with or without a cache.
    """
    locked = Authenticator.objects.select_for_update().filter(pk=app.pk).first()
    if locked is None or code in (spent := _spent_lately(locked)):
        return False
    locked.data[SPENT] = {**spent, code: timezone.now().timestamp()}
    locked.save(update_fields=["data"])
    return True


def _spent_lately(app: Authenticator) -> dict[str, float]:
    since = timezone.now().timestamp() - REMEMBERED
    return {code: used_at for code, used_at in app.data.get(SPENT, {}).items() if used_at > since}


def should_ask(request: HttpRequest) -> bool:
    """Whoever moderates or owns an employer could do harm with a stolen password, and is asked to add a factor."""
    user = request.user
    if LATER in request.COOKIES or user.is_demo or has_second_factor(user):  # type: ignore[union-attr]
        return False
    is_a = roles(user)
    owns = user.memberships.filter(role=Role.OWNER).exists()  # type: ignore[union-attr]
    return is_a.is_moderator or is_a.is_operator or owns


def ask_later(response: HttpResponse) -> None:
    response.set_cookie(LATER, "yes", max_age=SEASON, httponly=True, samesite="Lax")


def end_unproven_sessions(sender: object, request: HttpRequest, user: User, **kwargs: object) -> None:
    """Receives django-allauth's `authenticator_added`: browsers that got in before the first factor log in again."""
    factors = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES)
    if factors.count() == 1:
        for session in UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key):
            session.end()


@transaction.atomic
def rotate_secrets() -> tuple[int, int]:
    """Closes every stored secret with the newest key. Gives how many were closed anew and how many no key opens."""
    renewed = lost = 0
    for factor in Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).select_for_update():
        try:
            factor.data = {name: _renewed(name, value) for name, value in factor.data.items()}
        except secrets.InvalidToken:
            lost += 1
        else:
            factor.save(update_fields=["data"])
            renewed += 1
    return renewed, lost


def _renewed(name: str, value: Any) -> Any:
    return secrets.renew(value) if name in ("secret", "seed") else value


def count_lost() -> int:
    """Secrets no key opens: their holders cannot log in with them any more."""
    lost = 0
    for data in Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).values_list("data", flat=True):
        try:
            secrets.open_closed(data.get("secret") or data.get("seed") or "")
        except secrets.InvalidToken:
            lost += 1
    return lost
