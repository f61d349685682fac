"""The layouts of the official files. Each reader gives rows and says why a line is none; nothing stops at one line."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from codes.grammar import CodeSystem, is_wellformed
from codes.imports.files import CUT, Rejects, Source
from core.errors import DomainError

RECORD = 320  # characters of a HCPCS record
MONTHS = {name: f"{number:02}" for number, name in enumerate(
    ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"), start=1
)}  # fmt: skip


@dataclass(slots=True)
class Row:
    """What a file says about one code."""

    code: str
    title: str
    short: str = ""
    is_billable: bool | None = None
    data: dict[str, Any] = field(default_factory=dict)
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class Layout:
    """How the file of one system is recognised and read."""

    system: str
    what: str
    member: str
    read: Callable[[Source, Rejects], dict[str, Row]]
    release: Callable[[Source], str]


def order_file(system: str) -> Callable[[Source, Rejects], dict[str, Row]]:
    """ICD-10 order files: 1-5 order, 7-13 code, 15 flag, 17-76 short title, from 78 the long one."""

    def read(source: Source, rejects: Rejects) -> dict[str, Row]:
        rows: dict[str, Row] = {}
        cut = source.cut_line
        for number, line in enumerate(source.lines, start=1):
            if not line.strip():
                continue
            code, flag = line[6:13].strip(), line[14:15]
            title = line[77:].strip() or line[16:76].strip()
            is_header = flag == "0" and system == CodeSystem.ICD10PCS and len(code) == 3
            if not line[:5].isdigit() or flag not in ("0", "1") or not title:
                rejects.add(number, "not the columns of an order file", line)
            elif is_header:
                continue  # a table of ICD-10-PCS, no code
            elif not is_wellformed(system, code):
                rejects.add(number, f"not a code of {CodeSystem(system).label}", line)
            elif code in rows:
                rejects.add(number, "the code stands in the file twice", line)
            elif number == cut:
                rejects.add(number, CUT, line)
            else:
                rows[code] = Row(code, title, line[16:76].strip(), flag == "1")
        return rows

    return read


def order_release(source: Source) -> str:
    match = re.search(r"order_(?:(apr|april)_?)?(20[0-9]{2})(_apr)?", source.name, re.IGNORECASE)
    return f"FY{match[2]}{'-04' if match[1] or match[3] else ''}" if match else ""


def hcpcs(source: Source, rejects: Rejects) -> dict[str, Row]:
    """ANWEB records of 320 characters: code 1-5, sequence 6-10, record id 11 (3 code, 4 more of it, 7 and 8 modifiers),
    long text 12-91, short text 92-119, added 269-276, action 277-284, ended 285-292. The long text spans records."""
    rows: dict[str, Row] = {}
    texts: dict[str, list[tuple[str, str]]] = {}
    cut = source.cut_line
    for number, line in enumerate(source.lines, start=1):
        if not line.strip():
            continue
        code, sequence, record = line[:5].strip(), line[5:10], line[10:11]
        if record in ("7", "8"):
            continue  # modifiers are not codes
        if record not in ("3", "4") or not sequence.strip().isdigit():
            rejects.add(number, "not a record of the HCPCS file", line)
        elif not (is_wellformed(CodeSystem.HCPCS, code) or is_wellformed(CodeSystem.CDT, code)):
            rejects.add(number, "not a HCPCS code", line)
        elif code[0] == "D":
            rejects.add(number, "a dental code: its text belongs to the American Dental Association", line)
        elif record == "3" and code in rows:
            rejects.add(number, "the code stands in the file twice", line)
        elif number == cut and len(line) < RECORD:
            rejects.add(number, CUT, line)
            rows.pop(code, None)
            texts.pop(code, None)
        else:
            texts.setdefault(code, []).append((sequence, line[11:91].rstrip()))
            if record == "3":
                rows[code] = Row(
                    code,
                    "",
                    line[91:119].strip(),
                    True,
                    starts_on=day(line[268:276]),
                    ends_on=day(line[284:292]),
                )
    for code, parts in texts.items():
        if code not in rows:
            rejects.add(0, "a continuation without its code", code)
            continue
        pieces = [text for _, text in sorted(parts)]
        # A piece that fills its column goes on in the middle of a word; a shorter one ended at a space.
        rows[code].title = "".join(text if len(text) == 80 else f"{text} " for text in pieces).strip()
    return rows


def hcpcs_release(source: Source) -> str:
    match = re.search(r"HCPC(20[0-9]{2})_([A-Z]{3})", source.name.upper())
    return f"{match[1]}-{MONTHS[match[2]]}" if match and match[2] in MONTHS else ""


def msdrg(source: Source, rejects: Rejects) -> dict[str, Row]:
    """Appendix A of the definitions manual: DRG, MDC, M or P, title."""
    rows: dict[str, Row] = {}
    is_table = False
    for number, line in enumerate(source.lines, start=1):
        if re.match(r"DRG\s+MDC\s+MS", line):
            is_table = True
            continue
        if not is_table or not line.strip():
            continue
        match = re.match(r"([0-9]{3})\s(.{0,4}?)\s*\b([MP])?\s{2,}(\S.*)$|([0-9]{3})\s{2,}(\S.*)$", line.rstrip())
        if not match:
            rejects.add(number, "not a line of the list", line)
            continue
        if number == source.cut_line:
            rejects.add(number, CUT, line)
            continue
        code, title = (match[1] or match[5]), (match[4] or match[6]).strip()
        if code in rows:
            rejects.add(number, "the number stands in the file twice", line)
            continue
        kind = {"M": "medical", "P": "surgical"}.get(match[3] or "", "")
        rows[code] = Row(code, title, data={"mdc": (match[2] or "").strip(), "kind": kind})
    return rows


def msdrg_release(source: Source) -> str:
    match = re.search(r"Version\s+([0-9]{2}(?:\.[0-9])?)", source.text[:2000])
    return f"v{match[1]}" if match else ""


def day(text: str) -> date | None:
    text = text.strip()
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8])) if len(text) == 8 else None
    except ValueError:
        return None


LAYOUTS = {
    CodeSystem.ICD10CM: Layout(
        CodeSystem.ICD10CM,
        "ICD-10-CM order file",
        r"icd10cm_order_20[0-9]{2}\w*\.txt$",
        order_file(CodeSystem.ICD10CM),
        order_release,
    ),
    CodeSystem.ICD10PCS: Layout(
        CodeSystem.ICD10PCS,
        "ICD-10-PCS order file",
        r"icd10pcs_order_20[0-9]{2}\w*\.txt$",
        order_file(CodeSystem.ICD10PCS),
        order_release,
    ),
    CodeSystem.HCPCS: Layout(
        CodeSystem.HCPCS, "HCPCS quarterly file (ANWEB)", r"HCPC20[0-9]{2}_\w+_ANWEB\w*\.txt$", hcpcs, hcpcs_release
    ),
    CodeSystem.MSDRG: Layout(CodeSystem.MSDRG, "MS-DRG appendix A", r"appendix_A\w*\.txt$", msdrg, msdrg_release),
}


def layout_of(system: str) -> Layout:
    try:
        return LAYOUTS[CodeSystem(system)]
    except KeyError as error:
        raise DomainError(f"No importer reads {system}.") from error
