import sys

from django.core.management import call_command
from django.core.management.base import BaseCommand

from accounts.models import User


class Command(BaseCommand):
    help = "Asks for the first operator of a board that has none. `dev.py run` calls it where no demo is made."

    def handle(self, *args, **options) -> None:
        if User.objects.filter(is_superuser=True, is_active=True).exists():
            return
        if not sys.stdin.isatty():
            self.stdout.write("This board has no operator yet: run `manage.py createsuperuser`.")
            return
        self.stdout.write("This board has no operator yet. Who runs it? (Ctrl-C: later)")
        try:
            call_command("createsuperuser")
        except (KeyboardInterrupt, SystemExit):
            self.stdout.write("\nLater, then: `manage.py createsuperuser`.")
