"""Teams, proofs and one's own data, as people walk them; the mails are read from the outbox."""

import json
import re
from zipfile import ZipFile

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from accounts.models import Employer, Membership, User
from core.models import OutboxMail
from tests.factories import PASSWORD, make_employer, make_listing


@pytest.fixture(autouse=True)
def _scene(transactional_db, reference):
    """The small reference is on the pages people land on."""


def log_in(page: Page, user: User) -> None:
    page.goto("/accounts/login/")
    page.get_by_label(re.compile("^E-?mail", re.I)).fill(user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url(lambda url: "/login/" not in url)


def prove(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Is it still you?")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()


def path_mailed(address: str, start: str) -> str:
    """The link in the newest mail to somebody, without the host."""
    return re.search(rf"https?://[^/\s]+({start}\S+)", OutboxMail.objects.filter(to=address).latest("id").text)[1]


def test_a_recruiter_is_invited_joins_and_is_out_with_the_next_click(employer, owner, visit, code_mailed, complaints):
    desk, guest = visit(owner), visit()
    make_listing(employer=employer)
    team = f"/desk/{employer.slug}/team/"
    desk.goto(team)
    desk.get_by_label("E-mail address").fill("rita@mercy.example")
    desk.get_by_role("button", name="Mail the invitation").click()
    expect(desk.get_by_role("status").first).to_contain_text("An invitation is on its way")

    guest.goto(path_mailed("rita@mercy.example", "/invitations/"))
    expect(guest.get_by_role("heading", level=1)).to_have_text("Mercy Coding invites you")
    guest.get_by_role("link", name="Register with that address").click()
    expect(guest.get_by_label("I’m hiring")).to_be_checked()
    guest.get_by_label(re.compile("^E-?mail", re.I)).fill("rita@mercy.example")
    guest.get_by_label(re.compile("^Password")).fill("a-long-and-lonely-word")
    guest.get_by_role("main").get_by_role("button", name="Register free account").click()
    guest.get_by_label("Six-digit code").fill(code_mailed("rita@mercy.example"))
    guest.get_by_role("button", name="Confirm").click()
    guest.get_by_role("button", name="Join Mercy Coding").click()
    expect(guest).to_have_url(re.compile(f"/desk/{employer.slug}/$"))
    guest.get_by_role("link", name="Listings", exact=True).click()
    expect(guest.get_by_role("link", name="Radiation Oncology Coder", exact=True)).to_be_visible()
    assert Membership.objects.get(user__email="rita@mercy.example").role == "recruiter"

    desk.goto(team)
    desk.locator("summary", has_text="Change").click()
    desk.get_by_role("button", name=re.compile("^Remove")).click()
    expect(desk.get_by_role("heading", name="1 member")).to_be_visible()
    answer = guest.reload()

    assert answer.status == 404
    assert [line for line in complaints if "404" not in line] == []


def test_an_owner_proves_the_domain_and_everybody_sees_it(employer, owner, visit, code_mailed, complaints):
    Employer.objects.update(website="https://www.mercy.example/")
    page, guest = visit(owner), visit()
    page.goto(f"/desk/{employer.slug}/profile/")
    page.get_by_role("link", name="Prove it with a code by mail").click()
    page.get_by_label("Your address there").fill("office")
    page.get_by_role("button", name="Mail me a code").click()
    page.get_by_label("Six-digit code").fill("12 34")
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("That is not the code we mailed.").first).to_be_visible()
    page.get_by_label("Six-digit code").fill(code_mailed("office@mercy.example"))
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", name="What candidates see")).to_be_visible()

    guest.goto(employer.get_absolute_url())

    expect(guest.get_by_text(re.compile("Proven: writes from mercy.example"))).to_be_visible()
    assert complaints == []


def test_somebody_claims_an_imported_employer_without_scripts(candidate, visit, code_mailed):
    lakes = make_employer(name="Lakes Hospital", website="https://lakes.example", claimed_at=None)
    page = visit(candidate, java_script_enabled=False)
    page.goto(lakes.get_absolute_url())
    page.get_by_role("link", name="Claim this employer").click()
    page.get_by_label("Your address there").fill("hr")
    page.get_by_role("button", name="Mail me a code").click()
    page.get_by_label("Six-digit code").fill(code_mailed("hr@lakes.example"))
    page.get_by_role("button", name="Claim Lakes Hospital").click()

    expect(page).to_have_url(re.compile(f"/desk/{lakes.slug}/$"))
    page.goto(lakes.get_absolute_url())
    expect(page.get_by_text(re.compile("Proven: writes from lakes.example"))).to_be_visible()
    expect(page.get_by_text("Nobody has claimed")).to_have_count(0)


def test_somebody_takes_her_data_along(candidate, visit, complaints):
    page = visit()
    log_in(page, candidate)
    page.goto("/me/privacy/")
    page.get_by_role("button", name="Ask for your data").click()
    prove(page)
    expect(page.get_by_text("Being made")).to_be_visible()
    call_command("worker", once=True)
    expect(page.get_by_role("link", name="Download your data")).to_be_visible()  # the page asks by itself

    address = page.get_by_role("link", name="Download your data").get_attribute("href")
    with page.expect_download() as started:
        page.get_by_role("link", name="Download your data").click()
    with ZipFile(started.value.path()) as archive:
        account = json.loads(archive.read("account.json"))
        readme = archive.read("README.txt").decode()
    assert account["email"] == candidate.email
    assert "account.json" in readme
    assert visit().goto(address).url.endswith(f"/accounts/login/?next={address}")
    assert OutboxMail.objects.filter(to=candidate.email, kind="accounts/export_ready").exists()
    assert complaints == []


def test_somebody_closes_her_account_and_thinks_better_of_it(candidate, visit, complaints):
    page = visit()
    log_in(page, candidate)
    page.goto("/me/privacy/")
    page.get_by_role("link", name="Close your account").click()
    page.get_by_label("Type your e-mail address to confirm").fill("wrong@people.test")
    page.get_by_role("button", name="Close my account").click()
    expect(page.get_by_text("That is not the address you log in with").first).to_be_visible()
    page.get_by_label("Type your e-mail address to confirm").fill(candidate.email)
    page.get_by_role("button", name="Close my account").click()
    prove(page)
    expect(page.get_by_text("Your account is closed.")).to_be_visible()
    assert User.objects.get(pk=candidate.pk).is_closed

    log_in(page, candidate)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account is closed")
    page.goto("/me/profile/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account is closed")
    page.get_by_role("button", name="Reopen my account").click()
    expect(page.get_by_text("Welcome back.")).to_be_visible()
    page.goto("/me/profile/")

    expect(page.get_by_role("button", name="Save profile").first).to_be_visible()
    assert not User.objects.get(pk=candidate.pk).is_closed
    assert complaints == []
