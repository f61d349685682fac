"""The search page as it is asked for: what is too much is named, groups open, the state of a profile is a chip."""

import re
from datetime import UTC, datetime
from urllib.parse import quote, urljoin

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from listings.facets import groups
from listings.filters import ListingFilter
from tests.factories import make_candidate, make_employer, make_listing, make_state

pytestmark = pytest.mark.django_db


def html_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def rows_of(html: str) -> list[int]:
    return [int(pk) for pk in re.findall(r'<article class="job-row" data-listing-id="(\d+)"', html)]


def count_of(html: str) -> int:
    return int(re.search(r'data-result-count="(\d+)"', html)[1])


def options_of(html: str, name: str) -> list[str]:
    return re.findall(rf'data-facet="{name}" data-value="([^"]+)"', html)


# Too much, and nonsense -------------------------------------------------------------------------------------------


def test_what_is_over_two_hundred_characters_is_said_to_be_left_out(client, reference):
    listing = make_listing(title="Coder")

    html = html_of(client.get("/jobs/", {"q": "coder " * 34 + "<b>auditor</b>"}))

    assert "Only the first 200 characters are searched. Left out: “coder &lt;b&gt;auditor&lt;/b&gt;”" in html
    assert rows_of(html) == [listing.pk]


def test_what_is_over_eight_parts_is_said_to_be_left_out(client, reference):
    html = html_of(client.get("/jobs/?q=one two three four five six seven eight nine ten"))

    assert "More than eight parts cannot be searched at once. Left out: “nine ten”" in html


def test_what_is_over_forty_values_is_said_to_be_left_out(client, reference):
    listing = make_listing(codes=[("cpt", "10000")])
    many = "&".join(f"code={number}" for number in range(10000, 10400))

    html = html_of(client.get(f"/jobs/?{many}"))

    assert "Only the first 40 values of “Code” were used." in html
    assert rows_of(html) == [listing.pk]
    assert "Only the first 40" not in html_of(client.get("/jobs/?code=10000"))


@pytest.mark.parametrize("within", ["0", "-1", "1e9", "1000000000", "many"])
def test_a_radius_that_is_none_is_named(within, client, reference):
    html = html_of(client.get("/jobs/", {"within": within}))

    assert f"“{within}” is no distance from 1 to" in html


def test_an_unknown_zip_is_named(client, reference):
    html = html_of(client.get("/jobs/?near=00000"))

    assert "We do not know the place “00000”" in html
    assert count_of(html) == 0


@pytest.mark.parametrize(
    "line",
    [
        '"',
        '""',
        "coder*",
        "^coder",
        "title:coder",
        "NEAR(coder, 2)",
        "coder AND",
        "OR",
        "NOT NOT",
        "(((",
        "-",
        "a' OR 1=1",
    ],
)
def test_the_syntax_of_the_index_is_plain_text(line, client, reference):
    make_listing(title="Coder")

    assert f'value="{line.replace(chr(34), "&quot;").replace(chr(39), "&#x27;")}"' in html_of(
        client.get("/jobs/", {"q": line})
    )


def test_past_the_end_is_the_last_page(client, reference):
    listings = [make_listing() for _ in range(26)]

    html = html_of(client.get("/jobs/?page=99999999999999999999"))

    assert rows_of(html) == [listings[0].pk]
    assert "page 2 of 2" in html


def test_a_page_beyond_what_can_be_paged_says_so(client, reference, monkeypatch):
    monkeypatch.setattr("listings.search.LAST_PAGE", 1)
    for _ in range(26):
        make_listing()

    html = html_of(client.get("/jobs/"))

    assert count_of(html) == 26
    assert "Pages end after 25 jobs" in html


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from([*ListingFilter.base_filters, "more", "anything"]), value=st.binary(max_size=60))
def test_any_bytes_in_any_parameter_are_a_normal_page(name, value, client, reference):
    assert client.get(f"/jobs/?{name}={quote(value)}&{name}={quote(value[::-1])}").status_code == 200


# Nothing found ----------------------------------------------------------------------------------------------------


