"""The search page in a real browser: filters, groups, the way back, the sheet of a phone, the keyboard, the star."""

import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from listings.models import Listing, SavedListing
from tests.factories import make_candidate, make_employer, make_listing, make_place, make_state, make_term

LONG = [f"specialty-{letter}" for letter in "abcdefghijk"]


@pytest.fixture
def board(transactional_db, reference, employer):
    """Four jobs: two remote, one on-site in Texas, one on-site in Oklahoma with more specialties than a group shows."""
    entry, senior = (make_term("level", slug) for slug in ("entry", "senior"))
    make_listing(employer=employer, title="Remote Coder", level=entry)
    make_listing(employer=employer, title="Remote Auditor", level=senior)
    onsite = {"employer": employer, "work": "onsite", "remote_scope": ""}
    make_listing(title="Texas Coder", state=make_state("TX"), **onsite)
    make_listing(title="Oklahoma Coder", state=make_state("OK"), specialties=("radiation-oncology", *LONG), **onsite)


def titles(page: Page) -> set[str]:
    return set(page.locator(".job-row__title").all_inner_texts())


def test_filters_answer_as_they_are_ticked_and_back_undoes_them(board, page, barriers, complaints):
    page.goto("/jobs/")
    expect(page.locator("#results-count")).to_have_text("4 jobs")

    page.locator("#f-work-remote").focus()
    page.keyboard.press("Space")
    expect(page.locator("#results-count")).to_have_text("2 jobs")
    expect(page).to_have_url(re.compile(r"/jobs/\?work=remote$"))
    expect(page.locator("#f-work-remote")).to_be_focused()
    expect(page.locator("#announce")).to_have_text("2 jobs")

    # A group that was opened stays open, one that was closed stays closed.
    page.locator("#facet-level > summary").press("Enter")
    page.locator("#facet-credential > summary, #facet-state > summary").first.press("Enter")
    closed = page.locator("details.facet:not([open])").first.get_attribute("id")
    page.locator("#f-level-senior").check()
    expect(page.locator("#results-count")).to_have_text("1 job")
    expect(page.locator("#f-level-senior")).to_be_checked()
    assert page.locator("#facet-level").evaluate("facet => facet.open")
    assert not page.locator(f"#{closed}").evaluate("facet => facet.open")
    assert titles(page) == {"Remote Auditor"}
    assert barriers(page) == []

    page.go_back()
    expect(page.locator("#results-count")).to_have_text("2 jobs")
    expect(page.locator("#f-work-remote")).to_be_checked()
    expect(page.locator("#f-level-senior")).to_be_focused()
    page.go_back()
    expect(page.locator("#results-count")).to_have_text("4 jobs")
    expect(page.locator("#f-work-remote")).not_to_be_checked()
    expect(page.locator("#f-work-remote")).to_be_focused()

    # The page that came back works like the first, and its address means the same when it is opened anew.
    page.locator("#q").fill("auditor")
    page.keyboard.press("Enter")
    expect(page.locator("#results-count")).to_have_text("1 job")
    expect(page.locator("#q")).to_be_focused()
    expect(page).to_have_title(re.compile(r"^auditor: Medical coding jobs"))
    page.reload()
    expect(page.locator("#results-count")).to_have_text("1 job")
    expect(page.locator("#q")).to_have_value("auditor")
    assert complaints == []


def test_how_far_is_chosen_for_a_place_in_the_line_too(board, employer, page, complaints):
    make_place("Dallas", "TX", "75201", 32.78, -96.80)
    make_listing(employer=employer, title="Waco Coder", work="onsite", latitude=31.55, longitude=-97.15)
    page.goto("/jobs/?q=Dallas,+TX")
    expect(page.locator("#results-count")).to_have_text("0 jobs")

    page.locator("#within").select_option("100")

    expect(page.locator("#results-count")).to_have_text("1 job")
    expect(page).to_have_url(re.compile(r"/jobs/\?q=Dallas%2C%20TX&within=100$"))
    expect(page.locator("#results")).to_contain_text("Within 100 miles of Dallas, TX")
    page.go_back()
    expect(page.locator("#within")).to_have_value("50")
    expect(page.locator("#results-count")).to_have_text("0 jobs")
    page.locator("#q").fill("")
    page.locator("#within").select_option("10")
    expect(page.locator("#results-count")).to_have_text("5 jobs")
    expect(page).to_have_url(re.compile(r"/jobs/$"))
    assert complaints == []


def test_the_keyboard_skips_the_filters(board, page, complaints):
    page.goto("/jobs/?q=auditor")
    page.locator("#search button").focus()

    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the results")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    expect(page.locator("#sort")).to_be_focused()
    expect(page.locator("#results-count")).to_have_text("1 job")
    assert complaints == []


