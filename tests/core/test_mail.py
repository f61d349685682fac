import pytest
from django.core import mail as django_mail
from django.core.mail import BadHeaderError, EmailMessage
from django.urls import reverse

from core import mail
from core.models import MailStop, OutboxMail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _templates(settings, tmp_path):
    """A mail of our own, so that these tests do not hang on another app's words."""
    folder = tmp_path / "emails" / "shop"
    folder.mkdir(parents=True)
    (folder / "hello.subject.txt").write_text("Hello\n{{ name }}\n")
    (folder / "hello.txt").write_text(
        '{% extends "emails/base.txt" %}{% block body %}Good day, {{ name }}.{% endblock %}'
    )
    (folder / "hello.html").write_text(
        '{% extends "emails/base.html" %}{% block body %}<p><a class="button" href="/">{{ name }}</a></p>{% endblock %}'
    )
    engine = {**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}
    settings.TEMPLATES = [engine]


def test_send_writes_a_row_and_no_mail_leaves():
    mail.send("shop/hello", "ada@people.test", {"name": "Ada & Co"})

    row = OutboxMail.objects.get()
    assert (row.kind, row.to, row.subject) == ("shop/hello", "ada@people.test", "Hello Ada & Co")
    assert row.text.startswith("Good day, Ada & Co.")
    assert "Ada &amp; Co" in row.html
    assert (row.sent_at, row.is_secret, row.headers) == (None, False, {})
    assert django_mail.outbox == []


def test_html_carries_its_styles_with_it():
    mail.send("shop/hello", "ada@people.test", {"name": "Ada"})

    html = OutboxMail.objects.get().html
    assert '<a class="button" href="/" style="' in html
    assert "prefers-color-scheme: dark" in html
    assert "<img" not in html
    assert "<link" not in html


def test_a_mail_that_is_no_receipt_says_how_to_stop_it():
    mail.send("shop/hello", "Ada@People.test", {"name": "Ada"}, receipt=False)

    row = OutboxMail.objects.get()
    url = row.headers["List-Unsubscribe"].strip("<>")
    assert row.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert url in row.text
    assert url in row.html
    assert mail.read_stop_token(url.rstrip("/").rpartition("/")[2]) == ("ada@people.test", "shop/hello")


def test_looking_at_the_stop_page_stops_nothing(client):
    response = client.get(mail.stop_url("ada@people.test", "shop/hello"))

    assert response.status_code == 200
    assert "Stop these mails?" in response.text
    assert not MailStop.objects.exists()


def test_one_click_stops_this_kind_to_this_address_for_good():
    from django.test import Client

    client = Client(enforce_csrf_checks=True)  # a mail program brings no token
    url = mail.stop_url("Ada@people.test", "shop/hello")

    answers = [client.post(url, {"List-Unsubscribe": "One-Click"}) for _ in range(2)]
    for address in ("ADA@people.test", "bob@people.test"):
        mail.send("shop/hello", address, {"name": "you"}, receipt=False)
    mail.send("shop/hello", "ada@people.test", {"name": "you"})

    assert [answer.status_code for answer in answers] == [200, 200]
    assert MailStop.objects.count() == 1
    assert sorted(OutboxMail.objects.values_list("to", flat=True)) == ["ada@people.test", "bob@people.test"]


def test_a_forged_stop_link_is_not_found(client):
    good = mail.stop_url("ada@people.test", "shop/hello")

    response = client.post(good.replace("/stop/", "/stop/x"))

    assert response.status_code == 404
    assert not MailStop.objects.exists()


def test_mails_of_other_packages_are_rows_too_and_secret():
    django_mail.send_mail("Your code", "Type 123456 & enter.", None, ["ada@people.test", "bob@people.test"])

    rows = OutboxMail.objects.order_by("to")
    assert [(row.to, row.is_secret, row.kind) for row in rows] == [
        ("ada@people.test", True, ""),
        ("bob@people.test", True, ""),
    ]
    assert "Type 123456 &amp; enter." in rows[0].html


def test_registration_mail_is_a_row(client):
    client.post(reverse("account_reset_password"), {"email": "nobody@people.test"})

    assert OutboxMail.objects.filter(to="nobody@people.test", is_secret=True).count() == 1


@pytest.mark.parametrize("field", ["subject", "from_email", "to", "headers"])
def test_a_line_break_in_a_header_is_refused(field):
    evil = "x@people.test\nBcc: everyone@people.test"
    parts = {
        "subject": {"subject": evil},
        "from_email": {"from_email": evil},
        "to": {"to": [evil]},
        "headers": {"headers": {"X-Kind": "a", "Reply-To": evil}},
    }
    message = EmailMessage(**{"to": ["ada@people.test"], "subject": "s", "body": "b", **parts[field]})

    with pytest.raises(BadHeaderError):
        message.send()

    assert not OutboxMail.objects.exists()


def test_a_line_break_in_our_own_subject_becomes_a_space():
    mail.send("shop/hello", "ada@people.test", {"name": "Ada\nBcc: everyone@people.test"})

    assert OutboxMail.objects.get().subject == "Hello Ada Bcc: everyone@people.test"


def test_absolute_names_the_board_unless_it_is_absolute_already(settings):
    settings.SITE_URL = "https://board.example"

    assert mail.absolute("/jobs/") == "https://board.example/jobs/"
    assert mail.absolute("https://else.example/") == "https://else.example/"
