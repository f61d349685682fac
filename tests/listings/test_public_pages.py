import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from codes import services as codes
from codes.services import table
from listings.models import Listing
from tests.factories import make_candidate, make_employer, make_listing, make_state

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_reference(monkeypatch):
    """Nothing of another test's reference, and no look at its stamp while statements are counted."""
    monkeypatch.setattr(table, "SECONDS_BETWEEN_LOOKS", 3_600)
    codes.forget()
    yield
    codes.forget()


def html_of(response) -> str:
    return response.content.decode()


def rows_of(response) -> list[int]:
    return [int(pk) for pk in re.findall(r'<article class="job-row" data-listing-id="(\d+)"', html_of(response))]


def count_of(response) -> int:
    return int(re.search(r'data-result-count="(\d+)"', html_of(response))[1])


# The list -------------------------------------------------------------------------------------------------------


def test_list_shows_what_is_open(client, reference):
    shown = make_listing()
    make_listing(status="draft")

    response = client.get("/jobs/")

    assert rows_of(response) == [shown.pk]
    assert count_of(response) == 1


def test_each_option_carries_its_facet_value_and_count_in_order(client, reference):
    make_listing(work="hybrid")
    make_listing(work="hybrid")
    make_listing(work="remote")

    html = html_of(client.get("/jobs/?work=hybrid"))

    assert 'data-facet="work" data-value="hybrid" data-count="2"' in html
    assert 'data-facet="work" data-value="remote" data-count="1"' in html
    assert re.search(r'value="hybrid" form="search" checked', html)


def test_chips_take_one_choice_away(client, reference):
    make_listing(work="hybrid", remote_scope="", state=make_state("TX"))

    html = html_of(client.get("/jobs/?work=hybrid&state=tx&state=OK&q=coder"))

    assert 'aria-label="Remove Living in: Texas"' in html
    assert 'href="?q=coder&amp;state=OK&amp;work=hybrid"' in html
    assert 'href="?q=coder"' in html  # clear all keeps the words


def test_unknown_values_are_named_above_the_results(client, reference):
    make_listing()

    html = html_of(client.get("/jobs/?specialty=knitting"))

    assert "“knitting” is not a value of “Specialty”" in html
    assert 'data-result-count="0"' in html


def test_typed_text_is_escaped(client, reference):
    html = html_of(client.get("/jobs/?q=<script>alert(1)</script>&state=<b>x</b>"))

    assert "<script>alert" not in html
    assert "<b>x</b>" not in html


def test_those_that_do_not_say_are_one_link_and_a_list_of_their_own(client, reference):
    says = make_listing(work="hybrid")
    silent = make_listing(work="")

    plain, unstated = client.get("/jobs/?work=hybrid"), client.get("/jobs/?work=hybrid&unstated=1")

    assert rows_of(plain) == [says.pk]
    assert "+ 1 that do not say" in html_of(plain)
    assert rows_of(unstated) == [silent.pk]
    assert count_of(unstated) == 1


def test_an_empty_result_says_what_removed_everything(client, reference):
    make_listing(work="hybrid", title="Radiology coder")

    html = html_of(client.get("/jobs/?work=hybrid&state=CA&q=radiology"))

    assert "No open job fits all of this" in html
    assert re.search(r'<a href="\?q=radiology&amp;work=hybrid">1 job</a> without Living in: California', html)
    assert "0 jobs" in html


@pytest.mark.parametrize("page", ["0", "-3", "abc", "99999", "", "1e9", "%00"])
def test_any_page_number_is_a_normal_page(client, reference, page):
    listing = make_listing()

    response = client.get(f"/jobs/?page={page}")

    assert (response.status_code, rows_of(response)) == (200, [listing.pk])


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=%ff%fe%80",
        "q=" + "coder" * 2000,
        "q=" + "%25" * 100,
        'q=(((OR AND NEAR*^"',
        "state=%00&specialty=%ff",
        "pay_min=999999999999999999999999",
        "years_max=-1&posted=0&unit=&sort=zzz",
        "employer=%00&employer=..%2F..",
        "code=" + "9" * 5000,
        "&".join(f"code={number}" for number in range(10000, 10400)),
        "unstated=1&unstated=2",
        "more=%3Cscript%3E",
        "sort=pay&sort=newest",
    ],
)
def test_odd_query_strings_are_a_normal_page(client, reference, query):
    make_listing()

    assert client.get(f"/jobs/?{query}").status_code == 200


def test_ten_thousand_parameters_are_refused_plainly(client, reference):
    response = client.get("/jobs/?" + "&".join(["state=TX"] * 10_000))

    assert response.status_code == 400
    assert "too many values" in response.text
    assert "cut short" not in response.text