def test_a_long_group_is_searched_by_name(board, page, complaints):
    page.goto("/jobs/")
    find = page.locator("#find-specialty")
    expect(page.locator("#facet-specialty .opt")).to_have_count(10)

    find.press_sequentially("y k", delay=20)
    expect(page.locator("#facet-specialty .opt:visible")).to_have_text([re.compile("Specialty K")])
    expect(find).to_be_focused()
    expect(find).to_have_value("y k")
    assert find.evaluate("box => box.selectionStart") == 3

    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("#results-count")).to_have_text("1 job")
    expect(page).to_have_url(re.compile(r"specialty=specialty-k"))
    expect(page.locator("#f-specialty-specialty-k")).to_be_focused()
    expect(find).to_have_value("y k")
    expect(page.locator("#facet-specialty .opt:visible")).to_have_count(1)
    page.get_by_role("link", name="Remove Specialty: Specialty K").press("Enter")
    expect(page.locator("#results-count")).to_have_text("4 jobs")
    expect(find).to_have_value("y k")
    expect(page.locator("#facet-specialty .opt:visible")).to_have_text([re.compile("Specialty K")])
    expect(page.locator("#results-count")).to_be_focused()
    find.fill("1")  # a count is no name
    expect(page.locator("#facet-specialty .facet__none")).to_have_text("Nothing of that name")
    page.locator("#facet-specialty [data-facet-more]").press("Enter")
    expect(page.locator("#facet-specialty .opt:visible")).to_have_count(10)
    expect(find).to_have_value("")
    assert complaints == []


def test_the_focus_goes_on_with_what_more_brought_and_back_to_more(board, page, complaints):
    page.goto("/jobs/")
    shown = page.locator("#facet-specialty .opt")
    more = page.locator("#facet-specialty [data-facet-more]")
    before = [option.get_attribute("data-value") for option in shown.all()]

    more.press("Enter")
    expect(shown).to_have_count(12)
    (first, _) = [value for option in shown.all() if (value := option.get_attribute("data-value")) not in before]
    expect(page.locator(f"#f-specialty-{first}")).to_be_focused()

    expect(more).to_have_text("Fewer under Specialty")
    more.press("Enter")
    expect(shown).to_have_count(10)
    expect(more).to_be_focused()
    assert complaints == []


def test_a_chip_is_taken_away_in_place_and_the_focus_goes_on_with_the_next(board, page, barriers, complaints):
    page.goto("/jobs/?q=coder&work=remote&level=entry&level=senior&near=32701&within=100")
    page.evaluate("window.isSamePage = true")
    chips = page.get_by_role("list", name="Chosen filters").locator(".chip--on")
    second = chips.nth(1).get_attribute("aria-label")

    chips.first.press("Enter")
    expect(chips.first).to_have_attribute("aria-label", second)
    expect(chips.first).to_be_focused()
    expect(page.locator("#announce")).to_have_text(page.locator("#results-count").inner_text())
    while (number := chips.count()) > 1:
        chips.last.press("Enter")
        expect(chips).to_have_count(number - 1)
        expect(chips.last).to_be_focused()
    chips.first.press("Enter")
    expect(chips).to_have_count(0)
    expect(page.locator("#results-count")).to_be_focused()
    expect(page).to_have_url(re.compile(r"/jobs/\?q=coder$"))
    expect(page.locator("#q")).to_have_value("coder")
    expect(page.locator("#near")).to_have_value("")
    expect(page.locator("#within")).to_have_value("50")
    assert barriers(page) == []

    # What the line was read as is a chip, too, and the line follows.
    page.locator("#q").fill("remote auditor")
    page.keyboard.press("Enter")
    expect(page.locator("#results-count")).to_have_text("1 job")
    page.get_by_role("link", name="Remove Remote").press("Enter")
    expect(page.locator("#q")).to_have_value("auditor")
    expect(page).to_have_title(re.compile(r"^auditor: Medical coding jobs"))
    assert page.evaluate("window.isSamePage")

    page.go_back()
    expect(page.locator("#q")).to_have_value("remote auditor")
    expect(page).to_have_title(re.compile(r"^remote auditor: Medical coding jobs"))
    page.go_back()
    expect(page.locator("#q")).to_have_value("coder")
    assert complaints == []


