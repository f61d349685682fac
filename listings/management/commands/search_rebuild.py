from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction

from listings.search import index, triggers


class Command(BaseCommand):
    help = (
        "Fills the text index anew from the published listings and has every process read them again. "
        "One transaction: stopped half way, all is as it was. Running it twice is safe."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        _, total = index.counts(connection)
        with transaction.atomic():
            if not triggers.are_complete(connection):
                triggers.install(connection)
                self.stdout.write("The triggers that keep the index were put in place.")
            triggers.refill(connection, lambda done: self.stdout.write(f"{min(done, total):,} of {total:,}"))
        held, _ = index.counts(connection)
        self.stdout.write(self.style.SUCCESS(f"{held:,} published texts in the index"))
