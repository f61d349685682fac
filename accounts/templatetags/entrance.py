"""What the pages of the entrance need: names of browsers, and the log-in over another site."""

import re

from django import template
from django.conf import settings
from django.urls import reverse

register = template.Library()

# The first that is found counts: every browser calls itself by the names of others too.
BROWSERS = ("Edg", "OPR", "SamsungBrowser", "Firefox", "FxiOS", "CriOS", "Chrome", "Safari")
NAMES = {"Edg": "Edge", "OPR": "Opera", "SamsungBrowser": "Samsung Internet", "FxiOS": "Firefox", "CriOS": "Chrome"}
SYSTEMS = ("iPhone", "iPad", "Android", "Windows", "CrOS", "Macintosh", "Linux")
SYSTEM_NAMES = {"Macintosh": "Mac", "CrOS": "Chromebook"}


@register.filter
def browser(agent: str) -> str:
    """“Firefox on Windows”, as somebody would say it who looks for her own machine."""
    program = next((name for name in BROWSERS if re.search(rf"{name}[A-Za-z]*/", agent)), "")
    system = next((name for name in SYSTEMS if name in agent), "")
    said = NAMES.get(program, program) or "Another program"
    return f"{said} on {SYSTEM_NAMES.get(system, system)}" if system else said


@register.simple_tag
def other_site() -> dict[str, str]:
    """Name and address of the log-in over another site; empty where the operator set none up."""
    if not settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect"):
        return {}
    return {"name": settings.OIDC_NAME, "url": reverse("openid_connect_login", args=["sso"])}
