"""The twin of listings.fit.conditions on a snapshot: which ordinals a candidate fits."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import ceil

import numpy as np
from pyroaring import BitMap

from codes.models import Term
from listings.fit import Candidate
from listings.search.snapshot import Snapshot, bitmap
from listings.workflow import CredentialsRule, RemoteScope


@dataclass(frozen=True)
class Sides:
    met: BitMap
    missing: BitMap
    silent: BitMap
    free: BitMap = field(default_factory=BitMap)


def fitting(snapshot: Snapshot, candidate: Candidate, values: Iterable[str]) -> BitMap:
    found = BitMap()
    for value in values:
        if value == "credentials":
            sides = credentials(snapshot, candidate)
            found |= sides.met | sides.free
        elif value == "state":
            found |= where(snapshot, candidate).met
        else:
            met, missing = together(asked(snapshot, candidate, value))
            found |= met - missing
    return found


def unsaid(snapshot: Snapshot, candidate: Candidate, values: Iterable[str]) -> BitMap:
    found = BitMap()
    for value in values:
        if value == "credentials":
            found |= credentials(snapshot, candidate).silent
        elif value == "state":
            found |= where(snapshot, candidate).silent
        else:
            met, missing = together(asked(snapshot, candidate, value))
            found |= snapshot.everything - met - missing
    return found


def asked(snapshot: Snapshot, candidate: Candidate, value: str) -> Iterator[Sides]:
    return wishes(snapshot, candidate) if value == "wishes" else abilities(snapshot, candidate)


def together(all_sides: Iterable[Sides]) -> tuple[BitMap, BitMap]:
    met, missing = BitMap(), BitMap()
    for sides in all_sides:
        met, missing = met | sides.met, missing | sides.missing
    return met, missing


def abilities(snapshot: Snapshot, candidate: Candidate) -> Iterator[Sides]:
    if candidate.tells_credentials:
        yield credentials(snapshot, candidate)
    if candidate.site_states:
        yield where(snapshot, candidate)
    if candidate.years is not None:
        years = [year for year in snapshot.sets.get("years", {}) if year != "" and year >= 1]
        yield Sides(
            met=snapshot.one_of("years", [year for year in years if year <= candidate.years]),
            missing=snapshot.one_of("years", [year for year in years if year > candidate.years]),
            silent=snapshot.one_of("years", [""]),
        )
    if candidate.specialties:
        yield named(snapshot, "specialty", candidate.specialties)
    for kind, known in ((Term.Kind.EHR, candidate.ehrs), (Term.Kind.ENCODER, candidate.encoders)):
        if known:
            yield named(snapshot, str(kind), known)


def wishes(snapshot: Snapshot, candidate: Candidate) -> Iterator[Sides]:
    if candidate.works:
        yield stated(snapshot, "work", candidate.works)
    if candidate.types:
        yield stated(snapshot, "type", candidate.types)
    if candidate.schedules:
        yield named(snapshot, "schedule", candidate.schedules)
    if candidate.pay_floor is not None:
        silent = snapshot.one_of("pay", [""])
        met = bitmap(np.flatnonzero(snapshot.column("pay") >= ceil(candidate.pay_floor * 100)))
        yield Sides(met=met - silent, missing=snapshot.everything - met - silent, silent=silent)


def stated(snapshot: Snapshot, name: str, wanted: Iterable[str]) -> Sides:
    met, silent = snapshot.one_of(name, wanted), snapshot.one_of(name, [""])
    return Sides(met=met, missing=snapshot.everything - met - silent, silent=silent)


def named(snapshot: Snapshot, name: str, known: Iterable[str]) -> Sides:
    met, names = snapshot.one_of(name, known), snapshot.stated(name)
    return Sides(met=met, missing=names - met, silent=snapshot.everything - names)


def credentials(snapshot: Snapshot, candidate: Candidate) -> Sides:
    met, missing = held(snapshot, candidate.covers)
    if candidate.apprentice_of:
        accepted = snapshot.one_of("apprentice", ["yes"])
        wide_met, wide_missing = held(snapshot, candidate.covers_as_apprentice)
        met = (accepted & wide_met) | (met - accepted)
        missing = (accepted & wide_missing) | (missing - accepted)
    free = snapshot.one_of("rule", [CredentialsRule.NONE])
    return Sides(met=met, missing=missing, silent=snapshot.everything - met - missing - free, free=free)


def held(snapshot: Snapshot, covers: frozenset[str]) -> tuple[BitMap, BitMap]:
    required = snapshot.sets.get("required", {})
    asks, has_some = snapshot.stated("required"), snapshot.one_of("required", covers)
    lacks = snapshot.one_of("required", [acronym for acronym in required if acronym not in covers])
    one_of, each, unruled = (snapshot.one_of("rule", [rule]) for rule in (CredentialsRule.ANY, CredentialsRule.ALL, ""))
    met = (one_of & has_some) | (((each | unruled) & asks) - lacks)
    missing = ((one_of & asks) - has_some) | (each & lacks) | ((unruled & asks) - has_some)
    return met, missing


def where(snapshot: Snapshot, candidate: Candidate) -> Sides:
    home = candidate.home
    everywhere = snapshot.one_of("remote", [RemoteScope.ALL])
    listed = snapshot.one_of("remote", [RemoteScope.LISTED]) & snapshot.stated("named state")
    met, missing = snapshot.one_of("workplace", candidate.site_states), BitMap()
    if candidate.site_states:
        missing = snapshot.stated("workplace") - met
    if home:
        here = snapshot.one_of("named state", [home])
        met = met | everywhere | (listed & here)
        missing = missing | (listed - here)
    remote = snapshot.one_of("work", ["remote"])
    silent = snapshot.one_of("work", [""]) | snapshot.one_of("workplace", [""]) | (remote - everywhere - listed)
    return Sides(met=met, missing=missing, silent=silent)
