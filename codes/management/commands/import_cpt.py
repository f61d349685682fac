from typing import Any

from django.core.management.base import CommandParser

from codes.grammar import CodeSystem
from codes.imports.command import ImportCommand
from codes.imports.files import Source
from codes.imports.licensed import KIND, import_licensed
from codes.imports.runs import Result


class Command(ImportCommand):
    help = "Reads official CPT descriptors (CSV code,descriptor, UTF-8) of an operator who holds the licence."
    kind = KIND
    system = CodeSystem.CPT

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--licence", required=True, help="the note on your licence, printed beside every descriptor"
        )

    def run_import(self, source: Source, options: dict[str, Any]) -> Result:
        return import_licensed(
            source,
            licence=options["licence"],
            release=options["release"],
            dry_run=options["dry_run"],
            progress=self.progress,
        )
