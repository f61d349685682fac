from collections import Counter
from contextlib import nullcontext
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.models import Employer
from core.errors import DomainError
from listings.imports.readers import FORMATS
from listings.imports.services import DEFAULT_SOURCE, Import, Options, RowResult

PROGRESS_EVERY = 25


class Command(BaseCommand):
    help = (
        "Reads postings from a file (JSON Lines, CSV or Indeed-style XML) into the review queue. "
        "Safe to stop and to run again: a posting is known by its source and the feed's own number."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=FORMATS, default="", help="told by name and content unless given")
        parser.add_argument("--source", default=DEFAULT_SOURCE, help="the feed's name; files of one feed share it")
        parser.add_argument("--employer", default="", metavar="SLUG", help="all rows belong to this employer")
        parser.add_argument("--publish", action="store_true", help="publish what no safety rule holds back")
        parser.add_argument("--reopen", type=int, metavar="DAYS", help="open rows whose closing day is past, for DAYS")
        parser.add_argument("--dry-run", action="store_true", help="do everything, show the table, keep nothing")

    def handle(self, *args, **options) -> None:
        reopen = options["reopen"]
        if reopen is not None and not 1 <= reopen <= 365:
            raise CommandError("--reopen takes a number of days from 1 to 365.")
        try:
            with transaction.atomic() if options["dry_run"] else nullcontext():
                done = self.run_import(options)
                if options["dry_run"]:
                    transaction.set_rollback(True)
        except DomainError as refusal:
            raise CommandError(refusal.message) from refusal
        self.print_results(done, verbosity=options["verbosity"])
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was kept.")

    def run_import(self, options) -> Import:
        choices = Options(
            source=options["source"],
            employer=self.employer(options["employer"]),
            publish=options["publish"],
            reopen_days=options["reopen"],
        )
        job = Import(options["file"], choices, format_=options["format"])
        self.stdout.write(f"{options['file'].name}: {len(job.rows)} rows")
        try:
            job.go(self.progress)
        except KeyboardInterrupt:
            self.stdout.write("\nStopped. What is done is kept; run the same command again to go on.")
        return job

    def employer(self, slug: str) -> Employer | None:
        if not slug:
            return None
        try:
            return Employer.objects.get(slug=slug)
        except Employer.DoesNotExist as error:
            raise CommandError(f"There is no employer with the address /employers/{slug}/.") from error

    def progress(self, done: int, total: int) -> None:
        if done % PROGRESS_EVERY == 0 or done == total:
            self.stdout.write(f"  {done} of {total}")

    # The table at the end ------------------------------------------------------------------------------------

    def print_results(self, job: Import, *, verbosity: int) -> None:
        for result in job.results:
            if verbosity > 1 or result.outcome == "skipped" or result.notes:
                self.print_row(result, facts=verbosity > 1)
        self.print_facts(job.results)
        counts = job.counts()
        self.stdout.write("\nResult")
        for name in ("imported", "updated", "unchanged", "skipped"):
            self.stdout.write(f"  {name:<12}{counts.get(name, 0):>6}")
        self.stdout.write("Of the imported and updated")
        for name, label in (("published", "open"), ("pending", "waiting for review"), ("expired", "expired")):
            self.stdout.write(f"  {label:<20}{counts.get(name, 0):>6}")

    def print_row(self, result: RowResult, *, facts: bool) -> None:
        line = f"  row {result.row:<5} {result.outcome:<10} {result.ref[:20]:<20} {result.title[:60]}"
        self.stdout.write(f"{line.rstrip()}{'  : ' + result.reason if result.reason else ''}")
        for note in result.notes:
            self.stdout.write(f"            note: {note}")
        if facts:
            for fact in result.facts:
                self.stdout.write(f"            {fact['fact']} = {fact['value']}  (from “{fact['words']}”)")

    def print_facts(self, results: list[RowResult]) -> None:
        counts = Counter(fact["fact"] for result in results for fact in result.facts)
        if not counts:
            return
        self.stdout.write("\nRecognised in the texts (--verbosity 2 shows each with its words)")
        for name, number in counts.most_common():
            self.stdout.write(f"  {name.replace('_', ' '):<24}{number:>6}")
