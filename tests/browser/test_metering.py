"""The metered code pages as people meet them: one as a guest, five more after registering."""

import re

import pytest
from playwright.sync_api import Page, expect

from codes import services
from codes.models import Code

LOCK = "Create a free account to unlock this content"
MEMBER_PAGES = ["77334", "77427", "99213", "99214"]


@pytest.fixture
def whole_reference(transactional_db):
    """All that is shipped: the small cut has no page worth metering."""
    services.load_reference()


def open_code(page: Page, code: str) -> None:
    page.goto(f"/codes/cpt/{code}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text(code)


def check_metered_text(page: Page, code: str, state: str) -> None:
    """The metered text of a code stands in the HTML as it came, or it does not."""
    held = Code.objects.get(system="cpt", code=code).clinical_context[:40]
    assert len(held) == 40
    assert (held in page.content()) == (state == "open")


def register(page: Page, address: str, code_mailed) -> None:
    page.get_by_label("I’m looking for work").check()
    page.get_by_label(re.compile("^E-?mail", re.I)).fill(address)
    page.get_by_label(re.compile("^Password")).fill("a-long-and-lonely-word")
    page.get_by_role("main").get_by_role("button", name=re.compile("Register")).click()
    page.get_by_label(re.compile("code", re.I)).fill(code_mailed(address))
    page.keyboard.press("Enter")


def test_a_guest_reads_one_page_registers_and_reads_five_more(whole_reference, page, code_mailed, complaints):
    open_code(page, "32701")
    check_metered_text(page, "32701", "open")
    expect(page.get_by_text("0 code page views remaining.")).to_be_visible()

    open_code(page, "77301")
    check_metered_text(page, "77301", "locked")
    expect(page.get_by_text("0 code page views remaining.")).to_be_visible()
    expect(page.get_by_text("Register to view Clinical context")).to_be_visible()
    expect(page.get_by_text(LOCK)).to_have_count(1)

    page.get_by_role("main").locator(".unlock").get_by_role("link", name="Register free account").click()
    register(page, "ada@people.test", code_mailed)

    expect(page).to_have_url(re.compile(r"/codes/cpt/77301/$"))
    expect(page.get_by_text("4 code page views remaining.")).to_be_visible()
    expect(page.get_by_text(LOCK)).to_have_count(0)
    check_metered_text(page, "77301", "open")

    for code in MEMBER_PAGES:
        open_code(page, code)
        expect(page.locator(".locked__line")).to_have_count(0)
    expect(page.get_by_text("0 code page views remaining.")).to_be_visible()

    open_code(page, "27447")
    check_metered_text(page, "27447", "locked")
    expect(page.get_by_text("Your views renew on")).to_be_visible()
    open_code(page, "32701")
    check_metered_text(page, "32701", "open")
    assert complaints == []


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_pages_about_codes_shut_nobody_out(whole_reference, visit, barriers, candidate, moderator, scheme, width):
    look = {"color_scheme": scheme, "viewport": {"width": width, "height": 900}}
    guest, member, staff = visit(**look), visit(candidate, **look), visit(moderator, **look)
    open_code(guest, "32701")
    found = {"full page": barriers(guest)}
    open_code(guest, "77301")
    expect(guest.get_by_text(LOCK)).to_be_visible()
    found["locked page"] = barriers(guest)
    for name, address in {
        "lookup": "/codes/?q=32701",
        "two readings": "/codes/?q=J0120",
        "codes by system": "/codes/?q=C5",
        "a refusal": "/codes/?q=77301-11",
        "retired": "/codes/cpt/77385/",
        "unknown": "/codes/cpt/77299/",
        "no code": "/codes/cpt/nonsense/",
        "specialties": "/specialties/",
        "specialty": "/specialties/radiation-oncology/",
    }.items():
        guest.goto(address)
        found[name] = barriers(guest)
    for name, page in {"member": member, "moderator": staff}.items():
        open_code(page, "77301")
        expect(page.locator(".locked__line")).to_have_count(0)
        found[name] = barriers(page)

    assert {name: lines for name, lines in found.items() if lines} == {}


def test_the_lookup_answers_the_keyboard_as_one_types(whole_reference, page):
    page.goto("/codes/")
    page.get_by_label("Code, term or specialty").focus()
    page.keyboard.type("J0120")
    expect(page.get_by_role("status")).to_have_text("2 answers for J0120")
    expect(page).to_have_url(re.compile(r"/codes/\?q=J0120$"))

    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_contain_text("J0120")
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"/codes/hcpcs/J0120/$"))


def test_the_lookup_works_without_scripts(whole_reference, page_without_js):
    page_without_js.goto("/codes/")
    page_without_js.get_by_label("Code, term or specialty").fill("32701")
    page_without_js.keyboard.press("Enter")

    expect(page_without_js.get_by_text("may be any of these")).to_be_visible()
    place = page_without_js.get_by_role("main").get_by_role("link", name="Altamonte Springs, FL 32701")
    expect(place).to_have_attribute("href", "/jobs/?near=32701")
