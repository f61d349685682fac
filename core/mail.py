"""Every mail is a row first. `send` writes our own; OutboxBackend catches everybody else's (django-allauth)."""

from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string

from core.models import MailStop, OutboxMail


def send(event: str, to: str, context: dict[str, Any] | None = None, *, receipt: bool = True) -> None:
    """Renders templates/emails/<event>.subject.txt, .txt and .html (`event` is "<app>/<name>") and queues the mail.

    A mail that is not a `receipt` of something the person did can be stopped by its kind.
    """
    if not receipt and MailStop.objects.filter(address=to.lower(), kind=event).exists():
        return
    context = {"to": to, "event": event, "receipt": receipt, **(context or {})}
    subject = " ".join(render_to_string(f"emails/{event}.subject.txt", context).split())
    message = EmailMultiAlternatives(subject, render_to_string(f"emails/{event}.txt", context), to=[to])
    message.attach_alternative(render_to_string(f"emails/{event}.html", context), "text/html")
    message.extra_headers["X-Kind"] = event
    message.send()


class OutboxBackend(BaseEmailBackend):
    """Writes each message as an OutboxMail in the current transaction: a dead mail server never breaks a page."""

    def send_messages(self, email_messages) -> int:
        rows = []
        for message in email_messages:
            html = next((c for c, kind in getattr(message, "alternatives", []) if kind == "text/html"), "")
            headers = dict(message.extra_headers)
            kind = headers.pop("X-Kind", "")
            rows += [
                OutboxMail(
                    kind=kind,
                    to=address,
                    subject=message.subject[:255],
                    text=message.body,
                    html=html,
                    headers=headers,
                    from_email=message.from_email,
                    is_secret=not kind,
                )
                for address in message.recipients()
            ]
        OutboxMail.objects.bulk_create(rows)
        return len(rows)
