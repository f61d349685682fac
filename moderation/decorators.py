from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from accounts.policies import can_moderate


def moderator_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A visitor is asked to log in; everybody else without the permission gets 403."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not can_moderate(request.user):
            raise PermissionDenied("Only moderators work here.")
        return view(request, *args, **kwargs)

    return guarded
