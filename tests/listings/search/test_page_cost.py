"""What the page of results asks of the database, as it is served: from a snapshot, outside any transaction."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from codes import services as codes
from codes.services import table
from listings import vocabulary
from tests.factories import make_candidate, make_employer, make_listing, make_place, make_reference

pytestmark = pytest.mark.django_db(transaction=True)
SHAPES = (
    "",
    "?q=coder",
    "?q=rad+onc+texas+remote+cpc",
    "?q=32701&work=remote&state=TX&credential=CPC&sort=pay",
    "?near=Tampa,+FL&within=50&specialty=radiation-oncology&sort=near",
    "?posted=30&pay_min=40000&employer=mercy&unstated=1",
    "?work=remote&page=2",
)


@pytest.fixture(autouse=True)
def _board(monkeypatch):
    monkeypatch.setattr(table, "SECONDS_BETWEEN_LOOKS", 3_600)
    monkeypatch.setattr(vocabulary, "SECONDS_TO_KEEP", 3_600.0)
    monkeypatch.setattr(vocabulary, "_kept", None)
    make_reference()
    make_place("Tampa", "FL", "33602", 27.95, -82.46)
    employer = make_employer(name="Mercy")
    for number in range(30):
        make_listing(title=f"Coder {number}", codes=[("cpt", "32701")], credentials=("CPC", "CCS"), employer=employer)
    make_listing(work="onsite", remote_scope="", city="Tampa", state_id="FL", latitude=27.95, longitude=-82.46)
    codes.forget()


def statements(browser: Client, address: str) -> list[str]:
    assert browser.get(address).status_code == 200
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(address).status_code == 200
    return [one["sql"] for one in asked]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_guests_page_takes_four_statements_at_most(client, shape):
    """What the page's version is, whether the snapshot follows it, the rows, and what belongs to them."""
    assert len(asked := statements(client, f"/jobs/{shape}")) <= 4, asked


def test_a_candidates_page_adds_her_own_and_nothing_for_a_row(as_user):
    """Beside a guest's: session, account, header, her profile and what it says for the fit, what she saved."""
    browser = as_user(make_candidate(credentials=("CPC",), home_state="TX"))
    many = statements(browser, "/jobs/?q=32701+coder&work=remote&state=TX&credential=CPC")
    one = statements(browser, '/jobs/?q="coder+7"')
    assert len(many) <= 12, many
    assert len(many) == len(one), (many, one)
