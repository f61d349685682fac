"""SITE_ACCENT: one colour of the operator's, made fit to read on paper and in the dark."""

import re

PAPER, NIGHT = "#fbfaf7", "#151d23"  # the tokens' --paper in light, --surface in dark
BLACK, WHITE = "#06222a", "#ffffff"
READABLE = 4.5


def is_colour(text: str) -> bool:
    return re.fullmatch(r"#[0-9a-fA-F]{6}", text) is not None


def contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def style_sheet(accent: str) -> str:
    """Sets the accent's roles. The tone stays the operator's; it is darkened or lightened until it can be read."""
    light, dark = _until_readable(accent, PAPER, BLACK), _until_readable(accent, NIGHT, WHITE)
    roles = {
        "accent": (light, dark),
        "accent-strong": (_mix(light, "#000000", 0.3), _mix(dark, WHITE, 0.35)),
        "accent-ink": (WHITE, _mix(dark, "#000000", 0.85)),
        "accent-tint": (_mix(light, WHITE, 0.88), _mix(dark, "#0e1419", 0.82)),
    }
    lines = "".join(f"  --{role}: light-dark({day}, {night});\n" for role, (day, night) in roles.items())
    return f":root {{\n{lines}}}\n"


def _until_readable(colour: str, ground: str, towards: str) -> str:
    for step in range(21):
        mixed = _mix(colour, towards, step / 20)
        if contrast(mixed, ground) >= READABLE + 1:  # its tint stands a little closer than the ground
            return mixed
    return towards


def _mix(colour: str, other: str, share: float) -> str:
    pairs = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{round(mine * (1 - share) + theirs * share):02x}" for mine, theirs in pairs)


def _parts(colour: str) -> list[int]:
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


def _luminance(colour: str) -> float:
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in (p / 255 for p in _parts(colour))]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
