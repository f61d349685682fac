import io

import pytest
from django.core.management import call_command

from tests.factories import make_operator, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_terminal(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO())


def said() -> str:
    out = io.StringIO()
    call_command("first_operator", stdout=out)
    return out.getvalue()


def test_an_empty_board_without_a_terminal_says_how():
    make_user()

    assert "createsuperuser" in said()


def test_a_board_with_an_operator_is_left_alone():
    make_operator()

    assert said() == ""
