"""Writes the lock files again from pyproject.toml: `.venv/bin/python requirements/lock.py [--upgrade]`.

run.txt is what the board needs, deploy.txt adds every extra, dev.txt adds the tools of dev.py, uv.txt is
dev.txt's installer alone. They hold hashes and no addresses, so any package index will do.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = [Path(sys.prefix) / "bin" / "uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"]
PLAIN = ["--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"]
LOCKS = {
    "run": [],
    "deploy": ["--all-extras", "-c", "requirements/run.txt"],
    "dev": ["--all-extras", "--group", "dev", "-c", "requirements/run.txt"],
}


def main() -> None:
    for name, options in LOCKS.items():
        target = f"requirements/{name}.txt"
        command = [*UV, "pyproject.toml", *PLAIN, *options, *sys.argv[1:], "-o", target]
        subprocess.run([str(part) for part in command], cwd=ROOT, check=True)  # noqa: S603
    dev = (ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8")
    blocks = re.split(r"^(?=\S)", dev, flags=re.MULTILINE)
    uv = "".join(block for block in blocks if block.startswith("uv=="))
    (ROOT / "requirements" / "uv.txt").write_text(uv, encoding="utf-8")


if __name__ == "__main__":
    main()
