"""The short closed lists a shape cannot tell: which modifiers and places of service exist. From the package data."""

import json
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "data"
AMBULANCE_PAIR = frozenset("DEGHIJNPRSX")


@cache
def read(name: str) -> Any:
    """One file of the package data."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def content() -> list[dict[str, Any]]:
    """Our longer texts about codes, one file a specialty; each entry says where its facts come from."""
    files = sorted((DATA / "content").glob("*.json"))
    return [
        {**row, "is_reviewed": data["meta"]["reviewed"]}
        for data in (json.loads(path.read_text(encoding="utf-8")) for path in files)
        for row in data["codes"]
    ]


@cache
def modifiers() -> frozenset[str]:
    vocabulary = read("vocabulary")
    rows = (
        vocabulary["modifiers_cpt"] + vocabulary["modifiers_anesthesia_status"] + vocabulary["modifiers_cpt_category2"]
    )
    return frozenset([row["code"] for row in rows] + vocabulary["modifiers_hcpcs_valid_codes"])


@cache
def retired_modifiers() -> dict[str, str]:
    return {row["code"]: row["note"] for row in read("vocabulary")["modifiers_cpt_retired"]}


@cache
def places_of_service() -> dict[str, str]:
    return {row["code"]: row["meaning"] for row in read("vocabulary")["place_of_service"]}


@cache
def states() -> frozenset[str]:
    """The postal abbreviations."""
    return frozenset(row["code"] for row in read("states"))


def is_ambulance_pair(modifier: str, code: str) -> bool:
    """Origin and destination letters, which only an ambulance code takes."""
    return len(modifier) == 2 and set(modifier) <= AMBULANCE_PAIR and modifier[0] != "X" and "A0021" <= code <= "A0999"