def test_list_pages_have_no_markup_and_filtered_ones_are_not_kept(client, reference):
    make_listing()

    plain, filtered = html_of(client.get("/jobs/")), html_of(client.get("/jobs/?work=remote"))

    assert "application/ld+json" not in plain
    assert '<link rel="canonical" href="http://127.0.0.1:8000/jobs/">' in plain
    assert "noindex" not in plain
    assert '<meta name="robots" content="noindex, follow">' in filtered
    assert "canonical" not in filtered


def test_htmx_gets_results_and_facets_in_one_piece(client, reference):
    make_listing()

    response = client.get("/jobs/", headers={"HX-Request": "true"})

    html = html_of(response).strip()
    assert html.startswith('<div id="results"')
    assert 'id="_filters"' in html
    assert "<html" not in html
    assert "HX-Request" in response["Vary"]


def test_post_is_not_allowed(client, reference):
    assert client.post("/jobs/").status_code == 405


def test_list_of_full_rows_stays_small(client, reference):
    for number in range(26):
        make_listing(
            title=f"Senior radiation oncology coder, hospital and professional {number}",
            codes=[("cpt", "32701"), ("cpt", "77427"), ("icd10cm", "C3411"), ("hcpcs", "G0339")],
            credentials=("CPC", "CCS", "ROCC"),
            states=("TX", "OK", "FL", "CA", "NY"),
            systems=("epic", "aria"),
            settings=("professional", "hospital-inpatient"),
            has_coding_test=True,
            coding_test_when="before",
        )

    assert len(client.get("/jobs/").content) < 60_000


# One job -----------------------------------------------------------------------------------------------------------


def test_detail_shows_everything_stated(client, reference):
    listing = make_listing(
        credentials=("CPC", "ROCC"),
        codes=[("cpt", "32701")],
        code_ranges=[("cpt", "77261", "77799")],
        states=("TX",),
        requisition="HN-77",
    )

    html = html_of(client.get(listing.get_absolute_url()))

    for words in (
        listing.title,
        "$28–$34 an hour",
        "≈ $58,240–$70,720 a year",
        "at 2,080 hours a year",
        "Fully remote",
        "Texas",
        "Any one of",
        "HN-77",
        "77261–77799",
        "/codes/cpt/32701/",
        "Radiation Oncology",
        listing.text.html,
        "Report this job",
        "What happens after you apply",
    ):
        assert words in html


def test_detail_redirects_to_its_slug_for_good(client, reference):
    listing = make_listing()

    response = client.get(f"/jobs/{listing.pk}-other-words/?source=Indeed")

    assert response.status_code == 301
    assert response["Location"] == f"{listing.get_absolute_url()}?source=Indeed"


