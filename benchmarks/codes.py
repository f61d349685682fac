"""What the codes cost: `SAMPLE_DATA=folder .venv/bin/python benchmarks/codes.py`.

Brings in the official ICD-10-CM order file of `codesets/` in the sample data, sets that beside plainly reading the file
and a bare `executemany` of the same rows, and then asks the lookup with 190,000 codes and with ten times as many.
Works in a folder of its own on SQLite and leaves nothing behind. `--rows 5000 --codes 9000 --times 2` is a small run.
"""

import argparse
import itertools
import logging
import os
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 15
TYPED = ("C34.11", "C341", "J0120", "32701", "neoplasm of lung", "fracture radius", "rad onc", "zzzqqq")
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def start(folder: str) -> None:
    os.environ.update(LOCAL="1", DATA_DIR=folder, DJANGO_SETTINGS_MODULE="jobboard.settings", LOG_LEVEL="ERROR")
    for name in ("DATABASE_URL", "CACHE_URL", "EMAIL_URL"):
        os.environ.pop(name, None)
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    logging.disable(logging.INFO)  # a line for every request would be measured too


def run(command: str, *arguments: object, **options: object) -> None:
    from django.core.management import call_command

    with Path(os.devnull).open("w") as nowhere:
        call_command(command, *arguments, stdout=nowhere, **options)


def timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def median(act: Callable[[], object], rounds: int = ROUNDS) -> float:
    act()
    return statistics.median(timed(act) for _ in range(rounds))


def order_file(folder: str, most: int) -> Path:
    """The official file out of its archive, cut to so many rows."""
    shelf = Path(os.environ.get("SAMPLE_DATA", "")) / "codesets"
    archives = sorted(shelf.glob("icd10cm_order_fy*.zip"))
    if not archives:
        sys.exit("Name the folder of the sample data in SAMPLE_DATA; codesets/icd10cm_order_fy….zip is read from it.")
    with zipfile.ZipFile(archives[-1]) as archive:
        name = next(one for one in archive.namelist() if "order_2" in one)
        lines = archive.read(name).splitlines(keepends=True)
    path = Path(folder) / name
    path.write_bytes(b"".join(lines[: most or None]))
    return path


def read_plainly(path: Path) -> list[tuple[str, str, str, str]]:
    lines = path.read_text("cp1252").splitlines()
    return [(line[6:13].strip(), line[14], line[16:76].strip(), line[77:].strip()) for line in lines]


def insert_barely(path: Path, folder: str) -> None:
    """The same rows into one bare table with one index: what a database needs at the least."""
    database = sqlite3.connect(Path(folder) / "bare.sqlite3")
    with database:
        database.execute("CREATE TABLE bare (code TEXT UNIQUE, flag TEXT, short TEXT, title TEXT)")
        database.executemany("INSERT INTO bare VALUES (?, ?, ?, ?)", read_plainly(path))
    database.close()


def import_alone(folder: str, path: Path) -> tuple[float, float]:
    """Seconds and peak megabytes of one import in a process of its own, the start of Django not counted in the time."""
    told = subprocess.run(
        [sys.executable, __file__, "--import-into", folder, "--file", str(path)],
        check=True,
        capture_output=True,
        text=True,
    )
    seconds, megabytes = told.stdout.split()
    return float(seconds), float(megabytes)


def import_and_tell(folder: str, path: str) -> None:
    start(folder)
    seconds = timed(lambda: run("import_icd10cm", path))
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def show_imports(folder: str, path: Path) -> None:
    plain, bare = median(lambda: read_plainly(path), 5), timed(lambda: insert_barely(path, folder))
    print(f"load of the machine {os.getloadavg()[0]:.1f}")
    print(f"{len(read_plainly(path)):,} rows; read plainly in {plain:.2f} s, inserted barely in {bare:.2f} s")
    print(f"{'':<16}{'seconds':>9}{'limit':>7}{'/ reading':>11}{'/ bare':>9}{'peak MB':>9}{'limit':>7}")
    for name, limit in (("import", 15), ("second import", 5)):
        seconds, megabytes = import_alone(folder, path)
        print(
            f"{name:<16}{seconds:>9.2f}{limit:>7}{seconds / plain:>10.0f}x{seconds / bare:>8.1f}x"
            f"{megabytes:>9.0f}{300:>7}"
        )


