"""Brings the official file of a code system into Code and CodeRelease, release by release."""

from collections.abc import Iterable

from django.db import transaction

from codes.imports.bulk import insert_rows
from codes.imports.files import Rejects, Source
from codes.imports.layouts import Layout, Row
from codes.imports.runs import BATCH, Progress, Result, batches, check_release, check_rows, record
from codes.models import Code, CodeRelease
from codes.services import mark_changed
from codes.services.table import CATALOGUE

TEXT = ("title", "short_title", "is_billable", "data", "starts_on", "ends_on")


def import_catalogue(
    layout: Layout,
    source: Source,
    *,
    release: str = "",
    dry_run: bool = False,
    progress: Progress = lambda done, total: None,
) -> Result:
    """Reads the file whole, refuses what is wrong with it, then writes in one transaction. Safe to run again."""
    rejects = Rejects()
    rows = layout.read(source, rejects)
    check_rows(source, len(rows), rejects, layout.what)
    release = release or layout.release(source)
    newest = check_release(CATALOGUE, layout.system, release, len(rows))
    return write_catalogue(
        layout.system,
        rows.values(),
        source,
        Result(release, {"rows": len(rows), "rejected": rejects.count}, rejects.rows),
        is_same=bool(newest and newest.sha256 == source.sha256 and newest.release == release),
        dry_run=dry_run,
        progress=progress,
    )


def write_catalogue(
    system: str,
    rows: Iterable[Row],
    source: Source,
    result: Result,
    *,
    is_same: bool,
    dry_run: bool,
    progress: Progress,
) -> Result:
    if is_same:
        result.is_known = True
        result.counts |= {"new": 0, "changed": 0, "unchanged": result.counts["rows"], "left_out": 0}
    with transaction.atomic():
        if not is_same:
            Writer(system, result, progress).write(list(rows))
        if dry_run:
            transaction.set_rollback(True)
        else:
            record(CATALOGUE, system, source, result)
            mark_changed()
    return result


class Writer:
    """Compares the rows of a file with what the board holds and writes the difference."""

    def __init__(self, system: str, result: Result, progress: Progress) -> None:
        self.system, self.result, self.progress = system, result, progress
        self.codes = self.known_codes()
        self.current: dict[int, tuple] = {}
        releases = CodeRelease.objects.filter(code__system=system).order_by("last_release", "id")
        for pk, code, first, last, *text in releases.values_list(
            "pk", "code_id", "first_release", "last_release", *TEXT
        ).iterator(chunk_size=BATCH):
            self.current[code] = (pk, first, last, tuple(text))

    def known_codes(self) -> dict[str, int]:
        return dict(Code.objects.filter(system=self.system).values_list("code", "pk"))

    @staticmethod
    def write_new(rows: list[tuple]) -> None:
        insert_rows(CodeRelease, ("code_id", "first_release", "last_release", *TEXT), rows)

    def write(self, rows: list[Row]) -> None:
        release, total = self.result.release, len(rows)
        fresh = [(self.system, row.code) for row in rows if row.code not in self.codes]
        if insert_rows(Code, ("system", "code"), fresh):
            self.codes = self.known_codes()
        creating: list[tuple] = []
        changing: list[CodeRelease] = []
        moving: list[int] = []
        seen: set[int] = set()
        counts = {"new": 0, "changed": 0, "unchanged": 0}
        for done, row in enumerate(rows, start=1):
            code = self.codes[row.code]
            seen.add(code)
            pk, first, last, text = self.current.get(code, (None, "", "", None))
            wanted = (row.title, row.short[:100], row.is_billable, row.data, row.starts_on, row.ends_on)
            if pk and text == wanted:
                counts["unchanged"] += 1
                if last != release:
                    moving.append(pk)
            else:
                counts["changed" if pk else "new"] += 1
                if pk and first == release:  # a correction of the same release
                    changing.append(CodeRelease(pk=pk, **dict(zip(TEXT, wanted, strict=True))))
                else:
                    creating.append((code, release, release, *wanted))
            if done % BATCH == 0:
                self.write_new(creating)
                creating = []
                self.progress(done, total)
        self.write_new(creating)
        for some in batches(changing, 500):
            CodeRelease.objects.bulk_update(some, TEXT)
        for ids in batches(moving):
            CodeRelease.objects.filter(pk__in=ids).update(last_release=release)
        counts["left_out"] = len(self.current.keys() - seen)
        self.result.counts |= counts
        self.progress(total, total)
