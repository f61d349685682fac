from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.models import CandidateProfile
from accounts.policies import is_hidden_from
from applications import policies, services
from applications.forms import ApplyForm
from core.errors import DomainError
from listings.models import Listing
from listings.policies import has_reader
from listings.workflow import ApplyMethod


@require_http_methods(["GET", "HEAD", "POST"])
def apply(request, pk, slug):
    listing = Listing.objects.public().select_related("employer").filter(pk=pk).first()
    if listing is None:
        return _over(request, pk)
    if slug != listing.slug and request.method != "POST":
        return redirect("applications:apply", pk=pk, slug=listing.slug, permanent=True)
    if listing.apply_method != ApplyMethod.BOARD or not has_reader(listing.employer):
        messages.info(request, "This employer takes no applications on this board. This page says how to apply.")
        return redirect(listing)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not policies.can_apply(request.user, listing):
        raise PermissionDenied(f"You are a member of {listing.employer}, so you cannot apply to it.")
    if is_hidden_from(request.user, listing.employer):
        messages.info(request, f"You hide from {listing.employer}. Take that back below before you apply there.")
        return redirect("applications:blocks")
    standing = request.user.applications.filter(listing=listing).first()
    if standing is not None:
        return _already(request, services.AlreadyApplied(standing))
    if request.method != "POST":
        return _page(request, listing, ApplyForm(listing=listing, user=request.user))
    return _send(request, listing)


def _send(request, listing):
    form = ApplyForm(request.POST, request.FILES, listing=listing, user=request.user)
    status = 200
    if form.is_valid():
        try:
            application = services.apply(
                listing,
                by=request.user,
                resume=form.resume_to_send(),
                cover_note=form.cleaned_data["cover_note"],
                answers=form.answers(),
            )
        except services.AlreadyApplied as refusal:
            return _already(request, refusal)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
            status = 429 if isinstance(refusal, services.TooManyToday) else 200
        else:
            messages.success(request, f"Sent to {listing.employer}. A receipt is on its way to {request.user.email}.")
            return redirect("applications:detail", pk=application.pk)
    return _page(request, listing, form.with_file_kept(), status=status)


def _page(request, listing, form, status=200):
    profile = CandidateProfile.objects.filter(user=request.user).first()
    context = {"listing": listing, "form": form, "profile": profile}
    context["is_shared"] = bool(profile and profile.is_shared_with(listing.employer))
    return render(request, "applications/apply.html", context, status=status)


def _already(request, refusal):
    messages.info(request, f"{refusal.message} This is where it stands.")
    return redirect("applications:detail", pk=refusal.application.pk)


def _over(request, pk):
    """A job that was public is gone, with a way to the jobs that are like it; any other never existed here."""
    listing = Listing.objects.gone().select_related("employer").filter(pk=pk).first()
    if listing is None:
        raise Http404
    mine = request.user.applications.filter(listing=listing).first() if request.user.is_authenticated else None
    return render(request, "applications/apply_over.html", {"listing": listing, "mine": mine}, status=410)
