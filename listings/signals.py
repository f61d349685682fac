"""What the hall tells the rooms above it. Sent inside the transaction: a receiver's exception rolls everything back."""

from django.dispatch import Signal

# A published listing was closed, expired or removed. Arguments: listing, became (its new status), by (or None).
listing_left_public = Signal()
