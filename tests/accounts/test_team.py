"""The team of a desk: invitations, roles, removal, handing over."""

import re
from datetime import timedelta
from threading import Barrier, Thread
from urllib.parse import quote

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import Employer, Invitation, Membership
from accounts.services import team
from accounts.workflow import Role
from core.errors import DomainError
from core.models import OutboxMail
from tests.factories import PASSWORD, make_member, make_user


def url(name: str, employer, *args) -> str:
    return reverse(f"accounts:{name}", args=[employer.slug, *args])


def roles(employer) -> dict[str, str]:
    return dict(employer.memberships.values_list("user__email", "role"))


def codes(employer) -> list[str]:
    return list(employer.events.values_list("code", flat=True))


def link(address: str) -> str:
    return re.search(r"/invitations/\S+", OutboxMail.objects.filter(to=address).latest("id").text)[0]


@pytest.fixture
def invited(owner, employer):
    return team.invite(employer, by=owner, email="New@people.test", role=Role.RECRUITER)


def test_an_invitation_by_mail_lets_the_invited_person_in(as_user, owner, employer):
    person = make_user(email="new@people.test")

    as_user(owner).post(url("invite", employer), {"email": "New@people.test", "role": "recruiter"})
    session = as_user(person)
    shown = session.get(link(person.email)).text
    before = roles(employer)
    response = session.post(link(person.email))

    assert "Join Mercy Coding" in shown
    assert person.email not in before
    assert response.url == reverse("jobboard:desk", args=[employer.slug])
    assert roles(employer)[person.email] == "recruiter"
    assert codes(employer) == ["invited", "member_joined"]
    assert OutboxMail.objects.get().is_secret


def test_an_invitation_is_for_the_invited_address_alone(as_user, candidate, invited):
    session = as_user(candidate)

    shown = session.get(link(invited.email)).text
    session.post(link(invited.email))

    assert "logged in as candidate@people.test" in shown
    assert "Join Mercy" not in shown
    assert not Membership.objects.filter(user=candidate).exists()


def test_an_address_that_is_not_proven_accepts_nothing(invited):
    person = make_user(email="new@people.test")
    person.emailaddress_set.update(verified=False)

    with pytest.raises(DomainError, match="another address"):
        team.accept(invited, by=person)


def test_a_guest_is_shown_the_way_in_and_comes_back(client, invited):
    page = client.get(link(invited.email)).text

    assert f"/accounts/signup/?role=employer&amp;next={quote(link(invited.email), safe='')}" in page
    assert client.post(link(invited.email)).url.startswith("/accounts/login/")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"accepted_at": timezone.now()}, "This invitation is used"),
        ({"withdrawn_at": timezone.now()}, "This invitation is withdrawn"),
        ({"expires_at": timezone.now() - timedelta(days=1)}, "This invitation is out of time"),
    ],
)
def test_a_link_that_is_over_says_so_and_lets_nobody_in(as_user, employer, invited, changes, words):
    person = make_user(email="new@people.test")
    Invitation.objects.update(**changes)
    session = as_user(person)

    shown, answer = session.get(link(person.email)), session.post(link(person.email), follow=True)

    assert (shown.status_code, answer.status_code) == (200, 200)
    assert words in shown.text
    assert "no longer open" in answer.text
    assert person.email not in roles(employer)


@pytest.mark.parametrize("text", ["x", "1:2:3", "é", "a" * 3000])
def test_a_link_that_is_not_ours_is_not_found(client, db, text):
    assert client.get(f"/invitations/{text}/").status_code == 404


def test_an_invitation_works_once(employer, owner, invited):
    person = make_user(email="new@people.test")
    team.accept(invited, by=person)
    member = employer.memberships.get(user=person)
    team.remove(employer, member.pk, by=owner)

    with pytest.raises(DomainError, match="no longer open"):
        team.accept(Invitation.objects.get(), by=person)


def test_sending_again_makes_the_first_link_valid_from_today(owner, invited):
    first = link(invited.email)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))

    team.resend(Invitation.objects.get(), by=owner)

    # A link says when it was signed: another second, another text, and both open the same.
    opened = [team.by_token(sent.strip("/").split("/")[1]) for sent in (first, link(invited.email))]
    assert opened == [invited, invited]
    assert all(invitation.is_open for invitation in opened)


