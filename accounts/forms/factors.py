"""The forms of second factors, in our words, and safe from whatever a client may send for a passkey's answer."""

from typing import Any

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.forms.fields import InvalidJSONInput

from accounts.forms.entrance import OwnWords
from accounts.services import factors
from core.forms import PlainForm

NAME_LENGTH = 60


class EachCodeOnce(PlainForm):
    """A clock may be half a minute off, so a code is good for longer than django-allauth remembers that it was used,
    and its memory is the cache, which may be away. Recovery codes are crossed out in the database by django-allauth."""

    user: Any
    authenticator: Authenticator

    def clean_code(self) -> str:
        typed = normalize_user_code(self.cleaned_data["code"])
        if factors.is_spent(self.user, typed):  # asked first: an old code must not wipe out the count of wrong ones
            raise get_adapter().validation_error("incorrect_code")
        code = super().clean_code()  # type: ignore[misc]
        if self.authenticator.type == Authenticator.Type.TOTP and not factors.spend(self.authenticator, typed):
            raise get_adapter().validation_error("incorrect_code")  # somebody typed it at the same moment
        return code


class AuthenticateForm(OwnWords, EachCodeOnce, base.AuthenticateForm):
    LABELS = {"code": "Code from your app, or a recovery code"}


class ReauthenticateForm(OwnWords, EachCodeOnce, base.ReauthenticateForm):
    LABELS = {"code": "Code from your app, or a recovery code"}


class ActivateAppForm(OwnWords, totp.ActivateTOTPForm):
    LABELS = {"code": "Six-digit code from the app"}


class DeactivateAppForm(OwnWords, totp.DeactivateTOTPForm):
    pass


class AnswerField(forms.JSONField):
    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except RecursionError as error:  # brackets inside brackets, a thousand deep
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Never read again for showing it: each answer of a device is good for one question."""
        return InvalidJSONInput("")


class AnswerOfADevice(PlainForm):
    """What a browser sends for a passkey is read deep inside a library: whatever it stumbles over is a wrong answer."""

    credential = AnswerField()

    STUMBLES = (TypeError, ValueError, KeyError, IndexError, AttributeError, AssertionError, OverflowError)

    def _read(self, how: Any) -> Any:
        try:
            return how()
        except forms.ValidationError:
            raise
        except self.STUMBLES as error:
            raise get_adapter().validation_error("incorrect_passkey") from error


class AddPasskeyForm(OwnWords, AnswerOfADevice, webauthn.AddWebAuthnForm):
    LABELS = {"name": "What you call it", "passwordless": "Log in with it alone, without password and code"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].max_length = NAME_LENGTH  # type: ignore[attr-defined]
        self.fields["name"].widget.attrs["maxlength"] = str(NAME_LENGTH)
        self.fields["name"].help_text = "To tell it from others: “My telephone”, “Key on the ring”."
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].help_text = (
            "Needs a device that checks your finger, face or PIN. Untick it for a plain security key, "
            "which then confirms a log-in by password."
        )

    def clean_name(self) -> str:
        return " ".join(super().clean_name().split())[:NAME_LENGTH]

    def clean(self) -> dict[str, Any]:
        return self._read(super().clean)


class EditPasskeyForm(OwnWords, webauthn.EditWebAuthnForm):
    LABELS = {"name": "What you call it"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(label="What you call it", max_length=NAME_LENGTH)


class AuthenticatePasskeyForm(OwnWords, AnswerOfADevice, webauthn.AuthenticateWebAuthnForm):
    def clean_credential(self) -> Any:
        return self._read(super().clean_credential)


class LoginPasskeyForm(AuthenticatePasskeyForm):
    reauthenticated = False
    passwordless = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=None, **kwargs)


class ReauthenticatePasskeyForm(AuthenticatePasskeyForm):
    reauthenticated = True
    passwordless = False
