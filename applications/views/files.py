"""The only place that hands out a résumé."""

from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import reauthentication_required_to_press
from accounts.models import Resume
from accounts.services import resumes
from applications import policies, services
from applications.forms import ReasonForm
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
    response = _hand_out(request, application.resume, of=application.candidate_name, back=_back(request, application))
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
    return _hand_out(request, resume, back=(reverse("accounts:resumes"), "Your résumés"))


@admin.site.admin_view
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required_to_press
def resume_with_reason(request, pk):
    """For operators, who take no part in the application: a reason each time. The file is the answer to the form, so
    no address leads to it afterwards."""
    if not policies.can_name_a_reason(request.user):
        raise PermissionDenied
    rows = Application.objects.select_related("listing__employer", "resume", "candidate")
    application = get_object_or_404(rows, pk=pk)
    if application.resume.is_erased:
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        response = _download(application.resume, of=f"Application {application.pk}")
        services.record_access(application, by=request.user, **form.cleaned_data)
        return response
    context = {
        **admin.site.each_context(request),
        "title": "Open a résumé",
        "application": application,
        "form": form,
        "accesses": application.accesses.select_related("by"),
    }
    return render(request, "admin/applications/open_resume.html", context)


def _back(request, application):
    """Where the reader came from, and what that is called."""
    if application.candidate_id == request.user.pk:
        return reverse("applications:detail", args=[application.pk]), application.listing.title
    desk = application.listing.employer.slug
    return reverse("applications:desk_detail", args=[desk, application.pk]), application.candidate_name


def _hand_out(request, resume, *, of="", back=("", "")):
    """What was typed here is read here; a file is saved, and so is typed text if asked for."""
    if not resume.is_typed or "download" in request.GET:
        return _download(resume, of=of)
    response = render(request, "applications/resume_text.html", {"resume": resume, "of": of, "back": back})
    response["Cache-Control"] = "private, no-store"
    return response


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
