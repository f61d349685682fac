from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.profile import ProfilePage
from accounts.services import people
from accounts.services import profile as services
from core.web import render_page


@login_required
@require_safe
def me(request):
    return redirect(people.landing(request.user))


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request):
    """Also open to somebody who hires: she is a candidate once she saves it."""
    if request.method != "POST":
        page = ProfilePage.of(request.user)
    elif "add" in request.POST or "drop" in request.POST:
        page = ProfilePage.with_rows_changed(request.user, request.POST)
    else:
        page = ProfilePage.of(request.user, request.POST)
        if page.save(request.user):
            messages.success(request, "Your profile is saved.")
            return redirect("accounts:profile")
    context = {"page": page, "form": page.form, "parts": services.parts(page.profile)}
    context |= {"credentials": page.credentials, "experience": page.experience}
    return render_page(request, "accounts/profile.html", "accounts/_profile_form.html", context)
