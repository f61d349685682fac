import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from jobboard.views import machines


def test_live_asks_nothing_of_anybody(client):
    response = client.get("/health/live")

    assert (response.status_code, response.text) == (200, "live")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_ready_says_what_it_looked_at(client):
    response = client.get("/health/ready")

    assert response.status_code == 200
    assert response.json() == {
        "ready": True,
        "database": True,
        "cache": True,
        "migrations": True,
        "oldest_task_seconds": 0,
    }
    assert "no-store" in response["Cache-Control"]
    assert "Set-Cookie" not in response


@pytest.mark.django_db
def test_not_ready_while_a_migration_waits(client, monkeypatch):
    monkeypatch.setattr(machines, "_migrated", False)
    MigrationRecorder.Migration.objects.filter(app="core").delete()

    response = client.get("/health/ready")

    assert (response.status_code, response.json()["migrations"]) == (503, False)


@pytest.mark.django_db
def test_not_ready_without_a_cache_that_has_no_stand_in(client, settings):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1"}
    }

    response = client.get("/health/ready")

    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    assert (response.status_code, response.json()["cache"]) == (503, False)


@pytest.mark.django_db
def test_not_ready_without_the_database(client):
    def away(execute, sql, params, many, context):
        raise OperationalError("no connection to server at 10.0.0.1")

    with connection.execute_wrapper(away):
        response = client.get("/health/ready")

    assert (response.status_code, response.json()["database"]) == (503, False)
    assert "10.0.0.1" not in response.text


def test_health_is_not_sent_to_https(client, settings):
    settings.SECURE_SSL_REDIRECT = True

    assert client.get("/health/live").status_code == 200
    assert cache.get("health") is None