def test_a_page_is_turned_in_place_and_back(board, employer, page, complaints):
    for number in range(50):
        make_listing(employer=employer, title=f"Coder {number}")
    page.goto("/jobs/")
    page.evaluate("window.isSamePage = true")
    heading = page.locator("#results-count")
    first = titles(page)

    page.get_by_role("link", name="Next page").press("Enter")
    expect(heading).to_have_text("54 jobs, page 2 of 3")
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport()
    expect(page.locator("#announce")).to_have_text("54 jobs, page 2 of 3")
    expect(page).to_have_url(re.compile(r"/jobs/\?page=2$"))
    expect(page).to_have_title(re.compile(r"^Medical coding jobs, page 2 · "))
    assert not titles(page) & first
    page.get_by_role("link", name="Next page").press("Enter")
    expect(heading).to_have_text("54 jobs, page 3 of 3")
    assert page.evaluate("window.isSamePage")

    page.go_back()
    expect(heading).to_have_text("54 jobs, page 2 of 3")
    expect(page.get_by_role("link", name="Next page")).to_be_focused()
    page.go_back()
    expect(heading).to_have_text("54 jobs")
    assert titles(page) == first
    page.go_forward()
    expect(heading).to_have_text("54 jobs, page 2 of 3")
    expect(page.get_by_role("link", name="Next page")).to_be_focused()

    # A job, and back to the page that it was on.
    page.locator(".job-row__title a").first.click()
    expect(page).to_have_url(re.compile(r"/jobs/\d+-"))
    page.go_back()
    expect(heading).to_have_text("54 jobs, page 2 of 3")
    with page.context.expect_page() as other:
        page.get_by_role("link", name="Previous page").click(modifiers=["Control"])
    expect(other.value).to_have_url(re.compile(r"/jobs/\?page=1$"))
    expect(heading).to_have_text("54 jobs, page 2 of 3")
    assert complaints == []


def test_a_link_is_left_to_the_browser_where_no_answer_comes(board, page):
    page.goto("/jobs/?work=remote")
    page.route("**/jobs/*", lambda route: route.abort() if "hx-request" in route.request.headers else route.continue_())

    page.get_by_role("link", name=re.compile("^Remove .*Remote$")).click()

    expect(page.locator("#results-count")).to_have_text("4 jobs")
    expect(page).to_have_url(re.compile(r"/jobs/$"))


def test_an_answer_that_is_an_error_leaves_nothing_behind(board, candidate, visit):
    page = visit(candidate)
    page.goto("/jobs/?work=remote")
    busy = "**/jobs/?*level=senior*"
    page.route(busy, lambda route: route.fulfill(status=503, body="busy"))
    page.locator("#facet-level > summary").click()
    with page.expect_response(lambda response: response.status == 503):
        page.locator("#f-level-senior").check()
    page.unroute(busy)
    star = page.get_by_role("button", name="Save Remote Coder")
    page.locator("#facet-level > summary").click()
    star.press("Enter")
    expect(star).to_have_attribute("aria-pressed", "true")

    expect(star).to_be_focused()
    assert not page.locator("#facet-level").evaluate("facet => facet.open"), "it is as it was left, not as it was asked"


def test_a_filter_that_meets_no_answer_says_so_and_is_asked_again(board, visit):
    for viewport in ({"width": 1280, "height": 800}, {"width": 390, "height": 700}):
        page = visit(viewport=viewport)
        page.goto("/jobs/")
        notice = page.get_by_role("alert").filter(has_text="No answer came")
        if viewport["width"] < 600:
            page.locator("#_filters > summary").click()
        page.route("**/jobs/?*work=remote*", lambda route: route.abort())
        page.locator("#f-work-remote").check()
        expect(notice).to_be_visible()
        expect(notice).to_be_in_viewport(ratio=1)
        page.unroute("**/jobs/?*work=remote*")

        notice.get_by_role("button", name="Search again").press("Enter")

        expect(notice).to_be_hidden()
        expect(page.locator("#results-count")).to_have_text("2 jobs")
        if viewport["width"] < 600:
            expect(page.get_by_role("button", name="Show 2 jobs")).to_be_focused()
            page.get_by_role("button", name="Close").click()
        else:
            expect(page.locator("#results-count")).to_be_focused()
        expect(notice).to_be_hidden()


def test_who_closes_the_filters_still_reads_that_no_answer_came(board, visit):
    page = visit(viewport={"width": 390, "height": 700})
    page.goto("/jobs/")
    page.locator("#_filters > summary").click()
    page.route("**/jobs/?*work=remote*", lambda route: route.abort())
    page.locator("#f-work-remote").check()
    notice = page.get_by_role("dialog").get_by_role("alert")
    expect(notice).to_be_visible()

    page.get_by_role("button", name="Close").click()

    expect(page.get_by_role("alert").filter(has_text="No answer came")).to_be_visible()


