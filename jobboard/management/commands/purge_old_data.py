from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db.models import QuerySet
from django.utils import timezone

import applications.services
import codes.services
from accounts.services import closing, domains, exports, team
from core import outbox, queue

# What goes, which rows are due, and the same act the worker does each night. Accounts first: they leave mails behind.
Part = tuple[str, Callable[[datetime], QuerySet], Callable[[datetime], Any]]
PARTS: list[Part] = [
    ("closed accounts", closing.due, closing.erase_due),
    ("exports", exports.expired, exports.erase_expired),
    ("résumés", applications.services.resumes_due, lambda now: applications.services.erase_resumes(now=now)),
    ("invitations", team.long_expired, team.forget_expired),
    ("domain codes", domains.expired_codes, domains.purge_codes),
    ("code views", codes.services.old_views, codes.services.delete_old_views),
    ("mails", outbox.old, outbox.forget),
    ("finished tasks", queue.finished, queue.prune),
    ("sessions", lambda now: Session.objects.filter(expire_date__lt=now), lambda now: call_command("clearsessions")),
]


class Command(BaseCommand):
    help = "Erases data whose time has come, by the settings of how long each is kept. Running it twice is safe."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count what is due and change nothing")

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        now = timezone.now()
        for name, due, erase in PARTS:
            count = due(now).count()
            if not dry_run:
                erase(now)
                count -= due(now).count()
            self.stdout.write(f"{name:<18}{count:>7}")
        self.stdout.write("Nothing was changed." if dry_run else "Done.")
