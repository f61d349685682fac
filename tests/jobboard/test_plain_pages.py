import hashlib
import re

import pytest
from django.contrib.flatpages.models import FlatPage
from django.core.management import call_command
from django.template.loader import render_to_string

from accounts.services.factors import LATER
from jobboard import plain_pages
from jobboard.plain_pages import NUMBERS, PAGES, with_numbers
from jobboard.views.codes import COOKIE
from tests.test_architecture import FLOORS


@pytest.mark.parametrize("slug", PAGES)
def test_board_comes_with_its_plain_pages(db, client, slug):
    response = client.get(f"/{slug}/")

    assert response.status_code == 200
    assert f"<h1>{PAGES[slug]}</h1>" in response.content.decode()


def test_loading_again_keeps_what_the_operator_wrote(db, client):
    FlatPage.objects.filter(url="/about/").update(content="<p>Our own words.</p>")
    FlatPage.objects.filter(url="/terms/").delete()

    call_command("migrate", verbosity=0)

    assert "Our own words." in client.get("/about/").content.decode()
    assert FlatPage.objects.filter(url="/terms/").count() == 1
    assert FlatPage.objects.count() == len(PAGES)


def test_a_text_that_shipped_before_gives_way_to_the_new_one(db, client, monkeypatch):
    FlatPage.objects.filter(url="/privacy/").update(content="<p>As it was.</p>\n")
    monkeypatch.setattr(plain_pages, "FORMER", {hashlib.sha256(b"<p>As it was.</p>").hexdigest()})

    call_command("migrate", verbosity=0)

    assert "Your data" in client.get("/privacy/").content.decode()


def test_contact_names_the_address_of_the_settings(db, client, settings):
    settings.CONTACT_EMAIL = "desk@guild.example"

    page = client.get("/contact/").content.decode()

    assert '<a href="mailto:desk@guild.example">desk@guild.example</a>' in page


def test_the_privacy_page_takes_its_numbers_from_the_settings(db, client, settings):
    """Each number in turn, so that none is typed into the text."""
    seen = set()
    for number, name in enumerate(sorted(NUMBERS), start=211):
        before = client.get("/privacy/").content.decode()
        setattr(settings, name, number)
        after = client.get("/privacy/").content.decode()
        assert f"{number} days" not in before
        if f"{number} days" in after:
            seen.add(name)

    assert seen == NUMBERS
    assert "[[" not in after


def test_no_number_of_days_is_typed_into_a_page_that_ships():
    for slug in PAGES:
        text = render_to_string(f"flatpages/defaults/{slug}.html", {"SITE_NAME": "Board"})
        assert not re.search(r"\d+ (day|week|month|year)", text), slug


def test_one_day_is_one_day_and_what_we_do_not_know_stays(settings):
    settings.EXPORT_KEPT_DAYS = 1

    assert with_numbers("for [[EXPORT_KEPT_DAYS]] [[SECRET_KEY]] [[x]]") == "for 1 day [[SECRET_KEY]] [[x]]"


def test_an_operator_asks_for_numbers_in_texts_of_her_own(db, client, settings):
    settings.MAIL_KEPT_DAYS = 12
    FlatPage.objects.filter(url="/about/").update(content="<p>Mails: [[MAIL_KEPT_DAYS]].</p>")

    assert "<p>Mails: 12 days.</p>" in client.get("/about/").content.decode()


def test_every_cookie_is_named_on_the_privacy_page(db, client, settings):
    """A new one fails `set(...)` here first: say what it is for."""
    files = [path for app in FLOORS for path in (settings.BASE_DIR / app).rglob("*.py")]
    calls = sum(len(re.findall(r"\.set_(?:signed_)?cookie\(", path.read_text(encoding="utf-8"))) for path in files)
    ours = {LATER, COOKIE}

    page = client.get("/privacy/").content.decode()

    assert calls == len(ours)
    for name in {*ours, settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "messages"}:
        assert f"<code>{name}</code>" in page
