"""Tasks the tests of the queue enqueue."""

from core.tasks import task
from tests.accounts.lives import EMAIL, NAME, TYPED


@task
def succeed() -> str:
    return "done"


@task
def fail() -> None:
    raise ValueError("on purpose")


@task
def name_somebody() -> None:
    """Fails the way a database does: with the values it could not take."""
    try:
        raise ValueError(f"Key (email)=({EMAIL}) already exists. {NAME}")
    except ValueError as error:
        raise RuntimeError(f"params: ['{EMAIL}', '{TYPED}']") from error
