from django.urls import reverse

from applications.models import Application
from tests.factories import make_application, make_listing

LIST = reverse("admin:applications_application_changelist")


def test_operators_read_how_applications_stand_and_nothing_that_was_sent(as_user, operator, candidate, employer):
    application = make_application(
        make_listing(employer=employer, title="Auditor"),
        candidate,
        cover_note="Private words",
        answers=[{"question": "Why?", "answer": "Private answer"}],
    )
    browser = as_user(operator)
    one = reverse("admin:applications_application_change", args=[application.pk])

    pages = [browser.get(LIST).content.decode(), browser.get(one).content.decode()]

    assert all("Auditor" in page for page in pages)
    assert not [page for page in pages if "Private" in page or application.resume.name in page]


def test_operators_change_nothing_there(as_user, operator, candidate, employer):
    application = make_application(make_listing(employer=employer), candidate)
    browser = as_user(operator)

    codes = [
        browser.get(reverse("admin:applications_application_add")).status_code,
        browser.post(
            reverse("admin:applications_application_change", args=[application.pk]), {"stage": "hired"}
        ).status_code,
        browser.post(reverse("admin:applications_application_delete", args=[application.pk])).status_code,
    ]

    assert codes == [403, 403, 403]
    assert Application.objects.get().stage == "received"


def test_the_list_costs_the_same_for_one_and_for_ten(
    as_user, operator, employer, candidate, django_assert_max_num_queries
):
    browser = as_user(operator)
    make_application(make_listing(employer=employer), candidate)
    browser.get(LIST)
    with django_assert_max_num_queries(12) as one:
        browser.get(LIST)
    for _ in range(9):
        make_application(make_listing(employer=employer), candidate)

    with django_assert_max_num_queries(len(one)):
        browser.get(LIST)
