from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]


def refuse_nul(get_response: GetResponse) -> GetResponse:
    """Keeps NUL bytes from the database, which cannot take them: PostgreSQL raises where SQLite shrugs.

    A query string simply loses them; in a path or a cookie they are nobody's typing slip, so the answer is a plain
    400. Form fields refuse them by themselves, and broken UTF-8 is replaced by Django on the way in.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        cookies = (part for cookie in request.COOKIES.items() for part in cookie)
        if "\0" in request.path or any("\0" in part for part in cookies):
            raise BadRequest("A NUL byte in the address or in a cookie.")
        while "%00" in (query := request.META.get("QUERY_STRING", "")):  # again, for "%%0000" holds one inside
            request.META["QUERY_STRING"] = query.replace("%00", "")
        return get_response(request)

    return middleware
