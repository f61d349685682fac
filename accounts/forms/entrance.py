"""The forms of the entrance: registration, log-in, codes and passwords, in our words."""

from typing import Any

from allauth.account import forms as allauth
from allauth.core import context
from allauth.socialaccount import forms as other_site
from django import forms
from django.contrib.auth.hashers import make_password
from django.core.validators import MaxLengthValidator
from django.db import IntegrityError, models, transaction

from accounts.forms.fields import a_name, with_ascii_domain
from accounts.policies import is_demo_address
from accounts.services import people
from core.forms import PlainForm


class Signpost(models.TextChoices):
    """Why somebody registers. Decides where she goes first; it is stored nowhere."""

    CANDIDATE = "candidate", "I’m looking for work"
    EMPLOYER = "employer", "I’m hiring"


class OwnWords(PlainForm):
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

    def clean_login(self) -> str:
        self.cleaned_data["login"] = with_ascii_domain(self.cleaned_data["login"])
        return super().clean_login()  # type: ignore[misc]

    def clean_email(self) -> str:
        """One mailbox is one address, whether its domain was typed with umlauts or as computers write it."""
        self.cleaned_data["email"] = with_ascii_domain(self.cleaned_data["email"])
        return super().clean_email()  # type: ignore[misc]


class WhoRegisters(PlainForm):
    """What we ask everybody who registers, also somebody who comes from another site's log-in."""

    role = forms.ChoiceField(
        label="What brings you here?",
        choices=Signpost.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the two.", "invalid_choice": "Choose one of the two."},
    )

    name = forms.CharField(
        label="Your name",
        required=False,
        max_length=150,
        validators=[a_name],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text="As employers or applicants read it. You may leave it for later.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        suggested = context.request.GET.get("role") if context.request else ""
        if suggested in Signpost.values:
            self.initial["role"] = suggested

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_email(self) -> str:
        email = super().clean_email()  # type: ignore[misc]
        if is_demo_address(email):
            raise forms.ValidationError("Addresses at demo.test belong to the demo. Use one of your own.")
        return email

    def custom_signup(self, request, user) -> None:
        people.register(
            user, name=self.cleaned_data["name"], is_candidate=self.cleaned_data["role"] == Signpost.CANDIDATE
        )


class TogetherOrNotAtAll(PlainForm):
    """Person and profile are written in one go; of two tabs at once the second is told what a known one is."""

    account_already_exists: bool

    def try_save(self, request):
        try:
            with transaction.atomic():
                return super().try_save(request)  # type: ignore[misc]
        except IntegrityError:
            self.account_already_exists = True
            return super().try_save(request)  # type: ignore[misc]


class SignupForm(OwnWords, WhoRegisters, TogetherOrNotAtAll, allauth.SignupForm):
    field_order = ["role", "name", "email", "password1"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A trap for programs that fill in every field. The stock widget hides itself by an inline style.
        trap = self.fields["website"]
        trap.label = "Leave this empty"
        trap.template_name = "accounts/_trap.html"  # type: ignore[attr-defined]  # Django has it, the stubs do not
        trap.widget.attrs = {"class": "trap__input", "tabindex": "-1", "autocomplete": "off"}

    def try_save(self, request):
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])  # a known address takes as long as a new one
        return super().try_save(request)


class OtherSiteSignupForm(OwnWords, WhoRegisters, TogetherOrNotAtAll, other_site.SignupForm):
    """The same questions for whoever comes from another site's log-in; only a password is not needed."""

    field_order = ["role", "name", "email"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """An address the other site vouches for stands; any other would be one that nobody proved."""
        super().__init__(*args, **kwargs)
        if vouched_for := self.sociallogin.email_addresses:
            self.initial["email"] = vouched_for[0].email
            self.fields["email"].disabled = True
            self.fields["email"].help_text = "As the other site vouches for it. You can change it later."


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
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "New e-mail address"


class ProofCodeForm(OwnWords, allauth.BaseConfirmCodeForm):
    """Proves by a mailed code that it is still the same person."""


class ReauthenticateForm(OwnWords, allauth.ReauthenticateForm):
    pass
