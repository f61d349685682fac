"""What the board holds about whoever asks, who opened her résumé, and the ways to take it along or to leave."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.services import exports
from applications.models import ResumeAccess

PAGE = 20


@login_required
@never_cache
@require_safe
def my_privacy(request):
    export = exports.latest(request.user)
    if request.htmx and not request.htmx.boosted:  # the page asks again while the file is being made
        return render(request, "jobboard/_export.html", _about(export))
    opened = ResumeAccess.objects.filter(application__candidate=request.user)
    opened = opened.select_related("application__listing__employer").order_by("-at", "-pk")
    context = {
        **_about(export),
        "holdings": holdings(request.user),
        "opened": Paginator(opened, PAGE).get_page(request.GET.get("page")),
        "retention": settings.APPLICATION_RETENTION_DAYS,
        "grace": settings.ACCOUNT_GRACE_DAYS,
        "mail_kept": settings.MAIL_KEPT_DAYS,
        "views_kept": settings.CODE_VIEWS_WINDOW_DAYS,
    }
    return render(request, "jobboard/my_privacy.html", context)


def _about(export) -> dict[str, object]:
    return {"export": export, "export_kept": settings.EXPORT_KEPT_DAYS}


def holdings(user) -> dict[str, int]:
    """How much of each kind there is."""
    return {
        "resumes": user.resumes.filter(hidden_at=None, size__gt=0).count(),
        "hidden_resumes": user.resumes.filter(hidden_at__isnull=False, size__gt=0).count(),
        "applications": user.applications.count(),
        "saved": user.saved_listings.count(),
        "blocks": user.blocks.count(),
        "reports": user.reports.count(),
        "claims": user.claims.count(),
        "desks": user.memberships.count(),
    }
