"""What we change in django-allauth: its words, where people land, and who may not come in."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.stagekit import clear_login
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from accounts.policies import can_log_in, is_demo_address
from accounts.services import people


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

    def pre_login(self, request: HttpRequest, user: User, **kwargs) -> HttpResponse | None:
        response = super().pre_login(request, user, **kwargs)
        if response is None and not can_log_in(user):
            clear_login(request)
            response = self.respond_user_inactive(request, user)
        return response

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        super().send_mail(template_prefix, email, {"SITE_URL": settings.SITE_URL, **context})

    def clean_email(self, email: str) -> str:
        email = super().clean_email(email).lower()
        if is_demo_address(email) and not settings.DEMO:
            raise self.validation_error("email_taken")
        return email
