"""The header: the tools for everybody, the account links for guests, and each member's own ways."""

import re

import pytest
from django.urls import reverse

from accounts.models import Membership
from tests.factories import make_employer, make_user


def header(browser, address="/about/"):
    page = browser.get(address).content.decode()
    return page[page.index("<header") : page.index("</header>")]


def links(html):
    return set(re.findall(r'href="([^"]+)"', html))


def test_tools_carry_their_subtitles(db, client):
    html = header(client)

    assert [" ".join(pair) for pair in re.findall(r"<b>([^<]+)</b><small>([^<]+)</small>", html)] == [
        "Jobs medical coding job board",
        "Code lookup search and code lookup",
        "Employers who is hiring coders",
    ]


def test_guest_is_offered_both_account_links_and_comes_back(db, client):
    html = header(client, "/about/?a=1")

    assert 'href="/accounts/login/?next=%2Fabout%2F%3Fa%3D1"' in html
    assert 'href="/accounts/signup/?next=%2Fabout%2F%3Fa%3D1"' in html
    assert "Log in" in html
    assert "Register free account" in html


def test_account_links_keep_where_one_was_going(db, client):
    html = header(client, "/accounts/login/?next=/jobs/7-coder/apply/")

    assert 'href="/accounts/signup/?next=%2Fjobs%2F7-coder%2Fapply%2F"' in html


OWN = {"applications:mine", "accounts:profile", "accounts:resumes", "moderation:queue", "admin:index"}
SEES = {
    "candidate": {"applications:mine", "accounts:profile", "accounts:resumes"},
    "viewer": set(),
    "colleague": set(),
    "owner": set(),
    "rival": set(),
    "moderator": {"moderation:queue"},
    "operator": {"moderation:queue", "admin:index"},
}


@pytest.mark.parametrize("who", SEES)
def test_menu_follows_what_somebody_is(who, request, as_user):
    person = request.getfixturevalue(who)

    html = header(as_user(person))

    there = {name for name in OWN if reverse(name) in links(html)}
    assert there == SEES[who]
    assert "Register free account" not in html


def test_who_registered_to_hire_finds_the_way_to_a_desk(db, as_user, candidate):
    hiring, looking = header(as_user(make_user())), header(as_user(candidate))

    ways = {reverse("jobboard:desks"), reverse("applications:mine")}
    assert links(hiring) & ways == {reverse("jobboard:desks")}
    assert links(looking) & ways == {reverse("applications:mine")}


@pytest.mark.parametrize("who", ["owner", "colleague", "viewer"])
def test_member_finds_each_of_her_desks(who, request, as_user, employer):
    person = request.getfixturevalue(who)
    second = make_employer(name="Lakeshore")
    Membership.objects.create(employer=second, user=person, role="viewer")
    make_employer(name="Somebody Else")

    html = header(as_user(person))

    desks = {address for address in links(html) if address.startswith("/desk/")}
    assert desks == {reverse("jobboard:desk", args=[slug]) for slug in (employer.slug, second.slug)}


def test_log_out_is_a_form(as_user, candidate):
    html = header(as_user(candidate))

    assert '<form action="/accounts/logout/" method="post">' in html
    assert "csrfmiddlewaretoken" in html


def test_header_costs_a_member_one_query(as_user, owner, django_assert_num_queries):
    browser = as_user(owner)
    browser.get("/about/")

    # Session, user, the header's one; the page itself is one more.
    with django_assert_num_queries(4):
        browser.get("/about/")


def test_header_costs_a_guest_nothing(db, client, django_assert_num_queries):
    client.get("/about/")

    # The page itself.
    with django_assert_num_queries(1):
        client.get("/about/")


def test_footer_leads_to_the_plain_pages(db, client, settings):
    settings.SITE_FOOTER = "Run by the Coders’ Guild."

    page = client.get("/").content.decode()

    footer = page[page.index("<footer") :]
    assert links(footer) == {"/about/", "/contact/", "/privacy/", "/terms/", "/accessibility/"}
    assert "Run by the Coders’ Guild." in footer
