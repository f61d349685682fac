"""Who may, for listings. Plain questions; views and templates ask the same ones."""

from accounts.models import Employer
from accounts.policies import can_edit_for
from listings.models import Listing


def has_reader(employer: Employer) -> bool:
    """Somebody of this employer can log in and read applications: only then may people apply on the board."""
    return employer.memberships.filter(user__is_active=True).exists()


def can_edit(user, listing: Listing) -> bool:
    return listing.is_editable and can_edit_for(user, listing.employer)


def can_report(user, listing: Listing) -> bool:
    """Anybody, also a guest, while the listing can be read."""
    return listing.is_public
