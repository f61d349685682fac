from applications import services
from core.schedule import daily, scheduled
from core.tasks import task


@scheduled(daily(hour=8, minute=10))
@task
def erase_resumes() -> int:
    return services.erase_resumes()