def test_more_of_a_group_that_meets_no_answer_is_left_to_the_browser(board, page):
    page.goto("/jobs/")
    page.route("**/jobs/*", lambda route: route.abort() if "hx-request" in route.request.headers else route.continue_())
    find = page.locator("#find-specialty")
    with page.expect_event("requestfailed"):
        find.press_sequentially("z")  # none of the commonest, so the others are asked for
    expect(page).to_have_url(re.compile("/jobs/$"))

    with page.expect_event("requestfailed"):
        find.press_sequentially("z")
    page.locator("#facet-specialty [data-facet-more]").click()

    expect(page).to_have_url(re.compile("more=specialty"))
    expect(page.locator("#facet-specialty .opt")).to_have_count(12)


def test_back_to_an_address_that_answers_with_an_error_shows_the_error(board, page):
    page.goto("/jobs/")
    page.locator("#f-work-remote").check()
    expect(page.locator("#results-count")).to_have_text("2 jobs")
    page.route("**/jobs/", lambda route: route.fulfill(status=503, body="We are busy."))

    page.go_back()

    expect(page.get_by_text("We are busy.")).to_be_visible()


def test_back_while_no_answer_comes_leaves_no_other_jobs_under_the_address(board, page):
    page.goto("/jobs/")
    page.locator("#f-work-remote").check()
    expect(page.locator("#results-count")).to_have_text("2 jobs")
    page.route("**/jobs/", lambda route: route.abort())

    page.go_back()

    expect(page.locator("#results-count")).to_have_count(0)


def test_a_page_that_was_kept_whole_learns_which_stars_were_pressed_since(board, visit):
    """Firefox keeps it with the storage of then; the tests' browser keeps none, so it is told that it did."""
    candidate = make_candidate()
    page = visit(candidate)
    page.goto("/jobs/")
    star = page.get_by_role("button", name="Save Oklahoma Coder")
    SavedListing.objects.create(user=candidate, listing=Listing.objects.get(title="Oklahoma Coder"))

    page.evaluate("() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")

    expect(star).to_have_attribute("aria-pressed", "true")
    expect(star).to_have_attribute("value", "0")


def test_on_a_phone_the_filters_are_a_sheet_that_counts(board, visit, barriers, complaints):
    page = visit(viewport={"width": 390, "height": 700})
    page.goto("/jobs/")
    sheet = page.get_by_role("dialog", name="Filters")
    show = sheet.locator(".filters__apply button")

    page.locator("#_filters > summary").press("Enter")
    expect(sheet).to_be_visible()
    expect(show).to_have_text("Show 4 jobs", use_inner_text=True)
    page.locator("#f-work-remote").check()
    expect(show).to_have_text("Show 2 jobs", use_inner_text=True)
    expect(sheet.locator("[role=status]").first).to_have_text("2 jobs")
    expect(page.locator("#f-work-remote")).to_be_focused()
    box, button = page.locator("#f-work-remote").bounding_box(), sheet.locator(".filters__apply").bounding_box()
    assert box["y"] + box["height"] <= button["y"]  # nothing stands under the button
    assert round(button["y"] + button["height"]) == 700
    assert barriers(page) == []

    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(page.locator("#_filters > summary")).to_be_focused()
    assert titles(page) == {"Remote Coder", "Remote Auditor"}

    page.keyboard.press("Enter")
    page.locator("#f-work-remote").uncheck()
    expect(show).to_have_text("Show 4 jobs", use_inner_text=True)
    show.click()
    expect(sheet).to_be_hidden()
    expect(page.locator("#results-count")).to_have_text("4 jobs")
    assert complaints == []


def test_going_back_leaves_the_sheet_behind(board, visit, complaints):
    page = visit(viewport={"width": 390, "height": 700})
    page.goto("/jobs/")
    sheet = page.get_by_role("dialog", name="Filters")
    page.locator("#_filters > summary").press("Enter")
    page.locator("#f-work-remote").check()
    expect(sheet.locator("[role=status]").first).to_have_text("2 jobs")

    page.go_back()
    expect(page.locator("#results-count")).to_have_text("4 jobs")
    expect(sheet).to_be_hidden()
    expect(page.locator("#results-count")).to_be_focused()
    page.locator("#sort").select_option("pay")
    expect(page.locator("#announce")).to_have_text("4 jobs")
    page.locator("#_filters > summary").press("Enter")
    page.locator("#f-work-onsite").check()
    expect(sheet.locator("[role=status]").first).to_have_text("2 jobs")
    assert complaints == []


