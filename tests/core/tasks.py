"""Tasks the tests of the queue enqueue."""

from core.tasks import task


@task
def succeed() -> str:
    return "done"


@task
def fail() -> None:
    raise ValueError("on purpose")
