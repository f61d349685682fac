"""applications/views/desk.py and its filter"""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications import services
from applications.models import Application
from applications.workflow import Stage
from tests.factories import make_application, make_candidate, make_listing


@pytest.fixture
def listing(employer):
    return make_listing(employer=employer, title="Inpatient Coder II")


@pytest.fixture
def ann(listing):
    person = make_candidate(name="Ann Lee", credentials=["CCS"], email="ann@people.test")
    return make_application(listing, person, cover_note="Ann's note")


@pytest.fixture
def browser(owner, as_user):
    return as_user(owner)


def applicants(employer) -> str:
    return reverse("applications:desk_list", args=[employer.slug])


def detail(application, name: str = "desk_detail") -> str:
    return reverse(f"applications:{name}", args=[application.listing.employer.slug, application.pk])


def shown(response) -> list[str]:
    return [row.candidate.name for row in response.context["page"]]


def counts(response) -> dict[str, int]:
    return {value: count for value, _, count, _ in response.context["tabs"]}


def test_desk_list_puts_the_longest_silence_first(browser, employer, listing):
    now = timezone.now()
    for name, days, fields in (
        ("Answered", 40, {"stage": Stage.INTERVIEW, "answered_at": now}),
        ("New", 1, {}),
        ("Old", 30, {"stage": Stage.REVIEWING}),
        ("Withdrawn", 50, {"stage": Stage.WITHDRAWN, "stage_changed_at": now - timedelta(days=2)}),
    ):
        make_application(listing, make_candidate(name=name), created_at=now - timedelta(days=days), **fields)

    response = browser.get(applicants(employer))

    assert shown(response) == ["Old", "New", "Answered", "Withdrawn"]
    assert "30 days" in response.content.decode()


def test_desk_list_filters_and_counts(browser, employer, listing, ann):
    other = make_listing(employer=employer, title="Auditor")
    make_application(other, make_candidate(name="Bo Lee"), stage=Stage.OFFER, answered_at=timezone.now())
    make_application(make_listing(), make_candidate(name="Not ours Lee"))

    everybody = browser.get(applicants(employer))
    by_stage = browser.get(applicants(employer), {"stage": "offer"})
    by_job = browser.get(applicants(employer), {"listing": listing.pk})
    by_name = browser.get(applicants(employer), {"q": "lee an"})
    waiting = browser.get(applicants(employer), {"stage": "unanswered"})

    assert sorted(shown(everybody)) == ["Ann Lee", "Bo Lee"]
    assert [shown(page) for page in (by_stage, by_job, by_name, waiting)] == [
        ["Bo Lee"],
        ["Ann Lee"],
        ["Ann Lee"],
        ["Ann Lee"],
    ]
    assert (counts(everybody)[""], counts(everybody)["unanswered"], counts(everybody)["offer"]) == (2, 1, 1)
    assert (counts(by_stage)[""], counts(by_stage)["received"]) == (2, 1)
    assert (counts(by_job)[""], counts(by_job)["offer"]) == (1, 0)


@pytest.mark.parametrize(
    "query",
    [
        "stage=nonsense",
        "listing=999999",
        "listing=x",
        "q=%00",
        "page=0",
        "page=99999",
        "stage=&listing=&q=",
    ],
)
def test_desk_list_drops_what_it_does_not_know(browser, employer, ann, query):
    response = browser.get(f"{applicants(employer)}?{query}")

    assert (response.status_code, shown(response)) == (200, ["Ann Lee"])


@pytest.mark.parametrize("query", ["q=%ff%fe", "q=" + "x+" * 4000, "listing=%ff&stage=%c3"])
def test_desk_list_takes_any_bytes(browser, employer, ann, query):
    assert browser.get(f"{applicants(employer)}?{query}").status_code == 200


def test_desk_list_does_not_filter_by_a_rivals_job(browser, employer, ann):
    theirs = make_listing(title="Rival's job")
    make_application(theirs, make_candidate())

    response = browser.get(applicants(employer), {"listing": theirs.pk})

    assert shown(response) == ["Ann Lee"]
    assert "Rival&#x27;s job" not in response.content.decode()


def test_desk_list_costs_the_same_for_one_and_for_ten(browser, employer, listing, ann, django_assert_max_num_queries):
    with django_assert_max_num_queries(14) as one:
        browser.get(applicants(employer))
    for number in range(9):
        make_application(make_listing(employer=employer), make_candidate(name=f"P {number}", credentials=["CPC"]))

    with django_assert_max_num_queries(len(one)):
        response = browser.get(applicants(employer))

    assert len(response.context["page"]) == 10


