import json

import pytest
from django.urls import path
from structlog.testing import capture_logs

from core.mail import stop_url


def broken(request):
    raise RuntimeError("on purpose")


urlpatterns = [path("broken/", broken)]


def test_a_line_names_the_path_without_what_was_asked(client):
    with capture_logs() as lines:
        client.get(
            "/health/live?q=ada@people.test", headers={"user-agent": "Somebody's phone"}, REMOTE_ADDR="203.0.113.9"
        )

    line = next(line for line in lines if line["event"] == "request_finished")
    assert (line["request"], line["code"]) == ("GET /health/live", 200)
    for personal in ("ada@people.test", "203.0.113.9", "phone"):
        assert personal not in str([line for line in lines if line["log_level"] != "debug"])


@pytest.mark.django_db
def test_a_token_in_an_address_is_not_written_down(client):
    url = stop_url("ada@people.test", "shop/hello")

    with capture_logs() as lines:
        client.get(url)

    line = next(line for line in lines if line["event"] == "request_finished")
    assert line["request"] == "GET /mail/stop/<token>/"


@pytest.mark.urls("tests.core.test_logs")
def test_a_failure_is_written_once_with_where_it_broke(client):
    client.raise_request_exception = False

    with capture_logs() as lines:
        client.get("/broken/?q=ada@people.test")

    failed = [line for line in lines if line["event"] == "request_failed"]
    assert [line["request"] for line in failed] == ["GET /broken/"]
    assert "ada@people.test" not in json.dumps(failed, default=str)
