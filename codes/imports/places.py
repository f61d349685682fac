"""Cities and ZIP codes of an operator's own choice: a CSV of zip, city, state, latitude and longitude."""

import csv
import re
from typing import Any

from django.db import transaction
from django.db.models import Count, Q

from codes.imports.files import Rejects, Source
from codes.imports.runs import LEAST_OF_BEFORE, Progress, Result, batches, check_not_older, check_rows, record
from codes.models import Place, State
from codes.models.places import city_key
from codes.services import mark_changed
from codes.services.merging import merge
from codes.signals import places_changed
from core.errors import DomainError
from core.models import ImportRun

KIND = "places"
HEADER = ["zip", "city", "state", "latitude", "longitude"]
WHAT = f"list of places ({','.join(HEADER)})"


def import_places(
    source: Source,
    *,
    release: str = "",
    dry_run: bool = False,
    progress: Progress = lambda done, total: None,
) -> Result:
    """Adds and updates, never removes. A row an operator wrote or edited stays as the operator left it."""
    rejects = Rejects()
    rows = read_places(source, rejects)
    check_rows(source, len(rows), rejects, WHAT)
    check_against_last(source, release, len(rows))
    result = Result(release, {"rows": len(rows), "rejected": rejects.count}, rejects.rows)
    with transaction.atomic():
        write_places(rows, result, progress)
        record(KIND, "", source, result)
        if dry_run:
            transaction.set_rollback(True)
        else:
            mark_changed()
            places_changed.send(sender=Place, progress=progress)
    return result


def check_against_last(source: Source, release: str, rows: int) -> None:
    """The same file as last time must be no older and not much shorter."""
    done = ImportRun.objects.filter(kind=KIND, file_name=source.name[:255], status=ImportRun.Status.DONE)
    newest = done.order_by("-id").first()
    check_not_older(release, newest)
    before = newest.counts["rows"] if newest else 0
    if rows < LEAST_OF_BEFORE * before:
        raise DomainError(
            f"{source.name} holds {rows:,} places where it held {before:,} before: it looks cut off, and was not read."
        )


def read_places(source: Source, rejects: Rejects) -> dict[str, dict[str, Any]]:
    reader = csv.reader(source.lines)
    rows: dict[str, dict[str, Any]] = {}
    states = set(State.objects.values_list("code", flat=True))
    try:
        if [cell.strip().lower() for cell in next(reader, [])] != HEADER:
            raise DomainError(f"{source.name} is not the {WHAT}: its first line is not this header.")
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            row = read_place([cell.strip() for cell in cells], states)
            if isinstance(row, str):
                rejects.add(reader.line_num, row, ",".join(cells))
            elif row["zip"] in rows:
                rejects.add(reader.line_num, "the ZIP code stands in the file twice", ",".join(cells))
            else:
                rows[row["zip"]] = {**row, "source": source.name[:80]}
    except csv.Error as error:
        raise DomainError(f"{source.name} is not the {WHAT}: {error}.") from error
    return rows


def read_place(cells: list[str], states: set[str]) -> dict[str, Any] | str:
    """The row, or why it is none."""
    if len(cells) != len(HEADER):
        return f"{len(cells)} cells instead of {len(HEADER)}"
    code, city, state, *point = cells
    if not re.fullmatch(r"[0-9]{5}", code):
        return "not a ZIP code of five digits"
    if not 1 <= len(city) <= 80 or not city_key(city):
        return "not the name of a city"
    if state.upper() not in states:
        return "not a state this board knows"
    try:
        latitude, longitude = map(float, point)
    except ValueError:
        return "latitude or longitude is not a number"
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return "latitude or longitude is not on the globe"
    return {
        "zip": code,
        "city": city,
        "key": city_key(city),
        "state_id": state.upper(),
        "latitude": latitude,
        "longitude": longitude,
    }


def write_places(rows: dict[str, dict[str, Any]], result: Result, progress: Progress) -> None:
    kept = by_hand()
    wanted = [row for code, row in rows.items() if code not in kept]
    result.counts |= {"new": 0, "changed": 0, "unchanged": 0, "edited": len(rows) - len(wanted)}
    done = 0
    for chunk in batches(wanted):
        existing = Place.objects.filter(zip__in=[row["zip"] for row in chunk])
        counts = merge(Place, chunk, key=lambda place: place.zip, key_fields=("zip",), existing=existing)
        result.counts["new"] += counts.created
        result.counts["changed"] += counts.updated
        result.counts["unchanged"] += counts.unchanged
        done += len(chunk)
        progress(done, len(wanted))


def by_hand() -> set[str]:
    """ZIP codes an operator wrote rows for, or gave several cities."""
    rows = Place.objects.exclude(zip="").order_by().values("zip")
    counted = rows.annotate(rows=Count("pk"), own=Count("pk", filter=Q(loaded={})))
    return set(counted.filter(Q(rows__gt=1) | Q(own__gt=0)).values_list("zip", flat=True))
