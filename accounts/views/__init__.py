from functools import wraps

from allauth.account import views as allauth
from allauth.account.utils import get_next_redirect_url
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.forms.employer import EmployerForm, NewEmployerForm
from accounts.forms.profile import ProfileForm, credentials_of
from accounts.models import Employer
from accounts.policies import can_edit_for
from accounts.services import employers, people
from core.web import refusals_as_messages


def signup(request: HttpRequest) -> HttpResponse:
    """The session begins with the form: a second press of its button finds the registration of the first."""
    if request.method == "GET" and request.user.is_anonymous:
        if request.session.session_key is None:
            request.session.create()
        if going_to := get_next_redirect_url(request):
            request.session[people.GOING_TO] = going_to
    return allauth.signup(request)


def says_when_expired(view):
    """A code that came too late only leads back to the log-in page: say why."""

    @wraps(view)
    def wrapped(request: HttpRequest) -> HttpResponse:
        response = view(request)
        went_to = response.url.split("?")[0] if response.status_code == 302 else ""
        starts = {reverse(name) for name in ("account_login", "account_request_login_code", "account_reset_password")}
        said = getattr(messages.get_messages(request), "added_new", False)
        if request.method == "POST" and went_to in starts and not said:
            messages.error(request, "That code is no longer valid. Log in, or ask for a new one.")
        return response

    return wrapped


confirm_email = says_when_expired(allauth.email_verification_sent)
confirm_login = says_when_expired(allauth.confirm_login_code)
confirm_reset = says_when_expired(allauth.confirm_password_reset_code)


@login_required
def me(request):
    return redirect(people.landing(request.user))


def posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


@login_required
def profile(request):
    """Also open to somebody who hires: she is a candidate once she saves it."""
    data = posted(request)
    form, credentials = ProfileForm.of(request.user, data), credentials_of(request.user, data)
    if request.method == "POST" and all([form.is_valid(), credentials.is_valid()]):
        people.save_profile(request.user, **form.cleaned_data, credentials=credentials.held())
        messages.success(request, "Your profile is saved.")
        return redirect("accounts:profile")
    return render(request, "accounts/profile.html", {"form": form, "credentials": credentials})


@login_required
def create_employer(request):
    form = NewEmployerForm(posted(request), initial={"time_zone": request.user.time_zone})
    if request.method == "POST" and form.is_valid():
        employer = employers.create(request.user, **form.facts())
        messages.success(request, f"{employer.name} is on the board. Next: post your first job.")
        return redirect("jobboard:desk", employer.slug)
    return render(request, "accounts/create_employer.html", {"form": form})


@login_required
def edit_employer(request, employer):
    """Viewers, and everybody while the employer is suspended, read what the others may change."""
    mine = Employer.objects.editable_by if request.method == "POST" else Employer.objects.seen_by
    found = get_object_or_404(mine(request.user).select_related("kind", "state"), slug=employer)
    form = EmployerForm.of(found, posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_as_messages(request):
            employers.edit(found, by=request.user, **form.facts())
            messages.success(request, "Saved.")
        return redirect("accounts:edit_employer", found.slug)
    may_edit = can_edit_for(request.user, found)
    return render(request, "accounts/edit_employer.html", {"employer": found, "form": form if may_edit else None})
