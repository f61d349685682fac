"""The lock files: addresses of nobody in them, and nothing in pyproject.toml that they miss."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUN = PROJECT["project"]["dependencies"]
EXTRAS = [line for extra in PROJECT["project"]["optional-dependencies"].values() for line in extra]
DEV = PROJECT["dependency-groups"]["dev"]


def locked(name: str) -> dict[str, str]:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    return {canonicalize_name(package): version for package, version in re.findall(r"^([\w.-]+)==([\w.]+)", text, re.M)}


@pytest.mark.parametrize("name", ["run", "deploy", "dev", "uv"])
def test_a_lock_names_no_address_and_hashes_everything(name):
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")

    blocks = re.split(r"^(?=\S)", text, flags=re.M)[1:]

    assert "://" not in text
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize(("name", "wanted"), [("run", RUN), ("deploy", RUN + EXTRAS), ("dev", RUN + EXTRAS + DEV)])
def test_a_lock_satisfies_the_project_file(name, wanted):
    versions = locked(name)

    requirements = [Requirement(line) for line in wanted]
    unmet = [
        str(requirement)
        for requirement in requirements
        if not requirement.specifier.contains(versions.get(canonicalize_name(requirement.name), "0"))
    ]

    assert unmet == []


def test_the_locks_agree_with_each_other():
    run, deploy, dev, uv = (locked(name) for name in ("run", "deploy", "dev", "uv"))

    assert run.items() <= deploy.items()
    assert deploy.items() <= dev.items()
    assert uv == {"uv": dev["uv"]}