def test_an_empty_result_says_what_there_would_be_without_each_part_of_the_line(client, reference):
    make_listing(title="Coder", description="Knows the whole of radiology.")
    make_listing(title="Coder", description="Knows anesthesia.", work="hybrid")
    make_listing(title="Coder", description="Knows anesthesia.", work="remote")

    html = html_of(client.get("/jobs/?q=anesthesia+radiology&work=onsite&work=hybrid"))

    assert count_of(html) == 0
    found = re.findall(r'<li><a href="([^"]+)">(1 job|\d+ jobs)</a> without ([^<]+)</li>', html)
    assert ("?q=anesthesia&amp;work=onsite&amp;work=hybrid", "1 job", "“radiology”") in found
    assert not [about for _, _, about in found if about == "“anesthesia”"]  # radiology is remote
    for url, words, _ in found:
        assert count_of(html_of(client.get("/jobs/" + url.replace("&amp;", "&")))) == int(words.split()[0])


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("zzqx", [("3 jobs", "“zzqx”")]),
        ("zzqx coder", [("2 jobs", "“zzqx”")]),
        ("zzqx yyqx", [("3 jobs", "“zzqx yyqx”")]),
        ("zzqx&work=onsite", [("1 job", "“zzqx”")]),
        ("zzqx&work=hybrid", [("3 jobs", "Remote or on-site: Hybrid and “zzqx”")]),
        ("zzqx coder&work=onsite", [("1 job", "“zzqx coder”"), ("1 job", "“zzqx”")]),
    ],
)
def test_an_empty_result_of_one_part_says_what_there_would_be_without_it(line, found, client, reference):
    make_listing(title="Coder", work="remote")
    make_listing(title="Coder", work="onsite")
    make_listing(title="Auditor", description="Reads charts.", work="remote")

    html = html_of(client.get(f"/jobs/?q={line}"))

    removals = re.findall(r'<li><a href="([^"]+)">(1 job|\d+ jobs)</a> without ([^<]+)</li>', html)
    assert [removal[1:] for removal in removals] == found
    for url, words, _ in removals:
        there = html_of(client.get(urljoin("/jobs/", url.replace("&amp;", "&"))))
        assert count_of(there) == int(words.split()[0])
    assert "Try fewer words" not in html


def test_an_empty_board_offers_nothing(client, reference):
    html = html_of(client.get("/jobs/?q=zzqx"))

    assert count_of(html) == 0
    assert "jobs</a> without" not in html


# Groups -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def many_specialties(reference):
    return make_listing(specialties=[f"specialty-{letter}" for letter in "abcdefghijklmno"])


def test_a_long_group_shows_its_commonest_and_the_rest_is_a_link_away(client, many_specialties):
    short = html_of(client.get("/jobs/?q=coder"))
    link = re.search(r'href="([^"]+)" data-facet-more="specialty">5 more', short)[1].replace("&amp;", "&")

    whole = html_of(client.get("/jobs/" + link))

    assert len(options_of(short, "specialty")) == groups.SHOWN
    assert link == "?q=coder&more=specialty#facet-specialty"
    assert len(options_of(whole, "specialty")) == 15
    assert 'id="find-specialty"' in short
    assert 'id="find-specialty"' in whole
    assert 'id="find-work"' not in whole
    assert '<input type="hidden" name="more" value="specialty" form="search">' in whole
    assert 'href="?q=coder#facet-specialty" data-facet-more="specialty">Fewer' in whole


def test_several_groups_may_be_whole(client, many_specialties):
    html = html_of(client.get("/jobs/?more=specialty&more=state&more=nonsense"))

    assert len(options_of(html, "specialty")) == 15
    assert 'href="?more=state#facet-specialty" data-facet-more="specialty">Fewer' in html
    assert "nonsense" not in html.split("<main")[1]


def test_a_group_shown_whole_has_an_end(client, many_specialties, monkeypatch):
    monkeypatch.setattr(groups, "MOST_SHOWN", 12)

    html = html_of(client.get("/jobs/?more=specialty"))

    assert len(options_of(html, "specialty")) == 12
    assert "and 3 rarer ones" in html


# The state of a profile -------------------------------------------------------------------------------------------


@pytest.fixture
def texan(as_user, reference):
    return as_user(make_candidate(home_state="TX"))


@pytest.fixture
def jobs(reference):
    """(in Texas, in Oklahoma)"""
    return [make_listing(work="onsite", remote_scope="", state=make_state(code)) for code in ("TX", "OK")]


