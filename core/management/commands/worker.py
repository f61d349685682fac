import threading
import uuid
from functools import partial

import structlog
from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker

from core import queue, schedule

logger = structlog.get_logger("core.worker")


def beat(now) -> None:
    """One turn of the clock. A database that is away for a moment does not stop it."""
    close_old_connections()
    try:
        queue.reap(now)
        schedule.tick(now)
    except Exception:
        logger.exception("clock_failed")


class DiscreetWorker(Worker):
    def run_task(self, db_task_result) -> None:
        db_task_result.set_failed = partial(queue.note_failure, db_task_result)
        super().run_task(db_task_result)


class Command(BaseCommand):
    help = "Does the background work: mails, expiry, nightly acts. Start as many as you like; Ctrl-C or SIGTERM stops."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, then end (for a cron job)")

    def handle(self, *, once: bool, **options) -> None:
        worker = DiscreetWorker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=1,
            batch=once,
            backend_name="default",
            startup_delay=not once,
            max_tasks=None,
            worker_id=uuid.uuid4().hex,
        )
        worker.configure_signals()
        if once:
            beat(timezone.now())
        else:
            threading.Thread(target=self.clock, daemon=True).start()
            logger.info("worker_started")
        worker.run()

    @staticmethod
    def clock() -> None:
        pause = threading.Event()
        while not pause.wait(1):
            beat(timezone.now())
