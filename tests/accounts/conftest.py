import pytest
from django.db import connection


@pytest.fixture
def rows_that_lock(settings):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer and locks no rows")
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}  # the mails wait
