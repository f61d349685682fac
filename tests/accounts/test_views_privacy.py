from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from accounts.models import Export, User
from accounts.services import closing, exports
from core.models import OutboxMail
from tests.accounts.lives import EMAIL, make_person
from tests.factories import PASSWORD, make_application, make_candidate, make_listing, make_member

pytestmark = pytest.mark.django_db
PAGE, ASK, CLOSE, REOPEN = "/me/privacy/", "/me/privacy/export/", "/me/privacy/close/", "/me/privacy/reopen/"


@pytest.fixture
def ada(as_user):
    user = make_candidate(email="ada@people.test", name="Ada Obi")
    return user, as_user(user)


def prove(browser: Client, response):
    """Types the password where the board asks for it, and lands where the act leads."""
    assert response.status_code == 302
    assert response.url.startswith("/accounts/reauthenticate/")
    next_url = response.url.partition("next=")[2].replace("%2F", "/")
    return browser.post(response.url, {"password": PASSWORD, "next": next_url}, follow=True)


def test_the_page_says_what_is_held_and_who_opened_the_resume(reference, as_user):
    user = make_person()

    page = as_user(user).get(PAGE).content.decode()

    assert EMAIL in page
    assert "2 stored" in page
    assert "2 sent" in page
    assert "1 on your list" in page
    assert "2 employers or domains" in page
    assert "Mercy Coding" in page
    assert "owner@mercy.example" not in page


def test_an_operators_reading_is_named_as_such(reference, as_user, operator):
    user = make_candidate()
    application = make_application(make_listing(), user)
    application.accesses.create(by=operator, reason="legal", reference="A-1")

    page = as_user(user).get(PAGE).content.decode()

    assert "An operator of this board: an order of a court or an authority" in page
    assert "operator@board.test" not in page


def test_the_numbers_on_the_page_come_from_the_settings(ada, settings):
    settings.ACCOUNT_GRACE_DAYS, settings.EXPORT_KEPT_DAYS = 17, 5

    page = ada[1].get(PAGE).content.decode()

    assert "For 17 days you can change your mind" in page
    assert "fetch it for 5 days" in page
    assert "after 17 days" in ada[1].get(CLOSE).content.decode()


def test_an_export_is_asked_for_with_the_password_made_and_fetched(ada):
    user, browser = ada

    asked = browser.post(ASK)
    assert user.exports.count() == 0
    page = prove(browser, asked)

    assert page.request["PATH_INFO"] == PAGE
    assert b"Being made" in page.content
    assert exports.build_waiting() == 1
    export = user.exports.get()
    assert f"/me/privacy/export/{export.pk}/" in browser.get(PAGE).content.decode()
    fetched = browser.get(f"/me/privacy/export/{export.pk}/")
    assert fetched["Content-Disposition"].startswith('attachment; filename="crosswalk-')
    assert "no-store" in fetched["Cache-Control"]
    assert "account.json" in ZipFile(BytesIO(b"".join(fetched.streaming_content))).namelist()


def test_a_wrong_password_asks_for_nothing(ada):
    user, browser = ada
    asked = browser.post(ASK)

    page = browser.post(asked.url, {"password": "wrong-password", "next": ASK})

    assert page.status_code == 200
    assert user.exports.count() == 0


def test_an_export_is_fetched_by_nobody_else_and_not_after_its_day(ada, as_user, operator):
    user, browser = ada
    export = exports.request(user)
    exports.build_waiting()
    url = f"/me/privacy/export/{export.pk}/"

    assert browser.get(url).status_code == 200
    assert as_user(operator).get(url).status_code == 404
    assert as_user(None).get(url).url.startswith("/accounts/login/")
    Export.objects.filter(pk=export.pk).update(expires_at=timezone.now())
    assert browser.get(url).status_code == 404


def test_an_export_whose_file_is_lost_is_a_404(ada):
    user, browser = ada
    export = exports.request(user)
    exports.build_waiting()
    default_storage.delete(Export.objects.get(pk=export.pk).file.name)

    assert browser.get(f"/me/privacy/export/{export.pk}/").status_code == 404


def test_the_limit_of_exports_answers_429(ada, settings):
    settings.EXPORTS_PER_DAY = 0

    page = prove(ada[1], ada[1].post(ASK))

    assert page.status_code == 429
    assert b"which is the limit" in page.content


def test_while_it_is_made_the_page_asks_again_by_itself(ada):
    user, browser = ada
    exports.request(user)

    fragment = browser.get(PAGE, headers={"hx-request": "true"}).content.decode()
    exports.build_waiting()
    ready = browser.get(PAGE, headers={"hx-request": "true"}).content.decode()

    assert 'data-hx-trigger="every 3s"' in fragment
    assert "<html" not in fragment
    assert "data-hx-trigger" not in ready
    assert "Download your data" in ready


def test_closing_wants_the_address_then_the_password(ada):
    user, browser = ada

    wrong = browser.post(CLOSE, {"address": "other@people.test"})
    assert b"That is not the address you log in with" in wrong.content
    assert b"other@people.test" in wrong.content
    home = prove(browser, browser.post(CLOSE, {"address": " ADA@people.test "}))

    user.refresh_from_db()
    assert user.is_closed
    assert home.request["PATH_INFO"] == "/"
    assert b"Your account is closed" in home.content
    assert "_auth_user_id" not in browser.session


def test_a_closed_account_is_led_to_the_way_back_from_everywhere(ada):
    user, browser = ada
    closing.close(user)

    for path in ("/", "/jobs/", "/me/profile/", PAGE, CLOSE, ASK, "/admin/", "/accounts/password/change/"):
        response = browser.get(path)
        assert (response.status_code, response.url) == (302, REOPEN), path
    assert browser.post(ASK).url == REOPEN
    assert user.exports.count() == 0
    page = browser.get(REOPEN).content.decode()
    assert "Reopen my account" in page


def test_logging_in_within_the_grace_offers_to_reopen(client):
    user = make_candidate(email="ada@people.test")
    closing.close(user)

    page = client.post("/accounts/login/", {"login": "ada@people.test", "password": PASSWORD}, follow=True)
    assert page.request["PATH_INFO"] == REOPEN
    assert User.objects.get(pk=user.pk).is_closed
    back = client.post(REOPEN, follow=True)

    assert back.request["PATH_INFO"] == PAGE
    assert not User.objects.get(pk=user.pk).is_closed
    assert OutboxMail.objects.filter(kind="accounts/account_reopened").count() == 1


def test_after_the_grace_nobody_logs_in(client):
    user = make_candidate(email="ada@people.test")
    client.force_login(user)
    closing.close(user)
    closing.erase_due(timezone.now() + timedelta(days=31))

    assert client.get(REOPEN).url.startswith("/accounts/login/")
    page = client.post("/accounts/login/", {"login": "ada@people.test", "password": PASSWORD})
    assert b"do not belong together" in page.content


def test_a_visitor_without_a_session_is_not_looked_up(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/health/live")


def test_who_may_not_close_reads_why_before_typing(reference, as_user, employer, owner):
    make_listing(employer=employer)

    page = as_user(owner).get(CLOSE).content.decode()

    assert "You are the only owner of Mercy Coding" in page
    assert 'name="address"' not in page
    make_member(employer, role="owner")
    assert 'name="address"' in as_user(owner).get(CLOSE).content.decode()
