from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """Name and numbers every page may print."""
    return {
        "SITE_NAME": settings.SITE_NAME,
        "SITE_TAGLINE": settings.SITE_TAGLINE,
        "SITE_FOOTER": settings.SITE_FOOTER,
        "SITE_ACCENT": settings.SITE_ACCENT,
        "CONTACT_EMAIL": settings.CONTACT_EMAIL,
        "DEMO": settings.DEMO,
    }


def csp_nonce(request: HttpRequest) -> dict[str, str]:
    """The name Django 6 and django-htmx use. Empty on pages that need none."""
    return {"csp_nonce": getattr(request, "csp_nonce", "")}
