import logging

import pytest

from core import masking


def fail() -> None:
    secret = "ada@people.test"
    try:
        raise KeyError(secret)
    except KeyError as error:
        raise ValueError(f"no row for {secret}") from error


def caught() -> ValueError:
    try:
        fail()
    except ValueError as error:
        return error
    raise AssertionError


def test_a_traceback_names_places_and_kinds_and_nobody():
    text = masking.came_through(caught())

    assert "ada@people.test" not in text
    assert text.index("builtins.KeyError") < text.index("builtins.ValueError")
    assert "in fail" in text
    assert text.endswith("builtins.ValueError")


def test_an_error_that_is_its_own_cause_ends():
    error = ValueError("round")
    other = KeyError("and round")
    error.__cause__, other.__cause__ = other, error

    assert masking.came_through(error).count("builtins.") == 2


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("mail to ada@people.test failed", "mail to <address> failed"),
        ("<Ada+x@mail.people.test>", "<<address>>"),
        ("GET /jobs/?at=5", "GET /jobs/?at=5"),
        ("at 12:30:15 from django.core:send", "at 12:30:15 from django.core:send"),
        ("/x/WzEsMl0:1wYQx2:abcdefghijklmnopqrstuvwxyz_-0123456789ABCDEFG/", "/x/<token>/"),
        ("user@host", "user@host"),
    ],
)
def test_addresses_and_signed_links_are_taken_out(text, kept):
    assert masking.plain(text) == kept


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/wp-login.php", "/wp-login.php"),
        ("/jobs/12-senior-coder", "/jobs/12-senior-coder"),
        ("/invitations/MQ:1wYQx2:abc", "/invitations/…"),
        ("/Ada Byron/ada@people.test/x", "/…/…/x"),
        ("/" + "a" * 60 + "/", "/…/"),
        ("/a/b/c/d/e/f/g/h", "/a/b/c/d/e"),
        ("/", "/"),
    ],
)
def test_an_address_that_leads_nowhere_is_repeated_in_plain_words_only(path, kept):
    assert masking.plain_path(path) == kept


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("Invalid request from ip=203.0.113.9: bad /?q=ada", "Invalid request"),
        ("Error handling request /mail/stop/abc/", "Error handling request"),
        ("Booting worker with pid: 7", "Booting worker with pid: 7"),
    ],
)
def test_the_servers_own_lines_name_nobody(words, kept):
    error = caught()
    record = logging.LogRecord("gunicorn.error", 40, __file__, 1, words, (), (type(error), error, error.__traceback__))

    assert masking.ServerFilter().filter(record)

    line = logging.Formatter().format(record)
    assert line.splitlines()[0] == kept
    assert "ada@people.test" not in line
    assert "in fail" in line


def test_the_server_logging_an_error_alone_says_what_kind():
    error = caught()
    record = logging.LogRecord("gunicorn.error", 40, __file__, 1, error, (), (type(error), error, error.__traceback__))

    masking.ServerFilter().filter(record)

    assert logging.Formatter().format(record).splitlines()[0] == "builtins.ValueError"
