"""What we change in django-allauth: its words, where people land, and who may not come in."""

from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts import secrets
from accounts.models import User
from accounts.policies import can_log_in, has_second_factor, is_demo_address
from accounts.services import people

logger = structlog.get_logger(__name__)


class AccountBackend(AuthenticationBackend):
    """Also asked on every request of a running session, so a demo persona is out the moment DEMO is off."""

    def user_can_authenticate(self, user: User) -> bool:
        return can_log_in(user)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "This e-mail address and password do not belong together. Check both, "
        "or have a code mailed to you instead.",
        "incorrect_code": "That is not the code we mailed. Use the newest mail and type all six digits.",
        "too_many_login_attempts": "Too many attempts. Wait a few minutes, then log in again; "
        "you get a new code where one is needed.",
        "rate_limited": "That was quick. Wait ten seconds, then ask for the code again.",
        "email_taken": "This address cannot be used here.",
        "duplicate_email": "This is the address you have now.",
        "enter_current_password": "This is not your current password.",
        "incorrect_password": "This is not your password.",
    }

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """An explicit `next` comes before this; then where one was going; then one's own place."""
        going_to = request.session.pop(people.GOING_TO, "")
        return going_to if going_to and self.is_safe_url(going_to) else people.landing(request.user)

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        """After a change of address, back to where it was begun; a registration goes on where it was going."""
        if self.request.user.is_authenticated:
            return reverse("account_security")
        return super().get_email_verification_redirect_url(email_address)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_security")

    def pre_login(self, request: HttpRequest, user: User, **kwargs) -> HttpResponse | None:
        response = super().pre_login(request, user, **kwargs)
        if response is None and not can_log_in(user):
            clear_login(request)
            response = self.respond_user_inactive(request, user)
        return response

    WAYS = {
        "reauthenticate": "Your password",
        "mfa_reauthenticate": "A code from your app, or a recovery code",
        "mfa_reauthenticate:webauthn": "Your passkey",
    }

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """A mailed code is for whoever has no second factor: the mailbox alone must not stand in for one."""
        ways = [{**way, "description": self.WAYS[way["id"]]} for way in super().get_reauthentication_methods(user)]
        if user.is_authenticated and not has_second_factor(user):
            url = reverse("account_reauthenticate_by_code")
            ways.append({"id": "reauthenticate_by_code", "description": "A code mailed to you", "url": url})
        return ways

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        super().send_mail(template_prefix, email, {"SITE_URL": settings.SITE_URL, **context})

    def clean_email(self, email: str) -> str:
        email = super().clean_email(email).lower()
        if is_demo_address(email) and not settings.DEMO:
            raise self.validation_error("email_taken")
        return email


class FactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That code is not right. Codes change every half minute and work once: type the newest one.",
        "incorrect_passkey": "That passkey did not work here. Nothing was changed; try again, or take another way.",
        "unverified_email": "Confirm your e-mail address first, then add a second factor.",
        "cannot_generate_recovery_codes": "Recovery codes stand in for a second factor: add one of those first.",
    }

    def encrypt(self, text: str) -> str:
        return secrets.close(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Where the key is gone no code is right any more: another secret is as good as none, an empty one is not."""
        try:
            return secrets.open_closed(encrypted_text)
        except secrets.InvalidToken:
            logger.error("second_factor_without_key")
            return generate_totp_secret()

    def _get_site_name(self) -> str:
        return settings.SITE_NAME

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count()
        return f"Passkey {number + 1}" if number else "My passkey"


class OtherSiteAdapter(DefaultSocialAccountAdapter):
    """Log-in over another site. What it says is a proposal; an address is proven only by a plain yes."""

    error_messages = {
        **DefaultSocialAccountAdapter.error_messages,
        "no_password": "Set a password first: without one nothing but this opens your account.",
    }

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        vouched_for = [one for one in sociallogin.email_addresses if one.verified in (True, "true")]  # some send text
        for address in vouched_for:
            address.verified = True
        sociallogin.email_addresses = vouched_for

    def get_signup_form_initial_data(self, sociallogin: Any) -> dict[str, Any]:
        said = sociallogin.account.get_provider_account().get_user_data() or {}
        return {**super().get_signup_form_initial_data(sociallogin), "name": str(said.get("name") or "")}
