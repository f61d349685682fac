"""The demo's own pages: be somebody else with one click, and read every mail the board sent."""

from allauth.usersessions.models import UserSession
from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from core.html import printable
from core.models import OutboxMail
from jobboard.demo.people import PASSWORD, personas

VISITOR = "visitor"
PAGE = 25
# A mail's HTML carries its styles inline and nothing else: no script, no picture from outside, no form.
MAIL_POLICY = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "img-src": ["data:"],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": [SELF],
    "sandbox": ["allow-top-navigation-by-user-activation"],
}


@never_cache
@require_GET
def home(request):
    made = set(User.objects.filter(is_demo=True, is_active=True).values_list("email", flat=True))
    return render(
        request,
        "jobboard/demo.html",
        {
            "personas": [one for one in personas() if one.email in made],
            "password": PASSWORD,
            "newest": OutboxMail.objects.only("to", "subject", "created_at")[:5],
            "mail_count": OutboxMail.objects.count(),
        },
    )


@require_POST
def switch(request):
    """Logs in as a persona without a password. Only the demo's own accounts, and only here."""
    key = request.POST.get("persona", "")
    if key == VISITOR:
        logout(request)
        messages.info(request, "You are a visitor now.")
        return redirect("jobboard:home")
    persona = next((one for one in personas() if one.key == key), None)
    if persona is None:
        raise Http404
    user = get_object_or_404(User, email=persona.email, is_demo=True, is_active=True)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    UserSession.objects.create_from_request(request)
    messages.success(request, f"You are {persona.name} now. {persona.hint}")
    return redirect(persona.go)


@never_cache
@require_GET
def mails(request):
    address = printable(request.GET.get("to", "")).strip()[:254]
    rows = OutboxMail.objects.defer("text", "html")
    if address:
        rows = rows.filter(to__icontains=address)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    addresses = OutboxMail.objects.order_by("to").values_list("to", flat=True).distinct()
    return render(request, "jobboard/demo_mails.html", {"page": page, "address": address, "addresses": addresses})


@never_cache
@require_GET
def mail(request, pk):
    return render(request, "jobboard/demo_mail.html", {"mail": get_object_or_404(OutboxMail, pk=pk)})


@never_cache
@require_GET
@xframe_options_sameorigin
@csp(MAIL_POLICY)  # type: ignore[arg-type]  # its types know no view with an argument
def mail_html(request, pk):
    """The HTML part alone, for the frame of the page above. A link in it opens in the whole window."""
    html = get_object_or_404(OutboxMail.objects.exclude(html=""), pk=pk).html
    return HttpResponse(html.replace("<head>", '<head><base target="_top">', 1))
