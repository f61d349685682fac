"""applications/views/candidate.py"""

import pytest
from django.urls import reverse
from django.utils import timezone

from applications import services
from applications.models import Application
from applications.workflow import Stage
from listings import services as listing_services
from listings.workflow import Outcome
from tests.factories import make_application, make_candidate, make_listing


@pytest.fixture
def application(employer, owner, candidate):
    listing = make_listing(employer=employer, title="Inpatient Coder II")
    return make_application(
        listing, candidate, cover_note="My note", answers=[{"question": "Why?", "answer": "Because"}]
    )


@pytest.fixture
def browser(candidate, as_user):
    return as_user(candidate)


def detail(application) -> str:
    return reverse("applications:detail", args=[application.pk])


def titles(response) -> list[str]:
    return [row.listing.title for row in response.context["page"]]


def test_mine_shows_unread_changes_first(browser, application, employer, owner, candidate):
    make_application(make_listing(employer=employer, title="Later"), candidate, stage_changed_at=timezone.now())
    services.move(application, Stage.INTERVIEW, by=owner)
    Application.objects.filter(pk=application.pk).update(stage_changed_at=timezone.now() - timezone.timedelta(days=3))

    response = browser.get(reverse("applications:mine"))

    assert titles(response) == ["Inpatient Coder II", "Later"]
    assert response.content.decode().count(">New<") == 1


def test_mine_is_only_mine(browser, application, employer, candidate):
    make_application(make_listing(employer=employer, title="Somebody else's"), make_candidate())

    assert titles(browser.get(reverse("applications:mine"))) == ["Inpatient Coder II"]


@pytest.mark.parametrize("page", ["0", "99999", "x", ""])
def test_mine_has_a_page_for_every_number(browser, application, page):
    assert browser.get(reverse("applications:mine"), {"page": page}).status_code == 200


def test_mine_costs_the_same_for_one_and_for_ten(
    browser, application, employer, candidate, django_assert_max_num_queries
):
    address = reverse("applications:mine")
    with django_assert_max_num_queries(9) as one:
        browser.get(address)
    for _ in range(9):
        make_application(make_listing(), candidate)

    with django_assert_max_num_queries(len(one)):
        response = browser.get(address)

    assert len(response.context["page"]) == 10


def test_mine_says_what_to_do_when_empty(browser):
    assert reverse("listings:list") in browser.get(reverse("applications:mine")).content.decode()


def test_detail_shows_what_was_sent(browser, application):
    page = browser.get(detail(application)).content.decode()

    assert "My note" in page
    assert "Because" in page
    assert reverse("applications:resume", args=[application.pk]) in page


def test_detail_by_get_leaves_the_news_unread(browser, application, owner):
    services.move(application, Stage.REVIEWING, by=owner)

    browser.get(detail(application))

    assert Application.objects.with_news().get().has_news


def test_detail_by_post_marks_it_read(browser, application, owner):
    services.move(application, Stage.REVIEWING, by=owner)

    response = browser.post(detail(application))

    assert response.url == reverse("applications:mine")
    assert not Application.objects.with_news().get().has_news


def test_detail_by_htmx_marks_it_read_in_place(browser, application, owner):
    services.move(application, Stage.REVIEWING, by=owner)

    response = browser.post(detail(application), headers={"HX-Request": "true"})

    assert (response.status_code, response.content) == (200, b"")
    assert not Application.objects.with_news().get().has_news


def test_detail_stays_readable_when_the_job_closed(browser, application, owner):
    listing_services.close(application.listing, by=owner, outcome=Outcome.CANCELLED)

    page = browser.get(detail(application)).content.decode()

    assert "The job has closed: no longer hiring for it." in page
    assert "stays at “Received”" in page


def test_detail_says_when_the_resume_was_opened(browser, application, owner):
    before = browser.get(detail(application)).content.decode()
    services.record_access(application, by=owner)

    after = browser.get(detail(application)).content.decode()

    assert f"{application.listing.employer} has not opened your résumé yet" in before
    assert f"{application.listing.employer} first opened your résumé on" in after
    assert owner.email not in after


def test_detail_shows_the_employers_words_but_not_its_people(browser, application, owner):
    services.move(application, Stage.DECLINED, by=owner, note="We hired <inside>.")

    page = browser.get(detail(application)).content.decode()

    assert "We hired &lt;inside&gt;." in page
    assert owner.email not in page


def test_withdraw_ends_it(browser, application):
    response = browser.post(reverse("applications:withdraw", args=[application.pk]), follow=True)

    assert Application.objects.get().stage == Stage.WITHDRAWN
    assert "has been told" in response.content.decode()
    assert "Withdraw it for good" not in response.content.decode()


def test_withdraw_twice_says_so(browser, application):
    address = reverse("applications:withdraw", args=[application.pk])
    browser.post(address)

    response = browser.post(address, follow=True)

    assert "cannot become withdrawn" in response.content.decode()
    assert Application.objects.get().events.count() == 1


def test_withdraw_by_get_is_405(browser, application):
    assert browser.get(reverse("applications:withdraw", args=[application.pk])).status_code == 405
    assert Application.objects.get().stage == Stage.RECEIVED
