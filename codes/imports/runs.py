"""What every import of a code file has in common: one ImportRun row, the order of releases, no half-written file."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

from django.utils import timezone

from codes.imports.files import Rejects, Source
from core.errors import DomainError
from core.models import ImportRun

BATCH = 2000
# Of a file that is what it says nearly every line can be read.
MOST_REJECTS = 0.5
# A file with fewer codes than this part of the release before was cut off on its way.
LEAST_OF_BEFORE = 0.8
T = TypeVar("T")
Progress = Callable[[int, int], None]


@dataclass
class Result:
    """What one import did."""

    release: str
    counts: dict[str, int] = field(default_factory=dict)
    rejects: list[dict[str, Any]] = field(default_factory=list)
    is_known: bool = False  # the very same file had been read before


def check_rows(source: Source, rows: int, rejects: Rejects, what: str) -> None:
    """Refuses a file that is not what it says: nothing readable, or mostly not."""
    if not rows or rejects.count > MOST_REJECTS * (rows + rejects.count):
        first = rejects.rows[0]["reason"] if rejects.rows else "no line could be read"
        raise DomainError(f"{source.name} is not the {what}: {first}.")


def check_release(kind: str, system: str, release: str, rows: int) -> ImportRun | None:
    """The newest import of this kind; refuses an older release, and a newer one that was cut off."""
    if not release:
        raise DomainError("The release is not told by name or content. Name it with --release, for example FY2026.")
    done = ImportRun.objects.filter(kind=kind, source=system, status=ImportRun.Status.DONE)
    newest = done.order_by("-release", "-id").first()
    check_not_older(release, newest)
    before = (newest.counts.get("rows", 0) if newest else 0) or 0
    if rows < LEAST_OF_BEFORE * before:
        raise DomainError(
            f"The file holds {rows:,} codes where {newest.release if newest else 'the last one'} held {before:,}: "
            "it looks cut off, and was not read."
        )
    return newest


def check_not_older(release: str, newest: ImportRun | None) -> None:
    if newest and release and release < newest.release:
        raise DomainError(f"This board holds {newest.release}; {release} is older and was not read.")


def record(kind: str, system: str, source: Source, result: Result) -> ImportRun:
    return ImportRun.objects.create(
        kind=kind,
        source=system,
        file_name=source.name[:255],
        sha256=source.sha256,
        release=result.release,
        status=ImportRun.Status.DONE,
        counts=result.counts,
        rejects=result.rejects,
        finished_at=timezone.now(),
    )


def record_refusal(kind: str, system: str, file_name: str, sha256: str, reason: str) -> ImportRun:
    """A refused file leaves its row as well."""
    return ImportRun.objects.create(
        kind=kind,
        source=system,
        file_name=file_name[:255],
        sha256=sha256,
        status=ImportRun.Status.REFUSED,
        rejects=[{"row": 0, "ref": "", "reason": reason}],
        finished_at=timezone.now(),
    )


def batches(items: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk
