import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from codes.grammar import CodeSystem
from codes.imports.command import CatalogueCommand
from codes.imports.files import Source
from core.errors import DomainError


class Command(CatalogueCommand):
    help = "Reads an ICD-10-CM order file (icd10cm_order_<year>.txt, or the zip it comes in)."
    system = CodeSystem.ICD10CM

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--from-package", action="store_true", help="read the installed simple-icd-10-cm instead of a file"
        )
        next(action for action in parser._actions if action.dest == "file").nargs = "?"

    def handle(self, *args: Any, **options: Any) -> None:
        if options["from_package"]:
            options["file"] = Path("simple-icd-10-cm")
        elif options["file"] is None:
            raise CommandError("Name the order file, or use --from-package.")
        self.from_package = options["from_package"]
        super().handle(*args, **options)

    def source(self, path: Path) -> Source:
        return package_source() if self.from_package else super().source(path)


def package_source() -> Source:
    """The optional package in the layout of the order file, so that one reader and its checks serve both."""
    try:
        import simple_icd_10_cm as package
    except ImportError as error:
        raise DomainError("simple-icd-10-cm is not installed: pip install simple-icd-10-cm.") from error

    def lines() -> Iterator[str]:
        # A category that is a block of its own comes twice.
        codes = dict.fromkeys(filter(package.is_category_or_subcategory, package.get_all_codes(with_dots=False)))
        for number, code in enumerate(codes, start=1):
            title, flag = package.get_description(code), "1" if package.is_leaf(code) else "0"
            yield f"{number % 100000:05} {code:7} {flag} {title[:60]:60} {title}\n"

    text = "".join(lines())
    names = [entry.name for entry in files(package).joinpath("data").iterdir()]
    return Source(f"simple-icd-10-cm {package_order(names)}", sha256(text.encode()).hexdigest(), text)


def package_order(names: Iterable[str]) -> str:
    """What CMS calls the order file of the package's release. Its list is named for the day it comes into force: the
    new fiscal year in October, an update in April. Empty where no name says so; then --release must."""
    for name in names:
        match = re.search(r"code-list-(April|October)-(20[0-9]{2})", name)
        if match:
            return f"order_{match[2]}_apr" if match[1] == "April" else f"order_{int(match[2]) + 1}"
    return ""
