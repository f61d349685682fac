import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from core import queue
from core.models import ScheduleSlot
from core.schedule import REGISTRY
from tests.core.tasks import fail, succeed
from tests.database import address_of_test_database

NOW = timezone.now()


@pytest.fixture(autouse=True)
def _real_queue(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}


@pytest.fixture
def _no_schedule(monkeypatch):
    for name in list(REGISTRY):
        monkeypatch.delitem(REGISTRY, name)


def run_worker_once():
    """One round of a worker. Its signal handlers are the process's own, so they are put back."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)}
    try:
        call_command("worker", once=True)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_no_schedule")
def test_a_worker_does_what_waits():
    result = succeed.enqueue()

    run_worker_once()

    result.refresh()
    assert (result.status, result.return_value) == ("SUCCESSFUL", "done")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_no_schedule")
def test_a_failed_task_waits_for_its_next_try_and_gives_up_after_the_last():
    fail.enqueue()
    states = []

    for _ in range(queue.MAX_ATTEMPTS + 1):
        run_worker_once()
        row = DBTaskResult.objects.get()
        states.append((row.status, len(row.worker_ids), row.run_after > timezone.now()))
        DBTaskResult.objects.filter(status="READY").update(run_after=NOW - timedelta(hours=1))

    assert states[0] == ("READY", 1, True)
    assert states[queue.MAX_ATTEMPTS - 2] == ("READY", queue.MAX_ATTEMPTS - 1, True)
    assert states[-2:] == [("FAILED", queue.MAX_ATTEMPTS, False)] * 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("minutes", "tries", "status"),
    [(14, 1, "RUNNING"), (16, 1, "READY"), (16, queue.MAX_ATTEMPTS, "FAILED")],
)
def test_reap_takes_a_task_back_from_a_dead_worker(minutes, tries, status):
    succeed.enqueue()
    DBTaskResult.objects.update(
        status="RUNNING", started_at=NOW - timedelta(minutes=minutes), worker_ids=["gone"] * tries
    )

    queue.reap(NOW)

    assert DBTaskResult.objects.get().status == status


@pytest.mark.django_db
def test_a_sweep_that_waits_is_not_enqueued_again():
    queue.enqueue_once(succeed)
    queue.enqueue_once(succeed)
    queue.enqueue_once(fail)

    assert sorted(DBTaskResult.objects.values_list("task_path", flat=True)) == [
        "tests.core.tasks.fail",
        "tests.core.tasks.succeed",
    ]


@pytest.mark.django_db
def test_a_sweep_that_runs_already_is_enqueued_for_what_came_since():
    queue.enqueue_once(succeed)
    DBTaskResult.objects.update(status="RUNNING")

    queue.enqueue_once(succeed)

    assert DBTaskResult.objects.count() == 2


@pytest.mark.django_db
def test_prune_keeps_failures_longer_and_waiting_tasks_for_ever():
    ages = {"SUCCESSFUL": 8, "FAILED": 8, "READY": 90}
    for status, days in ages.items():
        task = succeed.enqueue()
        DBTaskResult.objects.filter(pk=task.id).update(status=status, finished_at=NOW - timedelta(days=days))

    queue.prune(NOW)

    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"FAILED", "READY"}


@pytest.mark.django_db
def test_oldest_waiting_counts_from_when_a_task_could_have_started():
    assert queue.oldest_waiting(NOW) == timedelta()
    succeed.enqueue()
    DBTaskResult.objects.update(enqueued_at=NOW - timedelta(minutes=3))
    late = succeed.enqueue()
    DBTaskResult.objects.filter(pk=late.id).update(run_after=NOW + timedelta(hours=1))

    assert queue.oldest_waiting(NOW) == timedelta(minutes=3)


@pytest.mark.django_db(transaction=True)
def test_a_worker_stops_at_once_when_told(settings, tmp_path):
    """The real process, on the database of this test."""
    environment = {**os.environ, "LOCAL": "1", "DATA_DIR": str(tmp_path), "DATABASE_URL": address_of_test_database()}
    environment["DJANGO_SETTINGS_MODULE"] = "jobboard.settings"
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "worker"]

    worker = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    started = next(line for line in worker.stderr if "worker_started" in line)
    worker.terminate()

    assert started
    assert worker.wait(timeout=20) == 0


def test_the_board_sends_mail_and_tidies_up_by_itself():
    assert {"core.tasks.deliver_mail", "core.tasks.tidy_up"} <= set(REGISTRY)
    assert all(len(name) <= ScheduleSlot._meta.get_field("name").max_length for name in REGISTRY)
