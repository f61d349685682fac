from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.policies import roles


def header(request: HttpRequest) -> dict[str, object]:
    """Whose header it is. Asked only by pages that print one, so a fragment costs nothing."""
    return {"header": SimpleLazyObject(lambda: roles(request.user))}
