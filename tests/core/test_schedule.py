from datetime import UTC, datetime, timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from core.models import ScheduleSlot
from core.schedule import REGISTRY, daily, every, scheduled, tick
from tests.core.tasks import succeed

NOW = datetime(2026, 11, 22, 7, 59, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _one_task(settings, monkeypatch):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
    for name in list(REGISTRY):
        monkeypatch.delitem(REGISTRY, name)
    scheduled(every(minutes=1))(succeed)
    yield
    REGISTRY.pop(succeed.module_path)


@pytest.mark.parametrize(
    ("rule", "next_time"),
    [
        (every(minutes=1), datetime(2026, 11, 22, 8, 0, tzinfo=UTC)),
        (every(minutes=15), datetime(2026, 11, 22, 8, 0, tzinfo=UTC)),
        (daily(hour=8), datetime(2026, 11, 22, 8, 0, tzinfo=UTC)),
        (daily(hour=7, minute=30), datetime(2026, 11, 23, 7, 30, tzinfo=UTC)),
    ],
)
def test_a_rule_names_the_next_slot(rule, next_time):
    assert rule.after(NOW) == next_time
    assert rule.after(next_time) == next_time + rule.period


@pytest.mark.django_db
def test_a_slot_fires_once_however_many_clocks_tick():
    later = NOW + timedelta(minutes=1)

    fired = [tick(NOW), tick(later), tick(later)]

    assert fired == [[], [succeed.module_path], []]
    assert DBTaskResult.objects.count() == 1


@pytest.mark.django_db
def test_missed_slots_are_made_up_for_once():
    tick(NOW)

    fired = [tick(NOW + timedelta(hours=5)), tick(NOW + timedelta(hours=5, seconds=1))]

    assert fired == [[succeed.module_path], []]
    assert ScheduleSlot.objects.get().next_run_at == datetime(2026, 11, 22, 13, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_a_clock_that_saw_an_old_slot_does_not_fire(monkeypatch):
    """Two clocks read the same slot; the slower one finds it moved."""
    tick(NOW)
    later = NOW + timedelta(minutes=1)
    plain = ScheduleSlot.objects.values_list

    def read_then_lose(*fields):
        rows = list(plain(*fields))
        ScheduleSlot.objects.update(next_run_at=later + timedelta(minutes=1))
        return rows

    monkeypatch.setattr(ScheduleSlot.objects, "values_list", read_then_lose)

    assert tick(later) == []
