"""A guest's search page is not made twice while nothing changed, and nobody ever gets a page made for another."""

from contextlib import nullcontext
from datetime import timedelta
from threading import Thread

import pytest
from django.conf import settings as configured
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.db import connection, transaction
from django.middleware.csrf import get_token
from django.utils import timezone
from structlog.testing import capture_logs

from accounts.models import Employer
from accounts.services import employers
from codes.models import Specialty
from core import caching, release
from listings import services
from listings.models import SearchChange
from listings.search.version import version
from listings.views import public
from tests.factories import make_listing, make_place

pytestmark = pytest.mark.django_db
FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def kept_pages(settings):
    """A cache of whole pages, as an operator may switch it on."""
    settings.CACHES = {
        **configured.CACHES,
        "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "kept pages of a test"},
    }
    caches["pages"].clear()
    yield caches["pages"]
    caches["pages"].clear()


@pytest.fixture
def made(monkeypatch):
    """The addresses a page was made for."""
    addresses = []

    def search(filters, user):
        addresses.append(filters.data.urlencode())
        return found(filters, user)

    found = public.search
    monkeypatch.setattr(public, "search", search)
    return addresses


def again(client, first, address="/jobs/", **headers):
    return client.get(address, headers={"If-None-Match": first["ETag"], **headers})


def test_a_guest_who_holds_the_page_gets_no_second_one_and_causes_no_work(
    client, reference, made, django_assert_num_queries
):
    make_listing()
    first = client.get("/jobs/?q=coder")

    with django_assert_num_queries(1):  # the version
        second = again(client, first, "/jobs/?q=coder")

    assert (first.status_code, second.status_code, second.content) == (200, 304, b"")
    assert made == ["q=coder"]
    assert second["ETag"] == first["ETag"]
    for response in (first, second):
        assert {"Cookie", "HX-Request"} <= {name.strip() for name in response["Vary"].split(",")}
        assert response["Cache-Control"] == "no-cache"


def test_head_is_answered_alike(client, reference):
    make_listing()
    first = client.get("/jobs/")

    assert client.head("/jobs/")["ETag"] == first["ETag"]
    assert client.head("/jobs/", headers={"If-None-Match": first["ETag"]}).status_code == 304


def change_title(listing, moderator):
    listing.title = "Another title"
    listing.save()


def close(listing, moderator):
    services.close(listing, by=moderator, outcome="filled_here")


def suspend(listing, moderator):
    employers.suspend(listing.employer, by=moderator, note="Complaints.")


def prove(listing, moderator):
    """What services.domains does once the code came back."""
    Employer.objects.filter(pk=listing.employer_id).update(proven_domain="a.test", domain_proven_at=timezone.now())
    listing.employer.events.create(code="domain_proven", was="open", became="open", note="a.test")


def rename_specialty(listing, moderator):
    Specialty.objects.filter(slug="radiation-oncology").update(name="Radiation")


def learn_of_a_place(listing, moderator):
    make_place("Tampa", "TX", "33602", 27.95, -82.46)


@pytest.mark.parametrize("change", [change_title, close, suspend, prove, rename_specialty, learn_of_a_place])
def test_whatever_a_row_shows_changes_the_tag(change, client, reference, moderator):
    listing = make_listing()
    first = client.get("/jobs/")

    change(listing, moderator)

    assert again(client, first).status_code == 200


def test_a_new_listing_changes_the_tag_and_a_draft_does_not(client, reference):
    listing = make_listing(status="draft")
    first = client.get("/jobs/")
    listing.title = "Still a draft"
    listing.save()

    assert again(client, first).status_code == 304

    make_listing()
    assert again(client, first).status_code == 200


def test_the_next_hour_another_name_and_another_release_change_the_tag(client, reference, settings, monkeypatch):
    make_listing()
    first = client.get("/jobs/")
    later = timezone.now() + timedelta(hours=1)

    with monkeypatch.context() as patch:
        patch.setattr(timezone, "now", lambda: later)
        assert again(client, first).status_code == 200
    with monkeypatch.context() as patch:
        patch.setattr(release, "files_digest", lambda: "another")
        assert again(client, first).status_code == 200
    assert again(client, first).status_code == 304
    settings.SITE_NAME = "Another board"
    assert again(client, first).status_code == 200


def test_every_address_and_the_fragment_have_tags_of_their_own(client, reference):
    make_listing()
    back = {"HX-Request": "true", "HX-History-Restore-Request": "true"}

    page, fragment, restored = (client.get("/jobs/", headers=headers) for headers in ({}, FRAGMENT, back))

    assert len({page["ETag"], fragment["ETag"], client.get("/jobs/?q=coder")["ETag"]}) == 3
    assert restored["ETag"] == page["ETag"]
    assert client.get("/jobs/", headers={**back, "If-None-Match": fragment["ETag"]}).status_code == 200


def test_somebody_logged_in_gets_a_page_of_her_own_and_no_tag(client, as_user, reference, candidate, kept_pages, made):
    make_listing()
    guests = client.get("/jobs/")

    hers = again(as_user(candidate), guests)

    assert hers.status_code == 200
    assert "private" in hers["Cache-Control"]
    assert "ETag" not in hers
    assert "Log out" in hers.content.decode()
    assert "Log out" not in client.get("/jobs/").content.decode()


