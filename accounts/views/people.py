from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.profile import ProfileForm, credentials_of
from accounts.services import people


@login_required
@require_safe
def me(request):
    return redirect(people.landing(request.user))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request):
    """Also open to somebody who hires: she is a candidate once she saves it."""
    data = request.POST if request.method == "POST" else None
    form, credentials = ProfileForm.of(request.user, data), credentials_of(request.user, data)
    if request.method == "POST" and all([form.is_valid(), credentials.is_valid()]):
        people.save_profile(request.user, **form.cleaned_data, credentials=credentials.held())
        messages.success(request, "Your profile is saved.")
        return redirect("accounts:profile")
    return render(request, "accounts/profile.html", {"form": form, "credentials": credentials})
