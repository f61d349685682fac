from django.utils import timezone

from codes import services
from core.schedule import daily, scheduled
from core.tasks import task


@scheduled(daily(hour=8))
@task
def delete_old_views() -> int:
    """Code views go when their window has ended."""
    return services.delete_old_views(timezone.now())
