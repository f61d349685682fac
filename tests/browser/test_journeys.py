"""The main path, as people walk it."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from applications.models import Application
from listings.models import Listing
from listings.workflow import Status
from tests.factories import PASSWORD, make_listing

RESUME = "Ada Coder. CPC since 2016. Ten years of radiation oncology coding, profee and facility. " * 5


@pytest.fixture
def scene(transactional_db, reference, employer, owner, colleague, candidate, moderator):
    """A board with one job for 32701, and one that has nothing to do with it."""
    listing = make_listing(employer=employer, title="Radiation Oncology Coder", codes=[("cpt", "32701")])
    make_listing(employer=employer, title="Denials Specialist", specialties=())
    return listing


def log_in(page: Page, user: User) -> None:
    page.goto("/accounts/login/")
    page.get_by_label(re.compile("^E-?mail", re.I)).fill(user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url(lambda url: "/login/" not in url)


def send_application(page: Page) -> None:
    page.locator("[name=resume][value=text]").check()
    page.get_by_label("Typed or pasted text").fill(RESUME)
    page.get_by_role("button", name="Send application").click()
    page.wait_for_url(re.compile(r"/me/applications/\d+/$"))


def test_a_guest_finds_a_job_registers_applies_and_is_answered(scene, owner, visit, code_mailed, complaints):
    guest = visit()
    guest.goto("/jobs/")
    guest.get_by_role("main").get_by_role("searchbox").first.fill("32701")
    guest.keyboard.press("Enter")
    expect(guest.locator("article[data-listing-id]")).to_have_count(1)
    guest.get_by_role("link", name="Radiation Oncology Coder").first.click()
    expect(guest.get_by_role("heading", level=1)).to_have_text("Radiation Oncology Coder")
    guest.get_by_role("link", name=re.compile("^Apply")).first.click()

    guest.get_by_role("main").get_by_role("link", name=re.compile("Register")).first.click()
    guest.get_by_label("I’m looking for work").check()
    guest.get_by_label(re.compile("^E-?mail", re.I)).fill("ada@people.test")
    guest.get_by_label(re.compile("^Password")).fill("a-long-and-lonely-word")
    guest.get_by_role("main").get_by_role("button", name=re.compile("Register")).click()
    guest.get_by_label(re.compile("code", re.I)).fill(code_mailed("ada@people.test"))
    guest.keyboard.press("Enter")

    expect(guest).to_have_url(re.compile(r"/apply/$"))
    send_application(guest)
    application = Application.objects.get(listing=scene)
    expect(guest).to_have_url(re.compile(rf"/me/applications/{application.pk}/$"))

    desk = visit()
    log_in(desk, owner)
    desk.goto(f"/desk/{scene.employer.slug}/applicants/")
    desk.get_by_role("table").get_by_role("link").first.click()
    desk.get_by_role("button", name="In review").click()
    expect(desk.get_by_role("main")).to_contain_text("In review")

    guest.reload()
    expect(guest.get_by_role("main")).to_contain_text("In review")
    assert complaints == []


def test_an_employer_posts_and_a_moderator_lets_it_in(scene, owner, moderator, visit, complaints):
    desk = visit(owner)
    desk.goto(f"/desk/{scene.employer.slug}/listings/new/")
    for name, typed in {
        "title": "Thoracic Surgery Coder",
        "codes": "32701",
        "pay_min": "30",
        "pay_max": "36",
    }.items():
        desk.locator(f"main [name={name}]").fill(typed)
    desk.locator(".ProseMirror[contenteditable]").click()
    desk.keyboard.type("Codes thoracic surgery for four surgeons, profee, from operative notes.")
    for name, chosen in {
        "employment_type": "full-time",
        "work": "remote",
        "remote_scope": "all",
        "pay_unit": "hour",
        "credentials_rule": "none",
        "apprentices_accepted": "true",
    }.items():
        desk.locator(f"select[name={name}]").select_option(chosen)
    desk.locator("[name=specialties][value=thoracic-surgery]").check()
    desk.get_by_role("button", name="Save and preview").click()
    expect(desk.get_by_role("main")).to_contain_text("This is what candidates will see")
    desk.get_by_role("button", name="Submit for review").click()
    expect(desk.get_by_role("main")).to_contain_text("Waiting for review")
    listing = Listing.objects.get(title="Thoracic Surgery Coder")

    queue = visit(moderator)
    queue.goto("/moderation/")
    queue.get_by_role("link", name="Thoracic Surgery Coder").first.click()
    queue.get_by_role("button", name="Approve").click()
    queue.wait_for_url("**/moderation/**")

    guest = visit()
    guest.goto("/jobs/?q=32701")
    guest.get_by_role("link", name="Thoracic Surgery Coder", exact=True).click()
    expect(guest.get_by_role("heading", level=1)).to_have_text("Thoracic Surgery Coder")
    assert Listing.objects.get(pk=listing.pk).status == Status.PUBLISHED
    assert complaints == []


def test_the_path_stands_without_javascript(scene, candidate, visit):
    page = visit(candidate, java_script_enabled=False)
    page.goto("/jobs/")
    page.get_by_role("main").get_by_role("searchbox").first.fill("32701")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Radiation Oncology Coder").first.click()
    page.get_by_role("link", name=re.compile("^Apply")).first.click()

    send_application(page)

    expect(page).to_have_url(re.compile(r"/me/applications/\d+/$"))
    assert Application.objects.filter(listing=scene, candidate=candidate).count() == 1


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_candidate_fills_her_profile_and_searches_by_fit(scene, candidate, visit, has_scripts):
    page = visit(candidate, java_script_enabled=has_scripts)
    page.goto("/me/profile/")
    page.get_by_label("Your name", exact=True).fill("Ada Byron")
    page.get_by_label("Home state").select_option("TX")
    page.get_by_label("Credential", exact=True).select_option(label="CPC – Certificate CPC")
    page.get_by_role("button", name="Add another credential").click()
    expect(page.get_by_label("Credential", exact=True)).to_have_count(2)
    page.get_by_label("Credential", exact=True).nth(1).select_option(label="CCS – Certificate CCS")
    page.get_by_role("button", name="Remove credential 1").click()
    expect(page.get_by_label("Credential", exact=True)).to_have_count(1)
    page.get_by_label("Specialty", exact=True).select_option("radiation-oncology")
    page.get_by_role("button", name="Save profile").last.click()
    expect(page.get_by_text("Your profile is saved.")).to_be_visible()
    assert [str(held) for held in candidate.candidate_profile.credentials.all()] == ["CCS"]

    page.goto(scene.get_absolute_url())
    expect(page.get_by_text("You meet 2 of 2 requirements")).to_be_visible()
    expect(page.get_by_text("TX eligible")).to_be_visible()

    page.goto("/jobs/?fit=all")
    expect(page.locator("article[data-listing-id]")).to_have_count(2)
    expect(page.get_by_text("You meet 2 of 2", exact=True)).to_be_visible()
