"""What django-tasks-db leaves out: trying again, and taking back the task of a worker that died."""

import random
from datetime import datetime, timedelta

from django.db.models import Min
from django.utils import timezone
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.models import DBTaskResult, get_date_max
from django_tasks_db.utils import retry

from core.masking import came_through, name_of

MAX_ATTEMPTS = 5
STALE_AFTER = timedelta(minutes=15)  # longer than the longest task


def enqueue_once(task: Task) -> None:
    """Enqueues a sweep unless one is waiting to start: its work is in rows, and a second one would find nothing."""
    if isinstance(task.get_backend(), DatabaseBackend):
        waiting = DBTaskResult.objects.ready().filter(task_path=task.module_path)
        if waiting.exists():
            return
    task.enqueue()


def delay(attempts: int) -> timedelta:
    """Two seconds, four, eight ... up to an hour, and a little apart so that failures do not march in step."""
    return timedelta(seconds=min(2**attempts, 3600) * random.uniform(1, 1.5))  # noqa: S311  # spreads load, guards nothing


@retry()
def note_failure(row: DBTaskResult, error: BaseException) -> None:
    """What the package does, but for the words of the error: they name people, and the row stays a month."""
    row.status, row.finished_at, row.return_value = TaskResultStatus.FAILED, timezone.now(), None
    row.exception_class_path, row.traceback = name_of(error), came_through(error)
    row.save(update_fields=["status", "finished_at", "return_value", "exception_class_path", "traceback"])


def _again(rows, attempts: int, now: datetime) -> int:
    return rows.update(status=TaskResultStatus.READY, finished_at=None, run_after=now + delay(attempts))


def retry_failed(sender, task_result: TaskResult, **kwargs) -> None:
    """Receiver of django_tasks.signals.task_finished. Every claim leaves one worker id: their number is the tries."""
    attempts = len(task_result.worker_ids)
    if task_result.status == TaskResultStatus.FAILED and 0 < attempts < MAX_ATTEMPTS:
        rows = DBTaskResult.objects.filter(pk=task_result.id, status=TaskResultStatus.FAILED)
        _again(rows, attempts, timezone.now())


def reap(now: datetime) -> int:
    """Takes tasks back from workers that were killed; the last try becomes a failure. Says how many."""
    taken = 0
    for row in DBTaskResult.objects.running().filter(started_at__lt=now - STALE_AFTER):
        mine = DBTaskResult.objects.filter(pk=row.pk, status=TaskResultStatus.RUNNING, started_at=row.started_at)
        if len(row.worker_ids) < MAX_ATTEMPTS:
            taken += _again(mine, len(row.worker_ids), now)
        else:
            taken += mine.update(
                status=TaskResultStatus.FAILED, finished_at=now, exception_class_path="core.queue.WorkerLost"
            )
    return taken


def finished(now: datetime):
    """Finished tasks are of no use after a week; failed ones are kept a month for whoever looks into them."""
    done = DBTaskResult.objects.successful().filter(finished_at__lt=now - timedelta(days=7))
    return done | DBTaskResult.objects.failed().filter(finished_at__lt=now - timedelta(days=30))


def prune(now: datetime) -> int:
    return finished(now).delete()[0]


def oldest_waiting(now: datetime) -> timedelta:
    """How long ago the task that waits longest could have started."""
    ready = DBTaskResult.objects.ready()
    never_delayed = ready.filter(run_after=get_date_max()).aggregate(first=Min("enqueued_at"))["first"]
    due_again = ready.filter(run_after__lte=now).aggregate(first=Min("run_after"))["first"]
    return max((now - first for first in (never_delayed, due_again) if first), default=timedelta())
