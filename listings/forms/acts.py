"""Small forms of one act each."""

from django import forms

from core.forms import PlainForm
from listings.workflow import Outcome, ReportReason


class CloseForm(PlainForm):
    outcome = forms.ChoiceField(
        label="How did it end?",
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        help_text="Everybody with an open application is told that the job is closed, not how it ended.",
    )


class ReportForm(PlainForm):
    reason = forms.ChoiceField(label="What is wrong?", choices=ReportReason.choices, widget=forms.RadioSelect)
    details = forms.CharField(
        label="What did you see?",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Where in the listing, or what happened when you applied. Moderators read it, the employer does not.",
    )
