"""What a search costs: `.venv/bin/python benchmarks/search.py --active 10000 --total 100000`.

Writes a large board of invented listings (benchmarks/corpus.py) into a scratch SQLite database and asks eleven shapes
of search, each as a query string of /jobs/ through `search()`: the snapshot, plain SQL and tantivy by turns in one
run, so that a neighbour's load falls on all of them. Prints p50 and p99 in milliseconds and the ratios; milliseconds
of one machine say nothing about another. Then the whole page, cold words, one update, loading and memory.

A turn asks ten times in a row. The first call is the time after other work: it hangs on what ran before, and on a
shared machine on strangers, for after ten milliseconds that touch no memory at all a search takes more than twice as
long. The others are warm. Both are printed for every engine; of a call that takes longer than SOON the first stands for
both, for it is all the same what ran before it.

`--active 2000` is done in a minute. For the slope, run it again with twice the size. `--keep DIR` keeps the database
for the next run.
"""

import argparse
import gc
import logging
import math
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

# A slow pair stops after so many rounds, or when it has had so many seconds.
SLOW_ROUNDS, SLOW_SECONDS = 3, 30.0
# Seconds of a call beyond which it is not asked again.
SOON = 0.05
AGAIN = 9
TARGETS = {"sql": {10_000: 1 / 15, 100_000: 1 / 50}, "tantivy": 0.33}


@dataclass
class Shape:
    """One search: the query string, and the same for tantivy."""

    name: str
    query: str
    texts: list[tuple[str, ...]] = field(default_factory=list)
    filters: dict[str, list[Any]] = field(default_factory=dict)
    near: tuple[float, float, float] | None = None
    sort: str = "newest"
    page: int = 1


def shapes(corpus: Any, has_near: bool) -> list[Shape]:
    first, second, third = (one.slug for one in corpus.specialties[:3])
    one, other = (held.acronym for held in corpus.certifications[:2])
    full = corpus.terms["employment_type"][0].slug
    middle, senior = (term.slug for term in corpus.terms["level"][1:3])
    codes = [corpus.codes[1], corpus.codes[4]]
    found = [
        Shape("browse, newest", ""),
        Shape("common word", 'q="coder"', [("coder",)], sort="relevance"),
        Shape("two words", 'q="inpatient" "auditor"', [("inpatient",), ("auditor",)], sort="relevance"),
        Shape("rarer word", "q=cardiostent", [("cardiostent",)], sort="relevance"),
        Shape("phrase", 'q="risk adjustment"', [("risk adjustment",)], sort="relevance"),
        Shape(
            "forms of a word, 90 days",
            "q=abstractors&posted=90&sort=newest",
            [("abstractors", "abstractor", "abstraction", "abstracting")],
            {"posted": [90]},
        ),
        Shape(
            "2 words, state, remote",
            'q="coder" "surgical"&state=TX&state=CA&work=remote',
            [("coder",), ("surgical",)],
            {"state": ["TX", "CA"], "work": ["remote"]},
            sort="relevance",
        ),
        Shape(
            "3 filters, by pay",
            f"specialty={first}&specialty={third}&credential={one}&credential={other}&type={full}&sort=pay",
            filters={"specialty": [first, third], "credential": [one, other], "type": [full]},
            sort="pay",
        ),
        Shape(
            "50 miles, specialty",
            f"near=Chicago, IL&within=50&specialty={second}",
            filters={"specialty": [second]},
            near=(41.88, -87.63, 50.0),
        ),
        Shape(
            "codes, level, pay",
            f"code={codes[0]}&code={codes[1]}&level={middle}&level={senior}&pay_min=60000&sort=newest",
            filters={"code": codes, "level": [middle, senior], "pay_min": [60_000]},
        ),
        Shape("remote, page 101", "work=remote&page=101", filters={"work": ["remote"]}, page=101),
    ]
    return found if has_near else [shape for shape in found if not shape.near]


def start(folder: str) -> None:
    os.environ.update(
        LOCAL="1", DEMO="0", DATA_DIR=folder, DJANGO_SETTINGS_MODULE="jobboard.settings", LOG_LEVEL="ERROR"
    )
    for name in ("DATABASE_URL", "CACHE_URL", "EMAIL_URL"):
        os.environ.pop(name, None)
    import django
    from django.core.management import call_command

    django.setup()
    logging.disable(logging.INFO)  # a line for each request would be measured, too
    with Path(os.devnull).open("w") as nowhere:
        call_command("migrate", verbosity=0, stdout=nowhere)
        call_command("load_reference", stdout=nowhere)


