"""The addresses of django-allauth we wrap, and two of our own beside them. They keep its names and stand before its own
in jobboard/urls.py.
"""

from allauth.account import views as allauth
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as other_site
from django.urls import path
from django.views.generic import RedirectView

from accounts.decorators import (
    reauthentication_required,
    reauthentication_required_first,
    reauthentication_required_to_press,
)
from accounts.views import entrance, security

urlpatterns = [
    path("signup/", entrance.signup, name="account_signup"),
    path("confirm-email/", entrance.confirm_email, name="account_email_verification_sent"),
    path("login/code/confirm/", entrance.confirm_login, name="account_confirm_login_code"),
    path("password/reset/confirm/", entrance.confirm_reset, name="account_confirm_password_reset_code"),
    path("security/", security.security, name="account_security"),
    path("security/later/", security.later, name="account_security_later"),
    path("reauthenticate/code/", security.reauthenticate_by_code, name="account_reauthenticate_by_code"),
    # Doors that django-allauth leaves open to whoever has neither password nor second factor.
    path("email/", reauthentication_required_to_press(allauth.email), name="account_email"),
    path("password/set/", reauthentication_required_first(allauth.password_set), name="account_set_password"),
    path("2fa/", RedirectView.as_view(pattern_name="account_security"), name="mfa_index"),
    path("2fa/totp/activate/", reauthentication_required(totp.activate_totp), name="mfa_activate_totp"),
    path("oidc/<slug:provider_id>/login/", entrance.other_site, name="openid_connect_login"),
    path("oidc/<slug:provider_id>/login/callback/", entrance.back_from_other_site, name="openid_connect_callback"),
    path("3rdparty/", reauthentication_required_to_press(other_site.connections), name="socialaccount_connections"),
    path("2fa/webauthn/add/", reauthentication_required(webauthn.add_webauthn), name="mfa_add_webauthn"),
]
