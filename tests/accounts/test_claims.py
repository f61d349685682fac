"""Taking over an employer nobody has claimed: by a code at its domain, or by a moderator's decision."""

import re
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Claim, DomainCode, Employer, User
from accounts.policies import can_claim
from accounts.services import claims, closing, employers, team
from applications import policies
from applications.models import Application
from core.errors import DomainError
from core.models import OutboxMail
from tests.accounts.beside import Beside
from tests.factories import make_application, make_candidate, make_employer, make_listing, make_member, make_user


@pytest.fixture
def known(db):
    """Imported, with a website an operator wrote down."""
    return make_employer(name="Lakes Hospital", website="https://www.lakes.example/", claimed_at=None)


@pytest.fixture
def unknown(db):
    return employers.unclaimed("Harbor Clinic")


@pytest.fixture
def person(db):
    return make_user(email="ada@people.test", name="Ada Byron")


@pytest.fixture
def other(db):
    return make_user(email="bo@people.test")


def code_mailed(address: str) -> str:
    return re.search(r"^\d{6}$", OutboxMail.objects.filter(to=address).latest("id").text, re.M)[0]


def url(name: str, employer) -> str:
    return reverse(f"accounts:{name}", args=[employer.slug])


def events(employer) -> list[tuple]:
    return list(employer.events.exclude(code="imported").values_list("code", "by", "note"))


def owners(employer) -> list:
    return [(row.user, row.role) for row in employer.memberships.all()]


# By a code ---------------------------------------------------------------------------------------------------


def test_a_code_at_its_domain_makes_an_owner_and_proves_the_domain(as_user, person, known):
    session = as_user(person)

    session.post(url("claim_employer", known), {"address": "hr"})
    page = session.post(url("confirm_claim", known), {"code": code_mailed("hr@lakes.example")}, follow=True)

    known.refresh_from_db()
    assert owners(known) == [(person, "owner")]
    assert (known.is_claimed, known.proven_domain) == (True, "lakes.example")
    assert events(known) == [
        ("claimed", person.pk, "By a code at lakes.example"),
        ("domain_proven", person.pk, "lakes.example"),
    ]
    assert page.redirect_chain == [(reverse("jobboard:desk", args=[known.slug]), 302)]
    assert not DomainCode.objects.exists()


def test_the_mail_says_what_the_code_does_and_is_a_secret(person, known):
    claims.ask_code(known, by=person, address="hr")

    mail = OutboxMail.objects.get()
    assert (mail.subject, mail.is_secret) == ("Your code to claim Lakes Hospital at Crosswalk", True)
    for words in (mail.text, mail.html):
        assert "becomes the owner of Lakes Hospital" in words


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("ada@gmail.com", "Anybody can have an address at gmail.com"),
        ("ada@other.example", "does not belong to lakes.example"),
        ("ada@lakes.example.evil.test", "does not belong to lakes.example"),
        ("", "Fill in “Your address there”"),
    ],
)
def test_an_address_elsewhere_gets_no_code(as_user, person, known, typed, words):
    page = as_user(person).post(url("claim_employer", known), {"address": typed})

    assert words in page.context["form"].errors["address"][0]
    assert not OutboxMail.objects.exists()


def test_a_wrong_code_is_counted_and_claims_nothing(as_user, person, known):
    claims.ask_code(known, by=person, address="hr")
    right = code_mailed("hr@lakes.example")
    wrong = "000000" if right != "000000" else "111111"
    session = as_user(person)

    said = [
        session.post(url("confirm_claim", known), {"code": typed}).context["code_form"].errors["code"][0]
        for typed in [wrong] * 5 + [right]
    ]

    assert "4 tries left" in said[0]
    assert "Too many wrong tries" in said[5]
    assert owners(known) == []


def test_a_code_of_somebody_else_and_one_out_of_time_claim_nothing(person, other, known):
    claims.ask_code(known, by=person, address="hr")
    code = code_mailed("hr@lakes.example")
    with pytest.raises(DomainError, match="no longer valid"):
        claims.confirm(known, by=other, code=code)
    DomainCode.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    with pytest.raises(DomainError, match="no longer valid"):
        claims.confirm(known, by=person, code=code)

    assert owners(known) == []


