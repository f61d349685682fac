import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts.policies import (
    can_edit_for,
    can_log_in,
    can_moderate,
    can_own,
    can_read_codes_unmetered,
    can_see_desk,
    roles,
)
from tests.factories import make_employer, make_member, make_user

CAST = ("visitor", "candidate", "viewer", "colleague", "owner", "rival", "moderator", "operator")


@pytest.fixture
def cast(request, db):
    return {who: request.getfixturevalue(who) for who in CAST}


@pytest.mark.parametrize(
    ("policy", "allowed"),
    [
        (can_see_desk, {"viewer", "colleague", "owner"}),
        (can_edit_for, {"colleague", "owner"}),
        (can_own, {"owner"}),
    ],
)
def test_who_may_at_an_employer(policy, allowed, cast, employer):
    assert {who for who in CAST if policy(cast[who], employer)} == allowed


def test_suspended_employer_is_read_but_not_changed_by_its_people(cast, employer):
    employer.suspended_at = timezone.now()

    assert {who for who in CAST if can_see_desk(cast[who], employer)} == {"viewer", "colleague", "owner"}
    assert {who for who in CAST if can_edit_for(cast[who], employer)} == set()


def test_who_may_moderate(cast):
    assert {who for who in CAST if can_moderate(cast[who])} == {"moderator", "operator"}


def test_who_reads_codes_unmetered(cast):
    assert {who for who in CAST if can_read_codes_unmetered(cast[who])} == {"moderator", "operator"}


def test_people_of_an_employer_with_a_proven_domain_read_codes_unmetered(cast, employer):
    employer.proven_domain, employer.domain_proven_at = "lakeside.example", timezone.now()
    employer.save()

    team = {"viewer", "colleague", "owner"}
    assert {who for who in CAST if can_read_codes_unmetered(cast[who])} == {*team, "moderator", "operator"}


def test_people_of_a_suspended_employer_are_metered_though_its_domain_is_proven(cast, employer):
    employer.proven_domain, employer.domain_proven_at = "lakeside.example", timezone.now()
    employer.suspended_at = timezone.now()
    employer.save()

    assert {who for who in CAST if can_read_codes_unmetered(cast[who])} == {"moderator", "operator"}


def test_somebody_closed_moderates_nothing(moderator):
    moderator.is_active = False

    assert not can_moderate(moderator)


def test_roles_answer_as_the_single_questions_do(cast, employer, django_assert_num_queries):
    made = {who: roles(cast[who]) for who in CAST}

    assert {who for who in CAST if made[who].is_moderator} == {"moderator", "operator"}
    assert {who for who in CAST if made[who].is_candidate} == {"candidate"}
    assert {who for who in CAST if made[who].is_operator} == {"operator"}
    assert [desk.slug for desk in made["viewer"].desks] == [employer.slug]
    with django_assert_num_queries(1):
        roles(cast["owner"])


def test_roles_of_somebody_given_the_permission_herself(db):
    person = make_user()
    person.user_permissions.add(Permission.objects.get(codename="moderate"))

    assert roles(person).is_moderator


def test_roles_list_every_desk_once(db):
    person = make_member(make_employer(name="Beta"))
    make_employer(name="Alpha").memberships.create(user=person, role="viewer")

    assert [desk.name for desk in roles(person).desks] == ["Alpha", "Beta"]


@pytest.mark.parametrize(
    ("email", "active", "demo", "may"),
    [
        ("a@people.test", True, False, True),
        ("a@people.test", False, False, False),
        ("a@demo.test", True, False, False),
        ("a@demo.test", True, True, True),
        ("a@demo.test.example", True, False, True),
    ],
)
def test_who_may_log_in(db, settings, email, active, demo, may):
    settings.DEMO = demo

    assert can_log_in(make_user(email=email, is_active=active)) is may