def add_places() -> None:
    """One point for each city of the corpus, where the board knows no places yet."""
    from corpus import CITIES

    from codes.models import Place

    if Place.objects.exists():
        return
    rows = [city.split(",") for city in CITIES]
    for number, (name, state, latitude, longitude) in enumerate(rows):
        values = {"city": name, "state_id": state, "latitude": float(latitude), "longitude": float(longitude)}
        place = Place(zip=f"{10_000 + number}", **values)
        if hasattr(place, "key"):
            from codes.models.places import city_key

            place.key = city_key(name)
        place.save()


def fill(active: int, total: int) -> Any:
    """The corpus in the tables, written once; the text index is filled in one go, as a rebuild does."""
    from corpus import Corpus

    from listings.models import Listing

    corpus = Corpus(active=active, total=total)
    if Listing.objects.exists():
        return corpus
    add_places()
    began = time.perf_counter()
    with without_triggers():
        corpus.write()
    wrote = time.perf_counter()
    build_index()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"corpus of {total:,} written in {wrote - began:.0f} s, indexed in {time.perf_counter() - wrote:.0f} s")
    return corpus


@contextmanager
def without_triggers() -> Iterator[None]:
    """Two million rows need no change row each: the rebuild that follows reads them all."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'search_%'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
    yield
    with connection.cursor() as cursor:
        for _, sql in triggers:
            cursor.execute(sql)


def build_index() -> None:
    from django.core.management import call_command, get_commands

    if "search_rebuild" in get_commands():
        with Path(os.devnull).open("w") as nowhere:
            call_command("search_rebuild", stdout=nowhere)


def megabytes() -> float:
    """Resident memory of this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


# Engines ---------------------------------------------------------------------------------------------------------


def backend(name: str) -> Callable[[Shape], tuple[int, list[int]]]:
    from django.conf import settings
    from django.http import QueryDict
    from django.test import override_settings

    from listings.search import search

    def page(shape: Shape) -> tuple[int, list[int]]:
        with override_settings(SEARCH_BACKEND=name):
            began = time.perf_counter()
            result = search(QueryDict(shape.query.replace(" ", "+")))
            page.seconds = time.perf_counter() - began  # type: ignore[attr-defined]
        return result.total, result.ids

    assert settings.configured
    return page


def engines(folder: str, wanted: list[str]) -> dict[str, Callable[[Shape], tuple[int, list[int]]]]:
    found: dict[str, Callable[[Shape], tuple[int, list[int]]]] = {}
    from django.conf import settings

    if "snapshot" in wanted and hasattr(settings, "SEARCH_BACKEND"):
        found["snapshot"] = backend("snapshot")
    elif "snapshot" in wanted:
        print("There is no setting SEARCH_BACKEND, so no snapshot: SQL and tantivy alone.")
    if "sql" in wanted:
        found["sql"] = backend("sql")
    if "tantivy" in wanted:
        from rival import Tantivy

        where = Path(folder) / "tantivy"
        shutil.rmtree(where, ignore_errors=True)  # one kept from another run would hold every listing twice
        where.mkdir()
        engine = Tantivy(str(where))
        began = time.perf_counter()
        engine.build()
        print(f"tantivy built in {time.perf_counter() - began:.0f} s")

        def page(shape: Shape) -> tuple[int, list[int]]:
            began = time.perf_counter()
            total, ids, _ = engine.page(shape, time.time())
            page.seconds = time.perf_counter() - began  # type: ignore[attr-defined]
            return total, ids

        found["tantivy"] = page
    return found


Times = dict[tuple[str, str], list[float]]


@dataclass
class Race:
    """Milliseconds of each engine and shape, and what was found."""

    warm: Times = field(default_factory=lambda: defaultdict(list))
    after_others: Times = field(default_factory=lambda: defaultdict(list))
    totals: dict[tuple[str, str], int] = field(default_factory=dict)


