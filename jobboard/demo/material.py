"""The written material, read once from the files beside this one."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Trade:
    """What we have written about the work of one specialty."""

    slug: str
    file: str
    titles: dict[str, list[str]]  # by level
    lede: list[str]
    duties: list[str]
    know: list[str]
    kinds: list[str]
    settings: list[str]
    systems: list[str]
    credentials: list[str]
    weight: int = 3
    ranges: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    also: list[str] = field(default_factory=list)
    quota: list[Any] = field(default_factory=list)
    pay_scale: float = 1.0
    salaried: bool = False
    per_chart: list[float] = field(default_factory=list)  # lowest and highest pay for a chart
    machine: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class House:
    """An invented employer."""

    key: str
    name: str
    kind: str
    city: str
    state: str
    zone: str
    size: int
    share: int
    about: str
    payroll: list[str]
    openings: list[str]
    perks: list[str]
    only: list[str] = field(default_factory=list)
    clients: list[str] = field(default_factory=list)
    unclaimed: bool = False
    suspended: bool = False

    @property
    def domain(self) -> str:
        return f"{self.key}.example"

    def takes(self, trade: Trade) -> bool:
        return self.kind in trade.kinds and (not self.only or trade.file in self.only or trade.slug in self.only)


def read(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


@cache
def trades() -> dict[str, Trade]:
    found = {}
    for path in sorted((HERE / "material").glob("*.toml")):
        for slug, row in read(f"material/{path.name}").items():
            found[slug] = Trade(slug=slug, file=path.stem, **row.pop("text"), **row)
    return found


@cache
def houses() -> dict[str, House]:
    return {key: House(key=key, **row) for key, row in read("employers.toml").items()}


@cache
def phrases() -> dict[str, Any]:
    return read("phrases.toml")


@cache
def places() -> dict[str, list[list[str]]]:
    return read("places.toml")
