from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from codes.services import load_reference

SHOWN = 10


class Command(BaseCommand):
    help = "Loads specialties, credentials, vocabulary, states and sample codes. Safe to run again; edits survive."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would change and change nothing")

    def handle(self, *args: Any, dry_run: bool, verbosity: int, **options: Any) -> None:
        def progress(name: str) -> None:
            if verbosity > 1:
                self.stdout.write(f"  {name} …")

        result = load_reference(progress=progress, dry_run=dry_run)
        if verbosity:
            self.stdout.write(f"{'':20}{'new':>8}{'updated':>9}{'same':>8}{'edited':>8}{'gone':>6}")
            for name, counts in result.items():
                self.stdout.write(
                    f"{name:20}{counts.created:>8}{counts.updated:>9}{counts.unchanged:>8}"
                    f"{len(counts.edited):>8}{len(counts.gone):>6}"
                )
        for title, rows in (
            ("Edited on this board and left as it is", [row for counts in result.values() for row in counts.edited]),
            ("No longer in the data and kept", [row for counts in result.values() for row in counts.gone]),
        ):
            if rows and verbosity:
                more = f" … and {len(rows) - SHOWN} more" if len(rows) > SHOWN else ""
                self.stdout.write(f"{title}: {'; '.join(rows[:SHOWN])}{more}")
        if dry_run:
            self.stdout.write("Dry run: nothing was changed.")
