from typing import Any

from django.core.management.base import BaseCommand, CommandError

from listings.search.checking import index_faults
from listings.search.keeping import Keeper


class Command(BaseCommand):
    help = (
        "Compares what the search holds with what the tables say: the text index, its triggers, and a snapshot read "
        "now. Changes nothing; fails where they differ. Each web process compares its own snapshot once an hour."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        keeper = Keeper()
        keeper.ready()
        faults = [*index_faults(), *keeper.differences()]
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError("The search differs from the tables. `manage.py search_rebuild` puts the index right.")
        open_listings = len(keeper.snapshot.live) if keeper.snapshot else 0
        self.stdout.write(self.style.SUCCESS(f"{open_listings:,} open listings: index, triggers and snapshot agree"))