def test_of_two_who_claim_at_once_one_wins_and_the_other_reads_so(as_user, person, other, known):
    sessions = {who: as_user(who) for who in (person, other)}
    for who, address in ((person, "hr"), (other, "office")):
        sessions[who].post(url("claim_employer", known), {"address": address})
    second = code_mailed("office@lakes.example")

    sessions[person].post(url("confirm_claim", known), {"code": code_mailed("hr@lakes.example")})
    page = sessions[other].post(url("confirm_claim", known), {"code": second})

    assert owners(known) == [(person, "owner")]
    assert page.status_code == 200
    assert "has been claimed. If you work there, ask its owner" in page.text
    with pytest.raises(DomainError, match="Somebody else has claimed"):
        claims.confirm(known, by=other, code=second)
    with pytest.raises(DomainError, match="Somebody else has claimed"):
        claims.ask_code(known, by=other, address="office")


@pytest.mark.parametrize("website", ["", "https://elsewhere.example"])
def test_a_website_that_changed_meanwhile_makes_the_code_useless(person, known, website):
    claims.ask_code(known, by=person, address="hr")
    Employer.objects.filter(pk=known.pk).update(website=website)

    with pytest.raises(DomainError, match="changed since"):
        claims.confirm(known, by=person, code=code_mailed("hr@lakes.example"))

    assert (owners(known), events(known)) == ([], [])


def test_codes_of_a_day_are_limited(as_user, person, known, settings):
    settings.DOMAIN_CODES_PER_DAY = 0

    page = as_user(person).post(url("claim_employer", known), {"address": "hr"}, follow=True)

    assert "enough codes for one day" in page.text
    assert not OutboxMail.objects.exists()


@pytest.mark.parametrize("which", ["mailbox", "employer"])
def test_several_people_fill_no_mailbox_together(as_user, person, other, known, settings, which):
    settings.DOMAIN_CODES_PER_DAY = 1
    sister = make_employer(name="Lakes Clinic", website="https://www.lakes.example/", claimed_at=None)
    second = (sister, "HR") if which == "mailbox" else (known, "office")

    as_user(person).post(url("claim_employer", known), {"address": "hr"})
    page = as_user(other).post(url("claim_employer", second[0]), {"address": second[1]}, follow=True)

    said = {
        "mailbox": "Enough codes went to HR@lakes.example",
        "employer": "Enough codes were asked for Lakes Hospital",
    }
    assert said[which] in page.text
    assert [mail.to for mail in OutboxMail.objects.all()] == ["hr@lakes.example"]
    assert DomainCode.objects.get().user == person


