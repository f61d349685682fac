from typing import Any

from codes.imports.command import ImportCommand
from codes.imports.fees import KIND, import_fees
from codes.imports.files import Source
from codes.imports.runs import Result


class Command(ImportCommand):
    help = "Reads payment policy indicators from a physician fee schedule file (PPRRVU, CSV or text). No descriptors."
    kind = KIND
    system = "pfs"
    member = r"PPRRVU\w+\.csv$"

    def run_import(self, source: Source, options: dict[str, Any]) -> Result:
        return import_fees(source, release=options["release"], dry_run=options["dry_run"], progress=self.progress)
