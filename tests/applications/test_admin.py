import json
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from accounts.services import parcels, resumes
from applications.models import Application, ResumeAccess
from tests.accounts.documents import make_pdf, upload
from tests.factories import PASSWORD, make_application, make_listing, make_user

PDF = make_pdf()

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


# A résumé is opened with a reason ---------------------------------------------------------------------------

REASON = {"reason": "complaint", "reference": "TICKET-1234"}


@pytest.fixture
def sent(employer, candidate):
    resume = resumes.store(candidate, upload=upload(PDF, "cv.pdf"))
    return Application.objects.create(listing=make_listing(employer=employer), candidate=candidate, resume=resume)


def way(application) -> str:
    return reverse("applications:resume_with_reason", args=[application.pk])


def proven(browser, url, typed):
    """Posts, proves who it is by password, and gets what the post brings."""
    asked = browser.post(url, typed)
    assert asked.status_code == 302
    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert ResumeAccess.objects.count() == 0
    return browser.post(asked.url, {"password": PASSWORD, "next": url}, follow=True)


def test_an_operator_names_a_reason_and_gets_the_file_once(as_user, operator, candidate, sent):
    browser = as_user(operator)
    shown = browser.get(reverse("admin:applications_application_change", args=[sent.pk])).content.decode()

    answer = proven(browser, way(sent), REASON)

    assert f'href="{way(sent)}"' in shown
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"] == f'attachment; filename="Application {sent.pk} cv.pdf"'
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    row = ResumeAccess.objects.get()
    assert (row.application, row.by, row.reason, row.reference) == (sent, operator, "complaint", "TICKET-1234")
    again = browser.get(way(sent))
    assert "text/html" in again["Content-Type"]
    assert "TICKET-1234" in again.content.decode()
    assert ResumeAccess.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({}, "Choose one under “Reason”"),
        ({"reason": "complaint"}, "Fill in “Ticket or file number”"),
        ({"reference": "TICKET-1234"}, "Choose one under “Reason”"),
        ({"reason": "curious", "reference": "TICKET-1234"}, "answers offered"),
        ({"reason": "legal", "reference": "A1"}, "at least 3 characters"),
        ({"reason": "legal", "reference": "Ada Byron 12"}, "without spaces, and no name"),
        ({"reason": "legal", "reference": "ada@people.test1"}, "without spaces, and no name"),
        ({"reason": "legal", "reference": "AdaByron"}, "without spaces, and no name"),
    ],
)
def test_without_a_proper_reason_nothing_opens(as_user, operator, sent, typed, why):
    answer = proven(as_user(operator), way(sent), typed)

    assert why in answer.content.decode()
    assert ResumeAccess.objects.count() == 0


def test_opening_again_is_another_reason(as_user, operator, sent):
    browser = as_user(operator)
    proven(browser, way(sent), REASON)

    browser.post(way(sent), {**REASON, "reason": "security"})

    assert list(ResumeAccess.objects.order_by("pk").values_list("reason", flat=True)) == ["complaint", "security"]


@pytest.mark.parametrize("who", ["visitor", "candidate", "owner", "moderator", "helper"])
def test_nobody_else_is_asked_for_a_reason(request, as_user, sent, who):
    """A helper is staff who may read applications and not open what was sent."""
    if who == "helper":
        user = make_user(is_staff=True)
        user.user_permissions.add(Permission.objects.get(codename="view_application"))
    else:
        user = request.getfixturevalue(who)
    browser = as_user(user)

    codes = {browser.get(way(sent)).status_code, browser.post(way(sent), REASON).status_code}

    assert codes <= ({403, 302} if who == "helper" else {302})
    assert ResumeAccess.objects.count() == 0
    if who == "helper":
        shown = browser.get(reverse("admin:applications_application_change", args=[sent.pk]))
        assert shown.status_code == 200
        assert way(sent) not in shown.content.decode()


def test_a_helper_with_a_password_proven_is_refused_all_the_same(as_user, sent):
    user = make_user(is_staff=True)
    browser = as_user(user)

    answer = proven(browser, way(sent), REASON)

    assert answer.status_code == 403
    assert ResumeAccess.objects.count() == 0


def test_the_right_to_open_is_one_that_can_be_given(as_user, sent):
    user = make_user(is_staff=True)
    user.user_permissions.add(*Permission.objects.filter(codename__in=["view_application", "add_resumeaccess"]))

    answer = proven(as_user(user), way(sent), REASON)

    assert b"".join(answer.streaming_content) == PDF
    assert ResumeAccess.objects.get().by == user


def test_an_erased_resume_opens_for_no_reason(as_user, operator, sent):
    resumes.erase(sent.resume)
    browser = as_user(operator)

    assert browser.get(way(sent)).status_code == 404
    assert "erased" in browser.get(reverse("admin:applications_application_change", args=[sent.pk])).content.decode()


def test_a_missing_file_is_404_and_not_noted(as_user, operator, sent):
    Path(sent.resume.file.path).unlink()

    answer = proven(as_user(operator), way(sent), REASON)

    assert answer.status_code == 404
    assert ResumeAccess.objects.count() == 0


def test_the_candidate_reads_it_and_the_employer_does_not(as_user, operator, candidate, owner, employer, sent):
    proven(as_user(operator), way(sent), REASON)

    privacy = as_user(candidate).get(reverse("jobboard:my_privacy")).content.decode()
    own = as_user(candidate).get(reverse("applications:detail", args=[sent.pk])).content.decode()
    desk = as_user(owner).get(reverse("applications:desk_detail", args=[employer.slug, sent.pk])).content.decode()
    target = BytesIO()
    parcels.fill(target, candidate)

    assert "An operator of this board: a complaint or a report about this application" in privacy
    assert f"{employer} has not opened your résumé yet" in own
    assert "Résumé opened" not in desk
    held = json.loads(ZipFile(target).read("applications.json"))[0]["resume_opened"]
    assert [(row["by"], row["reason"]) for row in held] == [
        ("an operator of this board", "A complaint or a report about this application")
    ]
