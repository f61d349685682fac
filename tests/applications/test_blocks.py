"""Hiding: what a blocked employer could see before, it cannot see after, in any place; and others still can."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Block, Employer
from accounts.policies import can_read_profile, is_hidden_from
from accounts.services import blocks
from applications import policies, services
from applications.models import Application
from applications.workflow import Stage
from core.errors import DomainError
from core.models import OutboxMail
from tests.factories import (
    make_application,
    make_candidate,
    make_listing,
    make_member,
    make_resume,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def application(employer, owner, colleague, viewer):
    person = make_candidate(name="Ada Byron", email="ada@people.test", credentials=["CPC"])
    return make_application(make_listing(employer=employer, title="Thoracic Coder"), person)


def places(application) -> list[str]:
    """Every address where a member could meet the application."""
    slug = application.listing.employer.slug
    return [
        reverse("applications:desk_detail", args=[slug, application.pk]),
        reverse("applications:resume", args=[application.pk]),
    ]


def answers(as_user, member, application) -> list[int]:
    session, slug = as_user(member), application.listing.employer.slug
    found = [session.get(url).status_code for url in places(application)]
    move = reverse("applications:move", args=[slug, application.pk])
    return [*found, session.post(move, {"to": "reviewing"}).status_code]


def lists(as_user, member, employer) -> str:
    session = as_user(member)
    names = ("applications:desk_list", "jobboard:desk")
    return "".join(session.get(reverse(name, args=[employer.slug])).content.decode() for name in names)


def test_a_blocked_employer_meets_nobody_in_any_place(as_user, application, employer, owner, colleague, viewer):
    before = lists(as_user, owner, employer)

    blocks.block(application.candidate, employer=employer)

    after = lists(as_user, owner, employer)
    assert ("Ada Byron" in before, "1 new" in before) == (True, True)
    assert ("Ada Byron" in after, "1 new" in after) == (False, False)
    assert "No applicants yet" in after
    for member in (owner, colleague, viewer):
        assert answers(as_user, member, application) == [404, 404, 404]


def test_the_answer_is_that_of_a_person_who_does_not_exist(as_user, application, employer, owner):
    session = as_user(owner)
    blocks.block(application.candidate, employer=employer)

    addresses = [reverse("applications:desk_detail", args=[employer.slug, pk]) for pk in (application.pk, 999_999)]
    hidden, nobody = (session.get(url) for url in addresses)

    assert (hidden.status_code, nobody.status_code) == (404, 404)
    pages = [
        re.sub(r'value="[A-Za-z0-9]{64}"', "", one.content.decode().replace(url, ""))  # the token of the log-out form
        for one, url in zip((hidden, nobody), addresses, strict=True)
    ]
    assert pages[0] == pages[1]


def test_what_is_open_ends_without_a_word(application, employer):
    OutboxMail.objects.all().delete()

    blocks.block(application.candidate, employer=employer)

    application.refresh_from_db()
    assert application.stage == Stage.WITHDRAWN
    assert [(one.code, one.became) for one in application.events.all()] == [("withdrawn", "withdrawn")]
    assert OutboxMail.objects.count() == 0


def test_taking_it_back_brings_no_application_back_to_life(as_user, application, employer, owner):
    made = blocks.block(application.candidate, employer=employer)

    as_user(application.candidate).post(reverse("applications:unblock", args=[made.pk]))

    application.refresh_from_db()
    assert application.stage == Stage.WITHDRAWN
    assert not policies.can_open_resume(owner, application)
    assert Block.objects.count() == 0


def test_other_employers_and_other_candidates_are_untouched(as_user, application, employer, owner, rival):
    elsewhere = make_application(make_listing(employer=rival.employers.get()), application.candidate)
    other = make_application(application.listing, make_candidate(name="Zoe Other"))

    blocks.block(application.candidate, employer=employer)

    elsewhere.refresh_from_db()
    assert elsewhere.stage == Stage.RECEIVED
    assert as_user(rival).get(places(elsewhere)[0]).status_code == 200
    assert as_user(owner).get(places(other)[0]).status_code == 200
    assert "Zoe Other" in lists(as_user, owner, employer)


@pytest.mark.parametrize(
    "facts", [{"website": "https://www.mercy.example/jobs"}, {"proven_domain": "mail.mercy.example"}]
)
def test_a_domain_covers_the_employers_that_go_by_it(as_user, application, employer, owner, facts):
    if "proven_domain" in facts:
        facts = {**facts, "domain_proven_at": timezone.now()}
    Employer.objects.filter(pk=employer.pk).update(**facts)

    blocks.block(application.candidate, domain="MERCY.example")

    application.refresh_from_db()
    assert application.stage == Stage.WITHDRAWN
    assert answers(as_user, owner, application) == [404, 404, 404]


def test_a_domain_covers_a_member_who_writes_from_it_and_only_that_one(as_user, application, employer, viewer):
    scout = make_member(employer, role="recruiter", email="scout@oldboss.example")
    seen = answers(as_user, scout, application)[:2]

    blocks.block(application.candidate, domain="oldboss.example")

    application.refresh_from_db()
    assert seen == [200, 200]
    assert answers(as_user, scout, application) == [404, 404, 404]
    assert "Ada Byron" not in lists(as_user, scout, employer)
    assert [as_user(viewer).get(url).status_code for url in places(application)] == [200, 200]
    assert application.is_open


def test_no_mail_about_her_goes_to_a_member_of_a_blocked_domain(employer, owner, colleague):
    scout = make_member(employer, role="recruiter", email="scout@oldboss.example")
    person = make_candidate()
    blocks.block(person, domain="oldboss.example")

    services.apply(make_listing(employer=employer), by=person, resume=make_resume(person))

    told = set(OutboxMail.objects.values_list("to", flat=True))
    assert told == {person.email, owner.email, colleague.email}
    assert scout.email not in told


def test_a_parent_of_the_domain_is_not_blocked_by_its_child(application, employer):
    Employer.objects.filter(pk=employer.pk).update(website="https://mercy.example/")
    employer.refresh_from_db()

    blocks.block(application.candidate, domain="tyler.mercy.example")

    assert not is_hidden_from(application.candidate, employer)


def test_one_does_not_apply_where_one_hides(as_user, employer, owner):
    person, listing = make_candidate(), make_listing(employer=employer)
    blocks.block(person, employer=employer)

    response = as_user(person).get(reverse("applications:apply", args=[listing.pk, listing.slug]))

    assert response.url == reverse("applications:blocks")
    with pytest.raises(DomainError):
        services.apply(listing, by=person, resume=make_resume(person))
    assert Application.objects.count() == 0


def test_the_page_of_a_job_says_that_one_hides_and_offers_to_take_it_back(as_user, employer, owner):
    Employer.objects.filter(pk=employer.pk).update(website="https://www.mercy.example/")
    person, listing = make_candidate(), make_listing(employer=employer)
    session, apply = as_user(person), reverse("applications:apply", args=[listing.pk, listing.slug])
    before = session.get(listing.get_absolute_url()).text
    made = [blocks.block(person, employer=employer), blocks.block(person, domain="mercy.example")]

    hidden = session.get(listing.get_absolute_url()).text
    others = as_user(make_candidate()).get(listing.get_absolute_url()).text

    assert apply in before
    assert apply in others
    assert apply not in hidden
    for page in (before, others):
        assert "You hide from" not in page
    assert f"You hide from {employer.name}" in hidden
    for block, name in zip(made, (employer.name, "mercy.example"), strict=True):
        assert reverse("applications:unblock", args=[block.pk]) in hidden
        assert f"Hide from {name} no longer" in hidden
        back = session.post(reverse("applications:unblock", args=[block.pk]), {"next": listing.get_absolute_url()})
        assert back.url == listing.get_absolute_url()
    assert apply in session.get(listing.get_absolute_url()).text


def test_taking_it_back_leads_to_no_strangers_page(as_user, employer):
    person = make_candidate()
    made = blocks.block(person, employer=employer)

    answer = as_user(person).post(reverse("applications:unblock", args=[made.pk]), {"next": "//evil.example/"})

    assert answer.url == reverse("applications:blocks")


def test_the_way_to_an_employers_own_site_stays_with_a_word_about_it(as_user, employer):
    person = make_candidate()
    listing = make_listing(employer=employer, apply_method="url", apply_url="https://careers.example/77")
    blocks.block(person, employer=employer)

    page = as_user(person).get(listing.get_absolute_url()).text

    assert reverse("listings:out", args=[listing.pk]) in page
    assert "What you do on its own site it sees all the same." in page


CAST = ("visitor", "candidate", "viewer", "colleague", "owner", "rival", "moderator", "operator")


@pytest.mark.parametrize(
    ("visibility", "is_proven", "readers"),
    [
        ("private", True, set()),
        ("verified", False, set()),
        ("verified", True, {"viewer", "colleague", "owner"}),
        ("applied", False, {"viewer", "colleague", "owner"}),
    ],
)
def test_who_reads_a_profile(request, employer, visibility, is_proven, readers):
    cast = {who: request.getfixturevalue(who) for who in CAST}
    employer.proven_domain = "mercy.example" if is_proven else ""
    person = make_candidate(visibility=visibility)

    found = {who for who in CAST if can_read_profile(cast[who], person.candidate_profile, employer)}
    blocks.block(person, employer=employer)

    assert found == readers
    assert {who for who in CAST if can_read_profile(cast[who], person.candidate_profile, employer)} == set()


@pytest.mark.parametrize(("visibility", "is_shown"), [("applied", True), ("private", False), ("verified", False)])
def test_the_desk_shows_the_profile_as_far_as_she_lets_it(as_user, employer, owner, visibility, is_shown):
    person = make_candidate(credentials=["CPC"], visibility=visibility, name="Ada Byron")
    person.candidate_profile.credentials.update(number="77-1234")
    application = make_application(make_listing(employer=employer, credentials=["CCS"]), person)

    page = as_user(owner).get(places(application)[0]).content.decode()
    rows = as_user(owner).get(reverse("applications:desk_list", args=[employer.slug])).content.decode()

    assert "Ada Byron" in page
    assert ("77-1234" in page, "shares no profile" in page) == (is_shown, not is_shown)
    assert ('<abbr title="Certificate CPC">' in rows) is is_shown


def test_a_check_is_said_with_employer_and_day_and_stands_in_the_history(as_user, application, employer, owner, rival):
    held = application.candidate.candidate_profile.credentials.get()
    url = reverse("applications:check", args=[employer.slug, application.pk])

    as_user(owner).post(url, {"held": held.pk})

    held.refresh_from_db()
    assert held.checked_by == employer
    assert [(one.code, one.became, one.by) for one in application.events.all()] == [("checked", "CPC", owner)]
    assert f"checked by {employer}" in as_user(owner).get(places(application)[0]).content.decode()
    assert (
        "CPC checked by the employer"
        in as_user(application.candidate).get(reverse("applications:detail", args=[application.pk])).content.decode()
    )

    elsewhere = make_application(make_listing(employer=rival.employers.get()), application.candidate)
    page = as_user(rival).get(places(elsewhere)[0]).content.decode()
    assert "checked by another employer" in page
    assert employer.name not in page


@pytest.mark.parametrize("who", ["viewer", "rival", "candidate"])
def test_only_editors_of_the_employer_check(request, as_user, application, employer, who):
    held = application.candidate.candidate_profile.credentials.get()
    url = reverse("applications:check", args=[employer.slug, application.pk])

    response = as_user(request.getfixturevalue(who)).post(url, {"held": held.pk})

    held.refresh_from_db()
    assert response.status_code == (403 if who == "viewer" else 404)
    assert held.checked_by is None


def test_nobody_checks_what_is_not_shared_or_somebody_elses(as_user, application, employer, owner):
    other = make_candidate(credentials=["CCS"]).candidate_profile.credentials.get()
    profile = application.candidate.candidate_profile
    url = reverse("applications:check", args=[employer.slug, application.pk])

    foreign = as_user(owner).post(url, {"held": other.pk}).status_code
    profile.visibility = "private"
    profile.save()
    private = as_user(owner).post(url, {"held": profile.credentials.get().pk}).status_code

    assert (foreign, private) == (404, 404)
    assert application.events.count() == 0


# The page ------------------------------------------------------------------------------------------------------


def test_before_confirming_she_reads_which_applications_end(as_user, application, employer):
    session = as_user(application.candidate)

    found = session.get(reverse("applications:blocks") + "?find=mercy").content.decode()
    page = session.get(reverse("applications:blocks") + f"?employer={employer.slug}").content.decode()

    application.refresh_from_db()
    assert f"?employer={employer.slug}" in found
    assert "1 open application ends as withdrawn" in page
    assert "Thoracic Coder" in page
    assert application.is_open

    session.post(reverse("applications:block"), {"employer": employer.slug})

    application.refresh_from_db()
    assert not application.is_open
    assert employer.name in session.get(reverse("applications:blocks")).content.decode()


@pytest.mark.parametrize(
    ("typed", "domain"),
    [
        ("Hospital.ORG", "hospital.org"),
        ("https://www.hospital.org/jobs?x=1", "www.hospital.org"),
        ("ann@hospital.org", "hospital.org"),
        ("münchen.de", "xn--mnchen-3ya.de"),
        ("localhost", ""),
        ("10.0.0.1", ""),
        ("a..b", ""),
        ("-x-.org", ""),
        ("x" * 64 + ".org", ""),
        ("", ""),
    ],
)
def test_a_domain_is_read_from_what_people_type(typed, domain):
    assert blocks.domain_of(typed) == domain


@pytest.mark.parametrize("data", [{}, {"employer": "nobody"}, {"domain": "nonsense"}, {"employer": "a b"}])
def test_nobody_is_blocked_by_nonsense(as_user, candidate, data):
    response = as_user(candidate).post(reverse("applications:block"), data, follow=True)

    assert "Choose an employer or a domain" in response.content.decode()
    assert Block.objects.count() == 0


def test_blocking_twice_is_blocking_once(candidate, employer):
    blocks.block(candidate, employer=employer)
    blocks.block(candidate, employer=employer)
    blocks.block(candidate, domain="x.example")
    blocks.block(candidate, domain="X.example")

    assert Block.objects.count() == 2
