import os
import re
import subprocess
import sys

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings

from accounts import secrets
from jobboard import checks
from tests.factories import make_user

PRODUCTION = {
    "SECRET_KEY": "k" * 60 + "0123456789",
    "ALLOWED_HOSTS": "board.example",
    "SITE_URL": "https://board.example",
    "CPT_PAGES": "1",
    "EMAIL_URL": "smtp://127.0.0.1:25",
    "CACHE_URL": "redis://127.0.0.1:6379/0",
    "REQUIRE_MFA_FOR_STAFF": "1",
}


def manage(tmp_path, *arguments, **environment):
    """A process of its own: settings are read once, when it starts."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_production_does_not_start_without(missing, tmp_path):
    environment = {name: value for name, value in PRODUCTION.items() if name != missing}

    result = manage(tmp_path, "check", **environment)

    assert result.returncode != 0
    assert f"Set {missing}" in result.stderr
    assert not (tmp_path / "secret_key").exists()


def test_a_clone_starts_with_nothing_but_local_and_keeps_its_key(tmp_path):
    results = [manage(tmp_path, "check", LOCAL="1") for _ in range(2)]

    assert [result.returncode for result in results] == [0, 0]
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_command_by_hand_in_a_clone_works_on_the_local_board(tmp_path):
    result = manage(tmp_path, "check")

    assert (result.returncode, (tmp_path / "secret_key").exists()) == (0, True)


def test_a_web_server_does_not_start_without_its_secrets(tmp_path):
    result = subprocess.run(
        [sys.executable, "-c", "import jobboard.wsgi"],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode != 0
    assert "Set SECRET_KEY" in result.stderr


def test_a_redis_is_given_half_a_second_unless_its_address_says_otherwise(tmp_path):
    told = {"CACHE_URL": "redis://127.0.0.1:1/0?socket_timeout=2", "PAGE_CACHE_URL": "redis://127.0.0.1:1/1"}
    show = """from django.conf import settings
for name, cache in settings.CACHES.items():
    options = cache["OPTIONS"]
    print(name, cache["BACKEND"], options["socket_connect_timeout"], options["socket_timeout"])"""

    result = manage(tmp_path, "shell", "--no-imports", "-c", show, LOCAL="1", **told)

    assert (result.stdout.splitlines(), result.stderr) == (
        ["default core.redis_cache.RedisOrMemory 0.5 2", "pages core.redis_cache.RedisOrNothing 0.5 0.5"],
        "",
    )


def test_a_board_with_everything_chosen_passes_the_deploy_check(tmp_path):
    result = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert (result.returncode, result.stderr) == (0, "")


def test_the_deploy_check_fails_with_demo_on(tmp_path):
    result = manage(tmp_path, "check", "--deploy", DEMO="1", **PRODUCTION)

    assert result.returncode == 1
    assert "jobboard.E001" in result.stderr


def test_the_deploy_check_warns_of_what_nobody_chose(tmp_path):
    bare = {name: PRODUCTION[name] for name in ("SECRET_KEY", "ALLOWED_HOSTS")}

    result = manage(tmp_path, "check", "--deploy", **bare)

    assert result.returncode == 0
    assert re.findall(r"jobboard\.\w\d+", result.stderr) == [
        "jobboard.W001",
        "jobboard.W002",
        "jobboard.W003",
        "jobboard.W004",
        "jobboard.W006",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("demo", "databases", "found"),
    [(False, ["default"], ["jobboard.E002"]), (True, ["default"], []), (False, None, [])],
)
def test_the_database_check_finds_invented_people(settings, demo, databases, found):
    settings.DEMO = demo
    make_user(email="coder@demo.test")

    messages = checks.nobody_is_invented(None, databases=databases)

    assert [message.id for message in messages] == found


@pytest.mark.django_db
def test_the_database_check_is_content_with_real_people():
    make_user(email="ada@demo.test.example")

    assert checks.nobody_is_invented(None, databases=["default"]) == []


@pytest.mark.django_db
def test_the_database_check_finds_second_factors_whose_key_is_gone(settings):
    Authenticator.objects.create(user=make_user(), type="totp", data={"secret": secrets.close("A" * 32)})
    before = checks.factors_open(None, databases=["default"])
    settings.SECRET_KEY = "another-key-" * 5

    messages = checks.factors_open(None, databases=["default"])

    assert before == []
    assert [message.id for message in messages] == ["jobboard.E004"]


def test_every_variable_is_in_the_document():
    text = (settings.BASE_DIR / "jobboard" / "settings.py").read_text(encoding="utf-8")
    text += (settings.BASE_DIR / "gunicorn.conf.py").read_text(encoding="utf-8")
    document = (settings.BASE_DIR / "docs" / "settings.md").read_text(encoding="utf-8")

    read = set(re.findall(r"(?:env\.\w+|environ\.get)\(\s*\"([A-Z_]+)\"", text))
    described = set(re.findall(r"^\| `([A-Z_]+)`", document, re.MULTILINE))

    assert read - described == set()
    # These are dev.py's and the tests' own.
    assert described - read == {"PORT", "TEST_DATABASE_URL", "SAMPLE_DATA", "CI", "CHROMIUM", "FORWARDED_ALLOW_IPS"}
