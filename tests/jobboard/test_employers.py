import re

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.services import employers
from tests.factories import make_employer, make_listing, make_member, make_state, make_term

pytestmark = pytest.mark.django_db
DIRECTORY = "/employers/"


def make_listed(**fields):
    """An employer with something to show: a job that was open once."""
    employer = make_employer(**fields)
    make_listing(employer=employer, status="closed")
    return employer


def names(response) -> list[str]:
    return [employer.name for employer in response.context["page"]]


def test_directory_counts_open_jobs_only(client):
    employer = make_listed(name="Mercy Coding")
    make_listing(employer=employer)
    make_listing(employer=employer)
    for status in ("draft", "pending", "closed", "expired", "removed", "rejected"):
        make_listing(employer=employer, status=status)
    make_listing(employer=employer, expires_at=timezone.now())
    make_listed(name="Quiet Clinic")

    response = client.get(DIRECTORY)

    assert [(row.name, row.open_jobs) for row in response.context["page"]] == [("Mercy Coding", 2), ("Quiet Clinic", 0)]


def test_directory_leaves_out_suspended_and_unnamed_employers(client):
    make_listed(name="Seen")
    make_listing(employer=make_listed(name="Hidden", suspended_at=timezone.now()))
    make_listing(employer=employers.unnamed("feed"))

    assert names(client.get(DIRECTORY)) == ["Seen"]


def test_directory_marks_the_unclaimed(client):
    make_listed(name="Mercy Coding")
    make_listing(employer=employers.unclaimed("Feed Clinic"))

    page = client.get(DIRECTORY).content.decode()

    rows = re.findall(r'<th scope="row">(.*?)</th>', page, re.S)
    assert [("Unclaimed" in row) for row in rows] == [True, False]


def test_directory_is_in_order_of_names_whatever_their_case(client):
    for name in ("beta", "Alpha", "Ceta"):
        make_listed(name=name)

    assert names(client.get(DIRECTORY)) == ["Alpha", "beta", "Ceta"]


@pytest.mark.parametrize(
    ("query", "found"), [("mercy", ["Mercy Coding"]), ("CODING", ["Mercy Coding"]), ("%", []), ("nothing", [])]
)
def test_directory_searches_names(client, query, found):
    make_listed(name="Mercy Coding")
    make_listed(name="Rival Health")

    response = client.get(DIRECTORY, {"q": query})

    assert names(response) == found
    assert f'value="{query}"' in response.content.decode()


@pytest.mark.parametrize("query", ["x" * 10_000, "a\x00b", "<script>", "' OR 1=1 --"])
def test_directory_with_an_impossible_query_is_a_normal_page(client, query):
    make_listed(name="Mercy Coding")

    response = client.get(DIRECTORY, {"q": query})

    assert response.status_code == 200
    assert "<script>" not in response.content.decode().replace("<script src", "")


@pytest.mark.parametrize("page", ["0", "-1", "99999", "x", "1e9", "9" * 5000, "\x00", "²"])
def test_directory_with_an_impossible_page_is_a_normal_page(client, page):
    make_listed(name="Mercy Coding")

    assert names(client.get(DIRECTORY, {"page": page})) == ["Mercy Coding"]


def test_directory_with_broken_utf8_is_a_normal_page(client):
    assert client.get(f"{DIRECTORY}?q=%ff%fe&page=%ff").status_code == 200


def test_directory_turns_pages_and_keeps_the_query(client):
    for number in range(51):
        make_listed(name=f"Mercy {number:02}")

    second = client.get(DIRECTORY, {"q": "mercy", "page": "2"})

    assert names(second) == ["Mercy 50"]
    assert "q=mercy&amp;page=1" in second.content.decode()


def test_directory_costs_the_same_with_one_employer_and_with_many(client, django_assert_max_num_queries):
    state, kind = make_state("TX"), make_term("employer_type", "acute-hospital")
    for number in range(12):
        make_listing(employer=make_listed(name=f"Mercy {number}", state=state, kind=kind))

    with django_assert_max_num_queries(3):
        client.get(DIRECTORY)


