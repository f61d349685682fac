"""Anybody may say that a listing is not what it should be."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from core.limits import spend
from listings import services
from listings.forms import ReportForm
from listings.models import Listing


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    listing = get_object_or_404(Listing.objects.public().select_related("employer"), pk=pk)
    form = ReportForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        if spend(request, "report", settings.REPORTS_PER_DAY):
            by = request.user if request.user.is_authenticated else None
            services.report(listing, by=by, **form.cleaned_data)
            messages.success(request, "Thank you. A moderator will look at it.")
            return redirect(listing)
        form.add_error(
            None,
            f"You sent {settings.REPORTS_PER_DAY} reports today, the most we take from one place. "
            "Moderators have yours; send this one tomorrow.",
        )
        status = 429
    return render(request, "listings/report.html", {"listing": listing, "form": form}, status=status)
