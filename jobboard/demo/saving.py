"""What the coder keeps in mind: a few open jobs that ask for her special credential, and one that has closed since."""

from datetime import timedelta

from jobboard.demo.people import HELD
from jobboard.demo.scenes import Stage
from listings.models import Listing, SavedListing
from listings.workflow import Status

OPEN, OVER = 4, 1


def saves(stage: Stage) -> None:
    coder = stage.crew.coder.user
    fitting = Listing.objects.filter(is_demo=True, listing_credentials__certification__acronym=HELD["coder"][-1])
    fitting = fitting.order_by("-first_posted_at", "pk").distinct()
    over = fitting.filter(status=Status.CLOSED) or Listing.objects.filter(is_demo=True, status=Status.CLOSED)
    kept = [*fitting.public()[:OPEN], *over[:OVER]]
    SavedListing.objects.bulk_create(
        SavedListing(
            user=coder,
            listing=listing,
            saved_at=min(stage.now, max(stage.now - timedelta(days=place, hours=3), listing.first_posted_at)),
        )
        for place, listing in enumerate(kept)
    )
