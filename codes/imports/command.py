"""What the import commands share: a file, --release, --dry-run, progress and a table at the end."""

from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from codes.imports.catalogue import import_catalogue
from codes.imports.files import Source, read_source
from codes.imports.layouts import layout_of
from codes.imports.runs import Result, record_refusal
from codes.services.table import CATALOGUE
from core.errors import DomainError

REJECTS_SHOWN = 10


class ImportCommand(BaseCommand):
    """Subclasses say what they read and hand the text to their importer."""

    kind = CATALOGUE
    system = ""
    member = ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--release", default="", help="where name and content do not tell it: FY2026, 2026-01, v43.1"
        )
        parser.add_argument("--dry-run", action="store_true", help="read and check everything, keep nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            source = self.source(path)
            result = self.run_import(source, options)
        except DomainError as refusal:
            if not options["dry_run"]:
                digest = sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
                record_refusal(self.kind, self.system, path.name, digest, refusal.message)
            raise CommandError(refusal.message) from refusal
        self.show(source, result, dry_run=options["dry_run"])

    def source(self, path: Path) -> Source:
        return read_source(path, member=self.member)

    def run_import(self, source: Source, options: dict[str, Any]) -> Result:
        raise NotImplementedError

    def progress(self, done: int, total: int) -> None:
        if self.stdout.isatty():
            self.stdout.write(f"\r  {done:,} of {total:,}", ending="\n" if done == total else "")

    def show(self, source: Source, result: Result, *, dry_run: bool) -> None:
        self.stdout.write(f"{source.name}: release {result.release or 'not stated'}")
        if result.is_known:
            self.stdout.write("The very same file was read before; nothing to write.")
        for name, count in result.counts.items():
            self.stdout.write(f"  {name.replace('_', ' '):10} {count:>9,}")
        for reject in result.rejects[:REJECTS_SHOWN]:
            self.stdout.write(f"  line {reject['row']}: {reject['reason']}")
        if dry_run:
            self.stdout.write("Dry run: nothing was kept.")


class CatalogueCommand(ImportCommand):
    """The official file of one whole code system."""

    def source(self, path: Path) -> Source:
        return read_source(path, member=layout_of(self.system).member)

    def run_import(self, source: Source, options: dict[str, Any]) -> Result:
        return import_catalogue(
            layout_of(self.system),
            source,
            release=options["release"],
            dry_run=options["dry_run"],
            progress=self.progress,
        )
