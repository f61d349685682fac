from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import etag, require_http_methods, require_safe

from accounts.forms.employer import EmployerProfileForm, NewEmployerForm
from accounts.logos import TYPES
from accounts.models import Employer
from accounts.policies import can_edit_for, can_own
from accounts.services import employers, logos
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
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = EmployerProfileForm.of(found, *sent)
    if request.method == "POST" and form.is_valid():
        with refusals_as_messages(request):
            was_proven = found.proven_domain
            employers.edit(found, by=request.user, **form.facts())
            if form.cleaned_data["logo"] or form.cleaned_data.get("remove_logo"):
                logos.put(found, form.cleaned_data["logo"], by=request.user)
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


@require_safe
@etag(lambda request, name: f'"{name}"')
def logo(request, name):
    """Public while its employer is. The name changes with the picture, so a browser may keep it for good."""
    found = get_object_or_404(Employer.objects.public().only("logo"), logo=f"logos/{name}")
    try:
        with found.logo.open("rb") as file:
            data = file.read()
    except FileNotFoundError:
        raise Http404("This logo is not here any more.") from None
    response = HttpResponse(data, content_type=TYPES[name.rpartition(".")[2]])
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["Content-Security-Policy"] = "default-src 'none'"
    return response
