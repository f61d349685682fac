"""The ground floor's own background work. Other apps import `task` from here and `scheduled` from core.schedule.

Django 6 has the same API in `django.tasks`: then this import is the one place that changes.
"""

from django.core.management import call_command
from django.utils import timezone
from django_tasks import task

from core import outbox, queue
from core.schedule import daily, every, scheduled


@scheduled(every(minutes=1))
@task(priority=10)
def deliver_mail() -> int:
    return outbox.deliver()


@scheduled(daily(hour=8))
@task
def tidy_up() -> int:
    """Finished tasks, mails long gone and sessions that have ended."""
    now = timezone.now()
    call_command("clearsessions")
    return queue.prune(now) + outbox.forget(now)
