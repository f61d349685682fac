"""Payment policy indicators of the physician fee schedule (PPRRVU): no descriptor and no amount is taken over."""

import csv
import re
from collections.abc import Iterator

from django.db import transaction

from codes.grammar import CodeSystem, is_wellformed
from codes.imports.files import Rejects, Source
from codes.imports.layouts import MONTHS
from codes.imports.runs import BATCH, Progress, Result, batches, check_release, check_rows, record
from codes.models import Code, FeeIndicator
from codes.services import mark_changed
from core.errors import DomainError

KIND = "fee indicators"
COLUMNS = 31
FIELDS = (
    "release",
    "status",
    "pctc",
    "global_days",
    "multiple",
    "bilateral",
    "assistant",
    "co_surgeon",
    "team",
    "is_na_non_facility",
    "is_na_facility",
)
Key = tuple[str, str, str]


def import_fees(
    source: Source,
    *,
    release: str = "",
    dry_run: bool = False,
    progress: Progress = lambda done, total: None,
) -> Result:
    """Reads the CSV or the 171-character text, checks rows we know, and writes in one transaction."""
    rejects = Rejects()
    try:
        rows = dict(read_fees(source, rejects))
    except csv.Error as error:
        raise DomainError(f"{source.name} is not the physician fee schedule file: {error}.") from error
    check_rows(source, len(rows), rejects, "physician fee schedule file")
    check_known_rows(rows, source.name)
    release = release or fee_release(source)
    newest = check_release(KIND, "pfs", release, len(rows))
    result = Result(release, {"rows": len(rows), "rejected": rejects.count}, rejects.rows)
    result.is_known = bool(newest and newest.sha256 == source.sha256 and newest.release == release)
    with transaction.atomic():
        if result.is_known:
            result.counts |= {"new": 0, "changed": 0, "unchanged": len(rows)}
        else:
            write_fees(rows, result, progress)
        if dry_run:
            transaction.set_rollback(True)
        else:
            record(KIND, "pfs", source, result)
            mark_changed()
    return result


def read_fees(source: Source, rejects: Rejects) -> Iterator[tuple[Key, dict[str, object]]]:
    is_csv = not source.text.startswith("HDR") and "," in source.text[:200]
    lines: Iterator[list[str] | str] = csv.reader(source.lines) if is_csv else iter(source.lines)
    seen: set[Key] = set()
    for number, line in enumerate(lines, start=1):
        read = csv_row(line) if isinstance(line, list) else text_row(line)
        if read is None:
            continue  # preamble and column heads
        raw = ",".join(line) if isinstance(line, list) else line
        if isinstance(read, str):
            rejects.add(number, read, raw)
            continue
        code, modifier, values = read
        system = next((s for s in (CodeSystem.CPT, CodeSystem.HCPCS) if is_wellformed(s, code)), None)
        if system is None:
            rejects.add(number, "a dental code" if code[:1] == "D" else "not a CPT or HCPCS code", raw)
        elif (system, code, modifier) in seen:
            rejects.add(number, "the code and modifier stand in the file twice", raw)
        else:
            seen.add((system, code, modifier))
            yield (system, code, modifier), values


def csv_row(cells: list[str]) -> tuple[str, str, dict[str, object]] | str | None:
    first = cells[0].strip() if cells else ""
    if first in ("", "HCPCS"):
        return None
    if len(cells) != COLUMNS:
        return f"{len(cells)} columns where {COLUMNS} belong"
    cell = [value.strip() for value in cells]
    values = {
        "status": cell[3],
        "pctc": cell[13],
        "global_days": cell[14],
        "multiple": cell[18],
        "bilateral": cell[19],
        "assistant": cell[20],
        "co_surgeon": cell[21],
        "team": cell[22],
        "is_na_non_facility": cell[7] == "NA",
        "is_na_facility": cell[9] == "NA",
    }
    return first.upper(), cell[1].upper(), checked(values)