@pytest.mark.parametrize("cookie", ["messages", "code_guest", configured.SESSION_COOKIE_NAME, "of-another-service"])
def test_a_cookie_that_may_say_who_somebody_is_ends_it(cookie, client, reference, kept_pages):
    make_listing()
    client.get("/jobs/")
    client.cookies[cookie] = "value"

    response = client.get("/jobs/")

    assert "ETag" not in response
    assert "private" in response["Cache-Control"]


def test_a_page_made_for_one_visitor_is_never_kept(client, reference, kept_pages, monkeypatch):
    """Should a form with a token ever stand on the page."""
    make_listing()
    plain = public.render_page

    def with_token(request, *args, **kwargs):
        get_token(request)
        return plain(request, *args, **kwargs)

    monkeypatch.setattr(public, "render_page", with_token)

    response = client.get("/jobs/")

    assert "ETag" not in response
    assert "private" in response["Cache-Control"]


def test_kept_pages_are_the_same_and_made_once(client, reference, kept_pages, made):
    listing = make_listing()
    first, second = client.get("/jobs/?q=coder"), client.get("/jobs/?q=coder")
    fragment = client.get("/jobs/?q=coder", headers=FRAGMENT)

    assert made == ["q=coder", "q=coder"]  # the page and the fragment
    assert second.content == first.content
    assert second["Content-Type"] == first["Content-Type"]
    assert set(second["Vary"].split(", ")) == set(first["Vary"].split(", "))
    assert second["ETag"] == first["ETag"]
    assert fragment.content != first.content

    listing.title = "Coder of quite another kind"
    listing.save()
    assert "quite another kind" in client.get("/jobs/?q=coder").content.decode()


def test_without_the_setting_nothing_is_kept(client, reference, made):
    make_listing()
    client.get("/jobs/")
    client.get("/jobs/")

    assert len(made) == 2


# The version ------------------------------------------------------------------------------------------------------


def test_what_was_rolled_back_leaves_the_version_as_it_was(reference):
    make_listing()
    before = version()

    with transaction.atomic():
        make_listing()
        during = version()
        transaction.set_rollback(True)

    assert during != before
    assert version() == before


@pytest.mark.django_db(transaction=True)
def test_a_change_with_a_lower_number_that_comes_to_sight_later_changes_the_version(reference):
    """Numbers are handed out before a transaction ends."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write at a time.")
    early, late = make_listing(), make_listing()
    slow = connection.copy()
    slow.set_autocommit(False)
    try:
        with slow.cursor() as cursor:
            cursor.execute("UPDATE listings_listing SET title = 'Slow' WHERE id = %s", [early.pk])
            late.title = "Fast"
            late.save()
            newest = SearchChange.objects.latest("seq").listing_id
            before, still = version(), version()
        slow.commit()
        after = version()
    finally:
        slow.close()

    assert newest == late.pk
    assert before == still
    assert SearchChange.objects.latest("seq").listing_id == late.pk  # the newest number is what it was
    assert after != before
    assert version() == after


def write_elsewhere() -> list[Thread]:
    """Many short transactions in another database of the server."""
    transactions = "DO $$ BEGIN FOR i IN 1..30000 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$"

    def write() -> None:
        with connection._nodb_cursor() as cursor:
            cursor.execute(transactions)

    writers = [Thread(target=write) for _ in range(3)]  # one alone is never at work behind another that has ended
    for writer in writers:
        writer.start()
    return writers


@pytest.mark.parametrize("within", [transaction.atomic, nullcontext])
@pytest.mark.django_db(transaction=True)
def test_who_writes_in_another_database_of_the_server_does_not_change_the_version(within, reference):
    if connection.vendor != "postgresql":
        pytest.skip("A file of SQLite is one database.")
    with within():
        before, found = version(), set()
        writers = write_elsewhere()
        while any(writer.is_alive() for writer in writers):
            found.add(version())
    assert found == {before}


class AwayCache(BaseCache):
    """A server that cannot be reached; each backend raises errors of its own."""

    def __init__(self, location, params):
        super().__init__(params)

    def get(self, *args, **kwargs):
        raise ConnectionRefusedError("nobody there")

    def set(self, *args, **kwargs):
        raise RuntimeError("nobody there")


def reports(lines) -> list[str]:
    return [line["error"] for line in lines if line["event"] == "page_cache_away"]


def test_a_store_of_pages_that_is_away_costs_no_answer_and_is_reported_once_a_minute(
    client, reference, settings, monkeypatch
):
    settings.CACHES = {**configured.CACHES, "pages": {"BACKEND": f"{__name__}.AwayCache", "LOCATION": "away"}}
    clock = [1000.0]
    monkeypatch.setattr(caching, "monotonic", lambda: clock[0])
    monkeypatch.setattr(caching, "_complained_at", 0.0)
    listing = make_listing()

    with capture_logs() as lines:
        first, second = client.get("/jobs/"), client.get("/jobs/")
        soon = len(reports(lines))
        clock[0] += 61
        client.get("/jobs/")

    assert (first.status_code, second.status_code) == (200, 200)
    assert listing.title in second.text
    assert again(client, first).status_code == 304
    assert soon == 1
    assert reports(lines) == ["ConnectionRefusedError: nobody there"] * 2
