"""The four addresses of django-allauth we wrap. They keep its names and stand before its own in jobboard/urls.py."""

from django.urls import path

from accounts.views import entrance

urlpatterns = [
    path("signup/", entrance.signup, name="account_signup"),
    path("confirm-email/", entrance.confirm_email, name="account_email_verification_sent"),
    path("login/code/confirm/", entrance.confirm_login, name="account_confirm_login_code"),
    path("password/reset/confirm/", entrance.confirm_reset, name="account_confirm_password_reset_code"),
]
