"""Keeping a job in mind, and letting it go. Doing either twice changes nothing, so two tabs never quarrel."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest

from accounts.models import User
from core.errors import DomainError
from listings.models import Listing, SavedListing

MOST_SAVED = 500
# What a guest meant to save before logging in: the session's key for the job's number.
MEANT = "save_listing"


@transaction.atomic
def save(listing: Listing, *, by: User) -> None:
    if SavedListing.objects.filter(user=by, listing=listing).exists():
        return
    if not listing.is_public:
        raise DomainError("This job is no longer open, so it was not saved.")
    if SavedListing.objects.filter(user=by).count() >= MOST_SAVED:
        raise DomainError(f"You keep {MOST_SAVED} jobs already, which is the most. Take one off your list first.")
    SavedListing.objects.get_or_create(user=by, listing=listing)


def unsave(listing: Listing, *, by: User) -> None:
    SavedListing.objects.filter(user=by, listing=listing).delete()


def on_logged_in(request: HttpRequest, user: User, **kwargs: object) -> None:
    """Saves what a guest pressed the star for. She is logged in now, whatever became of the job meanwhile."""
    pk = request.session.pop(MEANT, None) if hasattr(request, "session") else None
    listing = Listing.objects.public().select_related("employer").filter(pk=pk).first() if pk else None
    if listing is None:
        return
    try:
        save(listing, by=user)
        messages.success(request, f"Saved “{listing.title}”. It stands under “Saved jobs” in your menu.")
    except DomainError as refusal:
        messages.error(request, refusal.message)