def test_the_bare_page_of_a_candidate_starts_with_her_state_and_says_so(client, texan, jobs):
    hers, guests = html_of(texan.get("/jobs/")), html_of(client.get("/jobs/"))

    assert (rows_of(hers), count_of(hers)) == ([jobs[0].pk], 1)
    assert 'aria-label="Remove Your state: Texas (from your profile)"' in hers
    assert re.search(r'name="state" value="TX" form="search" checked', hers)
    assert count_of(guests) == 2
    assert "your profile" not in guests


def test_the_state_of_a_profile_goes_away_and_stays_away(texan, jobs):
    chip = re.search(r'href="([^"]+)" aria-label="Remove Your state', html_of(texan.get("/jobs/")))[1]

    html = html_of(texan.get("/jobs/" + chip))

    assert chip == "?state="
    assert count_of(html) == 2
    assert "From your profile" not in html
    assert "Your state" not in html


@pytest.mark.parametrize("address", ["/jobs/?q=coder", "/jobs/?work=onsite", "/jobs/?page=1", "/jobs/?q=&near="])
def test_an_address_that_says_anything_means_the_same_for_all_and_offers_her_state(address, texan, client, jobs):
    html = html_of(texan.get(address))

    assert count_of(html) == count_of(html_of(client.get(address))) == 2
    assert "Only jobs open to Texas" in html
    assert re.search(r'class="chip" href="\?[^"]*state=TX"', html)


@pytest.mark.parametrize("address", ["/jobs/?state=OK", "/jobs/?q=coder+in+oklahoma", "/jobs/?near=00000"])
def test_nothing_is_offered_where_the_search_says_where(address, texan, jobs):
    assert "Only jobs open to Texas" not in html_of(texan.get(address))


def test_unticking_her_state_is_no_reason_to_tick_it_again(texan, jobs):
    """What htmx asks for comes from something she just did."""
    html = html_of(texan.get("/jobs/", headers={"HX-Request": "true"}))

    assert count_of(html) == 2


def test_the_pages_after_the_first_are_those_of_her_state(texan, reference):
    for _ in range(26):
        make_listing(work="onsite", remote_scope="", state=make_state("TX"))
    make_listing(work="onsite", remote_scope="", state=make_state("OK"))

    link = re.search(r'<a href="([^"]+)" rel="next"', html_of(texan.get("/jobs/")))[1].replace("&amp;", "&")

    assert link == "?state=TX&page=2"
    assert count_of(html_of(texan.get("/jobs/" + link))) == 26


def test_clearing_all_is_not_undone_by_the_profile(texan, jobs):
    html = html_of(texan.get("/jobs/"))

    assert '<a class="chip" href="?state=">Clear all filters</a>' in html


def test_a_candidate_without_a_state_sees_what_all_see(as_user, jobs):
    html = html_of(as_user(make_candidate()).get("/jobs/"))

    assert count_of(html) == 2
    assert "profile:" not in html


def test_a_state_that_was_typed_leads_in_the_rows_like_one_that_was_chosen(client, reference):
    make_listing(work="remote", remote_scope="listed", states=("AL", "AZ", "CO", "FL", "OH"))
    for query in ("?q=remote+OH", "?state=OH"):
        assert "Remote: OH AL AZ CO +1" in client.get(f"/jobs/{query}").text
    assert "Remote: AL AZ CO FL +1" in client.get("/jobs/").text


def test_a_piece_of_the_page_brings_the_title_of_its_search(client, reference):
    make_listing()
    piece = client.get("/jobs/?q=pos+11", headers={"HX-Request": "true"}).text
    assert "<title>pos 11: Medical coding jobs · " in piece
    whole = client.get("/jobs/?q=pos+11").text
    assert whole.count("<title>") == 1
    assert "<title>pos 11: Medical coding jobs · " in whole


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_the_title_tells_the_pages_of_a_search_apart(headers, client, reference):
    for _ in range(26):
        make_listing()
    for address, title in (
        ("?q=coder&page=1", "coder: Medical coding jobs · "),
        ("?q=coder&page=2", "coder: Medical coding jobs, page 2 · "),
        ("?page=9", "Medical coding jobs, page 2 · "),
    ):
        assert f"<title>{title}" in client.get(f"/jobs/{address}", headers=headers).text


