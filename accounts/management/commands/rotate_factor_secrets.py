from typing import Any

from django.core.management.base import BaseCommand

from accounts.services import factors


class Command(BaseCommand):
    help = "Closes the stored secrets of second factors with the newest SECRET_KEY. May run twice."

    def handle(self, *args: Any, **options: Any) -> None:
        renewed, lost = factors.rotate_secrets()
        self.stdout.write(f"{renewed} secrets closed with the newest key.")
        if lost:
            self.stderr.write(
                f"{lost} cannot be opened by SECRET_KEY or SECRET_KEY_FALLBACKS: add the key they were closed with, "
                "or remove these factors in the admin so that their holders add new ones."
            )
