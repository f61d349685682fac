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


def test_pages_about_codes_shut_nobody_out(whole_reference, page, barriers):
    open_code(page, "32701")
    found = {"full page": barriers(page)}
    open_code(page, "77301")
    expect(page.get_by_text(LOCK)).to_be_visible()
    found["locked page"] = barriers(page)
    for name, address in {"lookup": "/codes/?q=32701", "specialty": "/specialties/radiation-oncology/"}.items():
        page.goto(address)
        found[name] = barriers(page)

    assert {name: lines for name, lines in found.items() if lines} == {}