def race(pages: dict[str, Any], asked: list[Shape], rounds: int) -> Race:
    """Every engine and every shape once a round, shuffled, and at once again. The first round fills what is kept."""
    found = Race()
    spent: dict[tuple[str, str], float] = defaultdict(float)
    for turn in range(rounds + 1):
        pairs = [(name, shape) for name in pages for shape in asked]
        random.Random(turn).shuffle(pairs)
        for name, shape in pairs:
            key = name, shape.name
            if len(found.after_others[key]) >= SLOW_ROUNDS and spent[key] > SLOW_SECONDS / len(asked):
                continue
            found.totals[key] = pages[name](shape)[0]
            first = pages[name].seconds
            spent[key] += first
            if not turn and first < 1:
                continue
            found.after_others[key].append(first * 1_000)
            if first > SOON:
                found.warm[key].append(first * 1_000)
                continue
            for _ in range(AGAIN):
                pages[name](shape)
                found.warm[key].append(pages[name].seconds * 1_000)
    return found


def middle(values: list[float]) -> float:
    return statistics.median(values)


def ninety_ninth(values: list[float]) -> float:
    return sorted(values)[min(len(values) - 1, int(0.99 * len(values)))]


def geometric(values: list[float]) -> float:
    return math.exp(statistics.mean(map(math.log, values)))


def print_race(pages: dict[str, Any], asked: list[Shape], found: Race, active: int) -> None:
    times, totals = found.warm, found.totals
    print(f"\n{'shape (matches)':<38}" + "".join(f"{name + ' p50/p99 ms':>24}" for name in pages))
    for shape in asked:
        first = totals[next(iter(pages)), shape.name]
        cells = []
        for name in pages:
            values = times[name, shape.name]
            differs = "" if totals[name, shape.name] == first else "*"
            cells.append(f"{middle(values):.2f} / {ninety_ninth(values):.2f}{differs}")
        print(f"{f'{shape.name} ({first:,})':<38}" + "".join(f"{cell:>24}" for cell in cells))
    means = {name: geometric([middle(times[name, shape.name]) for shape in asked]) for name in pages}
    others = {name: geometric([middle(found.after_others[name, shape.name]) for shape in asked]) for name in pages}
    print(f"{'geometric mean of p50':<38}" + "".join(f"{means[name]:>24.2f}" for name in pages))
    print(f"{'the same right after other work':<38}" + "".join(f"{others[name]:>24.2f}" for name in pages))
    print("* counts otherwise: another stemmer, a box instead of a circle, ranges of codes left out")
    if "snapshot" not in means:
        return
    for name, target in TARGETS.items():
        if name not in means:
            continue
        limit = target[min(target, key=lambda size: abs(size - active))] if isinstance(target, dict) else target
        ratio, after = means["snapshot"] / means[name], others["snapshot"] / others[name]
        print(f"snapshot / {name}: {ratio:.4f} (at most {limit:.4f}); right after other work {after:.4f}")
    if "tantivy" in means:
        worst, shape = worst_of(times, asked)
        after, other = worst_of(found.after_others, asked)
        print(f"worst shape against tantivy: {worst:.2f} at {shape!r} (at most 1.20); after {after:.2f} at {other!r}")


def worst_of(times: Times, asked: list[Shape]) -> tuple[float, str]:
    ratios = {
        shape.name: middle(times["snapshot", shape.name]) / middle(times["tantivy", shape.name]) for shape in asked
    }
    name = max(ratios, key=ratios.__getitem__)
    return ratios[name], name


# The rest --------------------------------------------------------------------------------------------------------


def report_pages(asked: list[Shape], rounds: int) -> None:
    """The whole page as a worker of gunicorn answers it: every middleware, the rows, the panel."""
    from django.core.wsgi import get_wsgi_application
    from django.db import connection
    from django.test import RequestFactory
    from django.test.utils import CaptureQueriesContext

    application, worst = get_wsgi_application(), 0
    asked_for = ["/jobs/?" + shape.query.replace(" ", "+").replace('"', "%22") for shape in asked]

    def answer(url: str) -> float:
        environ = RequestFactory(headers={"host": "localhost"}).get(url).environ
        statuses: list[str] = []
        began = time.perf_counter()
        response = application(environ, lambda status, headers: statuses.append(status))
        size = sum(map(len, response))
        response.close()
        seconds = time.perf_counter() - began
        assert statuses == ["200 OK"], (url, statuses)
        assert size, url
        return seconds

    for url in asked_for:
        answer(url)
        with CaptureQueriesContext(connection) as queries:
            answer(url)
        worst = max(worst, len(queries))
    times = []
    for turn in range(rounds):
        random.Random(turn).shuffle(asked_for)
        times += [answer(url) * 1_000 for url in asked_for]
    print(f"whole page in process: p50 {middle(times):.1f} ms, p99 {ninety_ninth(times):.1f} ms (6 and 20 at 100k)")
    print(f"statements of the worst page: {worst} (at most 4)")


