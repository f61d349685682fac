"""The bricks that templates are made of."""

from datetime import UTC, date, datetime

import pytest
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template import Context, Template
from django.urls import NoReverseMatch, path, set_script_prefix
from django.utils.safestring import mark_safe

from core.templatetags.components import day, icon, moment, page_links

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


def test_the_label_of_an_icon_is_text():
    assert 'aria-hidden="true"' in icon("x")
    for label in (mark_safe("R&amp;D"), "R&D"):
        assert 'role="img" aria-label="R&amp;D"' in icon("x", label)
    assert 'aria-label="&quot; onload=&quot;"' in icon("x", '" onload="')


def test_what_never_happened_has_no_time():
    assert (moment(None, "UTC"), day(None, "UTC")) == ("", "")


def links(rf, address: str, number: int, pages: int = 40):
    return page_links(Context({"request": rf.get(address)}), Paginator(range(pages), 1).page(number))


def test_links_to_pages_keep_the_rest_of_the_address(rf):
    found = links(rf, "/jobs/?q=coder&page=8&state=TX&state=CA", 8)

    assert (found.previous, found.next) == tuple(f"?q=coder&state=TX&state=CA&page={one}" for one in (7, 9))
    assert [link.number for link in found.numbers] == ["1", "…", "7", "8", "9", "…", "40"]
    assert [bool(link.url) for link in found.numbers] == [True, False, True, True, True, False, True]
    assert [link.number for link in found.numbers if link.is_here] == ["8"]


@pytest.mark.parametrize(("number", "previous", "following"), [(1, "", "?page=2"), (40, "?page=39", "")])
def test_the_first_and_the_last_page_lead_on_one_side_only(rf, number, previous, following):
    found = links(rf, "/jobs/", number)
    assert (found.previous, found.next) == (previous, following)


urlpatterns = [path("elsewhere/", lambda request: HttpResponse(), name="home")]


def test_an_address_that_is_known_follows_the_urls_and_the_prefix_of_the_moment(settings):
    written = Template('{% url "jobboard:home" %} {% url "jobboard:home" as home %}{{ home }}')
    assert [written.render(Context()) for _ in range(2)] == ["/ /"] * 2
    try:
        set_script_prefix("/board/")
        assert [written.render(Context()) for _ in range(2)] == ["/board/ /board/"] * 2
    finally:
        set_script_prefix("/")

    settings.ROOT_URLCONF = __name__
    assert Template('{% url "home" %}').render(Context()) == "/elsewhere/"
    assert Template('{% url "jobboard:home" as home %}({{ home }})').render(Context()) == "()"
    with pytest.raises(NoReverseMatch):
        written.render(Context())
