"""Every refusal is a page of ours that says what happened and what to do next."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.urls import path

from core import views
from jobboard.urls import urlpatterns as board
from tests.factories import make_listing


def broken(request):
    raise RuntimeError("boom")


def forbidden(request):
    raise PermissionDenied


def suspicious(request):
    raise SuspiciousOperation


urlpatterns = [
    path("broken/", broken),
    path("forbidden/", forbidden),
    path("suspicious/", suspicious),
    path("form/", lambda request: HttpResponse("sent")),
    *board,
]
handler400 = "core.views.bad_request"
handler403 = "core.views.permission_denied"
handler404 = "core.views.page_not_found"
handler500 = "core.views.server_error"


@pytest.mark.urls("tests.core.test_error_pages")
@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/suspicious/", 400, "We could not read that request"),
        ("/forbidden/", 403, "You may not do this"),
        ("/nowhere/", 404, "There is no page here"),
        ("/broken/", 500, "Something broke on our side"),
    ],
)
def test_error_page_is_ours(db, address, status, words):
    browser = Client(raise_request_exception=False)

    response = browser.get(address)

    assert (response.status_code, f"<h1>{words}</h1>" in response.content.decode()) == (status, True)


@pytest.mark.urls("tests.core.test_error_pages")
def test_wrong_host_gets_the_page_for_bad_requests(db):
    response = Client().get("/", headers={"host": "elsewhere.example"})

    assert response.status_code == 400
    assert "We could not read that request" in response.content.decode()


@pytest.mark.urls("tests.core.test_error_pages")
def test_stale_form_says_to_reload(db):
    response = Client(enforce_csrf_checks=True).post("/form/", {"a": "b"})

    assert response.status_code == 403
    assert "This form was open too long" in response.content.decode()


def test_guest_of_a_forbidden_page_is_offered_to_log_in_and_come_back(db, rf, visitor):
    request = rf.get("/desk/mercy-coding/")
    request.user, request.resolver_match = visitor, object()

    page = views.permission_denied(request).content.decode()

    assert 'href="/accounts/login/?next=%2Fdesk%2Fmercy-coding%2F"' in page


@pytest.mark.urls("tests.core.test_error_pages")
def test_server_error_needs_neither_database_nor_request(rf):
    # No database mark: a query would fail the test.
    response = views.server_error(rf.get("/broken/"))

    assert response.status_code == 500
    assert "Start page" in response.content.decode()


def test_too_many_tries_says_to_wait(rf, visitor):
    request = rf.get("/accounts/login/")
    request.user, request.resolver_match = visitor, None

    response = views.too_many_requests(request)

    assert response.status_code == 429
    assert "Wait a few minutes" in response.content.decode()


def test_gone_job_lists_open_ones_like_it(reference, rf, visitor):
    gone, similar = make_listing(title="Closed job", status="closed"), make_listing(title="Open job")
    request = rf.get("/jobs/1-closed-job/")
    request.user, request.resolver_match = visitor, None

    page = render_to_string("410.html", {"listing": gone, "similar": [similar]}, request=request)

    assert "Closed job is no longer open" in page
    assert f'data-listing-id="{similar.pk}"' in page
