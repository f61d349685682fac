"""Redis as a cache that may be away: refused, fallen silent or full, it costs a page half a second now and then."""

from time import monotonic
from typing import Any

import structlog
from django.core.cache.backends.dummy import DummyCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

PAUSE = 10.0  # seconds in which this process does not ask again
logger = structlog.get_logger(__name__)
# Django makes a cache object for each thread, so this is the process's.
_asked_again_at: dict[str, float] = {}  # by server


class RedisOrElse(RedisCache):
    """Asks Redis; after a failure asks `otherwise` until the pause is over. What Redis held is a miss meanwhile."""

    instead: type[LocMemCache] | type[DummyCache]

    def __init__(self, server: str | list[str], params: dict[str, Any]) -> None:
        options = {**params.get("OPTIONS", {})}
        kept = {"MAX_ENTRIES": options.pop("MAX_ENTRIES")} if "MAX_ENTRIES" in options else {}
        super().__init__(server, {**params, "OPTIONS": options})
        self.server = str(server)
        name = f"{type(self).__name__} instead of {server}"
        self.otherwise = self.instead(name, {**params, "OPTIONS": kept})

    @property
    def is_away(self) -> bool:
        return monotonic() < _asked_again_at.get(self.server, 0.0)

    def _ask(self, act: str, *args: Any, **kwargs: Any) -> Any:
        if not self.is_away:
            try:
                answer = getattr(super(), act)(*args, **kwargs)
            except RedisError as error:
                _asked_again_at[self.server] = monotonic() + PAUSE
                logger.error("cache_away", error=f"{type(error).__name__}: {error}")
            else:
                if not self.is_away:  # another thread may have lost Redis meanwhile
                    self.otherwise.clear()  # what one outage left behind must not answer in the next
                return answer
        return getattr(self.otherwise, act)(*args, **kwargs)

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return self._ask("add", *args, **kwargs)

    def get(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("get", *args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._ask("set", *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return self._ask("touch", *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return self._ask("delete", *args, **kwargs)

    def get_many(self, *args: Any, **kwargs: Any) -> dict[Any, Any]:
        return self._ask("get_many", *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        return self._ask("has_key", *args, **kwargs)

    def incr(self, *args: Any, **kwargs: Any) -> int:
        return self._ask("incr", *args, **kwargs)

    def set_many(self, *args: Any, **kwargs: Any) -> list[Any]:
        return self._ask("set_many", *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        self._ask("delete_many", *args, **kwargs)

    def clear(self) -> None:
        self._ask("clear")


class RedisOrMemory(RedisOrElse):
    """For limits of tries: without Redis each process counts for itself, so nobody gets to guess without end."""

    instead = LocMemCache


class RedisOrNothing(RedisOrElse):
    """For what can be made again, such as whole pages."""

    instead = DummyCache
