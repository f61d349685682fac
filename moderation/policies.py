"""Who may decide."""

from accounts.models import User
from listings.models import Listing


def can_decide(user: User, listing: Listing) -> bool:
    """A moderator never decides on a listing of an employer she belongs to."""
    return not listing.employer.memberships.filter(user=user).exists()
