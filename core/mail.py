"""Every mail is a row first. `send` writes our own; OutboxBackend catches everybody else's (django-allauth).

Why no package: django-mailer locks with a file beside the database and warns against SQLite; django-post-office
needs its own models, templates and a second queue beside our worker. Neither blanks a body that carried a code, nor
knows stops by kind. What we need is a table and the sixty lines of core.outbox, run by the worker we have anyway.
"""

from typing import Any

import css_inline
from django.conf import settings
from django.core import signing
from django.core.mail import BadHeaderError, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.urls import reverse

from core.models import MailStop, OutboxMail
from core.queue import enqueue_once
from core.tasks import deliver_mail

STOP_SALT = "core.mail.stop"
_inliner = css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)


def absolute(path: str) -> str:
    """A link that works in a mail. `path` is what `reverse` or `get_absolute_url` gave."""
    return path if path.startswith(("http://", "https://")) else f"{settings.SITE_URL}{path}"


def stop_url(address: str, kind: str) -> str:
    token = signing.dumps([address.lower(), kind], salt=STOP_SALT)
    return absolute(reverse("core:mail_stop", args=[token]))


def read_stop_token(token: str) -> tuple[str, str]:
    """The address and the kind of mail it stops. Raises BadSignature for anything we did not sign; it never expires."""
    address, kind = signing.loads(token, salt=STOP_SALT)
    return address, kind


def _render_plain(name: str, context: dict[str, Any]) -> str:
    """Plain text is not HTML: an ampersand stays one."""
    return get_template(name).template.render(Context(context, autoescape=False))  # type: ignore[attr-defined]


def send(
    event: str,
    to: str,
    context: dict[str, Any] | None = None,
    *,
    receipt: bool = True,
    secret: bool = False,
    last: bool = False,
) -> None:
    """Renders templates/emails/<event>.subject.txt, .txt and .html (`event` is "<app>/<name>") and queues the mail.

    A mail that is not a `receipt` of something the person did can be stopped by its kind, in one click. The body of a
    `secret` one (it holds a code or a link that opens a door) is blanked once sent. The row of the `last` one to
    somebody whose account is gone leaves with the mail.
    """
    if not receipt and MailStop.objects.filter(address=to.lower(), kind=event).exists():
        return
    stop = "" if receipt else stop_url(to, event)
    context = {
        "to": to,
        "event": event,
        "receipt": receipt,
        "stop_url": stop,
        "SITE_NAME": settings.SITE_NAME,
        "SITE_URL": settings.SITE_URL,
        **(context or {}),
    }
    subject = " ".join(_render_plain(f"emails/{event}.subject.txt", context).split())
    message = EmailMultiAlternatives(subject, _render_plain(f"emails/{event}.txt", context).strip(), to=[to])
    message.attach_alternative(render_to_string(f"emails/{event}.html", context), "text/html")
    message.extra_headers["X-Kind"] = event
    if secret:
        message.extra_headers["X-Secret"] = "yes"
    if last:
        message.extra_headers["X-Last"] = "yes"
    if stop:
        message.extra_headers["List-Unsubscribe"] = f"<{stop}>"
        message.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.send()


class OutboxBackend(BaseEmailBackend):
    """Writes each message as an OutboxMail in the current transaction: a dead mail server never breaks a page.

    A mail without a kind comes from another package and is taken for a secret; one without HTML gets our sheet.
    """

    def send_messages(self, email_messages) -> int:
        rows = [row for message in email_messages for row in self._rows(message)]
        OutboxMail.objects.bulk_create(rows)
        # The rows are what counts: the sweep of every minute would find them too.
        transaction.on_commit(lambda: enqueue_once(deliver_mail))
        return len(rows)

    @staticmethod
    def _rows(message) -> list[OutboxMail]:
        if message.attachments:
            raise ValueError("Mails carry no attachments: link to a page that asks who is reading.")
        headers = dict(message.extra_headers)
        kind, secret, last = (headers.pop(name, "") for name in ("X-Kind", "X-Secret", "X-Last"))
        for value in (message.subject, message.from_email, *message.recipients(), *headers.values()):
            if "\n" in str(value) or "\r" in str(value):
                raise BadHeaderError("A header of a mail holds a line break.")
        html = next((content for content, form in getattr(message, "alternatives", []) if form == "text/html"), "")
        if not html:
            site = {"SITE_NAME": settings.SITE_NAME, "SITE_URL": settings.SITE_URL}
            html = render_to_string("emails/plain.html", {"text": message.body, **site})
        html = _inliner.inline(html)
        return [
            OutboxMail(
                kind=kind,
                to=address,
                subject=str(message.subject)[:255],
                text=message.body,
                html=html,
                headers=headers,
                from_email=message.from_email,
                is_secret=bool(secret) or not kind,
                is_last=bool(last),
            )
            for address in message.recipients()
        ]
