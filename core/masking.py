"""What keeps people out of the logs. Errors name values (an address that is taken, a row that cannot be written), so
neither log nor stored task takes their words: only what kind of error it was and the lines it came through.

Knows no settings: they import it.
"""

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any

EventDict = MutableMapping[str, Any]

_ADDRESS = re.compile(r"[^\s@/<>\"'=(),:;]{1,64}@[^\s@/<>\"'=(),:;]+\.[^\s@/<>\"'=(),:;]+")
_SIGNED = re.compile(r"[\w.-]+:[\w-]{6,}:[\w-]{27,}|[\w-]+:[\w-]{43}\b")  # what django.core.signing makes
_WORD = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")


def came_through(error: BaseException) -> str:
    """The traceback without a word of the errors' own, the one raised last at the end. Of no local name a value."""
    parts: list[str] = []
    seen: set[int] = set()
    here: BaseException | None = error
    while here is not None and id(here) not in seen:
        seen.add(id(here))
        parts.append(f"{''.join(traceback.format_tb(here.__traceback__))}{name_of(here)}")
        here = here.__cause__ or (None if here.__suppress_context__ else here.__context__)
    return "\n\nthen\n\n".join(reversed(parts))


def name_of(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"


def plain(text: str) -> str:
    """Without e-mail addresses and signed links. Names cannot be told from other words: nobody may log one."""
    return _SIGNED.sub("<token>", _ADDRESS.sub("<address>", text)) if "@" in text or ":" in text else text


def plain_path(path: str) -> str:
    """An address that leads nowhere: what somebody typed or cut off. Only words a board could have are repeated."""
    parts = [part if not part or _WORD.fullmatch(part) else "…" for part in path.split("/")[:6]]
    return "/".join(parts)


# Steps of structlog: each takes what is to be logged and gives it on ------------------------------------------


def without_words_of_errors(logger: Any, name: str, event: EventDict) -> EventDict:
    error = _error(event.pop("exc_info", None))
    if error is not None:
        event["exception"] = came_through(error)
    return event


def _error(found: Any) -> BaseException | None:
    if isinstance(found, BaseException):
        return found
    if isinstance(found, tuple):
        kind, error, _ = found
        return error if kind is not None else None
    return sys.exc_info()[1] if found else None


def without_suspects(logger: Any, name: str, event: EventDict) -> EventDict:
    """Django repeats what made it suspicious: a path, a host, a referring page. The request has a line of its own."""
    source = str(event.get("logger", ""))
    if source.startswith("django.security"):
        event["event"] = "suspicious_request"
        event["kind"] = source.rpartition(".")[2]
    return event


def without_people(logger: Any, name: str, event: EventDict) -> EventDict:
    for key, value in event.items():
        if isinstance(value, str) and key not in ("timestamp", "exception"):
            event[key] = plain(value)
    return event


class ServerFilter(logging.Filter):
    """gunicorn's own lines say whose request was broken and what it asked for: neither is written down."""

    def filter(self, record: logging.LogRecord) -> bool:
        words = str(record.msg)
        for start in ("Invalid request from", "Error handling request"):
            if words.startswith(start):
                record.msg, record.args = start.removesuffix(" from"), ()
        exc: tuple[type[BaseException], BaseException, TracebackType | None] | Any = record.exc_info
        error = _error(exc)
        if error is not None:
            record.exc_info, record.exc_text = None, came_through(error)
            if record.msg is error:  # log.exception(error)
                record.msg, record.args = name_of(error), ()
        return True
