from django.utils import timezone

from core.schedule import every, scheduled
from core.tasks import task
from listings import services


@scheduled(every(minutes=1))
@task
def expire_due() -> int:
    return services.expire_due(timezone.now())
