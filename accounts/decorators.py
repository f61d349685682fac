"""Doors before acts that a session left open somewhere must not do."""

import time
from collections.abc import Callable
from functools import wraps

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

View = Callable[..., HttpResponse]
# Where somebody was going who was first led to add a second factor; kept in the session until she did.
AFTER_FACTOR = "after_second_factor"


def was_proven_lately(request: HttpRequest) -> bool:
    """She proved who she is a second time within the last minutes, by password, second factor or mailed code."""
    records = get_authentication_records(request, request.user)
    proofs = [one["at"] for one in records if one.get("reauthenticated")]
    return bool(proofs) and time.time() - proofs[-1] < app_settings.REAUTHENTICATION_TIMEOUT


def reauthentication_required(view: View) -> View:
    """Asks who it is once more, then goes on with what was pressed; what was typed waits in the session meanwhile.

    django-allauth's own door lets everybody through who has neither password nor second factor. This one mails a code.
    """

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not was_proven_lately(request):
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return guarded


def reauthentication_required_to_press(view: View) -> View:
    """The page may be looked at; pressing its buttons asks."""
    guarded = reauthentication_required(view)

    @login_required
    @wraps(view)
    def looked_at(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return (view if request.method in ("GET", "HEAD") else guarded)(request, *args, **kwargs)

    return looked_at


def reauthentication_required_first(view: View) -> View:
    """For forms with a password in them: what was typed is not kept, the form is shown again after the proof."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if was_proven_lately(request):
            return view(request, *args, **kwargs)
        if request.method == "GET":
            raise ReauthenticationRequired
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.path})}")

    return guarded


def lead_to_second_factor(request: HttpRequest, *, to: str) -> HttpResponse:
    """To the page where one is added; from there on to what she wanted to look at."""
    request.session[AFTER_FACTOR] = to
    return redirect("account_security")
