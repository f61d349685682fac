#!/usr/bin/env python3
"""The two commands of this project. They need Python 3.11 or newer and nothing else:

python3 dev.py run     the board with its demo data, its worker and its address (PORT=8000, DEMO=0 for an empty board)
python3 dev.py test    every test on SQLite, then what asks a database on PostgreSQL; more arguments go to pytest
"""

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
LOCK, UV_LOCK = ROOT / "requirements" / "dev.txt", ROOT / "requirements" / "uv.txt"
PERSONAS = """  Log in with the password crosswalk-demo as one of these @demo.test:
  new, coder, apprentice, owner, recruiter, rival, moderator, operator; or choose at http://127.0.0.1:{}/demo/
"""


def do(*command: object, **more: str) -> int:
    return subprocess.call([str(part) for part in command], cwd=ROOT, env={**os.environ, **more})


def must(*command: object, **more: str) -> None:
    if code := do(*command, **more):
        sys.exit(code)


def environment() -> Path:
    """.venv as requirements/dev.txt locks it, built only when the lock changed. A linked .venv is somebody's own."""
    python, stamp = BIN / "python", VENV / "lock.sha256"
    wanted = hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()
    if VENV.is_symlink() or (stamp.exists() and stamp.read_text() == wanted):
        return python
    print("Building the environment in .venv (once for each lock file) ...", flush=True)
    must(sys.executable, "-m", "venv", "--clear", "--without-pip", VENV)
    pip = [sys.executable, "-m", "pip", "--python", python]
    if do(*pip, "--version"):  # a Python without pip may still carry one for the asking
        pip = [python, "-m", "pip"]
        if do(python, "-m", "ensurepip"):
            sys.exit("This Python has no pip. On Debian and Ubuntu: apt install python3-pip")
    install = ["install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--no-deps"]
    uv = [BIN / "uv", "pip", "install", "--quiet", "--system-certs", "--python", python, "--exact", "--require-hashes"]
    if do(*pip, *install, "--only-binary=:all:", "-r", UV_LOCK) or do(*uv, "-r", LOCK):
        must(*pip, *install, "-r", LOCK)  # no uv for this kind of machine: pip does the same, only slower
    stamp.write_text(wanted)
    return python


def run(arguments: list[str]) -> int:
    python, port = environment(), os.environ.get("PORT", "8000")
    demo = os.environ.setdefault("DEMO", "1") not in ("0", "", "false", "no")
    os.environ.update(LOCAL="1", SITE_URL=os.environ.get("SITE_URL") or f"http://127.0.0.1:{port}")
    for command in ("migrate -v 0", "load_reference", "demo" if demo else "first_operator"):
        must(python, "manage.py", *command.split())
    manage = [str(python), str(ROOT / "manage.py")]
    worker = subprocess.Popen([*manage, "worker"], cwd=ROOT)
    site = subprocess.Popen([*manage, "runserver", f"127.0.0.1:{port}", *arguments], cwd=ROOT)
    print(f"\n  http://127.0.0.1:{port}/  or, for passkeys,  http://localhost:{port}/      (Ctrl-C stops)")
    print(PERSONAS.format(port) if demo else "", flush=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        while site.poll() is None and worker.poll() is None:
            time.sleep(0.3)
        return site.returncode or worker.returncode or 0
    except KeyboardInterrupt:
        return 0
    finally:
        for child in (site, worker):
            child.terminate()
        for child in (site, worker):
            child.wait()


def postgres(python: Path) -> str:
    """Where the second round runs: TEST_DATABASE_URL, or a PostgreSQL of this machine that lets us in, or nowhere."""
    if url := os.environ.pop("TEST_DATABASE_URL", ""):
        return url
    server = "postgres://postgres@127.0.0.1:5432"
    check = f"import psycopg; psycopg.connect('{server}/postgres', connect_timeout=3)"
    if subprocess.call([python, "-c", check], stderr=subprocess.DEVNULL):
        return ""
    return f"{server}/crosswalk_{hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]}"  # each clone its own


def test(arguments: list[str]) -> int:
    python = environment()
    url, pytest = postgres(python), [python, "-m", "pytest", "-rs", "-n", "2", "--dist", "worksteal", *arguments]
    print("== The suite on SQLite", flush=True)
    failed = do(*pytest)
    if url:
        print("== The suite on PostgreSQL, but for the browser's tests and those that ask no database", flush=True)
        second = do(*pytest, "-m", "database and not browser", TEST_DATABASE_URL=url)
        # 5: of the tests that were named, none is for this round
        return failed or (0 if second == 5 and arguments else second)
    print("== SKIPPED: PostgreSQL. Name one in TEST_DATABASE_URL, or let one answer at 127.0.0.1:5432.", flush=True)
    return failed or int(bool(os.environ.get("CI")))


if __name__ == "__main__":
    commands = {"run": run, "test": test, "env": lambda arguments: int(not environment().exists())}
    if len(sys.argv) < 2 or sys.argv[1] not in commands:
        sys.exit(__doc__)
    sys.exit(commands[sys.argv[1]](sys.argv[2:]))
