import csv
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from codes.imports.command import ImportCommand
from codes.imports.files import Source
from codes.imports.places import HEADER, KIND, import_places
from codes.imports.runs import Result
from core.errors import DomainError


class Command(ImportCommand):
    help = "Reads cities and ZIP codes with their points (CSV zip,city,state,latitude,longitude)."
    kind = KIND
    member = r"\.csv$"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--from-package", action="store_true", help="read the installed zipcodes instead of a file")
        next(action for action in parser._actions if action.dest == "file").nargs = "?"

    def handle(self, *args: Any, **options: Any) -> None:
        if options["from_package"]:
            options["file"] = Path("zipcodes package")
        elif options["file"] is None:
            raise CommandError("Name the CSV file, or use --from-package.")
        self.from_package = options["from_package"]
        super().handle(*args, **options)

    def source(self, path: Path) -> Source:
        return package_source() if self.from_package else super().source(path)

    def run_import(self, source: Source, options: dict[str, Any]) -> Result:
        return import_places(source, release=options["release"], dry_run=options["dry_run"], progress=self.progress)


def package_source() -> Source:
    """The optional package in the layout of the file, so that one reader and its checks serve both."""
    try:
        import zipcodes as package
    except ImportError as error:
        raise DomainError("zipcodes is not installed: pip install zipcodes.") from error
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADER)
    for row in package.list_all():
        if row["active"]:
            writer.writerow([row["zip_code"], row["city"], row["state"], row["lat"], row["long"]])
    return Source("zipcodes package", sha256(out.getvalue().encode()).hexdigest(), out.getvalue())
