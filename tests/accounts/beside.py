"""Two people at the same moment, on PostgreSQL: one act in a thread beside ours."""

from threading import Event, Thread
from time import sleep

from django.db import DatabaseError, connection

from core.errors import DomainError


class Beside:
    """One act in a thread and a connection of its own, with what came of it."""

    def __init__(self, act):
        self.pid = self.outcome = None
        self._ready = Event()
        self._thread = Thread(target=self._run, args=[act])
        self._thread.start()
        assert self._ready.wait(30)

    def _run(self, act):
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                self.pid = cursor.fetchone()[0]
            self._ready.set()
            act()
            self.outcome = "done"
        except (DomainError, DatabaseError) as refusal:
            self.outcome = str(refusal)
        finally:
            self._ready.set()
            connection.close()

    def waits_for_us(self) -> bool:
        """Whether it came to where it needs a row that our transaction holds."""
        with connection.cursor() as cursor:
            for _ in range(500):
                cursor.execute("SELECT pg_backend_pid() = ANY(pg_blocking_pids(%s))", [self.pid])
                if cursor.fetchone()[0]:
                    return True
                sleep(0.02)
        return False

    def end(self) -> str | None:
        self._thread.join(60)
        return self.outcome
