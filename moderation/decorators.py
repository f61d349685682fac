from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from accounts.decorators import lead_to_second_factor
from accounts.policies import is_moderator, is_power_resting


def moderator_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A visitor is asked to log in; everybody else without the permission gets 403. A moderator whose power rests for
    want of a second factor is led to where she adds one, and back."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not is_moderator(request.user):
            raise PermissionDenied("Only moderators work here.")
        if is_power_resting(request.user):
            return lead_to_second_factor(request, to=request.get_full_path() if request.method == "GET" else "")
        return view(request, *args, **kwargs)

    return guarded
