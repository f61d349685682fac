from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(
        request,
        "403.html",
        {"exception": "The form was open too long. Go back and send it again."},
        status=403,
    )


def soon(request: HttpRequest, **kwargs: object) -> HttpResponse:
    """Holds an address until its page lands."""
    return HttpResponse("Not here yet.", status=404, content_type="text/plain")
