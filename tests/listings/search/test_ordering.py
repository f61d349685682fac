"""Jobs in the order of a page: the same whether few are put in order one by one, or many as arrays."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from listings.search import ordering

jobs = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), max_size=60)  # (score, employer), the oldest first


def order(found: list[tuple[int, int]], most: int) -> list[int]:
    employers = np.array([employer for _, employer in found], np.int32)
    snapshot = SimpleNamespace(
        base=len(found), newness=np.arange(len(found), dtype=float), column={"employer": employers}.__getitem__
    )
    scores = np.array([score for score, _ in found], np.int32)
    return ordering.in_turns(snapshot, np.arange(len(found)), scores, most).tolist()


def slowly(found: list[tuple[int, int]], most: int) -> list[int]:
    """As it is said: the best first; of equally good ones every employer's newest, then everybody's second."""
    rows = []
    for place in reversed(range(len(found))):
        turn = sum(found[other] == found[place] for other in range(place + 1, len(found)))
        rows.append((-found[place][0], turn, -place))
    return [-minus for _, _, minus in sorted(rows)][:most]


@pytest.mark.parametrize("few", [0, 1_000])
@given(found=jobs, most=st.integers(1, 70))
def test_the_best_come_first_and_employers_take_turns(few, found, most):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ordering, "FEW", few)
        assert order(found, most) == slowly(found, most)


@given(scores=st.lists(st.integers(0, 2_000), min_size=2), most=st.integers(1, 70))
def test_counted_scores_end_where_sorted_ones_do(scores, most):
    scores, most = np.array(scores, np.int32), min(most, len(scores) - 1)
    assert ordering.last_score_of(scores, most) == ordering.last_of(scores, most)
