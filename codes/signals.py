"""What this floor tells those above. Sent inside the transaction: a receiver's exception rolls everything back."""

from django.dispatch import Signal

# Places came, moved or went. Arguments: progress (a function of done and total). Who keeps points reads them anew.
places_changed = Signal()
