import re

from django import template

register = template.Library()

# The first that is found counts: every browser calls itself by the names of others too.
BROWSERS = ("Edg", "OPR", "SamsungBrowser", "Firefox", "FxiOS", "CriOS", "Chrome", "Safari")
NAMES = {"Edg": "Edge", "OPR": "Opera", "SamsungBrowser": "Samsung Internet", "FxiOS": "Firefox", "CriOS": "Chrome"}
SYSTEMS = ("iPhone", "iPad", "Android", "Windows", "CrOS", "Macintosh", "Linux")
SYSTEM_NAMES = {"Macintosh": "Mac", "CrOS": "Chromebook"}


@register.filter
def browser(agent: str) -> str:
    """“Firefox on Windows”, as somebody would say it who looks for her own machine."""
    program = next((name for name in BROWSERS if re.search(rf"\b{name}[A-Za-z]*/", agent)), "")
    system = next((name for name in SYSTEMS if name in agent), "")
    said = NAMES.get(program, program) or "Another program"
    return f"{said} on {SYSTEM_NAMES.get(system, system)}" if system else said
