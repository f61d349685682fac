"""What the board writes to employers about their listings. An unclaimed employer has nobody to write to."""

from django.conf import settings
from django.urls import reverse

from accounts.models import Membership
from accounts.workflow import Role
from core.mail import send
from listings.models import Listing


def receivers(listing: Listing) -> list[str]:
    """Who posted it, while a member; otherwise the owners."""
    members = Membership.objects.filter(employer=listing.employer_id, user__is_active=True).select_related("user")
    poster = [one.user.email for one in members if one.user_id == listing.posted_by_id]
    return poster or sorted(one.user.email for one in members if one.role == Role.OWNER)


def _send(event: str, listing: Listing, note: str = "") -> None:
    context = {
        "listing": listing,
        "note": note,
        "employer": listing.employer.name,
        "outcome": listing.get_outcome_display(),
        "public_url": settings.SITE_URL + listing.get_absolute_url(),
        "desk_url": settings.SITE_URL + reverse("listings:manage", args=[listing.employer.slug, listing.pk]),
        "days_open": settings.LISTING_DAYS_OPEN,
        "SITE_NAME": settings.SITE_NAME,
        "SITE_URL": settings.SITE_URL,
    }
    for address in receivers(listing):
        send(f"listings/{event}", address, context)


def listing_approved(listing: Listing, *, note: str = "") -> None:
    _send("listing_approved", listing, note)


def listing_changes_requested(listing: Listing, *, note: str) -> None:
    _send("listing_changes_requested", listing, note)


def listing_rejected(listing: Listing, *, note: str) -> None:
    _send("listing_rejected", listing, note)


def listing_removed(listing: Listing, *, note: str) -> None:
    _send("listing_removed", listing, note)


def listing_closed(listing: Listing) -> None:
    _send("listing_closed", listing)


def listing_expired(listing: Listing) -> None:
    _send("listing_expired", listing)
