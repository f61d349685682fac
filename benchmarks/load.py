"""The board under load: `.venv/bin/python benchmarks/load.py --data DIR --seconds 20 --clients 2`.

Starts gunicorn with sync workers over the database that `benchmarks/search.py --keep DIR` left behind, on 127.0.0.1
alone, asks a mix of search pages from a few processes, and stops by itself. Prints requests a second, p50, p99 and the
memory of each worker. The clients share the machine with the workers, so the figures are a lower bound.
"""

import argparse
import http.client
import multiprocessing
import os
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
PATHS = [
    "/jobs/",
    "/jobs/?q=coder",
    "/jobs/?q=inpatient+auditor",
    "/jobs/?q=rad+onc+remote+TX",
    "/jobs/?q=" + quote('"risk adjustment"'),
    "/jobs/?work=remote&state=TX&sort=pay",
    "/jobs/?credential=CPC&type=full-time",
    "/jobs/?q=cpc+epic&posted=30",
    "/jobs/?work=remote&page=101",
    "/jobs/?level=senior&pay_min=60000",
    "/jobs/?q=32701",
    "/jobs/?q=cardiostent&sort=newest",
]
LONGEST_START = 60


def ask(port: int, until: float, start: int, answers: multiprocessing.Queue) -> None:
    """One client: one request after another on one connection, until the time is over."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    times, failed, turn = [], 0, start
    while time.time() < until:
        began = time.perf_counter()
        try:
            connection.request("GET", PATHS[turn % len(PATHS)], headers={"Host": "localhost"})
            response = connection.getresponse()
            response.read()
            failed += response.status != 200
        except (OSError, http.client.HTTPException):
            connection.close()
            failed += 1
        times.append((time.perf_counter() - began) * 1_000)
        turn += 1
    answers.put((times, failed))


def serve(folder: str, port: int, workers: int) -> subprocess.Popen:
    environment = os.environ | {"LOCAL": "1", "DEMO": "0", "DATA_DIR": folder, "LOG_LEVEL": "ERROR"}
    for name in ("DATABASE_URL", "CACHE_URL", "EMAIL_URL"):
        environment.pop(name, None)
    command = [sys.executable, "-m", "gunicorn", "jobboard.wsgi", "--bind", f"127.0.0.1:{port}", "--preload"]
    command += ["--workers", str(workers), "--worker-class", "sync", "--log-level", "error"]
    # A line for each request belongs to what a request costs; to read them here would only bury the figures.
    log = (Path(folder) / "load.log").open("w")
    return subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True, stdout=log, stderr=log)


def wait_for(port: int) -> None:
    until = time.time() + LONGEST_START
    while time.time() < until:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", "/health/live", headers={"Host": "localhost"})
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("gunicorn did not start: see load.log beside the database.")


def children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def megabytes(pid: int) -> tuple[float, float]:
    """(resident, of which its own) of a process."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    values = {line.split(":")[0]: int(line.split()[1]) / 1_000 for line in text.splitlines()[1:]}
    return values["Rss"], values["Private_Clean"] + values["Private_Dirty"]


def main() -> None:
    options = argparse.ArgumentParser(description="The board under load.")
    options.add_argument("--data", required=True, metavar="DIR", help="the folder of benchmarks/search.py --keep")
    options.add_argument("--port", type=int, default=8999)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--clients", type=int, default=2)
    options.add_argument("--seconds", type=int, default=20)
    chosen = options.parse_args()
    server = serve(chosen.data, chosen.port, chosen.workers)
    try:
        wait_for(chosen.port)
        warm: multiprocessing.Queue = multiprocessing.Queue()
        ask(chosen.port, time.time() + 5, 0, warm)
        answers: multiprocessing.Queue = multiprocessing.Queue()
        until = time.time() + min(chosen.seconds, 300)
        clients = [
            multiprocessing.Process(target=ask, args=(chosen.port, until, number * 5, answers))
            for number in range(chosen.clients)
        ]
        for client in clients:
            client.start()
        found = [answers.get(timeout=chosen.seconds + 60) for _ in clients]
        for client in clients:
            client.join()
        times = sorted(value for one, _ in found for value in one)
        print(f"{len(times) / chosen.seconds:.0f} requests/s by {chosen.workers} workers and {chosen.clients} clients")
        print(f"p50 {statistics.median(times):.1f} ms, p99 {times[int(len(times) * 0.99)]:.1f} ms")
        print(f"failed: {sum(failed for _, failed in found)} of {len(times)}")
        for pid in children(server.pid):
            resident, own = megabytes(pid)
            print(f"worker: {resident:.0f} MB resident, {own:.0f} MB its own")
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=20)


if __name__ == "__main__":
    main()