def test_employer_shows_its_facts_and_its_open_jobs(client):
    employer = make_employer(
        name="Mercy Coding",
        website="https://mercy.example/about",
        city="Tyler",
        state=make_state("TX"),
        size=1200,
        about="First.\n\nSecond <b>bold</b>.",
    )
    shown = make_listing(employer=employer, title="Shown")
    make_listing(employer=employer, title="Still a draft", status="draft")
    make_listing(title="Of another employer")

    page = client.get(employer.get_absolute_url()).content.decode()

    assert re.findall(r'data-listing-id="(\d+)"', page) == [str(shown.pk)]
    assert "Tyler, Texas" in page
    assert "1,200" in page
    assert '<a href="https://mercy.example/about" rel="nofollow ugc noopener">mercy.example</a>' in page
    assert "<p>First.</p><p>Second &lt;b&gt;bold&lt;/b&gt;.</p>" in page
    assert "Nobody has claimed this employer" not in page
    assert "has not checked it" in page


def test_employer_nobody_claimed_says_so(client):
    employer = employers.unclaimed("Feed Clinic")
    make_listing(employer=employer)

    page = client.get(employer.get_absolute_url()).content.decode()

    assert "Nobody has claimed this employer" in page
    assert page.count("not stated") >= 3


def test_employer_not_named_says_which_feed_it_stands_for(client):
    employer = employers.unnamed("Sample feed")
    listing = make_listing(employer=employer)

    page = client.get(employer.get_absolute_url()).content.decode()

    assert "Sample feed" in page
    assert f'data-listing-id="{listing.pk}"' in page


def test_suspended_employer_is_gone_for_everybody_but_in_the_desk(client, as_user, employer, owner):
    url = employer.get_absolute_url()
    before = client.get(url).status_code
    employer.suspended_at = timezone.now()
    employer.save()

    assert before == 200
    assert client.get(url).status_code == 404
    assert as_user(owner).get(url).status_code == 404
    assert as_user(owner).get(reverse("jobboard:desk", args=[employer.slug])).status_code == 200


@pytest.mark.parametrize("slug", ["nobody", "new", "x" * 500])
def test_employer_that_is_none_is_not_found(client, slug):
    assert client.get(f"/employers/{slug}/").status_code == 404


def test_no_member_address_on_public_pages(client, as_user, employer):
    member = make_member(employer, email="secret.person@mercy.example", name="Secret Person")
    make_listing(employer=employer, posted_by=member)

    for browser in (client, as_user(make_member(make_employer()))):
        for url in (DIRECTORY, employer.get_absolute_url()):
            page = browser.get(url).content.decode()
            assert "secret.person" not in page
            assert "Secret Person" not in page


def test_employer_costs_the_same_with_one_job_and_with_many(client, django_assert_max_num_queries):
    few, many = make_employer(name="Few"), make_employer(name="Many")
    make_listing(employer=few)
    for _ in range(9):
        make_listing(employer=many, codes=[("cpt", "32701")], credentials=["CPC"])

    for employer in (few, many):
        with django_assert_max_num_queries(6):
            client.get(employer.get_absolute_url())


def test_directory_lists_nobody_for_a_name_alone(client, employer):
    make_employer(name="Only Registered")
    make_employer(name="Proven House", proven_domain="proven.example", domain_proven_at=timezone.now())
    make_listing(employer=make_employer(name="Waiting"), status="pending")
    make_listing(employer=make_employer(name="Hiring Once"), status="closed")

    page = client.get("/employers/").text

    shown = [name for name in ("Only Registered", "Proven House", "Waiting", "Hiring Once") if name in page]
    assert shown == ["Proven House", "Hiring Once"]


def test_directory_filters_by_kind(client, employer):
    hospital = make_term("employer_type", "acute-hospital")
    make_listing(employer=make_employer(name="A Hospital", kind=hospital))
    make_listing(employer=make_employer(name="Another House"))

    page = client.get("/employers/?kind=acute-hospital").text

    assert ("A Hospital" in page, "Another House" in page) == (True, False)
    assert client.get("/employers/?kind=%00nonsense").status_code in (200, 400)
