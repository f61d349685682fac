from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.resume import ResumeForm
from accounts.models import Resume
from accounts.services import resumes as services


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
    stored = request.user.resumes.filter(hidden_at=None, size__gt=0)
    context = {"form": form, "resumes": stored, "retention": settings.APPLICATION_RETENTION_DAYS}
    return render(request, "accounts/resumes.html", context)


@login_required
@require_POST
def hide_resume(request, pk):
    resume = get_object_or_404(Resume, pk=pk, user=request.user)
    services.hide(resume)
    messages.success(request, f"“{resume.name}” is removed. Employers you sent it to keep it with your application.")
    return redirect("accounts:resumes")