def invented() -> Iterator[str]:
    """Numbers in the shape of ICD-10-PCS, so many that ten times a real board can be filled."""
    for letters in itertools.product("0123456789BCDFGHX", ALPHABET[:30], ALPHABET[:30], ALPHABET[:30], ALPHABET):
        yield "".join(letters) + "ZZ"


def fill(target: int, numbers: Iterator[str]) -> None:
    from django.db import connection

    from codes.imports.bulk import insert_rows
    from codes.models import Code, CodeRelease

    missing = max(0, target - Code.objects.count())
    known = set(Code.objects.filter(system="icd10pcs").values_list("code", flat=True))
    words = itertools.cycle(("Excision of lung", "Repair of radius", "Drainage of knee", "Insertion into heart"))
    fresh = itertools.islice((number for number in numbers if number not in known), missing)
    last = Code.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    insert_rows(Code, ("system", "code"), (("icd10pcs", number) for number in fresh))
    added = Code.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "code").iterator()
    insert_rows(
        CodeRelease,
        ("code_id", "first_release", "last_release", "title"),
        ((pk, "FY2026", "FY2026", f"{next(words)}, {code}") for pk, code in added),
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def lookup_times(client) -> dict[str, tuple[float, float]]:
    """Of each text the seconds by the clock and by the processor: the database works in this process too, and what
    else the machine does meanwhile must not pass for a difference between few codes and many."""
    found = {}
    for typed in TYPED:

        def ask(typed=typed) -> float:
            began = time.process_time()
            client.get("/codes/", {"q": typed})
            return time.process_time() - began

        clock = median(ask)
        found[typed] = clock, statistics.median(ask() for _ in range(ROUNDS))
    return found


def show_lookups(client, codes: int, times: int) -> None:
    from codes.models import Code

    numbers, live = invented(), median(lambda: client.get("/health/live"))
    fill(codes, numbers)
    few, count = lookup_times(client), Code.objects.count()
    fill(codes * times, numbers)
    many = lookup_times(client)
    for one in (few, many):
        one["p50"] = tuple(map(statistics.median, zip(*one.values(), strict=True)))  # type: ignore[assignment]
    heads = ("lookup", f"{count:,}", "processor", f"{Code.objects.count():,}", "processor", "ratio", "few / live")
    print(("{:<18}" + "{:>12}" * 6).format(*heads))
    for typed, (clock, work) in few.items():
        clocks, works = many[typed]
        print(
            f"{typed:<18}{clock * 1000:>9.1f} ms{work * 1000:>9.1f} ms{clocks * 1000:>9.1f} ms{works * 1000:>9.1f} ms"
            f"{works / work:>11.1f}x{clock / live:>11.0f}x"
        )
    print("limits: p50 15 ms with the fewer codes, and 3x as the ratio of the processor's time")


def show_resolution() -> None:
    from codes.services import resolve

    known = [("cpt", "32701"), ("cpt", "77301"), ("icd10cm", "C3411"), ("hcpcs", "J9271"), ("msdrg", "064")]
    each = median(lambda: [resolve(*one) for one in known]) / len(known)
    print(f"resolution of one code {each * 1000:.4f} ms (limit 0.2)")


def show_pages(client) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for url in ("/codes/cpt/32701/", "/codes/icd10cm/C34.11/", "/codes/cpt/77299/"):
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        print(f"{url:<28}{len(queries):>3} queries (limit 12)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=0, help="rows of the order file; 0 is all")
    parser.add_argument("--codes", type=int, default=190_000, help="codes loaded when the lookup is asked")
    parser.add_argument("--times", type=int, default=10, help="how many times as many the second time")
    parser.add_argument("--import-into", default="", help=argparse.SUPPRESS)
    parser.add_argument("--file", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.import_into:
        return import_and_tell(options.import_into, options.file)
    with tempfile.TemporaryDirectory(prefix="crosswalk-codes-") as folder:
        start(folder)
        run("migrate", verbosity=0)
        run("load_reference")
        show_imports(folder, order_file(folder, options.rows))
        from django.db import connections
        from django.test import Client

        client = Client(headers={"host": "localhost"})
        show_resolution()
        show_pages(client)
        show_lookups(client, options.codes, options.times)
        connections.close_all()
    return None


if __name__ == "__main__":
    main()
