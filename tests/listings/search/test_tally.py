"""A tally says of every set of ordinals what each value's own bitmap says, however the board grew."""

import random

import numpy as np
import pytest
from pyroaring import BitMap

from codes.grammar import CodeSystem
from listings.search.snapshot import Names
from listings.search.tally import Tally


def make_columns(chance: random.Random, size: int, width: int = 4) -> list:
    names = [("level", "entry"), ("level", "senior"), ("type", "full-time"), ("state", "FL"), ("state", "TX")][:width]
    return [(*name, BitMap(one for one in range(size) if chance.random() < 0.4)) for name in names]


def shown(tally: Tally, counts: np.ndarray) -> dict:
    return dict(zip(tally.names, counts.tolist(), strict=True))


@pytest.mark.parametrize("width", [1, 4, 5])
@pytest.mark.parametrize("size", [0, 1, 254, 255, 256, 9_000])
def test_it_counts_what_the_bitmaps_count(size, width):
    chance = random.Random(size)
    columns = make_columns(chance, size, width)
    tally = Tally.of(columns, size)
    for share in (0, 0.01, 0.5, 1):
        found = BitMap(one for one in range(size) if chance.random() < share)
        at = np.array(found, np.intp)
        expected = {(facet, value): len(held & found) for facet, value, held in columns}
        rest = {(facet, value): len(held - found) for facet, value, held in columns}
        assert shown(tally, tally.count(at)) == expected
        assert shown(tally, tally.count_without(at)) == rest


def test_what_came_since_is_added_and_those_who_know_fewer_do_not_see_it():
    chance = random.Random(32701)
    before, after = make_columns(chance, 70), make_columns(chance, 90)
    whole = [
        (*new[:2], old[2] | BitMap(one for one in new[2] if one >= 70)) for old, new in zip(before, after, strict=True)
    ]
    old = Tally.of(before, 70)
    new = old.grown(whole, 90)
    assert (new.size, new.names) == (90, old.names)
    assert shown(new, new.count(np.arange(90))) == {(facet, value): len(held) for facet, value, held in whole}
    assert shown(new, new.totals) == shown(new, new.count(np.arange(90)))
    for tally in (old, new):
        assert shown(tally, tally.count(np.arange(70))) == {(facet, value): len(held) for facet, value, held in before}


def test_a_new_value_or_too_many_listings_want_another_tally():
    columns = make_columns(random.Random(1), 70)
    tally = Tally.of(columns, 70)
    assert tally.grown([*columns, ("state", "GA", BitMap([70]))], 71) is None
    assert tally.grown(columns, len(tally.rows)) is None
    full = tally.grown(columns, len(tally.rows) - 1)
    assert shown(full, full.count(np.arange(full.size))) == shown(full, full.totals)


def test_a_code_is_never_seen_without_its_tags():
    """Other threads walk along the codes while one appends a new one."""
    names = Names()

    class Watched(list):
        def append(self, value):
            super().append(value)
            assert len(names.code_tags) == len(self)

    names.codes = Watched()
    first, second, third = (CodeSystem.CPT, "32701"), (CodeSystem.CPT, "77427"), (CodeSystem.HCPCS, "J9271")
    numbers = [names.code(tag) for tag in (first, second, third, first)]
    assert numbers == [0, 1, 2, 0]
    assert names.code_tags == [[first], [second], [third]]
