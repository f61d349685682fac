"""A Redis that takes calls and never answers, or is not there at all, holds no visitor up and shows nobody an error."""

import socket
import threading
from time import monotonic

import pytest
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from django.db import OperationalError, connection
from redis.exceptions import RedisError
from structlog.testing import capture_logs

from accounts.models import User
from core import limits, redis_cache
from tests.factories import make_candidate, make_listing

PATIENCE = {"socket_connect_timeout": 0.2, "socket_timeout": 0.2}


class Silent:
    """Accepts whoever comes, counts them and says nothing."""

    def __init__(self):
        self.calls = 0
        self.held = []
        self.door = socket.create_server(("127.0.0.1", 0))
        self.address = f"redis://127.0.0.1:{self.door.getsockname()[1]}/0"
        self.thread = threading.Thread(target=self.accept, daemon=True)
        self.thread.start()

    def accept(self):
        while True:
            try:
                caller, _ = self.door.accept()
            except OSError:
                return
            self.calls += 1
            self.held.append(caller)

    def close(self):
        self.door.shutdown(socket.SHUT_RDWR)
        self.door.close()
        self.thread.join(timeout=5)
        for caller in self.held:
            caller.close()


def caches_at(address: str) -> dict:
    backends = {"default": "RedisOrMemory", "pages": "RedisOrNothing"}
    return {
        name: {
            "BACKEND": f"core.redis_cache.{backend}",
            "LOCATION": address,
            "KEY_PREFIX": f"{name}-{address}",
            "OPTIONS": PATIENCE | ({"MAX_ENTRIES": 100} if name == "default" else {}),
        }
        for name, backend in backends.items()
    }


@pytest.fixture
def silent(settings, monkeypatch):
    monkeypatch.setattr(redis_cache, "_asked_again_at", {})
    server = Silent()
    settings.CACHES = caches_at(server.address)
    yield server
    server.close()


@pytest.fixture
def clock(monkeypatch):
    moment = [1000.0]
    monkeypatch.setattr(redis_cache, "monotonic", lambda: moment[0])
    return moment


def test_silence_is_a_miss_and_is_not_asked_again_until_the_pause_is_over(silent, clock):
    began = monotonic()

    with capture_logs() as lines:
        caches["pages"].set("page", "kept")
        found = [caches["pages"].get("page") for _ in range(20)]
        asked_at_first = silent.calls
        clock[0] += redis_cache.PAUSE + 1
        found.append(caches["pages"].get("page"))

    assert found == [None] * 21
    assert (asked_at_first, silent.calls) == (1, 2)
    assert monotonic() - began < 3
    assert [line["event"] for line in lines] == ["cache_away", "cache_away"]


def test_limits_are_counted_by_the_process_meanwhile(silent, rf):
    request = rf.post("/")
    request.user = User(pk=7)

    assert [limits.spend(request, "try", 3) for _ in range(5)] == [True, True, True, False, False]


def test_every_act_of_a_cache_has_an_answer(silent):
    cache = caches["default"]

    assert (cache.add("a", 1), cache.add("a", 2), cache.get("a"), cache.incr("a", 4)) == (True, False, 1, 5)
    assert (cache.has_key("a"), cache.touch("a", 60), cache.delete("a"), cache.get("a")) == (True, True, True, None)
    cache.set_many({"b": 1, "c": 2})
    assert cache.get_many(["b", "c", "d"]) == {"b": 1, "c": 2}
    cache.delete_many(["b"])
    assert cache.get_many(["b", "c"]) == {"c": 2}
    cache.clear()
    assert cache.get("c") is None
    with pytest.raises(ValueError, match="missing"):
        cache.incr("missing")


@pytest.mark.django_db
def test_pages_are_made_and_people_log_in_while_redis_is_silent(silent, client, reference):
    listing = make_listing()
    person = make_candidate()
    began = monotonic()

    page = client.get("/jobs/")
    entered = client.post("/accounts/login/", {"login": person.email, "password": "wrong-password"})

    assert (page.status_code, entered.status_code) == (200, 200)
    assert listing.title in page.text
    assert "log in" in entered.text.lower()
    assert monotonic() - began < 10


@pytest.mark.django_db
def test_guesses_at_a_password_stay_limited_while_redis_is_silent(silent, client):
    person = make_candidate()

    codes = [
        client.post("/accounts/login/", {"login": person.email, "password": f"wrong-{number}"}).status_code
        for number in range(40)
    ]

    assert codes[0] == 200
    assert codes[-1] == 429


@pytest.mark.django_db
def test_ready_says_that_redis_is_silent_and_stays_ready(silent, client):
    for _ in range(2):  # when it is asked, and during the pause
        response = client.get("/health/ready")
        body = response.json()

        assert (response.status_code, body["ready"], body["cache"]) == (200, True, False)


@pytest.mark.django_db
def test_not_ready_without_the_database_though_redis_has_a_stand_in(silent, client):
    def away(execute, sql, params, many, context):
        raise OperationalError("no connection")

    with connection.execute_wrapper(away):
        response = client.get("/health/ready")

    assert (response.status_code, response.json()["ready"]) == (503, False)


def test_leftovers_of_one_outage_never_answer_in_the_next(settings, monkeypatch, clock):
    monkeypatch.setattr(redis_cache, "_asked_again_at", {})
    is_up = False

    def ask(self, key, *args, **kwargs):
        if not is_up:
            raise RedisError("away")
        return "from Redis"

    monkeypatch.setattr(RedisCache, "get", ask)
    monkeypatch.setattr(RedisCache, "set", ask)
    settings.CACHES = caches_at("redis://127.0.0.1:1/leftovers")
    cache, pages = caches["default"], caches["pages"]
    cache.set("tries", 3)
    found = [cache.get("tries")]
    clock[0] += redis_cache.PAUSE + 1
    found.append(cache.get("tries"))  # the same outage still
    is_up = True
    clock[0] += redis_cache.PAUSE + 1
    pages.get("page")  # the same server answers another cache first
    found.append(cache.get("tries"))

    is_up = False
    found.append(cache.get("tries"))

    assert found == [3, 3, "from Redis", None]


def test_nobody_there_is_a_miss_as_well(settings, monkeypatch):
    monkeypatch.setattr(redis_cache, "_asked_again_at", {})
    settings.CACHES = caches_at("redis://127.0.0.1:1")

    caches["default"].set("a", 1)
    caches["pages"].set("a", 1)

    assert (caches["default"].get("a"), caches["pages"].get("a")) == (1, None)
