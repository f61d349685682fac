import pytest

from accounts.models import Employer, EmployerEvent
from accounts.services import employers
from accounts.signals import employer_renamed
from core.errors import DomainError
from core.models import OutboxMail
from tests.factories import make_employer, make_listing, make_member, make_user


@pytest.fixture
def person(db):
    return make_user()


def events(employer) -> list[tuple]:
    return [(event.code, event.was, event.became, event.by, event.note) for event in employer.events.all()]


def test_create_makes_an_owner_and_an_event(person):
    employer = employers.create(person, name="Mercy Coding", city="Tyler")

    assert [(row.user, row.role) for row in employer.memberships.all()] == [(person, "owner")]
    assert events(employer) == [("created", "", "open", person, "")]
    assert (employer.slug, employer.is_claimed, employer.city) == ("mercy-coding", True, "Tyler")


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("New", "new-2"),
        ("Clínica Niño", "clinica-nino"),
        ("東京病院", "employer"),
        ("!!!", "employer"),
        ("Taken", "taken-2"),
        ("x" * 160, "x" * 160),
    ],
)
def test_slug_is_free_and_no_reserved_word(person, name, slug):
    make_employer(name="Taken")

    assert employers.create(person, name=name).slug == slug


def test_slug_taken_at_the_last_moment_gets_the_next_number(person, monkeypatch):
    make_employer(name="Mercy Coding")
    rows = type(Employer.objects.all())
    looks, plain = iter([False]), rows.exists
    monkeypatch.setattr(rows, "exists", lambda self: next(looks, None) is not False and plain(self))

    employer = employers.create(person, name="Mercy Coding")

    assert employer.slug == "mercy-coding-2"


def test_create_pressed_twice_is_one_employer(person):
    first = employers.create(person, name="Mercy Coding")

    second = employers.create(person, name="Mercy Coding")

    assert second == first
    assert EmployerEvent.objects.count() == 1


def test_create_of_two_people_with_one_name_are_two_employers(person):
    first = employers.create(person, name="Mercy Coding")

    second = employers.create(make_user(), name="Mercy Coding")

    assert second != first
    assert second.slug == "mercy-coding-2"


def test_edit_writes_what_changed_and_keeps_the_slug(employer, owner):
    employers.edit(employer, by=owner, name="Mercy Health", city="Tyler", about="")

    employer.refresh_from_db()
    assert (employer.name, employer.city, employer.slug) == ("Mercy Health", "Tyler", "mercy-coding")
    assert events(employer) == [
        ("edited", "open", "open", owner, "city, name"),
        ("renamed", "open", "open", owner, "Mercy Coding"),
    ]


def test_edit_without_a_change_writes_no_event(employer, owner):
    employers.edit(employer, by=owner, name=employer.name)

    assert events(employer) == []


def test_edit_of_the_name_tells_the_floors_above(employer, owner):
    heard = []
    receiver = lambda sender, employer, **kwargs: heard.append(employer.name)  # noqa: E731
    employer_renamed.connect(receiver)

    employers.edit(employer, by=owner, city="Tyler")
    employers.edit(employer, by=owner, name="Mercy Health")
    employer_renamed.disconnect(receiver)

    assert heard == ["Mercy Health"]


def test_suspend_hides_the_employer_writes_the_reason_and_tells_its_owners(employer, owner, colleague, moderator):
    listing = make_listing(employer=employer)
    before = listing.is_public

    employers.suspend(employer, by=moderator, note="  The website is not theirs. ")

    listing.refresh_from_db()
    assert before
    assert not listing.is_public
    assert not Employer.objects.public().filter(pk=employer.pk).exists()
    assert employer.why_suspended == "The website is not theirs."
    assert events(employer) == [("suspended", "open", "suspended", moderator, "The website is not theirs.")]
    mail = OutboxMail.objects.get()
    assert (mail.to, mail.subject) == (owner.email, "Mercy Coding is suspended")
    assert "The website is not theirs." in mail.text
    assert "The website is not theirs." in mail.html


def test_reinstate_gives_the_place_back(employer, owner, moderator):
    listing = make_listing(employer=employer)
    employers.suspend(employer, by=moderator, note="Doubts.")

    employers.reinstate(employer, by=moderator, note="The domain is theirs.")

    listing = type(listing).objects.get(pk=listing.pk)
    assert listing.is_public
    assert employer.why_suspended == ""
    assert [event.code for event in employer.events.all()] == ["suspended", "reinstated"]
    assert OutboxMail.objects.first().subject == "Mercy Coding is back"


@pytest.mark.parametrize("act", [employers.suspend, employers.reinstate])
def test_decision_without_a_reason_is_refused(act, employer, moderator):
    with pytest.raises(DomainError, match="reason"):
        act(employer, by=moderator, note="  ")

    assert events(employer) == []


def test_suspend_twice_is_refused_and_written_once(employer, moderator):
    stale = Employer.objects.get(pk=employer.pk)
    employers.suspend(employer, by=moderator, note="Doubts.")

    with pytest.raises(DomainError, match="already"):
        employers.suspend(stale, by=moderator, note="Doubts again.")

    assert [event.note for event in employer.events.all()] == ["Doubts."]


def test_reinstate_of_one_not_suspended_is_refused(employer, moderator):
    with pytest.raises(DomainError, match="not suspended"):
        employers.reinstate(employer, by=moderator, note="Why not.")


def test_edit_of_a_suspended_employer_is_refused(employer, owner, moderator):
    employers.suspend(employer, by=moderator, note="Doubts.")

    with pytest.raises(DomainError, match="suspended"):
        employers.edit(employer, by=owner, name="Another name")

    assert Employer.objects.get(pk=employer.pk).name == "Mercy Coding"


def test_unclaimed_is_found_again_by_name_but_never_a_claimed_one(db):
    claimed = make_employer(name="Mercy Coding")

    first = employers.unclaimed("Mercy Coding")
    again = employers.unclaimed("MERCY CODING")

    assert first == again != claimed
    assert not first.is_claimed
    assert first.slug == "mercy-coding-2"


def test_unnamed_is_one_row_a_feed(db):
    first = employers.unnamed("sample")
    again = employers.unnamed("sample")
    other = employers.unnamed("other")

    assert first == again != other
    assert (first.name, first.is_named, first.is_claimed) == ("Employer not named", False, False)


def test_namesakes_are_public_named_and_of_any_case(db):
    make_employer(name="Mercy Coding")
    employers.suspend(make_employer(name="mercy coding", slug="hidden"), by=make_user(), note="Doubts.")
    employers.unnamed("feed")

    assert [one.slug for one in employers.namesakes(" MERCY coding ")] == ["mercy-coding"]
    assert employers.namesakes("Employer not named") == []


def test_suspension_mail_reaches_active_owners_only(employer, owner, moderator):
    make_member(employer, role="owner", email="gone@mercy.example", is_active=False)

    employers.suspend(employer, by=moderator, note="Doubts.")

    assert list(OutboxMail.objects.values_list("to", flat=True)) == [owner.email]
