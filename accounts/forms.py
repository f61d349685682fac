from django import forms


class SignupForm(forms.Form):
    """What registration asks beyond e-mail and password."""

    def signup(self, request, user) -> None:
        """Called by django-allauth once the user row exists."""
