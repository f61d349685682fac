from django import forms

from core.forms import PlainForm
from listings.models import Listing
from moderation.workflow import CANNED, Decision

REASON_LENGTH = 2000


def canned_choices() -> list[tuple[str, object]]:
    return [("", "Write my own"), *((group, [(text, text) for text in texts]) for group, texts in CANNED.items())]


def seen_as(listing: Listing) -> str:
    """What of a listing a moderator has on the page: its state, and the moment its content last changed."""
    return f"{listing.status} {listing.changed_at.isoformat()}"


class DecisionForm(PlainForm):
    """A decision and its reason. A canned reason counts where nothing was written."""

    decision = forms.ChoiceField(choices=Decision.choices, widget=forms.HiddenInput)
    # Without it the listing's state alone decides whether somebody was faster.
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    canned = forms.ChoiceField(
        label="A reason that comes up often",
        choices=canned_choices,
        required=False,
        widget=forms.Select(attrs={"data-fills": "id_reason"}),
    )
    reason = forms.CharField(
        label="Reason",
        help_text="Stored with the listing and mailed to the employer. Not needed to approve.",
        max_length=REASON_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    field_order = ["canned", "reason", "decision"]

    def clean(self):
        data = super().clean() or {}
        data["note"] = data.get("reason") or data.get("canned") or ""
        if data.get("decision") not in (None, Decision.APPROVE) and not data["note"] and "reason" not in self.errors:
            self.add_error("reason", "Give a reason: pick one or write it. It is stored and sent to the employer.")
        return data


class ReportForm(PlainForm):
    decision = forms.ChoiceField(
        choices=[("remove", "Uphold and take the listing down"), ("uphold", "Uphold"), ("dismiss", "Dismiss")],
        widget=forms.HiddenInput,
    )
    note = forms.CharField(
        label="Note",
        help_text="Why. Where the listing is taken down, its employer reads this.",
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write a note: the next moderator reads why."},
    )


class ClaimForm(PlainForm):
    decision = forms.ChoiceField(
        choices=[("grant", "Make this person the owner"), ("refuse", "Refuse")], widget=forms.HiddenInput
    )
    note = forms.CharField(
        label="Note",
        help_text="Why. Kept with the request; whoever is refused reads it.",
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write a note: the next moderator reads why."},
    )


class EmployerForm(PlainForm):
    note = forms.CharField(
        label="Reason",
        help_text="Stored and mailed to the owners.",
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Give a reason: it is stored and sent to the employer."},
    )


class BatchForm(PlainForm):
    decision = forms.ChoiceField(
        choices=[("approve", "Approve all"), ("refuse", "Refuse all")], widget=forms.HiddenInput
    )
    proof = forms.CharField(widget=forms.HiddenInput)
    has_read = forms.BooleanField(
        label="I have read the sample above", error_messages={"required": "Read the sample first, then tick this."}
    )
    reason = forms.CharField(
        label="Reason for refusing",
        help_text="Stored with every listing of the batch.",
        max_length=REASON_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self):
        data = super().clean() or {}
        if data.get("decision") == "refuse" and not data.get("reason"):
            self.add_error("reason", "Give a reason: it is stored with every listing of the batch.")
        return data
