"""What happens to people and employers by the clock."""

from accounts.services import domains
from core.schedule import daily, scheduled
from core.tasks import task


@scheduled(daily(hour=8, minute=10))
@task
def forget_domain_codes() -> int:
    return domains.purge_codes()