@pytest.mark.parametrize(
    ("email", "words"),
    [
        ("new@people.test", "invited already"),
        ("COLLEAGUE@mercy.example", "belongs to the team already"),
        ("nobody", "Type an e-mail address"),
        ("a@b.test\nBcc: c@d.test", "Type an e-mail address"),
        ("x" * 300 + "@people.test", "at most 254"),
    ],
)
def test_invite_refuses_at_the_field(as_user, owner, colleague, employer, invited, email, words):
    response = as_user(owner).post(url("invite", employer), {"email": email, "role": "viewer"})

    assert response.status_code == 200
    assert words in response.context["form"].errors["email"][0]
    assert Invitation.objects.count() == 1


def test_nobody_is_invited_as_owner(as_user, owner, employer):
    as_user(owner).post(url("invite", employer), {"email": "new@people.test", "role": "owner"})

    assert not Invitation.objects.exists()


def test_invite_after_one_ran_out_makes_a_fresh_one(owner, employer, invited):
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))

    fresh = team.invite(employer, by=owner, email="new@people.test", role=Role.VIEWER)

    assert fresh.is_open
    assert Invitation.objects.get(pk=invited.pk).state == "withdrawn"


def test_a_removed_member_is_out_with_the_next_request_and_hears_of_it(as_user, owner, colleague, employer):
    theirs = as_user(colleague)
    desk = reverse("jobboard:desk", args=[employer.slug])
    before = theirs.get(desk).status_code

    as_user(owner).post(url("remove_member", employer, colleague.memberships.get().pk))

    assert (before, theirs.get(desk).status_code) == (200, 404)
    assert [mail.to for mail in OutboxMail.objects.all()] == [colleague.email]
    assert codes(employer) == ["member_removed"]


def test_a_recruiter_made_viewer_posts_nothing_any_more(as_user, owner, colleague, employer):
    theirs = as_user(colleague)
    form = reverse("listings:create", args=[employer.slug])
    before = theirs.get(form).status_code

    as_user(owner).post(url("change_role", employer, colleague.memberships.get().pk), {"role": "viewer"})

    assert before == 200
    assert theirs.get(form).status_code in (403, 404)
    assert employer.events.get().note == "Recruiter to Viewer"


@pytest.mark.parametrize("act", ["leave", "remove", "demote"])
def test_the_last_owner_stays(owner, colleague, employer, act):
    row = employer.memberships.get(user=owner)
    acts = {
        "leave": lambda: team.leave(employer, by=owner),
        "remove": lambda: team.remove(employer, row.pk, by=owner),
        "demote": lambda: team.change_role(employer, row.pk, by=owner, role=Role.VIEWER),
    }

    with pytest.raises(DomainError, match="needs an owner"):
        acts[act]()

    assert roles(employer) == {owner.email: "owner", colleague.email: "recruiter"}
    assert codes(employer) == []


def test_an_owner_whose_account_is_closed_does_not_count(owner, employer):
    make_member(employer, role="owner", closed_at=timezone.now(), is_active=False)

    with pytest.raises(DomainError, match="needs an owner"):
        team.leave(employer, by=owner)


def test_leaving_ends_the_membership(as_user, viewer, owner, employer):
    response = as_user(viewer).post(url("leave_team", employer))

    assert response.url == reverse("jobboard:desks")
    assert viewer.email not in roles(employer)
    assert codes(employer) == ["member_left"]


def test_handing_over_asks_for_the_password_again(as_user, owner, colleague, employer):
    page = url("hand_over", employer)
    member = colleague.memberships.get().pk

    session = as_user(owner)
    refused = session.post(page, {"member": member})
    before = roles(employer)
    session.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    done = session.post(page, {"member": member})

    assert refused.url.startswith(reverse("account_reauthenticate"))
    assert before[owner.email] == "owner"
    assert done.url == url("team", employer)
    assert roles(employer) == {owner.email: "recruiter", colleague.email: "owner"}
    assert codes(employer) == ["ownership_transferred"]
    mailed = OutboxMail.objects.filter(kind="accounts/ownership_transferred").values_list("to", flat=True)
    assert sorted(mailed) == sorted([owner.email, colleague.email])