@pytest.mark.django_db(transaction=True)
def test_two_codes_typed_in_at_the_same_moment_make_one_owner(person, other, known, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}  # the mails wait
    codes = {}
    for who, address in ((person, "hr"), (other, "office")):
        claims.ask_code(known, by=who, address=address)
        codes[who] = code_mailed(f"{address}@lakes.example")
    start, outcomes = Barrier(2), []

    def confirm(who):
        try:
            start.wait()
            claims.confirm(Employer.objects.get(pk=known.pk), by=who, code=codes[who])
            outcomes.append("claimed")
        except DomainError as refusal:
            outcomes.append(refusal.message)
        finally:
            connection.close()

    threads = [Thread(target=confirm, args=[who]) for who in (person, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == [claims.TAKEN, "claimed"]
    assert [role for _, role in owners(known)] == ["owner"]
    assert [code for code, *_ in events(known)] == ["claimed", "domain_proven"]


@pytest.mark.django_db(transaction=True)
def test_granting_a_claim_while_its_owner_closes_the_account_never_makes_her_an_owner_too(person, moderator, unknown):
    claim = claims.request(unknown, by=person, reason="I run its office.")
    start, outcomes = Barrier(2), []

    def act(name, what):
        try:
            start.wait()
            what()
            outcomes.append(name)
        except DomainError:
            pass
        finally:
            connection.close()

    acts = {
        "granted": lambda: claims.grant(Claim.objects.get(pk=claim.pk), by=moderator, note="Called."),
        "closed": lambda: closing.close(User.objects.get(pk=person.pk)),
    }
    threads = [Thread(target=act, args=pair) for pair in acts.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    claim.refresh_from_db()
    # Closed first: nothing to grant. Granted first: she closes as the sole owner of an employer without jobs.
    assert sorted(outcomes) in (["closed"], ["closed", "granted"])
    assert claim.status == ("granted" if "granted" in outcomes else "withdrawn")
    assert len(owners(unknown)) == ("granted" in outcomes)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ["withdraw", "close"])
def test_a_claim_is_withdrawn_and_refused_at_once_without_a_deadlock(rows_that_lock, person, moderator, unknown, act):
    claim = claims.request(unknown, by=person, reason="I run its office.")
    acts = {
        "withdraw": lambda: claims.withdraw(Claim.objects.get(pk=claim.pk)),
        "close": lambda: closing.close(User.objects.get(pk=person.pk)),
    }

    with transaction.atomic():
        Employer.objects.select_for_update().get(pk=unknown.pk)  # as the refusal does first
        beside = Beside(acts[act])
        assert beside.waits_for_us()
        claims.refuse(claim, by=moderator, note="No.")

    said = beside.end()
    claim.refresh_from_db()
    assert claim.status == "refused"
    assert "Somebody else changed this" in said if act == "withdraw" else said == "done"
    assert [code for code, *_ in events(unknown)] == ["claim_requested", "claim_refused"]


@pytest.mark.django_db(transaction=True)
def test_a_claim_is_withdrawn_while_its_owner_closes_the_account_without_a_deadlock(rows_that_lock, person, unknown):
    claim = claims.request(unknown, by=person, reason="I run its office.")

    with transaction.atomic():
        User.objects.select_for_update().get(pk=person.pk)  # as closing does first
        beside = Beside(lambda: claims.withdraw(Claim.objects.get(pk=claim.pk)))
        assert beside.waits_for_us()
        closing.close(person)

    assert "Somebody else changed this" in beside.end()
    assert [code for code, *_ in events(unknown)] == ["claim_requested", "claim_withdrawn"]


@pytest.mark.django_db(transaction=True)
def test_another_claim_that_ends_meanwhile_does_not_stop_the_taking_over(
    rows_that_lock, person, other, moderator, unknown
):
    first = claims.request(unknown, by=person, reason="I run its office.")
    second = claims.request(unknown, by=other, reason="I am its director.")

    with transaction.atomic():
        Claim.objects.filter(pk=second.pk).update(status="withdrawn")
        beside = Beside(lambda: claims.grant(Claim.objects.get(pk=first.pk), by=moderator, note="Called."))
        assert beside.waits_for_us()

    assert beside.end() == "done"
    assert owners(unknown) == [(person, "owner")]
    assert sorted(Claim.objects.values_list("status", flat=True)) == ["granted", "withdrawn"]


# By a moderator ----------------------------------------------------------------------------------------------


def decide(session, claim, decision: str, note: str):
    return session.post(
        reverse("moderation:decide_claim", args=[claim.pk]),
        {f"{claim.pk}-decision": decision, f"{claim.pk}-note": note},
    )


def test_without_a_domain_a_moderator_makes_the_owner(as_user, person, moderator, unknown):
    session = as_user(person)
    session.post(url("claim_employer", unknown), {"reason": "I run its office: switchboard, extension 12."})
    claim = Claim.objects.get()
    waiting = session.get(url("claim_employer", unknown)).text
    desk = as_user(moderator).get(reverse("moderation:claims")).text

    answer = decide(as_user(moderator), claim, "grant", "Called the switchboard.")

    claim.refresh_from_db()
    unknown.refresh_from_db()
    assert "Your request is with the moderators" in waiting
    assert "I run its office" in desk
    assert "ada@people.test" in desk
    assert answer.url == reverse("moderation:claims")
    assert owners(unknown) == [(person, "owner")]
    assert (unknown.is_claimed, unknown.is_proven) == (True, False)
    assert (claim.status, claim.decided_by, claim.note) == ("granted", moderator, "Called the switchboard.")
    assert events(unknown) == [("claim_requested", person.pk, ""), ("claim_granted", moderator.pk, "")]
    mail = OutboxMail.objects.get()
    assert (mail.to, mail.subject) == (person.email, "Harbor Clinic is yours at Crosswalk")
    assert reverse("jobboard:desk", args=[unknown.slug]) in mail.text


def test_a_refusal_is_mailed_with_its_reason_and_may_be_asked_again(as_user, person, moderator, unknown):
    claim = claims.request(unknown, by=person, reason="Because.")

    decide(as_user(moderator), claim, "refuse", "Say who you are there.")

    mail = OutboxMail.objects.get()
    page = as_user(person).get(url("claim_employer", unknown)).text
    assert (mail.to, mail.subject) == (person.email, "Your request for Harbor Clinic was refused")
    assert "Say who you are there." in mail.text
    assert "Say who you are there." in mail.html
    assert "Say who you are there." in page
    assert owners(unknown) == []
    assert events(unknown)[-1] == ("claim_refused", moderator.pk, "")
    assert claims.request(unknown, by=person, reason="I am its office manager.").status == "open"


def test_answered_claims_can_be_read_again(as_user, person, moderator, unknown):
    claims.refuse(claims.request(unknown, by=person, reason="Because."), by=moderator, note="No such person there.")
    session = as_user(moderator)

    assert "No such person there." in session.get(reverse("moderation:claims"), {"state": "answered"}).text
    assert "No such person there." not in session.get(reverse("moderation:claims")).text


@pytest.mark.parametrize("decision", ["grant", "refuse"])
def test_a_decision_needs_a_note(as_user, person, moderator, unknown, decision):
    claim = claims.request(unknown, by=person, reason="Because.")

    page = decide(as_user(moderator), claim, decision, " ")

    assert "the next moderator reads why" in page.text
    assert Claim.objects.get().status == "open"
    assert owners(unknown) == []


def test_nobody_decides_on_a_claim_of_her_own(as_user, moderator, unknown):
    claim = claims.request(unknown, by=moderator, reason="It is mine.")

    page = decide(as_user(moderator), claim, "grant", "I know myself.")

    assert "another moderator decides" in page.text
    assert owners(unknown) == []


def test_who_asked_second_hears_that_somebody_was_first(as_user, person, other, moderator, unknown):
    first = claims.request(unknown, by=person, reason="I run its office.")
    second = claims.request(unknown, by=other, reason="I am its director.")
    claims.grant(first, by=moderator, note="Called.")

    page = decide(as_user(moderator), Claim.objects.get(pk=second.pk), "grant", "Called as well.")

    second.refresh_from_db()
    assert second.status == "overtaken"
    assert owners(unknown) == [(person, "owner")]
    assert "Somebody else has claimed" in page.text
    mail = OutboxMail.objects.get(to=other.email)
    assert mail.subject == "Somebody else has claimed Harbor Clinic"


def test_two_moderators_at_once_decide_once(person, moderator, unknown):
    claim = claims.request(unknown, by=person, reason="I run its office.")
    stale = Claim.objects.select_related("employer", "user").get(pk=claim.pk)
    claims.refuse(claim, by=moderator, note="No.")

    with pytest.raises(DomainError, match="Somebody else changed this"):
        claims.grant(stale, by=make_user(), note="Yes.")

    assert owners(unknown) == []
    assert OutboxMail.objects.count() == 1


def test_a_request_is_sent_once_withdrawn_by_its_owner_and_limited(as_user, person, other, unknown, settings):
    settings.CLAIMS_PER_DAY = 2
    session = as_user(person)
    send = {"reason": "I run its office."}

    session.post(url("claim_employer", unknown), send)
    twice = session.post(url("claim_employer", unknown), send, follow=True).text
    stranger = as_user(other).post(url("withdraw_claim", unknown)).status_code
    session.post(url("withdraw_claim", unknown))
    third = session.post(url("claim_employer", unknown), send, follow=True).text

    assert "asked for this employer already" in twice
    assert stranger == 404
    assert "enough requests for one day" in third
    assert [claim.status for claim in Claim.objects.all()] == ["withdrawn"]


@pytest.mark.parametrize("reason", ["", "   ", "x" * 2001])
def test_a_request_needs_a_reason_of_bearable_length(as_user, person, unknown, reason):
    page = as_user(person).post(url("claim_employer", unknown), {"reason": reason})

    assert list(page.context["form"].errors) == ["reason"]
    assert not Claim.objects.exists()


def test_where_another_employer_has_proven_the_domain_a_moderator_decides(as_user, person, known):
    make_employer(name="Lakes Health", proven_domain="lakes.example", domain_proven_at=timezone.now())

    page = as_user(person).post(url("claim_employer", known), {"reason": "We were named so before."}, follow=True)

    assert "Your request is with the moderators" in page.text
    with pytest.raises(DomainError, match="no domain that is this employer’s alone"):
        claims.ask_code(known, by=person, address="hr")


def test_a_request_where_the_domain_is_known_is_refused(person, known):
    with pytest.raises(DomainError, match="domain is known"):
        claims.request(known, by=person, reason="I run its office.")


# What can be claimed -----------------------------------------------------------------------------------------


def test_can_claim_only_what_nobody_has(person, visitor, known, unknown, employer, owner):
    suspended = make_employer(name="Trap", claimed_at=None, suspended_at=timezone.now())
    feed = employers.unnamed("sample")

    answers = {one.name: can_claim(person, one) for one in (known, unknown, employer, suspended, feed)}

    assert answers == {
        "Lakes Hospital": True,
        "Harbor Clinic": True,
        "Mercy Coding": False,
        "Trap": False,
        "Employer not named": False,
    }
    assert not can_claim(visitor, known)
    for one in (suspended, feed):
        with pytest.raises(DomainError):
            claims.request(one, by=person, reason="It is mine.")


def test_pages_of_what_cannot_be_claimed(as_user, person, owner, employer):
    suspended = make_employer(name="Trap", claimed_at=None, suspended_at=timezone.now())
    feed = employers.unnamed("sample")
    session = as_user(person)

    assert [session.get(url("claim_employer", one)).status_code for one in (suspended, feed)] == [404, 404]
    assert "has been claimed" in session.get(url("claim_employer", employer)).text
    assert as_user(owner).get(url("claim_employer", employer)).url == reverse("jobboard:desk", args=[employer.slug])


def test_the_public_page_says_so_and_leads_there(client, as_user, person, known, employer):
    claim = url("claim_employer", known)

    guest, inside = client.get(known.get_absolute_url()).text, as_user(person).get(known.get_absolute_url()).text
    claimed = as_user(person).get(employer.get_absolute_url()).text

    assert "Nobody has claimed this employer" in guest
    assert f"/accounts/login/?next={claim.replace('/', '%2F')}" in guest
    assert f'href="{claim}"' in inside
    assert "Nobody has claimed" not in claimed
    assert url("claim_employer", employer) not in claimed


def test_creating_one_of_the_same_name_offers_the_unclaimed_one(as_user, person, unknown):
    page = as_user(person).post(reverse("accounts:create_employer"), {"name": "harbor clinic", "time_zone": "UTC"})

    assert url("claim_employer", unknown) in page.text


# Left behind -------------------------------------------------------------------------------------------------


def leave(user) -> None:
    closing.close(user)
    closing.erase_due(timezone.now() + timedelta(days=31))


def test_an_employer_whose_last_owner_was_erased_is_claimed_the_same_way(as_user, person):
    left = make_employer(name="Lakes Hospital", website="https://lakes.example")
    founder = make_member(left, role="owner")
    before = can_claim(person, left)

    leave(founder)
    session = as_user(person)
    session.post(url("claim_employer", left), {"address": "hr"})
    session.post(url("confirm_claim", left), {"code": code_mailed("hr@lakes.example")})

    assert not before
    assert owners(left) == [(person, "owner")]
    assert [code for code, *_ in events(left)] == ["left_unclaimed", "claimed", "domain_proven"]


def test_who_takes_over_reads_nothing_that_was_sent_to_those_before(reference, person, moderator):
    left = make_employer(name="Harbor Clinic")
    founder = make_member(left, role="owner")
    earlier = make_application(make_listing(employer=left, status="closed"), make_candidate())
    seen_before = list(Application.objects.seen_by(founder))
    leave(founder)
    claims.grant(claims.request(left, by=person, reason="I run it now."), by=moderator, note="Called.")
    make_application(make_listing(employer=Employer.objects.get(pk=left.pk)), make_candidate())

    earlier, later = Application.objects.select_related("listing__employer").order_by("pk")

    assert seen_before == [earlier]
    assert list(Application.objects.seen_by(person)) == [later]
    assert not policies.can_open_resume(person, earlier)
    assert policies.can_open_resume(person, later)


def test_invitations_of_an_employer_without_an_owner_let_nobody_in(person):
    left = make_employer(name="Harbor Clinic")
    founder = make_member(left, role="owner")
    made = team.invite(left, by=founder, email=person.email, role="recruiter")
    closing.close(founder)

    with pytest.raises(DomainError, match="Nobody answers for this employer"):
        team.accept(made, by=person)
    closing.erase_due(timezone.now() + timedelta(days=31))
    made.refresh_from_db()

    assert made.state == "withdrawn"
    assert owners(left) == []


def test_closing_the_account_withdraws_what_it_asked_for(person, moderator, unknown):
    claim = claims.request(unknown, by=person, reason="I run its office.")

    closing.close(person)

    claim.refresh_from_db()
    assert claim.status == "withdrawn"
    with pytest.raises(DomainError):
        claims.grant(claim, by=moderator, note="Called.")
    assert owners(unknown) == []
