"""What happens by the clock. An app's tasks.py says when, the worker's clock makes it happen once per slot:

@scheduled(every(minutes=1))
@task
def expire_due() -> None: ...
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django_tasks.base import Task

from core.models import ScheduleSlot
from core.queue import enqueue_once


@dataclass(frozen=True)
class Rule:
    """Every `period` from midnight UTC on, moved by `offset`."""

    period: timedelta
    offset: timedelta = timedelta()

    def after(self, now: datetime) -> datetime:
        start = datetime(2000, 1, 1, tzinfo=UTC) + self.offset
        return start + ((now - start) // self.period + 1) * self.period


def every(*, minutes: int) -> Rule:
    return Rule(timedelta(minutes=minutes))


def daily(*, hour: int, minute: int = 0) -> Rule:
    """The hour is UTC: 8 is the middle of the night over all of the country."""
    return Rule(timedelta(days=1), timedelta(hours=hour, minutes=minute))


REGISTRY: dict[str, tuple[Rule, Task]] = {}


def scheduled(rule: Rule) -> Callable[[Task], Task]:
    """The task takes no arguments, looks for what is due itself and may run twice."""

    def register(task: Task) -> Task:
        REGISTRY[task.module_path] = (rule, task)
        return task

    return register


def tick(now: datetime) -> list[str]:
    """Enqueues what is due. Of several clocks the one that moves the slot forward does it, so it happens once."""
    slots = dict(ScheduleSlot.objects.values_list("name", "next_run_at"))
    fired = []
    for name, (rule, task) in REGISTRY.items():
        if name not in slots:
            ScheduleSlot.objects.get_or_create(name=name, defaults={"next_run_at": rule.after(now)})
        elif slots[name] <= now:
            with transaction.atomic():
                slot = ScheduleSlot.objects.filter(name=name, next_run_at=slots[name])
                if slot.update(next_run_at=rule.after(now)):
                    enqueue_once(task)
                    fired.append(name)
    return fired
