from collections.abc import Iterator
from hashlib import sha256
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
        number = 0
        for code in package.get_all_codes(with_dots=False):
            if not package.is_category_or_subcategory(code):
                continue
            number += 1
            title = package.get_full_description(code) if hasattr(package, "get_full_description") else ""
            title = title or package.get_description(code)
            flag = "1" if package.is_leaf(code) else "0"
            yield f"{number % 100000:05} {code:7} {flag} {title[:60]:60} {title}"

    text = "\n".join(lines())
    return Source("simple-icd-10-cm order_2026_apr", sha256(text.encode()).hexdigest(), text)
