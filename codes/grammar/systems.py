"""The code systems, the shape of their codes and the one way a code is stored, shown and addressed.

A shape is not validity: `J0120` has the shape of a HCPCS code and of an ICD-10-CM code, and both exist.
"""

import re
from dataclasses import dataclass

from django.db.models import TextChoices
from django.urls import reverse


class CodeSystem(TextChoices):
    """Stored and addressed systems. A CPT category follows from the code's shape."""

    CPT = "cpt", "CPT"
    HCPCS = "hcpcs", "HCPCS"
    CDT = "cdt", "CDT"
    ICD10CM = "icd10cm", "ICD-10-CM"
    ICD10PCS = "icd10pcs", "ICD-10-PCS"
    MSDRG = "msdrg", "MS-DRG"


class Kind(TextChoices):
    """What a typed text may stand for. Only a CODE has a page; the others are answered in place."""

    CODE = "code", "Code"
    MODIFIER = "modifier", "Modifier"
    POS = "pos", "Place of service"
    ZIP = "zip", "ZIP code"
    HCC = "hcc", "HCC"
    REVENUE = "revenue", "Revenue code"
    APC = "apc", "APC"


CPT_CATEGORIES = {"F": "II", "T": "III", "U": "PLA", "M": "MAAA"}
PREFIX_SYSTEMS = frozenset({CodeSystem.ICD10CM, CodeSystem.ICD10PCS})

SHAPES: dict[str, re.Pattern[str]] = {
    CodeSystem.CPT: re.compile(r"(?:(?:0[01]|[1-9][0-9])[0-9]{3}|[0-9]{4}[FTUM])"),
    CodeSystem.HCPCS: re.compile(r"[ABCEGHJKLMPQRSTUV][0-9]{4}"),
    CodeSystem.CDT: re.compile(r"D[0-9]{4}"),
    CodeSystem.ICD10CM: re.compile(r"[A-Z][0-9A-Z][0-9AB][0-9A-Z]{0,4}"),
    CodeSystem.ICD10PCS: re.compile(r"[0-9BCDFGHX][0-9A-HJ-NP-Z]{6}"),
    CodeSystem.MSDRG: re.compile(r"[0-9]{3}"),
}
# Where nobody said "ICD-10": the second character is a digit in all chapters but QA0 (since FY2026), and letters are
# rare in the places before the seventh.
STRICT_ICD10CM = re.compile(r"(?:[A-Z][0-9][0-9AB]|QA0)(?:[0-9A-Z](?:[0-9A-EXYZ](?:[0-9A-HX][0-9A-Z]?)?)?)?")


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing a text may mean. `system` and `category` are empty for what is not a code of ours."""

    kind: str
    code: str
    display: str
    system: str = ""
    category: str = ""

    @property
    def label(self) -> str:
        """`CPT 32701`, `POS 11`, `modifier 26`."""
        return f"{self.name} {self.display}"

    @property
    def name(self) -> str:
        """The system as a reader calls it: `CPT III`, `ICD-10-CM`, `Place of service`."""
        if self.system:
            return system_name(self.system, self.category)
        return str(Kind(self.kind).label)

    @property
    def path(self) -> str:
        """The address of its page; empty where there is none."""
        return canonical_path(self.system, self.code) if self.system else ""


def system_name(system: str, category: str = "") -> str:
    name = str(CodeSystem(system).label)
    return f"{name} {category}" if category not in ("", "I") else name


def category(system: str, code: str) -> str:
    """I, II, III, PLA or MAAA for a CPT code, else empty."""
    return CPT_CATEGORIES.get(code[-1:], "I") if system == CodeSystem.CPT else ""


def is_wellformed(system: str, code: str) -> bool:
    """Whether a stored form (upper case, no dot) has the shape of its system."""
    shape = SHAPES.get(system)
    return bool(shape and code.isascii() and shape.fullmatch(code))


def normalise(system: str, text: str) -> str | None:
    """The stored form of one code of a known system, or None where the text has not its shape."""
    code = "".join(text.split()).upper()
    if system == CodeSystem.ICD10CM and len(code) > 3 and code[3] == ".":
        code = code[:3] + code[4:]
    if system == CodeSystem.MSDRG and code.isascii() and code.isdigit():
        code = code.zfill(3)
    return code if is_wellformed(system, code) else None


def display(system: str, code: str) -> str:
    """The form people read: upper case, ICD-10-CM with its dot after the third character."""
    if system == CodeSystem.ICD10CM and len(code) > 3:
        return f"{code[:3]}.{code[3:]}"
    return code


def canonical_path(system: str, code: str) -> str:
    return reverse("jobboard:code", args=[system, display(system, code)])


def code_reading(system: str, code: str) -> Reading:
    """The reading of a stored form."""
    return Reading(Kind.CODE, code, display(system, code), str(system), category(system, code))
