"""The only place that hands out a résumé."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.models import Resume
from accounts.services import resumes
from applications import policies, services
from applications.models import Application


@login_required
@require_safe
def resume(request, pk):
    """The version that was sent with one application, for the two sides of it."""
    rows = Application.objects.read_by(request.user).select_related("listing__employer", "resume", "candidate")
    application = get_object_or_404(rows, pk=pk)
    if application.resume.is_erased:
        raise Http404
    if not policies.can_open_resume(request.user, application):
        raise PermissionDenied(policies.why_closed(application))
    response = _download(application.resume, of=application.candidate.name)
    if request.method == "GET":
        services.record_access(application, by=request.user)
    return response


@login_required
@require_safe
def own_resume(request, pk):
    """One's own, from the profile."""
    resume = get_object_or_404(Resume, pk=pk, user=request.user)
    if not policies.can_open_own_resume(request.user, resume):
        raise Http404
    return _download(resume)


def _download(resume, *, of=""):
    """Saved, never shown: a document of a stranger's making must not run in the board's name."""
    try:
        download = resumes.open_file(resume, of=of)
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(
        download.content,
        as_attachment=True,
        filename=download.file_name,
        content_type=download.content_type,
        headers={"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"},
    )
