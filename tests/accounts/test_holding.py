"""One order of locks: closing an account in the middle of another act deadlocks nowhere and leaves nobody half out."""

import re
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import Employer, User
from accounts.services import claims, closing, domains, employers, holding, team
from accounts.signals import account_closing
from accounts.workflow import Role
from tests.accounts.beside import Beside
from tests.factories import make_employer, make_member, make_user
from tests.test_architecture import FLOORS, ROOT

APART = re.compile(r"(?:User|Employer)\.objects[^#]*?select_for_update\(|select_for_update\(no_key=True")


class Meanwhile:
    """Closes an account and starts another act once closing holds its rows and has still to leave the teams."""

    def __init__(self, user: User, act) -> None:
        self.act, self.beside, self.waited = act, None, False
        account_closing.connect(self.begin)
        try:
            closing.close(user)
        finally:
            account_closing.disconnect(self.begin)
            self.said = self.beside.end() if self.beside else None

    def begin(self, sender, **kwargs) -> None:
        self.beside = Beside(self.act)
        self.waited = self.beside.waits_for_us()


@pytest.fixture
def two_owners(transactional_db):
    employer = make_employer(name="Mercy Coding", website="https://mercy.example/")
    return employer, make_member(employer), make_member(employer)


def again(row):
    return type(row).objects.get(pk=row.pk)


@pytest.mark.parametrize("what", ["invite", "edit", "prove", "hand over"])
def test_an_owner_acts_for_her_employer_while_she_closes_her_account(rows_that_lock, two_owners, what):
    """Each act held the employer and then asked for her row, closing the other way round."""
    employer, leaving, other = two_owners
    seat = employer.memberships.get(user=other).pk
    domains.ask(employer, by=leaving, address="office")
    employer.domain_codes.update(sent_at=timezone.now() - 2 * domains.PATIENCE)
    employer.memberships.filter(user=other).update(role=Role.RECRUITER)
    third = make_member(employer)
    acts = {
        "invite": lambda: team.invite(employer, by=leaving, email="new@people.test", role=Role.VIEWER),
        "edit": lambda: employers.edit(again(employer), by=leaving, about="We code."),
        "prove": lambda: domains.ask(employer, by=leaving, address="office"),
        "hand over": lambda: team.make_owner(employer, seat, by=leaving, stays=False),
    }
    refused = "You are not an owner of this employer any more."

    meanwhile = Meanwhile(leaving, acts[what])

    assert meanwhile.waited
    assert again(leaving).is_closed
    assert meanwhile.said == ("done" if what in ("edit", "prove") else refused)
    assert list(team.owners(employer).values_list("user", flat=True)) == [third.pk]


def test_a_code_is_asked_for_while_its_reader_closes_her_account(rows_that_lock, transactional_db):
    person, unknown = make_user(), employers.unclaimed("Harbor Clinic")
    claims.request(unknown, by=person, reason="I run its office.")
    Employer.objects.filter(pk=unknown.pk).update(website="https://harbor.example/")

    meanwhile = Meanwhile(person, lambda: claims.ask_code(unknown, by=person, address="office"))

    assert meanwhile.waited
    assert meanwhile.said == "This person’s account is closed."
    assert again(person).is_closed
    assert not unknown.domain_codes.exists()


def test_an_invitation_accepted_while_the_account_closes_leaves_no_closed_member(rows_that_lock, two_owners):
    employer, owner, _ = two_owners
    person = make_user(email="ada@people.test")
    invitation = team.invite(employer, by=owner, email=person.email, role=Role.VIEWER)

    meanwhile = Meanwhile(person, lambda: team.accept(invitation, by=person))

    assert meanwhile.waited
    assert meanwhile.said == "This person’s account is closed."
    assert not employer.memberships.filter(user=person).exists()


def test_of_two_owners_who_go_at_the_same_moment_one_stays(rows_that_lock, two_owners):
    employer, closing_one, leaving_one = two_owners

    meanwhile = Meanwhile(closing_one, lambda: team.leave(employer, by=leaving_one))

    assert meanwhile.waited
    assert meanwhile.said == team.LAST_OWNER
    assert list(team.owners(employer).values_list("user", flat=True)) == [leaving_one.pk]


def test_an_event_that_names_a_person_waits_for_nobody(rows_that_lock, two_owners):
    employer, owner, _ = two_owners

    with transaction.atomic():
        holding.person(owner.pk)
        holding.employer(employer.pk)
        beside = Beside(lambda: employer.events.create(code="edited", was="open", became="open", by=owner))
        said = beside.end()

    assert said == "done"


def test_people_and_employers_are_held_in_one_place_only():
    found = {
        str(path.relative_to(ROOT))
        for app in FLOORS
        for path in Path(ROOT / app).rglob("*.py")
        if any(APART.search(line) for line in path.read_text(encoding="utf-8").split("\n\n"))
    }

    assert found == {"accounts/services/holding.py"}
