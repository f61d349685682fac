from django import forms

from core.forms import PlainForm


class CloseAccountForm(PlainForm):
    """Her own address, typed: nobody closes an account by a slip."""

    address = forms.CharField(
        label="Type your e-mail address to confirm",
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def __init__(self, user, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["address"].help_text = f"You log in with {user.email}."

    def clean_address(self) -> str:
        address = self.cleaned_data["address"].strip().lower()
        if address != self.user.email.lower():
            raise forms.ValidationError(f"That is not the address you log in with. Type {self.user.email}.")
        return address
