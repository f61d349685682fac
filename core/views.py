from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core.mail import read_stop_token
from core.models import MailStop


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(
        request,
        "403.html",
        {"exception": "The form was open too long. Go back and send it again."},
        status=403,
    )


@csrf_exempt  # mail programs post here by themselves, without a cookie (RFC 8058); the token is signed
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mail_stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stops one kind of mail to one address. Looking changes nothing. Mail programs refuse redirects."""
    try:
        address, kind = read_stop_token(token)
    except BadSignature as error:
        raise Http404("No such link.") from error
    stop = MailStop.objects.filter(address=address, kind=kind)
    if request.method == "POST":
        stop.get_or_create(address=address, kind=kind)
    about = kind.rpartition("/")[2].replace("_", " ")
    return render(request, "core/mail_stop.html", {"about": about, "is_stopped": stop.exists()})


def soon(request: HttpRequest, **kwargs: object) -> HttpResponse:
    """Holds an address until its page lands."""
    return HttpResponse("Not here yet.", status=404, content_type="text/plain")
