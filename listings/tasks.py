from django.db import connection
from django.utils import timezone

from core.schedule import every, scheduled
from core.tasks import task
from listings import services
from listings.search.changes import prune
from listings.search.keeping import KEPT_HOURS


@scheduled(every(minutes=1))
@task
def expire_due() -> int:
    return services.expire_due(timezone.now())


@scheduled(every(minutes=60))
@task
def prune_search_changes() -> int:
    return prune(connection, KEPT_HOURS)
