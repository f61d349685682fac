"""What this floor tells those above. Sent inside the transaction: a receiver's exception rolls everything back."""

from django.dispatch import Signal

# An employer goes by another name now. Arguments: employer. Texts that carry the name are written again.
employer_renamed = Signal()

# Somebody hides from an employer or a domain from now on. Arguments: block. What she has open there ends.
candidate_hid = Signal()