@pytest.mark.parametrize("width", [320, 390])
def test_what_is_long_is_broken_on_a_phone(width, board, visit):
    long = "W" * 150
    make_listing(title=long, employer=make_employer(name=long))
    page = visit(viewport={"width": width, "height": 700})
    for query in (
        "",
        f"?q={long}",
        f"?q=remote+{long}",
        f"?near={long}",
        f"?employer={long}&code={long}",
        f"?work=remote&level=entry&specialty={long}",
        f"?q=a1+b2+c3+d4+e5+f6+g7+h8+{long}",
    ):
        page.goto(f"/jobs/{query}")
        if query:
            expect(page.locator("#results")).to_contain_text(long[:80])
        assert page.evaluate("document.documentElement.scrollWidth") == width, query


def test_the_pages_stand_on_one_line_on_the_smallest_phone(board, employer, visit, monkeypatch):
    for module in ("views.public", "search", "search.sql", "search.fast"):
        monkeypatch.setattr(f"listings.{module}.PAGE_SIZE", 1)
    for _ in range(10):
        make_listing(employer=employer)
    page = visit(viewport={"width": 320, "height": 640})

    page.goto("/jobs/?page=8")

    expect(page.locator("#results-count")).to_have_text("14 jobs, page 8 of 14")
    links = page.locator(".pagination a, .pagination [aria-current]").all()
    assert [link.inner_text().split()[-1:] for link in links] == [[], ["1"], ["7"], ["8"], ["9"], ["14"], []]
    boxes = [link.bounding_box() for link in links]
    assert len({box["y"] for box in boxes}) == 1
    assert min(box["width"] for box in boxes) >= 24


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_forced_colours_buttons_are_read_and_the_place_is_seen(scheme, board, visit):
    page = visit(forced_colors="active", color_scheme=scheme)
    page.goto("/jobs/")

    words = """button => {
        const range = document.createRange();
        range.selectNodeContents(button);
        const { x, y, width, height } = range.getBoundingClientRect();
        return { x: x + 3, y: y + 3, width: width - 6, height: height - 6 };
    }"""
    letters = page.screenshot(clip=page.locator("#search button").evaluate(words))
    assert Image.open(BytesIO(letters)).convert("L").getextrema() == (0, 255)  # ink and ground

    line = "link => getComputedStyle(link).borderBottomColor"
    here, elsewhere = (
        page.locator(f".tools a{which}").first.evaluate(line) for which in ("[aria-current]", ":not([aria-current])")
    )
    assert elsewhere == page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert here != elsewhere


def test_without_javascript_filters_are_a_form_and_every_option_a_link_away(board, visit):
    page = visit(java_script_enabled=False, viewport={"width": 390, "height": 700})
    page.goto("/jobs/")

    page.locator("#_filters > summary").click()
    expect(page.locator("#find-specialty")).to_be_hidden()
    page.locator("#facet-specialty .facet__more a").click()  # the browser opens what the address points into
    expect(page.locator("#facet-specialty .opt")).to_have_count(12)
    page.locator("#f-specialty-specialty-k").check()
    page.get_by_role("button", name="Apply filters").click()

    expect(page.locator("#results-count")).to_have_text("1 job")
    assert titles(page) == {"Oklahoma Coder"}


def test_a_candidate_takes_her_state_away_and_keeps_a_job(board, visit, complaints):
    candidate = make_candidate(home_state="TX")
    page = visit(candidate)
    page.goto("/jobs/")
    assert "Oklahoma Coder" not in titles(page)

    page.locator("#f-state-tx").uncheck()
    expect(page.locator("#results-count")).to_have_text("4 jobs")
    page.reload()
    expect(page.locator("#results-count")).to_have_text("4 jobs")
    page.goto("/jobs/")
    page.get_by_role("link", name="Remove Your state: Texas").click()
    expect(page.locator("#results-count")).to_have_text("4 jobs")

    star = page.get_by_role("button", name="Save Oklahoma Coder")
    star.press("Enter")
    expect(star).to_have_attribute("aria-pressed", "true")
    expect(star).to_be_focused()
    page.locator(".job-row__title a").first.click()
    expect(page).to_have_url(re.compile(r"/jobs/\d+-"))
    page.go_back()
    expect(star).to_have_attribute("aria-pressed", "true")
    expect(star).to_have_attribute("value", "0")
    page.goto("/me/saved/")
    assert titles(page) == {"Oklahoma Coder"}
    assert SavedListing.objects.get().user == candidate
    star.press("Enter")
    expect(page.locator("#saved-count")).to_have_text("0 jobs")
    page.go_back()
    expect(star).to_have_attribute("aria-pressed", "false")
    assert complaints == []
