from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail as sent
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from structlog.testing import capture_logs

from core import outbox
from core.models import OutboxMail

pytestmark = pytest.mark.django_db
NOW = timezone.now()


class AwayBackend(BaseEmailBackend):
    """A mail server that is not there."""

    def send_messages(self, email_messages):
        raise ConnectionRefusedError("ada@people.test: nobody home")


class PickyBackend(BaseEmailBackend):
    """Refuses one address for good, loses the line with another, takes the rest."""

    def send_messages(self, email_messages):
        for message in email_messages:
            if message.to == ["unknown@people.test"]:
                raise SMTPRecipientsRefused({"unknown@people.test": (550, b"no unknown@people.test here")})
            if message.to == ["later@people.test"]:
                raise SMTPServerDisconnected("bye")
            sent.outbox.append(message)
        return len(email_messages)


@pytest.fixture(autouse=True)
def _transport(settings):
    settings.MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
    sent.outbox = []


def make_mail(to="ada@people.test", **fields) -> OutboxMail:
    fields.setdefault("next_try_at", NOW - timedelta(seconds=1))
    return OutboxMail.objects.create(to=to, subject="Hello", text="Text", html="<p>HTML</p>", **fields)


def test_deliver_sends_what_is_due_once():
    due = make_mail(headers={"List-Unsubscribe": "<https://board.example/x>"}, from_email="board@crosswalk.example")
    make_mail(next_try_at=NOW + timedelta(minutes=1))
    make_mail(sent_at=NOW)
    make_mail(failed_at=NOW)

    first, second = outbox.deliver(NOW), outbox.deliver(NOW)

    due.refresh_from_db()
    assert (first, second, due.sent_at, due.attempts) == (1, 0, NOW, 1)
    [message] = sent.outbox
    assert (message.to, message.from_email, message.body) == (["ada@people.test"], "board@crosswalk.example", "Text")
    assert message.alternatives[0].content == "<p>HTML</p>"
    assert message.extra_headers["List-Unsubscribe"] == "<https://board.example/x>"
    assert message.extra_headers["Message-ID"].startswith(f"<{due.pk}.")


def test_deliver_goes_on_until_nothing_is_due():
    for number in range(outbox.BATCH + 3):
        make_mail(to=f"p{number}@people.test")

    assert outbox.deliver(NOW) == outbox.BATCH + 3
    assert len({message.to[0] for message in sent.outbox}) == outbox.BATCH + 3


def test_a_server_that_is_away_is_tried_again_later(settings):
    settings.MAIL_TRANSPORT = "tests.core.test_outbox.AwayBackend"
    row = make_mail()

    outbox.deliver(NOW)

    row.refresh_from_db()
    assert (row.sent_at, row.failed_at, row.attempts) == (None, None, 1)
    assert row.next_try_at == NOW + timedelta(minutes=1)
    assert row.last_error == "ConnectionRefusedError"


def test_after_the_last_try_it_fails_and_forgets_its_secret(settings):
    settings.MAIL_TRANSPORT = "tests.core.test_outbox.AwayBackend"
    row = make_mail(attempts=outbox.MAX_ATTEMPTS - 1, is_secret=True)

    outbox.deliver(NOW)

    row.refresh_from_db()
    assert (row.failed_at, row.text, row.html) == (NOW, "", "")


def test_one_refused_mail_does_not_keep_the_others(settings):
    settings.MAIL_TRANSPORT = "tests.core.test_outbox.PickyBackend"
    unknown, later, fine = (make_mail(to=f"{name}@people.test") for name in ("unknown", "later", "fine"))

    outbox.deliver(NOW)

    rows = OutboxMail.objects.in_bulk()
    assert [rows[row.pk].failed_at for row in (unknown, later, fine)] == [NOW, None, None]
    assert [rows[row.pk].sent_at for row in (unknown, later, fine)] == [None, None, NOW]
    assert [rows[row.pk].last_error for row in (unknown, later)] == [
        "SMTPRecipientsRefused 550",
        "SMTPServerDisconnected",
    ]


def test_neither_log_nor_row_names_the_person(settings):
    settings.MAIL_TRANSPORT = "tests.core.test_outbox.PickyBackend"
    make_mail(to="unknown@people.test")

    with capture_logs() as lines:
        outbox.deliver(NOW)

    assert [line["event"] for line in lines] == ["mail_not_sent"]
    assert "people.test" not in str(lines)
    assert "people.test" not in OutboxMail.objects.get().last_error


@pytest.mark.parametrize(("demo", "text"), [(False, ""), (True, "Text")])
def test_a_secret_is_blanked_once_sent_except_on_a_demo_board(settings, demo, text):
    settings.DEMO = demo
    secret, plain = make_mail(is_secret=True), make_mail(is_secret=False)

    outbox.deliver(NOW)

    assert OutboxMail.objects.get(pk=secret.pk).text == text
    assert OutboxMail.objects.get(pk=plain.pk).text == "Text"
    assert [message.body for message in sent.outbox] == ["Text", "Text"]


def test_a_claimed_mail_is_nobody_elses():
    row = make_mail()

    mine, other = outbox.claim(NOW), outbox.claim(NOW)
    after_a_crash = outbox.claim(NOW + outbox.LEASE)

    assert ([m.pk for m in mine], other, [m.pk for m in after_a_crash]) == ([row.pk], [], [row.pk])


def test_two_workers_do_not_wait_for_each_other():
    make_mail()

    with CaptureQueriesContext(connection) as queries:
        outbox.claim(NOW)

    locks = any("FOR UPDATE SKIP LOCKED" in query["sql"] for query in queries)
    assert locks == (connection.vendor == "postgresql")  # SQLite has one writer at a time anyway


def test_forget_keeps_what_still_has_to_go_out(settings):
    old = NOW - timedelta(days=settings.MAIL_KEPT_DAYS + 1)
    make_mail(created_at=old, sent_at=old)
    make_mail(created_at=old, failed_at=old)
    waiting, recent = make_mail(created_at=old), make_mail(sent_at=NOW)

    gone = outbox.forget(NOW)

    assert gone == 2
    assert set(OutboxMail.objects.values_list("pk", flat=True)) == {waiting.pk, recent.pk}
