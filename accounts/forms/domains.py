from typing import Any

from django import forms
from django.utils.html import format_html

from accounts.models import Employer
from accounts.services import domains
from core.errors import DomainError
from core.forms import PlainForm


class AddressForm(PlainForm):
    """Where the code goes. The part before the @ is enough where the website names the domain."""

    address = forms.CharField(
        label="Your address there",
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "email", "inputmode": "email", "autocapitalize": "none"}),
    )

    def __init__(self, *args: Any, employer: Employer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.employer = employer
        domain = domains.domain_to_prove(employer)
        if domain:
            self.fields["address"].help_text = format_html(
                "At <b>{0}</b> or below it. Only the part before the @ is enough: <span class='mono'>jane</span> is "
                "<span class='mono'>jane@{0}</span>.",
                domain,
            )
        else:
            self.fields["address"].help_text = "The whole address. Its domain becomes the one your employer has proven."

    def clean_address(self) -> str:
        try:
            return domains.full_address(self.employer, self.cleaned_data["address"])
        except DomainError as refusal:
            raise forms.ValidationError(refusal.message) from None


class CodeForm(PlainForm):
    code = forms.CharField(
        label="Six-digit code",
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": "Type the six digits of the newest mail."},
    )
