from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.forms.employer import EmployerForm, NewEmployerForm
from accounts.models import Employer
from accounts.policies import can_edit_for, can_own
from accounts.services import employers
from core.web import refusals_as_messages


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def create_employer(request):
    data = request.POST if request.method == "POST" else None
    form = NewEmployerForm(data, initial={"time_zone": request.user.time_zone})
    if request.method == "POST" and form.is_valid():
        employer = employers.create(request.user, **form.facts())
        messages.success(request, f"{employer.name} is on the board. Next: post your first job.")
        return redirect("jobboard:desk", employer.slug)
    return render(request, "accounts/create_employer.html", {"form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_employer(request, employer):
    """Viewers, and everybody while the employer is suspended, read what the others may change."""
    mine = Employer.objects.editable_by if request.method == "POST" else Employer.objects.seen_by
    found = get_object_or_404(mine(request.user).select_related("kind", "state"), slug=employer)
    form = EmployerForm.of(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_as_messages(request):
            was_proven = found.proven_domain
            employers.edit(found, by=request.user, **form.facts())
            messages.success(request, "Saved.")
            if was_proven and not found.is_proven:
                messages.warning(
                    request, f"The website is at another domain now, so the proof of {was_proven} is gone."
                )
        return redirect("accounts:edit_employer", found.slug)
    context = {
        "employer": found,
        "form": form if can_edit_for(request.user, found) else None,
        "may_own": can_own(request.user, found),
    }
    return render(request, "accounts/edit_employer.html", context)