def report_cold(corpus: Any, page: Any) -> None:
    """Words nobody asked for since the process began."""
    times = []
    for word in list(corpus.rare_words())[:20]:
        page(Shape(word, f'q="{word}"'))
        times.append(page.seconds * 1_000)
    print(f"a cold word: p50 {middle(times):.1f} ms, worst {max(times):.1f} ms (40 at 10k)")


def report_update(page: Any) -> None:
    """A changed title with everything that keeps the index in step, and the next search that sees it."""
    from django.db import transaction

    from listings.models import Listing, ListingText

    keys = list(Listing.objects.public().order_by("pk").values_list("pk", flat=True)[:40])
    times, seen = [], []
    top = ListingText.objects.order_by("-doc_id").values_list("doc_id", flat=True)[0]
    for place, pk in enumerate(keys):
        title = f"Changed title {place}"
        began = time.perf_counter()
        with transaction.atomic():
            Listing.objects.filter(pk=pk).update(title=title)
            ListingText.objects.filter(pk=pk).update(title=title, doc_id=top + place + 1)
        times.append((time.perf_counter() - began) * 1_000)
        page(Shape("browse", ""))
        seen.append(page.seconds * 1_000)
    print(f"one update: p50 {middle(times):.2f} ms, p99 {ninety_ninth(times):.2f} ms (2 at most)")
    print(f"the next search after it: p50 {middle(seen):.2f} ms, p99 {ninety_ninth(seen):.2f} ms")


def report_load(page: Any) -> None:
    """As gunicorn's master reads the board before it takes a request."""
    from django.db import connection

    from listings.search.keeping import keeper

    gc.collect()
    empty = megabytes()
    with connection.cursor() as cursor:  # the pages every connection keeps, whatever reads them
        cursor.execute("SELECT sum(length(description)) FROM listings_listingtext").fetchone()
    gc.collect()
    before = megabytes()
    began = time.perf_counter()
    keeper.ready()
    seconds, took = time.perf_counter() - began, megabytes() - before
    print(f"the snapshot is read in {seconds:.2f} s, +{took:.0f} MB (3 s and 64 MB at 100k)")
    print(f"pages in SQLite's cache before that: {before - empty:.0f} MB")
    page(Shape("browse", ""))
    print(f"memory of this process: {megabytes():.0f} MB")


def measure(active: int, total: int, folder: str, wanted: list[str], rounds: int, *, whole: bool) -> None:
    from listings.filters import ListingFilter

    corpus = fill(active, total)
    asked = shapes(corpus, "near" in ListingFilter.base_filters)
    pages = engines(folder, wanted)
    first = pages[next(iter(pages))]
    if "snapshot" in pages:
        report_load(first)
    print_race(pages, asked, race(pages, asked, rounds), active)
    if whole:
        report_pages(asked, rounds)
        report_cold(corpus, first)
        report_update(first)


def main() -> None:
    options = argparse.ArgumentParser(description="What a search costs.")
    options.add_argument("--active", type=int, default=2_000)
    options.add_argument("--total", type=int, default=0, help="with the closed ones; as many as open ones unless given")
    options.add_argument("--rounds", type=int, default=20)
    options.add_argument("--engines", default="snapshot,sql,tantivy")
    options.add_argument("--keep", default="", metavar="DIR", help="keep the database here")
    options.add_argument("--no-pages", action="store_true", help="the search calls alone")
    chosen = options.parse_args()
    total = max(chosen.total, chosen.active)
    with tempfile.TemporaryDirectory(prefix="crosswalk-search-") as scratch:
        folder = chosen.keep or scratch
        Path(folder).mkdir(parents=True, exist_ok=True)
        start(folder)
        print(f"{chosen.active:,} open listings of {total:,}")
        wanted = chosen.engines.split(",")
        measure(chosen.active, total, folder, wanted, chosen.rounds, whole=not chosen.no_pages)
        from django.db import connections

        connections.close_all()


if __name__ == "__main__":
    main()