def test_handing_over_may_leave_two_owners(owner, colleague, employer):
    team.make_owner(employer, colleague.memberships.get().pk, by=owner, stays=True)
    team.leave(employer, by=owner)

    assert roles(employer) == {colleague.email: "owner"}


def test_acts_of_somebody_who_lost_the_role_meanwhile_are_refused(owner, colleague, viewer, employer, invited):
    row = viewer.memberships.get().pk
    team.make_owner(employer, colleague.memberships.get().pk, by=owner, stays=False)
    acts = [
        lambda: team.invite(employer, by=owner, email="x@people.test", role=Role.VIEWER),
        lambda: team.resend(invited, by=owner),
        lambda: team.withdraw(invited, by=owner),
        lambda: team.change_role(employer, row, by=owner, role=Role.RECRUITER),
        lambda: team.remove(employer, row, by=owner),
        lambda: team.make_owner(employer, row, by=owner, stays=True),
    ]

    for act in acts:
        with pytest.raises(DomainError, match="not an owner"):
            act()

    assert roles(employer)[viewer.email] == "viewer"


def test_members_of_another_employer_are_not_found(as_user, owner, rival, employer):
    row = rival.memberships.get().pk
    session = as_user(owner)

    answers = [session.post(url(name, employer, row), {"role": "viewer"}) for name in ("remove_member", "change_role")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert rival.memberships.get().role == "owner"


def test_the_team_page_shows_viewers_no_acts_and_no_addresses(as_user, owner, viewer, employer, invited):
    owner.name = "Olive Owner"
    owner.save()

    owners_page, viewers_page = (as_user(who).get(url("team", employer)).text for who in (owner, viewer))

    assert ("new@people.test" in owners_page, "new@people.test" in viewers_page) == (True, False)
    assert ("Mail the invitation" in owners_page, "Mail the invitation" in viewers_page) == (True, False)
    assert owner.email not in viewers_page
    assert "Olive Owner" in viewers_page


@pytest.mark.django_db(transaction=True)
def test_two_owners_leaving_at_once_leave_one(employer, owner):
    second = make_member(employer, role="owner")
    start, outcomes = Barrier(2), []

    def leave(who):
        try:
            start.wait()
            team.leave(Employer.objects.get(pk=employer.pk), by=who)
            outcomes.append("left")
        except DomainError as refusal:
            outcomes.append(refusal.message)
        finally:
            connection.close()

    threads = [Thread(target=leave, args=[who]) for who in (owner, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == sorted(["left", team.LAST_OWNER])
    assert list(employer.memberships.values_list("role", flat=True)) == ["owner"]


@pytest.mark.django_db(transaction=True)
def test_two_owners_removing_each_other_at_once_leave_one(employer, owner):
    second = make_member(employer, role="owner")
    rows = {who.pk: who.memberships.get().pk for who in (owner, second)}
    start, outcomes = Barrier(2), []

    def remove(who, other):
        try:
            start.wait()
            team.remove(Employer.objects.get(pk=employer.pk), rows[other.pk], by=who)
            outcomes.append("removed")
        except DomainError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=remove, args=pair) for pair in ((owner, second), (second, owner))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["refused", "removed"]
    assert employer.memberships.count() == 1


@pytest.mark.parametrize("typed", ["rita+jobs@Bücher.example", "RITA+jobs@xn--bcher-kva.example"])
def test_an_invitation_to_a_domain_of_another_script_can_be_accepted(as_user, owner, employer, typed):
    person = make_user(email="rita+jobs@xn--bcher-kva.example")

    as_user(owner).post(url("invite", employer), {"email": typed, "role": "viewer"})
    answer = as_user(person).post(link(person.email))

    assert answer.url == reverse("jobboard:desk", args=[employer.slug])
    assert roles(employer)[person.email] == "viewer"