def test_the_heading_names_what_is_shown_and_the_number_of_matches_stays(client, reference):
    make_listing(pay_min=None, pay_max=None, pay_unit="")
    html = client.get("/jobs/?pay_min=60000&unstated=1").text
    assert 'data-result-count="0">1 job that does not say<' in html
    assert "Back to the" not in html


def test_beside_jobs_that_do_not_say_it_is_said_that_those_are_counted_that_do(client, reference):
    make_listing(pay_min=30, pay_max=40, pay_unit="hour", work="onsite", remote_scope="", state=make_state("TX"))
    for _ in range(2):
        make_listing(pay_min=None, pay_max=None, pay_unit="", work="onsite", remote_scope="", state=make_state("TX"))
    said = "The counts are of jobs that do say. Choosing a filter goes back to them."
    stated, unstated = (client.get(f"/jobs/?pay_min=60000{more}").text for more in ("", "&unstated=1"))

    assert 'data-facet="work" data-value="onsite" data-count="1"' in unstated
    assert said in unstated
    assert "Show 2 jobs<" in unstated

    assert 'data-facet="work" data-value="onsite" data-count="1"' in stated
    assert said not in stated
    assert "Show 1 job<" in stated


def test_where_nothing_is_left_to_filter_no_button_applies_filters(client, reference):
    make_listing()

    html = client.get("/jobs/?near=00000").text

    assert "Nothing is left to filter." in html
    assert "Apply filters" not in html
    assert "Apply filters" in client.get("/jobs/").text


def test_a_row_dates_a_job_as_its_employers_desk_does(client, reference):
    evening = datetime(2026, 11, 24, 1, 44, tzinfo=UTC)  # still the 23rd in New York
    listing = make_listing(employer=make_employer(time_zone="America/New_York"), first_posted_at=evening)
    assert '<time datetime="2026-11-23">23 Nov 2026</time>' in client.get("/jobs/").text
    assert "23 November 2026" in client.get(listing.get_absolute_url()).text


def test_a_row_names_credentials_that_are_preferred_where_none_is_required(client, reference):
    make_listing(preferred=("CCS", "CPC"), credentials_rule="")
    html = client.get("/jobs/").text
    assert '<span class="badge">CCS, CPC preferred</span>' in html
    assert "Credentials not stated" not in html


# What browsers keep ---------------------------------------------------------------------------------------------------


def test_no_browser_puts_back_what_an_address_does_not_say(client, reference):
    """Firefox fills forms as they were left when a page is loaded again, unless the form says no."""
    html = html_of(client.get("/jobs/"))

    assert re.search(r'<form id="search"[^>]* autocomplete="off"', html)


# Letters with accents -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("backend", ["sql", "snapshot"])
@pytest.mark.parametrize(
    "line", ["peña", "Pena", "PEÑA", "pen\u0303a", '"clínica peña"', '"clinica pena"', "auditor clinica"]
)
def test_a_word_is_found_and_marked_with_its_accents_or_without(client, reference, settings, backend, line):
    settings.SEARCH_BACKEND = backend
    wanted = make_listing(title="Auditor", employer=make_employer(name="Clínica Peña"))
    make_listing(title="Auditor", employer=make_employer(name="Pen Clinic"))

    html = html_of(client.get("/jobs/", {"q": line}))

    assert (count_of(html), rows_of(html)[0]) == (1, wanted.pk)
    assert re.search(r"<mark>(Peña|Clínica|Clínica Peña)</mark>", html)


def test_what_is_said_of_a_word_is_said_as_it_was_typed(client, reference):
    make_listing(title="Auditor")

    html = html_of(client.get("/jobs/", {"q": "auditor Peña™ ½"}))

    assert "Peña" in re.search(r'<div class="empty".*?</div>|<section class="empty".*', html, re.S)[0]


def test_a_slip_in_a_word_with_an_accent_is_put_right(client, reference):
    wanted = make_listing(title="Auditor", employer=make_employer(name="Clínica Mayagüez"))

    html = html_of(client.get("/jobs/", {"q": "mayagues"}))

    assert rows_of(html) == [wanted.pk]