def text_row(line: str) -> tuple[str, str, dict[str, object]] | str | None:
    """HCPCS 1-5, MOD 6-7, STATUS 58, "+" or a space and WORK 59-65, PCTC 103, GLOB 104-106,
    MULT 116, BILAT 117, ASST 118, CO 119, TEAM 120."""
    if line.startswith("HDR") or not line.strip():
        return None
    if len(line) < 120:
        return "shorter than a record"
    if not re.fullmatch(r"[ +] *[0-9]+\.[0-9]{2}", line[58:65]):
        return "no amount where the work units belong"
    values = {
        "status": line[57].strip(),
        "pctc": line[102].strip(),
        "global_days": line[103:106].strip(),
        "multiple": line[115].strip(),
        "bilateral": line[116].strip(),
        "assistant": line[117].strip(),
        "co_surgeon": line[118].strip(),
        "team": line[119].strip(),
        "is_na_non_facility": line[72:74] == "NA",
        "is_na_facility": line[81:83] == "NA",
    }
    return line[:5].strip().upper(), line[5:7].strip().upper(), checked(values)


def checked(values: dict[str, object]) -> dict[str, object]:
    """Cells of a moved column would not fit; what does not fit is left out rather than taken for an indicator."""
    fits = {"status": 1, "pctc": 1, "global_days": 3, "multiple": 1, "bilateral": 1, "assistant": 1, "co_surgeon": 1}
    for name, length in {**fits, "team": 1}.items():
        if len(str(values[name])) > length:
            values[name] = ""
    return values


def check_known_rows(rows: dict[Key, dict[str, object]], name: str) -> None:
    """Rows whose values we know tell whether the columns are where we take them to be."""
    target = rows.get((CodeSystem.CPT, "32701", ""))
    if target and (target["pctc"], target["global_days"]) != ("2", "XXX"):
        raise DomainError(f"{name} has other columns than expected: 32701 reads PC/TC {target['pctc']!r}.")
    plan = [values for (_, code, _), values in rows.items() if code == "77301"]
    if plan and (len(plan) != 3 or {values["pctc"] for values in plan} != {"1"}):
        raise DomainError(f"{name} has other columns than expected: 77301 should have three rows with PC/TC 1.")


def fee_release(source: Source) -> str:
    match = re.search(r"PPRRVU(20[0-9]{2})_([A-Z]{3})", source.name.upper())
    if match and match[2] in MONTHS:
        return f"{match[1]}-{MONTHS[match[2]]}"
    title = re.search(
        r"(20[0-9]{2}) National Physician Fee Schedule.*?([A-Z][a-z]{2})[a-z]* Release", source.text[:3000]
    )
    return f"{title[1]}-{MONTHS[title[2].upper()]}" if title and title[2].upper() in MONTHS else ""


def write_fees(rows: dict[Key, dict[str, object]], result: Result, progress: Progress) -> None:
    systems = {system for system, _, _ in rows}
    codes = {
        (system, code): pk
        for system, code, pk in Code.objects.filter(system__in=systems).values_list("system", "code", "pk")
    }
    missing = dict.fromkeys((system, code) for system, code, _ in rows if (system, code) not in codes)
    for chunk in batches(missing):
        new = Code.objects.bulk_create([Code(system=system, code=code) for system, code in chunk])
        codes |= {(row.system, row.code): row.pk for row in new}
    known = {(row.code_id, row.modifier): row for row in FeeIndicator.objects.all()}
    counts = {"new": 0, "changed": 0, "unchanged": 0}
    creating, changing, moving = [], [], []
    for done, ((system, code, modifier), values) in enumerate(rows.items(), start=1):
        row = known.get((codes[system, code], modifier))
        if row is None:
            counts["new"] += 1
            creating.append(
                FeeIndicator(code_id=codes[system, code], modifier=modifier, release=result.release, **values)
            )
        elif all(getattr(row, name) == value for name, value in values.items()):
            counts["unchanged"] += 1
            if row.release != result.release:
                moving.append(row.pk)
        else:
            counts["changed"] += 1
            for name, value in {**values, "release": result.release}.items():
                setattr(row, name, value)
            changing.append(row)
        if done % BATCH == 0:
            progress(done, len(rows))
    FeeIndicator.objects.bulk_create(creating, batch_size=BATCH)
    FeeIndicator.objects.bulk_update(changing, FIELDS, batch_size=500)
    for ids in batches(moving):
        FeeIndicator.objects.filter(pk__in=ids).update(release=result.release)
    result.counts |= counts
    progress(len(rows), len(rows))
