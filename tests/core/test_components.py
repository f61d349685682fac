"""The bricks that templates are made of."""

from datetime import UTC, date, datetime

import pytest

from core.templatetags.components import day, moment

LATE = datetime(2026, 11, 27, 1, 5, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "written", "shown"),
    [
        ("America/New_York", "2026-11-26T20:05:09-05:00", "26 Nov 2026, 20:05 EST"),
        ("UTC", "2026-11-27T01:05:09+00:00", "27 Nov 2026, 01:05 UTC"),
    ],
)
def test_moment_is_told_in_the_readers_zone_which_stands_beside_it(zone, written, shown):
    assert moment(LATE, zone) == f'<time class="nowrap" datetime="{written}">{shown}</time>'


@pytest.mark.parametrize(
    ("on", "zone", "written", "shown"),
    [
        (LATE, "America/New_York", "2026-11-26", "26 Nov 2026"),
        (LATE, "UTC", "2026-11-27", "27 Nov 2026"),
        (date(2026, 3, 1), "", "2026-03-01", "1 Mar 2026"),
    ],
)
def test_day_of_a_moment_is_the_day_it_was_there(on, zone, written, shown):
    assert day(on, zone) == f'<time class="nowrap" datetime="{written}">{shown}</time>'


def test_what_never_happened_has_no_time():
    assert (moment(None, "UTC"), day(None, "UTC")) == ("", "")
