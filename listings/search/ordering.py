"""The first so many of a set of ordinals, in the order of a page, without sorting the rest."""

from collections.abc import Callable
from typing import Any

import numpy as np
from pyroaring import BitMap

from listings.search.snapshot import Snapshot, ordinals

# Of equally good jobs, so many times as many as wanted are looked through for employers that differ.
WIDER = 4
# So few are put in order one by one: sooner done than a dozen arrays are made.
FEW = 100


def newest(snapshot: Snapshot, found: BitMap, most: int) -> np.ndarray:
    """The newest first. Those of the base stand in order already: the last of them are enough."""
    size = len(found)
    tail = size - found.range_cardinality(0, snapshot.base)
    last = found[-(most + tail) :] if most + tail < size else found
    return newest_of(snapshot, ordinals(last), most)


def newest_of(snapshot: Snapshot, at: np.ndarray, most: int) -> np.ndarray:
    """The same of an array of ordinals in their own order."""
    split = int(np.searchsorted(at, snapshot.base))
    some = np.concatenate([at[max(0, split - most) : split], at[split:]])
    return some[np.argsort(-snapshot.newness[some], kind="stable")][:most]


def highest(snapshot: Snapshot, at: np.ndarray, keys: np.ndarray, most: int) -> np.ndarray:
    """Those with the highest key first, of equal ones the newest."""
    above, tied, need = cut(keys, most, last_of)
    best = at[above]
    order = np.lexsort((-snapshot.newness[best], -keys[above]))
    return np.concatenate([best[order], newest_of(snapshot, at[tied], need)])


def in_turns(snapshot: Snapshot, at: np.ndarray, scores: np.ndarray, most: int) -> np.ndarray:
    """Those with the highest score first; among equal ones employers take turns, each with its newest."""
    above, tied, need = cut(scores, most, last_score_of)
    some = above | tied
    if np.count_nonzero(some) <= FEW:
        return few_in_turns(snapshot, at[some], scores[some])[:most]
    best, worth = at[above], scores[above]
    order = np.lexsort((-snapshot.newness[best], turns(snapshot, best, worth), -worth))
    return np.concatenate([best[order], take_turns(snapshot, at[tied], need)])


def few_in_turns(snapshot: Snapshot, at: np.ndarray, scores: np.ndarray) -> np.ndarray:
    columns = scores, snapshot.newness[at], snapshot.column("employer")[at], at
    taken: dict[tuple[int, int], int] = {}
    ranked = []
    for score, new, employer, ordinal in sorted(zip(*(one.tolist() for one in columns), strict=True), reverse=True):
        turn = taken[score, employer] = taken.get((score, employer), -1) + 1
        ranked.append((-score, turn, -new, ordinal))
    return np.array([row[3] for row in sorted(ranked)], np.intp)


def cut(keys: np.ndarray, most: int, least: Callable[[np.ndarray, int], Any]) -> tuple[np.ndarray, np.ndarray, int]:
    """(which are in for certain, which share the last places, how many of those places there are)."""
    if len(keys) <= most:
        return np.ones(len(keys), bool), np.zeros(len(keys), bool), 0
    limit = least(keys, most)
    above = keys > limit
    return above, keys == limit, most - int(np.count_nonzero(above))


def last_of(keys: np.ndarray, most: int) -> Any:
    """The least of so many that are highest."""
    return np.partition(keys, len(keys) - most)[len(keys) - most]


def last_score_of(scores: np.ndarray, most: int) -> Any:
    """The same of scores: whole numbers, never below nought and never large, so they are sooner counted than sorted."""
    numbers = np.bincount(scores)
    return len(numbers) - 1 - np.searchsorted(np.cumsum(numbers[::-1]), most)


def turns(snapshot: Snapshot, at: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Of each, the how many-th it is of its employer among those of its score, from 0 for the newest."""
    employers = snapshot.column("employer")[at]
    order = np.lexsort((-snapshot.newness[at], employers, scores))
    turn = np.zeros(len(at), np.int64)
    if len(at):
        is_first = np.ones(len(at), bool)
        is_first[1:] = (np.diff(employers[order]) != 0) | (np.diff(scores[order]) != 0)
        starts = np.flatnonzero(is_first)
        turn[order] = np.arange(len(at)) - np.repeat(starts, np.diff(np.append(starts, len(at))))
    return turn


def take_turns(snapshot: Snapshot, at: np.ndarray, most: int) -> np.ndarray:
    """Equally good ones, each employer's newest before anybody's second."""
    if not most:
        return at[:0]
    wide = most * WIDER
    while wide < len(at):
        some = newest_of(snapshot, at, wide)
        firsts = np.sort(np.unique(snapshot.column("employer")[some], return_index=True)[1])
        if len(firsts) >= most:
            return some[firsts[:most]]
        wide *= WIDER
    order = np.lexsort((-snapshot.newness[at], turns(snapshot, at, np.zeros(len(at), np.int64))))
    return at[order][:most]
