"""The forms of the entrance: registration, log-in, codes and passwords, in our words."""

from typing import Any

from allauth.account import forms as allauth
from allauth.core import context
from django import forms
from django.contrib.auth.hashers import make_password
from django.core.validators import MaxLengthValidator
from django.db import IntegrityError, models, transaction

from accounts.policies import is_demo_address
from accounts.services import people


class Signpost(models.TextChoices):
    """Why somebody registers. Decides where she goes first; it is stored nowhere."""

    CANDIDATE = "candidate", "I’m looking for work"
    EMPLOYER = "employer", "I’m hiring"


class OwnWords(forms.Form):
    """django-allauth's fields with a label instead of a placeholder, and keyboards that fit."""

    LABELS = {
        "login": "E-mail address",
        "email": "E-mail address",
        "oldpassword": "Current password",
        "code": "Six-digit code",
    }
    CODE_LENGTH = 24  # eight digits with a space or dash after each, and some more
    CHOOSE_WELL = "At least 10 characters. Common passwords are refused."

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.LABELS.get(name) or str(field.label or "").capitalize()
            if isinstance(field, forms.EmailField):
                field.validators.append(MaxLengthValidator(254))  # the column's; the field alone allows 320
            if field.widget.attrs.get("autocomplete") == "new-password":
                field.help_text = self.CHOOSE_WELL if name == "password1" else ""
            if name == "code":
                field.widget.attrs.update({"inputmode": "numeric", "maxlength": str(self.CODE_LENGTH)})
                field.validators.append(MaxLengthValidator(self.CODE_LENGTH))


class SignupForm(OwnWords, allauth.SignupForm):
    field_order = ["role", "email", "password1"]
    account_already_exists: bool

    role = forms.ChoiceField(
        label="What brings you here?",
        choices=Signpost.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the two.", "invalid_choice": "Choose one of the two."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        suggested = context.request.GET.get("role") if context.request else ""
        if suggested in Signpost.values:
            self.initial["role"] = suggested
        # A trap for programs that fill in every field. The stock widget hides itself by an inline style.
        trap = self.fields["website"]
        trap.label = "Leave this empty"
        trap.template_name = "accounts/_trap.html"  # type: ignore[attr-defined]  # Django has it, the stubs do not
        trap.widget.attrs = {"class": "trap__input", "tabindex": "-1", "autocomplete": "off"}

    def clean_email(self) -> str:
        email = super().clean_email()
        if is_demo_address(email):
            raise forms.ValidationError("Addresses at demo.test belong to the demo. Use one of your own.")
        return email

    def try_save(self, request):
        """Person and profile together or not at all; of two tabs at once the second is told what a known one is."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])  # a known address takes as long as a new one
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:
            self.account_already_exists = True
            return super().try_save(request)

    def custom_signup(self, request, user) -> None:
        if self.cleaned_data["role"] == Signpost.CANDIDATE:
            people.become_candidate(user)


class LoginForm(OwnWords, allauth.LoginForm):
    pass


class RequestLoginCodeForm(OwnWords, allauth.RequestLoginCodeForm):
    pass


class LoginCodeForm(OwnWords, allauth.ConfirmLoginCodeForm):
    pass


class EmailCodeForm(OwnWords, allauth.ConfirmEmailVerificationCodeForm):
    pass


class ResetPasswordForm(OwnWords, allauth.ResetPasswordForm):
    pass


class ResetCodeForm(OwnWords, allauth.ConfirmPasswordResetCodeForm):
    pass


class NewPasswordForm(OwnWords, allauth.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(OwnWords, allauth.ChangePasswordForm):
    pass


class SetPasswordForm(OwnWords, allauth.SetPasswordForm):
    pass


class ChangeAddressForm(OwnWords, allauth.AddEmailForm):
    pass


class ProofCodeForm(OwnWords, allauth.BaseConfirmCodeForm):
    """Proves by a mailed code that it is still the same person."""


class ReauthenticateForm(OwnWords, allauth.ReauthenticateForm):
    pass
