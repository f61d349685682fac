"""Taking mails from the outbox to the transport. Only the worker calls this."""

from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core.models import OutboxMail

logger = structlog.get_logger(__name__)

MAX_ATTEMPTS = 10
# A claimed mail belongs to one worker this long. One that dies in between leaves it to the next; the Message-ID is the
# same then, so a mail that did go out twice can be told.
LEASE = timedelta(minutes=10)
BATCH = 20


def delay(attempts: int) -> timedelta:
    """One minute, two, four ... up to six hours: ten tries reach over the better part of a day."""
    return min(timedelta(minutes=2 ** (attempts - 1)), timedelta(hours=6))


def claim(now: datetime) -> list[OutboxMail]:
    """Up to BATCH due mails that from here on are ours alone, also with other workers at the table."""
    due = OutboxMail.objects.filter(sent_at=None, failed_at=None, next_try_at__lte=now).order_by("next_try_at", "id")
    with transaction.atomic():
        mails = list(due.select_for_update(skip_locked=True)[:BATCH])
        OutboxMail.objects.filter(pk__in=[mail.pk for mail in mails]).update(
            next_try_at=now + LEASE, attempts=F("attempts") + 1
        )
    for mail in mails:
        mail.attempts += 1
    return mails


def deliver(now: datetime | None = None) -> int:
    """Sends what is due and says how many left. One refused mail does not keep the others."""
    sent = 0
    while mails := claim(now or timezone.now()):
        connection = _connection()
        for mail in mails:
            try:
                _message(mail, connection).send()
            except Exception as error:  # noqa: BLE001  # whatever one mail breaks on, the others go out
                _put_back(mail, error, now or timezone.now())
            else:
                sent += 1
                _done(mail, sent_at=now or timezone.now(), last_error="")
    return sent


def _connection() -> BaseEmailBackend:
    if "filebased" in settings.MAIL_TRANSPORT:
        return get_connection(settings.MAIL_TRANSPORT, file_path=settings.MAIL_TRANSPORT_FILE_PATH)
    return get_connection(settings.MAIL_TRANSPORT)


def _message(mail: OutboxMail, connection: BaseEmailBackend) -> EmailMultiAlternatives:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    headers = {**mail.headers, "Message-ID": f"<{mail.pk}.{mail.created_at:%Y%m%d%H%M%S%f}@{host}>"}
    message = EmailMultiAlternatives(
        mail.subject, mail.text, mail.from_email, [mail.to], headers=headers, connection=connection
    )
    message.attach_alternative(mail.html, "text/html")
    return message


def _put_back(mail: OutboxMail, error: Exception, now: datetime) -> None:
    """Later, or never where the server said so for good. Neither row nor log takes its words: they name people."""
    codes = [error.smtp_code] if isinstance(error, SMTPResponseException) else []
    if isinstance(error, SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
    reason = " ".join([type(error).__name__, *map(str, codes)])[:255]
    logger.warning("mail_not_sent", mail=mail.pk, attempt=mail.attempts, reason=reason)
    refused = isinstance(error, SMTPRecipientsRefused) and all(code >= 500 for code in codes)
    changes: dict[str, object] = {"last_error": reason, "next_try_at": now + delay(mail.attempts)}
    if refused or mail.attempts >= MAX_ATTEMPTS:
        _done(mail, **changes | {"failed_at": now})
    else:
        OutboxMail.objects.filter(pk=mail.pk).update(**changes)


def _done(mail: OutboxMail, **changes: object) -> None:
    """Nothing follows for this mail. The last one to somebody whose account is gone leaves no row behind."""
    row = OutboxMail.objects.filter(pk=mail.pk)
    if mail.is_last:
        row.delete()
    else:
        row.update(**changes, **_blanks(mail))


def _blanks(mail: OutboxMail) -> dict[str, str]:
    """A code or a link that opens a door is not kept, except on a demo board, whose mailbox shows it."""
    return {"text": "", "html": ""} if mail.is_secret and not settings.DEMO else {}


def old(now: datetime):
    """Mails that went out, or never will, longer ago than MAIL_KEPT_DAYS."""
    edge = now - timedelta(days=settings.MAIL_KEPT_DAYS)
    return OutboxMail.objects.filter(created_at__lt=edge).exclude(sent_at=None, failed_at=None)


def forget(now: datetime) -> int:
    return old(now).delete()[0]
