"""Fields that several forms here ask for."""

import re
import unicodedata
from functools import lru_cache
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.encoding import punycode

US_ZONES = (
    ("America/New_York", "Eastern (New York)"),
    ("America/Chicago", "Central (Chicago)"),
    ("America/Denver", "Mountain (Denver)"),
    ("America/Phoenix", "Mountain without summer time (Phoenix)"),
    ("America/Los_Angeles", "Pacific (Los Angeles)"),
    ("America/Anchorage", "Alaska (Anchorage)"),
    ("Pacific/Honolulu", "Hawaii (Honolulu)"),
    ("America/Puerto_Rico", "Atlantic (Puerto Rico)"),
    ("Pacific/Guam", "Guam"),
)
JOINERS = "\u200c\u200d"  # some scripts need them inside a word
_ADDRESS = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>()]+")


@lru_cache(maxsize=1)
def zone_choices() -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    """The zones of the states first, then the rest of the world by region."""
    here = {zone for zone, _ in US_ZONES}
    regions = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
    rest = sorted(zone for zone in available_timezones() if zone.startswith(regions) and zone not in here)
    return [
        ("United States", US_ZONES),
        ("Elsewhere", (("UTC", "UTC"), *((zone, zone.replace("_", " ")) for zone in rest))),
    ]


def zone_field(help_text: str) -> forms.ChoiceField:
    return forms.ChoiceField(label="Time zone", choices=zone_choices, help_text=help_text)


def a_name(text: str) -> None:
    """Any script, but nothing that turns the rest of a page around or hides in it."""
    if any(unicodedata.category(sign) in ("Cc", "Cf", "Co", "Cs", "Cn") and sign not in JOINERS for sign in text):
        raise ValidationError("Leave out signs that cannot be seen.")
    if text.strip() and not any(unicodedata.category(sign).startswith("L") for sign in text):
        raise ValidationError("A name has at least one letter.")


def with_ascii_domain(email: str) -> str:
    name, _, domain = email.rpartition("@")
    try:
        return f"{name}@{punycode(domain)}"
    except UnicodeError as error:
        raise ValidationError("Check the part after the @: there is no such domain.") from error


def without_addresses(text: str) -> None:
    """Public words carry no e-mail address: people write through the board, and harvesters find nothing."""
    if _ADDRESS.search(text):
        raise ValidationError("Leave e-mail addresses out: this is shown on a public page.")
