from django import forms

from core.forms import PlainForm

REASON_LENGTH = 2000


class ClaimForm(PlainForm):
    """What a moderator goes by where no domain tells whose an employer is."""

    reason = forms.CharField(
        label="How can a moderator tell that you act for it?",
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Your post there, its website, a page that names you, a number at its switchboard. Only moderators "
        "read this.",
        error_messages={"required": "Say how a moderator can tell that you act for this employer."},
    )
