"""A code to an address at the employer's domain, and what it proves."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import DomainCode, Employer
from accounts.services import domains, employers, team
from core.errors import DomainError
from core.models import OutboxMail
from tests.factories import make_employer, make_listing, make_member


@pytest.fixture
def employer(db):
    return make_employer(name="Mercy Coding", website="https://www.mercy.example/jobs")


def code_mailed(address: str) -> str:
    return re.search(r"^\d{6}$", OutboxMail.objects.filter(to=address).latest("id").text, re.M)[0]


def url(name: str, employer) -> str:
    return reverse(f"accounts:{name}", args=[employer.slug])


def later(**delta) -> None:
    """The mails went out that long ago."""
    for row in DomainCode.objects.all():
        row.sent_at, row.expires_at = row.sent_at - timedelta(**delta), row.expires_at - timedelta(**delta)
        row.save()


def proofs(employer) -> list[tuple]:
    return list(employer.events.filter(code__startswith="domain").values_list("code", "note", "by"))


def test_a_code_typed_in_proves_the_domain(as_user, owner, employer):
    session = as_user(owner)

    session.post(url("prove_domain", employer), {"address": "hr"})
    page = session.post(url("confirm_domain", employer), {"code": code_mailed("hr@mercy.example")}, follow=True).text

    employer.refresh_from_db()
    assert (employer.proven_domain, employer.is_proven) == ("mercy.example", True)
    assert timezone.now() - employer.domain_proven_at < timedelta(minutes=1)
    assert proofs(employer) == [("domain_proven", "mercy.example", owner.pk)]
    assert not DomainCode.objects.exists()
    assert "Proven: writes from mercy.example" in page


@pytest.mark.parametrize(
    ("typed", "to"),
    [
        ("jane", "jane@mercy.example"),
        (" Jane@MERCY.example ", "Jane@mercy.example"),
        ("jane+jobs@hr.mercy.example", "jane+jobs@hr.mercy.example"),
    ],
)
def test_address_may_be_short_and_below_the_domain(owner, employer, typed, to):
    domains.ask(employer, by=owner, address=typed)

    assert OutboxMail.objects.get().to == to
    assert DomainCode.objects.get().domain == "mercy.example"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("jane@gmail.com", "Anybody can have an address at gmail.com"),
        ("jane@other.example", "does not belong to mercy.example"),
        ("jane@notmercy.example", "does not belong to mercy.example"),
        ("jane@mercy.example.evil.test", "does not belong to mercy.example"),
        ("jane@github.io", "shared by many"),
        ("jane@@mercy.example", "not an e-mail address"),
        ("jane doe", "not an e-mail address"),
        ("jane@mercy.example\r\nBcc: x@y.test", "not an e-mail address"),
        ("a@b@mercy.example", "not an e-mail address"),
        ("@mercy.example", "not an e-mail address"),
    ],
)
def test_ask_refuses_what_proves_nothing_at_the_field(as_user, owner, employer, typed, words):
    response = as_user(owner).post(url("prove_domain", employer), {"address": typed})

    assert response.status_code == 200
    assert words in response.context["address_form"].errors["address"][0]
    assert not OutboxMail.objects.exists()


def test_without_a_website_the_address_names_the_domain(as_user, owner, employer):
    Employer.objects.update(website="")
    session = as_user(owner)

    short = session.post(url("prove_domain", employer), {"address": "jane"})
    session.post(url("prove_domain", employer), {"address": "jane@mercy.example"})
    session.post(url("confirm_domain", employer), {"code": code_mailed("jane@mercy.example")})

    employer.refresh_from_db()
    assert "whole address" in short.context["address_form"].errors["address"][0]
    assert employer.proven_domain == "mercy.example"


def test_a_website_on_a_shared_domain_has_to_change_first(owner, employer):
    Employer.objects.update(website="https://www.wixsite.com/mercy")
    employer.refresh_from_db()
    Employer.objects.update(website="https://gmail.com/mercy")
    employer.refresh_from_db()

    with pytest.raises(DomainError, match="domain that many share"):
        domains.ask(employer, by=owner, address="jane@mercy.example")


@pytest.mark.parametrize("typed", ["000000", "12345", "abcdef", "½½½", "1" * 400])
def test_confirm_counts_wrong_codes_and_then_stops(as_user, owner, employer, typed):
    domains.ask(employer, by=owner, address="jane")
    right = code_mailed("jane@mercy.example")
    session = as_user(owner)
    wrong = typed if typed != right else "111111"

    answers = [session.post(url("confirm_domain", employer), {"code": wrong[:12]}) for _ in range(5)]
    after = session.post(url("confirm_domain", employer), {"code": right})

    said = [answer.context["code_form"].errors["code"][0] for answer in [*answers, after]]
    assert [re.search(r"(\d) tr", words)[1] for words in said[:4]] == ["4", "3", "2", "1"]
    assert "last time" in said[4]
    assert "Too many wrong tries" in said[5]
    employer.refresh_from_db()
    assert not employer.is_proven


def test_a_code_ends_after_fifteen_minutes(as_user, owner, employer):
    domains.ask(employer, by=owner, address="jane")
    later(minutes=16)

    page = as_user(owner).post(url("confirm_domain", employer), {"code": code_mailed("jane@mercy.example")})

    assert "no longer valid" in page.text
    assert not Employer.objects.get().is_proven


def test_a_code_works_once(as_user, owner, employer):
    domains.ask(employer, by=owner, address="jane")
    code = code_mailed("jane@mercy.example")
    domains.confirm(employer, by=owner, code=f" {code[:3]} {code[3:]} ")

    with pytest.raises(DomainError, match="no longer valid"):
        domains.confirm(employer, by=owner, code=code)

    assert len(proofs(employer)) == 1


def test_a_code_is_of_one_person_and_one_employer(owner, rival, employer):
    second = make_member(employer, role="owner")
    other = rival.employers.get()
    domains.ask(employer, by=owner, address="jane")
    domains.ask(other, by=rival, address="jane@rival.example")
    code = code_mailed("jane@mercy.example")

    for where, who in ((employer, second), (other, rival)):
        with pytest.raises(DomainError):
            domains.confirm(where, by=who, code=code)

    assert not Employer.objects.proven().exists()


def test_a_newer_code_makes_the_older_one_worthless(owner, employer):
    domains.ask(employer, by=owner, address="jane")
    first = code_mailed("jane@mercy.example")
    with pytest.raises(DomainError, match="moment ago"):
        domains.ask(employer, by=owner, address="jane")
    later(minutes=1)
    domains.ask(employer, by=owner, address="jane")
    second = code_mailed("jane@mercy.example")

    if first != second:
        with pytest.raises(DomainError, match="not the code"):
            domains.confirm(employer, by=owner, code=first)
    domains.confirm(employer, by=owner, code=second)

    assert Employer.objects.get().is_proven


def test_codes_are_stored_as_digests_and_mailed_as_secrets(owner, employer):
    row = domains.ask(employer, by=owner, address="jane")

    mail = OutboxMail.objects.get()
    assert code_mailed(mail.to) not in row.digest
    assert len(row.digest) == 64
    assert mail.is_secret


def test_codes_of_a_day_are_limited(as_user, owner, employer, settings):
    settings.DOMAIN_CODES_PER_DAY = 2
    session = as_user(owner)

    for name in ("a", "b", "c"):
        page = session.post(url("prove_domain", employer), {"address": name}, follow=True).text
        later(minutes=1)

    assert "enough codes for one day" in page
    assert OutboxMail.objects.count() == 2


@pytest.mark.parametrize("which", ["mailbox", "employer", "domain"])
def test_several_people_fill_no_mailbox_together(as_user, owner, employer, settings, which):
    settings.DOMAIN_CODES_PER_DAY = 1
    asked = [(owner, employer, "jane")]
    if which == "employer":
        asked.append((make_member(employer), employer, "office"))
    else:
        names = ["JANE"] if which == "mailbox" else ["a", "b", "c"]
        for name in names:
            other = make_employer(name=f"Of {name}", website="https://mercy.example/")
            asked.append((make_member(other), other, name))
    said = {
        "mailbox": "Enough codes went to JANE@mercy.example today",
        "employer": "Enough codes were asked for Mercy Coding today",
        "domain": "Enough codes went to addresses at mercy.example today",
    }

    pages = [
        as_user(person).post(url("prove_domain", one), {"address": name}, follow=True).text
        for person, one, name in asked
    ]

    assert [said[which] in page for page in pages] == [False] * (len(asked) - 1) + [True]
    assert OutboxMail.objects.count() == len(asked) - 1


def test_a_domain_belongs_to_one_employer_until_moderators_let_them_share(owner, rival, employer):
    other = rival.employers.get()
    Employer.objects.filter(pk=other.pk).update(proven_domain="mercy.example", domain_proven_at=timezone.now())

    with pytest.raises(DomainError, match="contact page"):
        domains.ask(employer, by=owner, address="jane")
    Employer.objects.filter(pk=employer.pk).update(shares_domain=True)
    domains.ask(employer, by=owner, address="jane")
    domains.confirm(employer, by=owner, code=code_mailed("jane@mercy.example"))

    assert Employer.objects.proven().count() == 2


def test_a_domain_proven_elsewhere_in_the_meantime_is_refused(owner, rival, employer):
    domains.ask(employer, by=owner, address="jane")
    Employer.objects.filter(name="Rival Health").update(proven_domain="mercy.example", domain_proven_at=timezone.now())

    with pytest.raises(DomainError, match="Another employer"):
        domains.confirm(employer, by=owner, code=code_mailed("jane@mercy.example"))

    assert not Employer.objects.get(pk=employer.pk).is_proven


def test_the_database_keeps_a_domain_single_and_dated(employer, rival):
    Employer.objects.filter(pk=employer.pk).update(proven_domain="mercy.example", domain_proven_at=timezone.now())

    for changes in (
        {"proven_domain": "mercy.example", "domain_proven_at": timezone.now()},
        {"proven_domain": "x.test"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Employer.objects.filter(name="Rival Health").update(**changes)


@pytest.mark.parametrize(
    ("website", "kept"),
    [
        ("https://jobs.mercy.example", True),
        ("", True),
        ("https://elsewhere.example", False),
        ("https://gmail.com", False),
    ],
)
def test_a_website_at_another_domain_drops_the_proof(owner, employer, website, kept):
    domains.ask(employer, by=owner, address="jane")
    employer = domains.confirm(employer, by=owner, code=code_mailed("jane@mercy.example"))

    employers.edit(employer, by=owner, website=website)

    employer = Employer.objects.get()
    assert employer.is_proven is kept
    assert [code for code, *_ in proofs(employer)] == ["domain_proven"] + ([] if kept else ["domain_dropped"])


def test_a_website_that_changed_meanwhile_makes_the_code_useless(owner, employer):
    domains.ask(employer, by=owner, address="jane")
    employers.edit(employer, by=owner, website="https://elsewhere.example")

    with pytest.raises(DomainError, match="changed since"):
        domains.confirm(employer, by=owner, code=code_mailed("jane@mercy.example"))


def test_a_suspended_employer_proves_nothing(owner, employer):
    domains.ask(employer, by=owner, address="jane")
    Employer.objects.update(suspended_at=timezone.now())

    with pytest.raises(DomainError, match="suspended"):
        domains.confirm(employer, by=owner, code=code_mailed("jane@mercy.example"))
    with pytest.raises(DomainError, match="suspended"):
        domains.ask(employer, by=owner, address="jane")


def test_proven_counts_no_suspended_employer(employer):
    Employer.objects.update(proven_domain="mercy.example", domain_proven_at=timezone.now())
    before = Employer.objects.proven().count()
    Employer.objects.update(suspended_at=timezone.now())

    assert (before, Employer.objects.proven().count()) == (1, 0)


def test_purge_forgets_addresses_of_old_codes(owner, employer):
    domains.ask(employer, by=owner, address="jane")
    before = domains.purge_codes()
    later(minutes=16)

    assert (before, domains.purge_codes(), DomainCode.objects.count()) == (0, 1, 0)


def test_pages_say_what_was_proven_and_when(client, reference, employer):
    listing = make_listing(employer=employer)
    plain = make_listing()
    day = timezone.now().replace(year=2026, month=11, day=12)
    Employer.objects.filter(pk=employer.pk).update(proven_domain="mercy.example", domain_proven_at=day)
    words = re.compile(r"Proven: writes from mercy\.example, (?:<time[^>]*>)?12 Nov 2026")

    shown = {
        page: len(words.findall(client.get(page).text))
        for page in (listing.get_absolute_url(), plain.get_absolute_url(), employer.get_absolute_url())
    }

    assert shown[listing.get_absolute_url()] == 1
    assert words.search(client.get("/jobs/").text)
    assert words.search(client.get("/employers/").text)
    assert words.search(client.get(employer.get_absolute_url()).text)
    assert "Proven:" not in client.get(plain.employer.get_absolute_url()).text


def test_a_domain_of_another_script_is_proven_however_it_is_typed(as_user, owner, employer):
    Employer.objects.update(website="https://www.bücher.example")
    session = as_user(owner)

    session.post(url("prove_domain", employer), {"address": "jane+jobs@Bücher.example"})
    session.post(url("confirm_domain", employer), {"code": code_mailed("jane+jobs@xn--bcher-kva.example")})

    assert Employer.objects.get().proven_domain == "xn--bcher-kva.example"


def test_an_owner_made_recruiter_in_between_proves_nothing(as_user, owner, employer):
    second = make_member(employer, role="owner")
    domains.ask(employer, by=owner, address="jane")
    team.change_role(employer, owner.memberships.get().pk, by=second, role="recruiter")

    response = as_user(owner).post(url("confirm_domain", employer), {"code": code_mailed("jane@mercy.example")})

    assert response.status_code == 404
    assert not Employer.objects.get().is_proven
