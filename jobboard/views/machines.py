"""What load balancers and monitors ask. Nothing here tells a stranger more than that the board works."""

from django.core.cache import cache, caches
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.queue import oldest_waiting
from core.redis_cache import RedisOrElse

# A process that once saw all migrations applied need not read them again: new code comes with a new process.
_migrated = False


@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process answers. Touches nothing else, so a slow database does not get it restarted."""
    return HttpResponse("live", content_type="text/plain")


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 when pages can be served, else 503.

    For monitors, because pages are served all the same: `oldest_task_seconds` grows while no worker runs, and `cache`
    is false while Redis is away. Every process loses it at once, so a 503 would take the whole board down.
    """
    checks = {"database": _database_answers(), "cache": _cache_answers()}
    checks["migrations"] = checks["database"] and _is_migrated()
    is_ready = checks["database"] and checks["migrations"] and (checks["cache"] or _cache_has_a_stand_in())
    waiting = int(oldest_waiting(timezone.now()).total_seconds()) if checks["migrations"] else None
    body = {"ready": is_ready, **checks, "oldest_task_seconds": waiting}
    return JsonResponse(body, status=200 if is_ready else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    except DatabaseError:
        return False


def _cache_answers() -> bool:
    try:
        cache.set("health", "ok", timeout=30)
        is_kept = cache.get("health") == "ok"
        return is_kept and not getattr(cache, "is_away", False)  # core.redis_cache answers from elsewhere meanwhile
    except Exception:  # noqa: BLE001  # each cache backend has errors of its own
        return False


def _cache_has_a_stand_in() -> bool:
    return isinstance(caches["default"], RedisOrElse)


def _is_migrated() -> bool:
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated
