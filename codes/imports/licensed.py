"""Official descriptors of an operator who holds a licence: a CSV of code and descriptor."""

import csv

from django.db import transaction

from codes.grammar import CodeSystem, normalise
from codes.imports.files import Rejects, Source
from codes.imports.runs import Progress, Result, batches, check_not_older, check_rows, record
from codes.models import Code, LicensedDescriptor
from core.errors import DomainError
from core.models import ImportRun

KIND = "licensed descriptors"


def import_licensed(
    source: Source,
    *,
    licence: str,
    release: str = "",
    dry_run: bool = False,
    progress: Progress = lambda done, total: None,
) -> Result:
    """Nothing comes in without a note on the licence. Shown only while CPT_DESCRIPTORS is on."""
    licence = licence.strip()
    if not licence:
        raise DomainError("Say which licence covers these texts: --licence “AMA licence number …”.")
    rejects = Rejects()
    try:
        rows = read_licensed(source, rejects)
    except csv.Error as error:
        raise DomainError(f"{source.name} is not the CSV of code and descriptor: {error}.") from error
    check_rows(source, len(rows), rejects, "CSV of code and descriptor")
    done = ImportRun.objects.filter(kind=KIND, source=CodeSystem.CPT, status=ImportRun.Status.DONE)
    check_not_older(release, done.order_by("-release", "-id").first())
    result = Result(release, {"rows": len(rows), "rejected": rejects.count}, rejects.rows)
    with transaction.atomic():
        run = record(KIND, CodeSystem.CPT, source, result)
        write_licensed(rows, licence, run, result)
        progress(len(rows), len(rows))
        ImportRun.objects.filter(pk=run.pk).update(counts=result.counts)
        if dry_run:
            transaction.set_rollback(True)
    return result


def read_licensed(source: Source, rejects: Rejects) -> dict[str, str]:
    rows: dict[str, str] = {}
    for number, cells in enumerate(csv.reader(source.lines), start=1):
        if not any(cell.strip() for cell in cells):
            continue
        if number == 1 and cells[0].strip().lower() == "code":
            continue
        if len(cells) != 2 or not cells[1].strip():
            rejects.add(number, "not a code and a descriptor", ",".join(cells))
            continue
        code = normalise(CodeSystem.CPT, cells[0])
        if code is None:
            rejects.add(number, "not a CPT code", ",".join(cells))
        elif code in rows:
            rejects.add(number, "the code stands in the file twice", ",".join(cells))
        else:
            rows[code] = cells[1].strip()
    return rows


def write_licensed(rows: dict[str, str], licence: str, run: ImportRun, result: Result) -> None:
    codes = dict(Code.objects.filter(system=CodeSystem.CPT).values_list("code", "pk"))
    for chunk in batches([code for code in rows if code not in codes]):
        new = Code.objects.bulk_create([Code(system=CodeSystem.CPT, code=code) for code in chunk])
        codes |= {row.code: row.pk for row in new}
    known = {row.code_id: row for row in LicensedDescriptor.objects.all()}
    creating, changing = [], []
    for code, text in rows.items():
        row = known.get(codes[code])
        if row is None:
            creating.append(LicensedDescriptor(code_id=codes[code], text=text, licence=licence, run=run))
        elif (row.text, row.licence) != (text, licence):
            row.text, row.licence, row.run = text, licence, run
            changing.append(row)
    LicensedDescriptor.objects.bulk_create(creating, batch_size=1000)
    LicensedDescriptor.objects.bulk_update(changing, ["text", "licence", "run"], batch_size=500)
    unchanged = len(rows) - len(creating) - len(changing)
    result.counts |= {"new": len(creating), "changed": len(changing), "unchanged": unchanged}
