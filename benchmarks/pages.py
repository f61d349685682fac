"""What a page costs on the demo board: `.venv/bin/python benchmarks/pages.py`.

Prints queries, bytes and the time of each page as a ratio to /health/live in the same run: milliseconds of one machine
say nothing about another. Works in a folder of its own and leaves nothing behind.
"""

import gzip
import os
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 15


def start(folder: str) -> None:
    os.environ.update(
        LOCAL="1", DEMO="1", DATA_DIR=folder, DJANGO_SETTINGS_MODULE="jobboard.settings", LOG_LEVEL="ERROR"
    )
    for name in ("DATABASE_URL", "CACHE_URL", "EMAIL_URL"):
        os.environ.pop(name, None)
    sys.path.insert(0, str(ROOT))
    import django
    from django.core.management import call_command

    django.setup()
    for command, options in (("migrate", {"verbosity": 0}), ("load_reference", {}), ("demo", {})):
        with Path(os.devnull).open("w") as nowhere:
            call_command(command, stdout=nowhere, **options)


def measure(client, url: str) -> tuple[int, int, float]:
    """Queries, bytes and the median seconds of one page, asked often enough to be warm."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
    count = len(queries)  # now: the next request empties the log
    assert response.status_code == 200, (url, response.status_code)
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        client.get(url)
        times.append(time.perf_counter() - began)
    return count, len(response.content), statistics.median(times)


def weigh(html: str) -> None:
    from django.contrib.staticfiles import finders

    def files(pattern: str) -> list[bytes]:
        return [Path(finders.find(name)).read_bytes() for name in re.findall(pattern, html)]

    css, js = files(r'href="/static/(css/[^"]+)"'), files(r'src="/static/([^"]+\.js)"')
    print(f"CSS {sum(map(len, css)) / 1024:8.1f} KB in {len(css)} files (limit 40)")
    print(f"JS  {sum(len(gzip.compress(one)) for one in js) / 1024:8.1f} KB compressed in {len(js)} files (limit 30)")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="crosswalk-pages-") as folder:
        start(folder)
        from django.test import Client

        from listings.models import Listing

        client = Client(headers={"host": "localhost"})
        job = Listing.objects.public().order_by("pk").first()
        pages = {
            "/jobs/": (12, 60),
            "/jobs/?q=32701": (12, 60),
            "/jobs/?work=remote&state=TX&sort=pay": (12, 60),
            job.get_absolute_url(): (10, 60),
        }
        base = measure(client, "/health/live")[2]
        print(f"{'page':<48}{'queries':>9}{'limit':>7}{'KB':>8}{'limit':>7}{'time / live':>13}")
        for url, (most_queries, most_kb) in pages.items():
            queries, size, seconds = measure(client, url)
            print(f"{url:<48}{queries:>9}{most_queries:>7}{size / 1024:>8.1f}{most_kb:>7}{seconds / base:>12.0f}x")
        weigh(client.get("/jobs/").text)
        from django.db import connections

        connections.close_all()


if __name__ == "__main__":
    main()
