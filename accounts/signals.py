"""What this floor tells those above. Sent inside the transaction: a receiver's exception rolls everything back."""

from django.dispatch import Signal

# An employer goes by another name now. Arguments: employer. Texts that carry the name are written again.
employer_renamed = Signal()

# Somebody hides from an employer or a domain from now on. Arguments: block. What she has open there ends.
candidate_hid = Signal()

# Somebody gets a copy of everything we hold about her. Arguments: user, parcel. A receiver adds its own documents with
# parcel.document(name, data) and files with parcel.file(name, opened).
export_requested = Signal()

# May this account be closed? Arguments: user. A receiver answers with the sentence that says why not, or with "".
account_closing_asked = Signal()

# Somebody closes her account; she may reopen it for a while. Arguments: user.
account_closing = Signal()

# The row of a closed account is being emptied. Arguments: user (still with her name and address). A receiver takes
# out what its tables hold about her; what others need stays without her.
account_erased = Signal()
