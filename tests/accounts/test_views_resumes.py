"""accounts/views/resumes.py"""

import pytest
from django.conf import settings as board
from django.urls import reverse

from accounts.models import Resume
from accounts.services import resumes
from tests.accounts.documents import make_docx, make_pdf, upload
from tests.factories import make_application, make_listing, make_resume

TEXT = "Nine years of inpatient coding, CCS since 2017. " * 4
ADDRESS = "/me/resumes/"


@pytest.fixture
def browser(candidate, as_user):
    return as_user(candidate)


def test_resumes_stores_a_file(browser, candidate):
    response = browser.post(ADDRESS, {"upload": upload(make_pdf(), "Zoë.pdf")}, follow=True)

    assert candidate.resumes.get().name == "Zoë"
    assert "“Zoë” is stored" in response.content.decode()


def test_resumes_stores_a_text_under_a_name(browser, candidate):
    browser.post(ADDRESS, {"text": TEXT, "name": "Short one"})

    assert (candidate.resumes.get().name, candidate.resumes.get().kind) == ("Short one", "text")


@pytest.mark.parametrize("name", ["x" * 300, "<b>bold</b>", "nul\x00", "履歴書"])
def test_resumes_survives_any_name(browser, candidate, name):
    response = browser.post(ADDRESS, {"text": TEXT, "name": name}, follow=True)

    page = response.content.decode()
    assert response.status_code == 200
    assert "<b>bold" not in page
    assert TEXT[:40] in page or candidate.resumes.count() == 1


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({}, "upload"),
        ({"text": "short"}, "text"),
        ({"text": "x" * (resumes.TEXT_MAX + 1)}, "text"),
        ({"text": "nul \x00" * 50}, "text"),
        ({"text": TEXT, "upload": make_pdf()}, "upload"),
        ({"upload": b""}, "upload"),
        ({"upload": b"<html></html>"}, "upload"),
        ({"upload": make_docx(word__bomb=b"\0" * 20_000_000)}, "upload"),
        ({"upload": b"\0" * (50 * 1024 * 1024)}, "upload"),
        ({"upload": make_pdf() + b"\0" * board.RESUME_MAX_BYTES}, "upload"),
    ],
)
def test_resumes_says_at_the_field_what_is_wrong(browser, fields, where):
    data = {name: upload(value) if isinstance(value, bytes) else value for name, value in fields.items()}

    response = browser.post(ADDRESS, data)

    assert response.status_code == 200
    assert list(response.context["form"].errors) == [where]
    assert response.context["form"]["text"].value() in (fields.get("text"), None, "")
    assert Resume.objects.count() == 0


def test_resumes_say_at_once_that_the_name_is_wrong_and_the_text_is_missing(browser):
    response = browser.post(ADDRESS, {"name": "a\0b"})

    assert set(response.context["form"].errors) == {"name", "upload"}


def test_resumes_lists_only_ones_own(browser, candidate, rival):
    make_resume(candidate, name="Mine")
    make_resume(rival, name="Theirs")
    resumes.hide(make_resume(candidate, name="Removed"))

    page = browser.get(ADDRESS).content.decode()

    assert "Mine" in page
    assert "Theirs" not in page
    assert "Removed" not in page


def test_hide_resume_keeps_it_with_the_application(browser, candidate, employer):
    application = make_application(make_listing(employer=employer), candidate)

    browser.post(reverse("accounts:hide_resume", args=[application.resume_id]))

    resume = Resume.objects.get(pk=application.resume_id)
    assert resume.hidden_at is not None
    assert resume.text == application.resume.text


def test_hide_resume_by_get_is_405(browser, candidate):
    resume = make_resume(candidate)

    assert browser.get(reverse("accounts:hide_resume", args=[resume.pk])).status_code == 405
    assert Resume.objects.get().hidden_at is None


def test_resumes_stop_at_a_number(browser, candidate, monkeypatch):
    monkeypatch.setattr(resumes, "STORED_MAX", 1)
    make_resume(candidate)

    response = browser.post(ADDRESS, {"text": TEXT})

    assert "Remove some" in response.content.decode()
    assert candidate.resumes.count() == 1


def test_the_resume_picked_first_stands_first_where_one_applies(as_user, candidate, employer, owner):
    old, new = make_resume(candidate, name="Old"), make_resume(candidate, name="New")
    session = as_user(candidate)
    listing = make_listing(employer=employer)
    url = reverse("applications:apply", args=[listing.pk, listing.slug])
    before = session.get(url).context["form"]["resume"].value()

    session.post(reverse("accounts:default_resume", args=[old.pk]))

    assert (before, session.get(url).context["form"]["resume"].value()) == (str(new.pk), str(old.pk))

    session.post(reverse("accounts:default_resume", args=[new.pk]))

    assert list(Resume.objects.filter(is_default=True)) == [new]


def test_a_removed_resume_is_no_default(as_user, candidate):
    old, new = make_resume(candidate, name="Old"), make_resume(candidate, name="New")
    session = as_user(candidate)
    session.post(reverse("accounts:default_resume", args=[old.pk]))

    session.post(reverse("accounts:hide_resume", args=[old.pk]))
    again = session.post(reverse("accounts:default_resume", args=[old.pk])).status_code

    old.refresh_from_db()
    assert (old.is_default, again) == (False, 404)
    assert [one.pk for one in resumes.usable(candidate)] == [new.pk]


def test_a_resume_is_renamed_and_a_bad_name_kept_as_typed(as_user, candidate):
    resume = make_resume(candidate, name="Before")
    session = as_user(candidate)
    url = reverse("accounts:rename_resume", args=[resume.pk])

    refused = session.post(url, {"name": "x" * 101})
    page = refused.content.decode()
    resume.refresh_from_db()
    unchanged = resume.name
    session.post(url, {"name": "Inpatient, 履歴書"})
    resume.refresh_from_db()

    assert (refused.status_code, unchanged, resume.name) == (200, "Before", "Inpatient, 履歴書")
    assert "x" * 101 in page