@pytest.mark.parametrize("status", ["draft", "pending", "changes_requested", "rejected", "withdrawn"])
def test_what_was_never_public_is_not_found(client, reference, status):
    listing = make_listing(status=status)

    assert client.get(listing.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("status", ["closed", "expired", "removed"])
def test_what_is_over_is_gone_with_similar_jobs(client, reference, status):
    listing = make_listing(status=status, title="Old job")
    similar = make_listing(title="Similar and open")
    make_listing(title="Something else", specialties=("thoracic-surgery",))

    response = client.get(listing.get_absolute_url())

    assert response.status_code == 410
    assert rows_of(response) == [similar.pk]
    assert "application/ld+json" not in html_of(response)


def test_past_its_moment_or_suspended_is_gone(client, reference):
    over = make_listing(expires_at=timezone.now() - timedelta(minutes=1))
    suspended = make_listing(employer=make_employer(suspended_at=timezone.now()))

    assert client.get(over.get_absolute_url()).status_code == 410
    assert client.get(suspended.get_absolute_url()).status_code == 410


def test_an_absurd_number_is_not_found(client, reference):
    assert client.get("/jobs/99999999999999999999999-x/").status_code == 404


def test_the_three_ways_to_apply(client, reference):
    here = make_listing(apply_method="board")
    there = make_listing(apply_method="url", apply_url="https://careers.example/77")
    nowhere = make_listing(apply_method="none")

    pages = [html_of(client.get(listing.get_absolute_url())) for listing in (here, there, nowhere)]

    assert reverse("applications:apply", args=[here.pk, here.slug]) in pages[0]
    assert "Apply on careers.example" in pages[1]
    assert "https://careers.example/77" not in pages[1]
    assert "The employer left no way to apply here" in pages[2]


def test_way_out_counts_presses_and_names_the_host(client, reference):
    listing = make_listing(apply_method="url", apply_url="https://careers.example/77")
    address = reverse("listings:out", args=[listing.pk])

    client.get(address)
    client.head(address)
    response = client.post(address, follow=True)

    assert Listing.objects.get(pk=listing.pk).apply_clicks == 1
    assert response.redirect_chain == [(address, 302)]
    assert "careers.example" in html_of(response)
    assert 'href="https://careers.example/77" rel="nofollow noopener noreferrer"' in html_of(response)


@pytest.mark.parametrize(
    "fields",
    [
        {"apply_method": "board"},
        {"apply_method": "none"},
        {"apply_method": "url", "apply_url": "http://careers.example/77"},
        {"apply_method": "url", "apply_url": "https://careers.example/77", "status": "closed"},
    ],
)
def test_no_way_out_where_there_is_none(client, reference, fields):
    listing = make_listing(**fields)

    assert client.get(reverse("listings:out", args=[listing.pk])).status_code == 404
    assert client.post(reverse("listings:out", args=[listing.pk])).status_code == 404


def test_a_candidate_sees_what_she_holds_and_her_state_first(as_user, reference):
    browser = as_user(make_candidate(credentials=("CPC",), home_state="TX"))
    listing = make_listing(credentials=("CPC", "ROCC"), states=("FL", "TX"))

    html = html_of(browser.get(listing.get_absolute_url()))

    assert html.count("you hold this") == 1
    assert html.index("your state") < html.index("<li>Florida")


def test_a_candidate_is_told_when_her_state_is_not_listed(as_user, reference):
    browser = as_user(make_candidate(home_state="CA"))
    listing = make_listing(states=("FL", "TX"))

    assert "California, your state, is not on the list" in html_of(browser.get(listing.get_absolute_url()))


def test_an_unclaimed_employer_is_marked(client, reference):
    listing = make_listing(employer=make_employer(name="Imported Health", claimed_at=None))

    assert "Unclaimed employer" in html_of(client.get(listing.get_absolute_url()))
    assert "(unclaimed)" in html_of(client.get("/jobs/"))


def test_detail_costs_a_candidate_twelve_queries_at_most(as_user, reference, django_assert_max_num_queries):
    browser = as_user(make_candidate(credentials=("CPC",), home_state="TX"))
    listing = make_listing(credentials=("CPC",), codes=[("cpt", "32701")], states=("TX",))
    codes.resolve("cpt", "32701")  # the reference is in memory once a process has read it
    with django_assert_max_num_queries(12) as alone:
        browser.get(listing.get_absolute_url())
    for number in range(8):
        make_listing(title=f"Similar {number}", credentials=("CPC",), codes=[("cpt", "32701")], states=("TX", "OK"))

    with django_assert_max_num_queries(12) as many:
        browser.get(listing.get_absolute_url())

    assert len(many) <= len(alone) + 1  # the relations of the similar rows, once there are any


def test_what_was_understood_can_be_taken_back(client, reference):
    make_listing(states=("TX",))

    html = html_of(client.get("/jobs/?q=rad+onc+remote+TX&level=mid"))

    assert 'href="?q=rad+onc+TX&amp;level=mid" aria-label="Remove Remote, read from “remote”"' in html
    assert 'href="?q=%22rad+onc+remote+TX%22&amp;level=mid">Search these as plain words instead</a>' in html


def test_matched_words_and_codes_are_marked(client, reference):
    make_listing(
        title="Burn unit <b>auditor</b>",
        codes=[("cpt", "11111"), ("cpt", "22222"), ("cpt", "33333"), ("cpt", "44444")],
    )

    html = html_of(client.get("/jobs/?q=burn+auditors&code=44444"))

    assert "<mark>Burn</mark> unit &lt;b&gt;<mark>auditor</mark>&lt;/b&gt;" in html
    assert re.search(r'chip--on"><span class="chip__system">CPT</span> <span class="chip__code">44444', html)


@pytest.mark.parametrize(
    ("line", "marked"),
    [
        ('"medical coder"', ["Medical Coder", "medical-coders"]),
        ('"medical coder" epic', ["Medical Coder", "medical-coders", "Epic"]),
        ('"coder"', ["Coder", "coders"]),
        ("coder", ["Coder", "coders", "Coding"]),
        ("pos 99", ["POS 99"]),
    ],
)
def test_of_a_phrase_only_what_it_found_is_marked(line, marked, client, reference):
    make_listing(
        title="Medical Coder (medical-coders) for Epic, POS 99, 99 beds", employer=make_employer(name="Mercy Coding")
    )

    html = html_of(client.get("/jobs/", {"q": line}))

    assert re.findall("<mark>(.*?)</mark>", html) == marked


def test_job_page_shows_no_mail_address(client, reference):
    job = make_listing(
        description="Send your questions to jane@mercy.example before Friday.", benefits="Ask hr@mercy.example"
    )

    html = html_of(client.get(job.get_absolute_url()))

    assert "before Friday" in html
    assert "@mercy.example" not in html
