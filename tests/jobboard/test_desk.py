from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.services import claims, employers
from tests.factories import make_application, make_candidate, make_employer, make_listing, make_member, make_user

pytestmark = pytest.mark.django_db


def desk(employer) -> str:
    return reverse("jobboard:desk", args=[employer.slug])


def test_desks_of_somebody_with_one_is_that_one(as_user, employer, viewer):
    assert as_user(viewer).get(reverse("jobboard:desks")).url == desk(employer)


def test_desks_of_somebody_with_two_lists_both(as_user, employer, owner):
    second = make_employer(name="Second")
    second.memberships.create(user=owner, role="viewer")
    make_employer(name="Not hers")

    response = as_user(owner).get(reverse("jobboard:desks"))

    page = response.content.decode()
    assert [one.name for one in response.context["desks"]] == ["Mercy Coding", "Second"]
    assert desk(employer) in page
    assert desk(second) in page


def test_desks_of_somebody_without_one_offers_to_create_an_employer(as_user):
    page = as_user(make_user()).get(reverse("jobboard:desks")).content.decode()

    assert reverse("accounts:create_employer") in page


def test_desks_show_what_one_asked_for(as_user):
    person = make_user()
    waiting, refused = employers.unclaimed("Lakes Hospital"), employers.unclaimed("Harbor Clinic")
    claims.request(waiting, by=person, reason="I run its office.")
    claims.withdraw(claims.request(refused, by=person, reason="I run its office."))

    page = as_user(person).get(reverse("jobboard:desks")).text

    assert f'<a href="{reverse("accounts:claim_employer", args=[waiting.slug])}">Lakes Hospital</a>' in page
    assert "Waiting for a moderator" in page
    assert "Harbor Clinic" not in page


def test_header_of_every_page_links_each_desk(as_user, employer, owner):
    second = make_employer(name="Second")
    second.memberships.create(user=owner, role="viewer")

    page = as_user(owner).get(reverse("jobboard:employers")).content.decode()

    assert f'href="{desk(employer)}"' in page
    assert f'href="{desk(second)}"' in page


def test_empty_desk_says_what_comes_next(as_user, employer, owner):
    page = as_user(owner).get(desk(employer)).content.decode()

    assert "From here to your first applicant" in page
    assert reverse("listings:create", args=[employer.slug]) in page


def test_desk_puts_first_what_needs_doing(as_user, employer, owner):
    now = timezone.now()
    changes = make_listing(employer=employer, title="To change", status="changes_requested")
    soon = make_listing(employer=employer, title="Ends soon", expires_at=now + timedelta(days=6))
    make_listing(employer=employer, title="Ends later", expires_at=now + timedelta(days=8))
    applied = make_listing(employer=employer, title="Applied to", expires_at=now + timedelta(days=30))
    for stage in ("received", "received", "declined"):
        make_application(applied, make_candidate(), stage=stage)
    make_application(make_listing(title="Elsewhere"), make_candidate())

    response = as_user(owner).get(desk(employer))

    assert list(response.context["to_change"]) == [changes]
    assert list(response.context["ending"]) == [soon]
    assert [(one.title, one.unread) for one in response.context["unread"]] == [("Applied to", 2)]
    assert response.context["statuses"] == [("Changes requested", 1), ("Published", 3)]
    assert response.context["stages"] == [("Received", 2), ("Not selected", 1)]


def test_desk_with_nothing_to_do_says_so(as_user, employer, owner):
    make_listing(employer=employer)

    assert "Nothing waits for you." in as_user(owner).get(desk(employer)).content.decode()


def test_desk_names_the_last_day_in_the_employers_zone(as_user, employer, owner):
    employer.time_zone = "America/Los_Angeles"
    employer.save()
    today = timezone.now().astimezone(ZoneInfo(employer.time_zone))
    midnight = today.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=3)
    make_listing(employer=employer, expires_at=midnight)

    page = as_user(owner).get(desk(employer)).text

    assert f'ends <time class="nowrap" datetime="{midnight.date() - timedelta(days=1)}">' in page


@pytest.mark.parametrize(
    ("what", "link"),
    [
        ("unread", "/applicants/?stage=received"),
        ("to_change", "/listings/?state=yours"),
        ("ending", "/listings/?state=live"),
    ],
)
@pytest.mark.parametrize(("number", "is_cut"), [(5, False), (6, True)])
def test_desk_leads_to_the_rest_of_what_it_cuts_off(as_user, employer, owner, what, link, number, is_cut):
    later = timezone.now() + timedelta(days=2 if what == "ending" else 30)
    for _ in range(number):
        listing = make_listing(
            employer=employer, status="changes_requested" if what == "to_change" else "published", expires_at=later
        )
        if what == "unread":
            make_application(listing, make_user(), stage="received")
    session = as_user(owner)

    response = session.get(desk(employer))
    rest = session.get(f"/desk/{employer.slug}{link}")

    assert len(response.context[what]) == 5
    assert (f'href="/desk/{employer.slug}{link}"' in response.text) is is_cut
    assert rest.context["page"].paginator.count == number


@pytest.mark.parametrize(("who", "may_post"), [("viewer", False), ("colleague", True), ("owner", True)])
def test_desk_offers_posting_to_editors_only(request, as_user, employer, who, may_post):
    person = request.getfixturevalue(who)

    page = as_user(person).get(desk(employer)).content.decode()

    assert (reverse("listings:create", args=[employer.slug]) in page) is may_post


def test_desk_of_a_suspended_employer_shows_the_reason_and_no_posting(as_user, employer, owner, moderator):
    make_listing(employer=employer, title="Was live")
    employers.suspend(employer, by=moderator, note="The website is <not> theirs.")

    page = as_user(owner).get(desk(employer)).content.decode()

    assert "Mercy Coding is suspended" in page
    assert "The website is &lt;not&gt; theirs." in page
    assert reverse("listings:create", args=[employer.slug]) not in page
    assert moderator.email not in page


def test_desk_is_closed_the_moment_a_membership_ends(as_user, employer, owner):
    session = as_user(owner)
    before = session.get(desk(employer)).status_code
    owner.memberships.all().delete()

    assert (before, session.get(desk(employer)).status_code) == (200, 404)


def test_desk_costs_the_same_with_few_rows_and_with_many(as_user, django_assert_max_num_queries):
    few, many = make_employer(name="Few"), make_employer(name="Many")
    for employer, number in ((few, 1), (many, 6)):
        for _ in range(number):
            make_listing(employer=employer, status="changes_requested")
            make_application(
                make_listing(employer=employer, expires_at=timezone.now() + timedelta(days=2)), make_user()
            )
        session = as_user(make_member(employer))
        with django_assert_max_num_queries(14):
            session.get(desk(employer))
