"""Promises of the design that a machine can keep watch over: contrast, size, nothing inline, valid HTML."""

import gzip
import re
from pathlib import Path

import html5lib
import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from tests.factories import make_listing

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = [path for path in (ROOT / "templates").rglob("*.html") if "emails" not in path.parts]
STYLES = sorted((ROOT / "core/static/css").glob("*.css"))
ON_PAPER = ("paper", "surface", "sunken")
PAIRS = [
    *((ink, ground) for ink in ("ink", "ink-soft") for ground in (*ON_PAPER, "accent-tint", "warn-tint")),
    *((ink, ground) for ink in ("accent", "accent-strong", "visited", "bad") for ground in ("paper", "surface")),
    *((role, f"{role}-tint") for role in ("accent", "good", "warn", "bad")),
    ("ink", "good-tint"),
    ("ink", "bad-tint"),
    ("accent-strong", "accent-tint"),
    ("accent-ink", "accent"),
    ("accent-ink", "accent-strong"),
    ("bad-ink", "bad"),
]


def tokens() -> dict[str, tuple[str, str]]:
    css = (ROOT / "core/static/css/tokens.css").read_text(encoding="utf-8")
    found = re.findall(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", css)
    return {name: (light, dark) for name, light, dark in found}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_can_be_read(ink, ground, theme):
    colours = tokens()

    assert contrast(colours[ink][theme], colours[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ON_PAPER)
def test_edges_of_controls_can_be_seen(ground, theme):
    colours = tokens()

    assert contrast(colours["line-strong"][theme], colours[ground][theme]) >= 3


def sheets(client, address):
    page = client.get(address).content.decode()
    return set(re.findall(r"css/([a-z]+\.css)", page))


@pytest.mark.parametrize("address", ["/", "/jobs/", "/desk/mercy-coding/", "/accounts/security/"])
def test_style_sheets_of_a_page_stay_small(owner, as_user, address):
    names = sheets(as_user(owner), address)

    assert sum((ROOT / "core/static/css" / name).stat().st_size for name in names) < 40_000


def test_every_style_sheet_is_linked_somewhere(owner, moderator, as_user):
    addresses = ("/", "/desk/mercy-coding/", "/accounts/security/", "/jobs/")
    linked = set.union(*(sheets(as_user(owner), address) for address in addresses))
    linked |= sheets(as_user(moderator), "/moderation/")

    assert linked == {path.name for path in STYLES} - {"demo.css"}  # that one only where DEMO is on


def test_scripts_of_public_pages_stay_small():
    base = (ROOT / "templates/base.html").read_text(encoding="utf-8")
    names = re.findall(r"<script src=\"{% static '([^']+)'", base)

    assert sum(len(gzip.compress(Path(finders.find(name)).read_bytes())) for name in names) < 30_000


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_nothing_is_inline(path):
    text = path.read_text(encoding="utf-8")

    scripts = re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/ld\+json)(?![^>]*application/json)[^>]*>", text)

    assert scripts == []
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=\"|javascript:", text) == []


@pytest.mark.parametrize(
    "name",
    ["jobboard:home", "jobboard:about", "jobboard:privacy", "jobboard:contact", "account_login", "account_signup"],
)
def test_page_is_valid_html(reference, client, name):
    make_listing(codes=[("cpt", "32701")], credentials=["CPC"], states=["TX"])
    page = client.get(reverse(name)).content.decode()

    html5lib.HTMLParser(strict=True).parse(page)

    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert page.count("<h1") == 1
