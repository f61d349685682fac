import re

import pytest
from django.urls import reverse

from core.accent import NIGHT, PAPER, contrast, is_colour, style_sheet


def roles(css):
    return {name: pair for name, *pair in re.findall(r"--([a-z-]+): light-dark\((#\w{6}), (#\w{6})\)", css)}


@pytest.mark.parametrize("colour", ["#0a5866", "#ff0000", "#ffee00", "#000000", "#ffffff", "#7a7a7a", "#3344ff"])
def test_any_colour_becomes_readable_in_both_themes(colour):
    found = roles(style_sheet(colour))

    for theme, ground in enumerate((PAPER, NIGHT)):
        assert contrast(found["accent"][theme], ground) >= 4.5
        assert contrast(found["accent"][theme], found["accent-tint"][theme]) >= 4.5
        assert contrast(found["accent-ink"][theme], found["accent"][theme]) >= 4.5
        assert contrast(found["accent-ink"][theme], found["accent-strong"][theme]) >= 4.5


@pytest.mark.parametrize("text", ["red", "#fff", "#12345g", "#0a5866}body{display:none", ""])
def test_what_is_no_colour_is_not_taken_for_one(text):
    assert not is_colour(text)


def test_page_loads_the_operators_colour_as_a_file(db, client, settings):
    settings.SITE_ACCENT = "#8a1c4a"

    page, sheet = client.get("/").content.decode(), client.get(reverse("jobboard:accent"))

    assert '<link rel="stylesheet" href="/accent.css">' in page
    assert sheet.headers["Content-Type"] == "text/css; charset=utf-8"
    assert roles(sheet.content.decode())["accent"][0] == "#8a1c4a"


def test_without_a_colour_nothing_is_loaded(db, client, settings):
    settings.SITE_ACCENT = ""

    assert "accent.css" not in client.get("/").content.decode()


def test_broken_setting_leaves_the_boards_own_colour(db, client, settings):
    settings.SITE_ACCENT = "red; } body { display: none"

    assert client.get(reverse("jobboard:accent")).content == b""
