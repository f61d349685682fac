from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.resume import RenameForm, ResumeForm
from accounts.models import Resume
from accounts.services import resumes as services
from core.web import refusals_as_messages


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def resumes(request):
    """One's stored résumés, and the form that adds one."""
    form = ResumeForm(request.user)
    if request.method == "POST":
        form = ResumeForm(request.user, request.POST, request.FILES)
        if resume := form.save():
            messages.success(request, f"“{resume.name}” is stored. Choose it when you apply.")
            return redirect("accounts:resumes")
    return _page(request, form)


def _page(request, form, renaming=None):
    """`renaming` is the refused form of one row: it stays open with what was typed."""
    rows = [
        (resume, renaming if renaming is not None and renaming.resume.pk == resume.pk else RenameForm(resume))
        for resume in services.usable(request.user)
    ]
    context = {"form": form, "resumes": rows, "retention": settings.APPLICATION_RETENTION_DAYS}
    return render(request, "accounts/resumes.html", context)


@login_required
@require_POST
def rename_resume(request, pk):
    form = RenameForm(get_object_or_404(_own(request), pk=pk), request.POST)
    if not form.is_valid():
        return _page(request, ResumeForm(request.user), renaming=form)
    services.rename(form.resume, form.cleaned_data["name"])
    messages.success(request, f"It is called “{form.resume.name}” now.")
    return redirect("accounts:resumes")


@login_required
@require_POST
def default_resume(request, pk):
    resume = get_object_or_404(_own(request), pk=pk)
    with refusals_as_messages(request):
        services.make_default(resume)
        messages.success(request, f"“{resume.name}” is picked first when you apply.")
    return redirect("accounts:resumes")


def _own(request):
    return Resume.objects.filter(user=request.user, hidden_at=None, size__gt=0)


@login_required
@require_POST
def hide_resume(request, pk):
    resume = get_object_or_404(Resume, pk=pk, user=request.user)
    services.hide(resume)
    messages.success(request, f"“{resume.name}” is removed. Employers you sent it to keep it with your application.")
    return redirect("accounts:resumes")