def test_desk_list_answers_htmx_with_the_fragment(browser, employer, ann):
    page = browser.get(applicants(employer), headers={"HX-Request": "true"}).content.decode()

    assert page.lstrip().startswith('<div class="stack" id="applicants">')
    assert "<html" not in page


def test_desk_list_hides_credentials_of_who_withdrew(browser, employer, ann):
    before = browser.get(applicants(employer)).content.decode()
    services.withdraw(ann, by=ann.candidate)

    after = browser.get(applicants(employer)).content.decode()

    assert "CCS" in before
    assert "CCS" not in after


def test_desk_detail_shows_the_papers_as_stated(browser, ann):
    page = browser.get(detail(ann)).content.decode()

    for words in ("Ann Lee", "ann@people.test", "Ann&#x27;s note", "CCS", "stated by candidate"):
        assert words in page


@pytest.mark.parametrize("name", ["Ann Lee", ""])
def test_desk_detail_closes_the_papers_when_the_candidate_withdrew(browser, employer, ann, name):
    ann.candidate.name = name
    ann.candidate.save()
    services.withdraw(ann, by=ann.candidate)

    page = browser.get(detail(ann)).content.decode()

    assert "took back" in page
    assert "ann@people.test" not in browser.get(applicants(employer)).content.decode()
    for words in ("ann@people.test", "Ann&#x27;s note", "CCS", reverse("applications:resume", args=[ann.pk])):
        assert words not in page


@pytest.mark.parametrize("closing", ["removed", "suspended"])
def test_desk_detail_closes_the_papers_of_what_the_board_took_down(browser, ann, closing):
    if closing == "removed":
        type(ann.listing).objects.filter(pk=ann.listing_id).update(status="removed")
    else:
        type(ann.listing.employer).objects.update(suspended_at=timezone.now())

    page = browser.get(detail(ann)).content.decode()

    assert "ann@people.test" not in page
    assert "Ann&#x27;s note" not in page
    assert browser.post(detail(ann, "move"), {"to": "offer"}).status_code == 403


def test_desk_detail_lets_a_viewer_read_and_not_answer(as_user, viewer, ann):
    browser = as_user(viewer)

    page = browser.get(detail(ann)).content.decode()
    answer = browser.post(detail(ann, "move"), {"to": "interview"})

    assert "Ann&#x27;s note" in page
    assert 'name="to"' not in page
    assert (answer.status_code, Application.objects.get().stage) == (403, Stage.RECEIVED)


def test_desk_detail_under_another_desk_is_404(as_user, rival, ann):
    own = rival.employers.get()

    response = as_user(rival).get(reverse("applications:desk_detail", args=[own.slug, ann.pk]))

    assert response.status_code == 404


def test_move_answers(browser, ann):
    response = browser.post(detail(ann, "move"), {"to": "interview", "seen": "received"}, follow=True)

    assert Application.objects.get().stage == Stage.INTERVIEW
    assert "Ann Lee: interview." in response.content.decode()


def test_move_from_an_old_page_says_who_was_faster(browser, ann, colleague):
    services.move(Application.objects.get(), Stage.OFFER, by=colleague)

    response = browser.post(detail(ann, "move"), {"to": "declined", "seen": "received", "note": "Typed words"})

    assert Application.objects.get().stage == Stage.OFFER
    assert "A colleague has moved this" in response.content.decode()
    assert "Typed words" in response.content.decode()


@pytest.mark.parametrize("to", ["withdrawn", "received"])
def test_move_that_the_table_refuses_says_so(browser, ann, to):
    response = browser.post(detail(ann, "move"), {"to": to, "seen": "received"})

    assert "cannot become" in response.content.decode()
    assert (Application.objects.get().stage, Application.objects.get().events.count()) == (Stage.RECEIVED, 0)


@pytest.mark.parametrize("fields", [{}, {"to": "nonsense"}, {"to": "declined", "note": "x" * 2001}, {"to": "\x00"}])
def test_move_with_bad_input_changes_nothing(browser, ann, fields):
    response = browser.post(detail(ann, "move"), fields)

    assert response.status_code == 200
    assert "error-summary" in response.content.decode()
    assert Application.objects.get().stage == Stage.RECEIVED


def test_move_by_get_is_405(browser, ann):
    assert browser.get(detail(ann, "move")).status_code == 405
