"""What happens to people and employers by the clock."""

from django.utils import timezone

from accounts.services import closing, domains, exports, team
from core.schedule import daily, every, scheduled
from core.tasks import task


@scheduled(daily(hour=8, minute=10))
@task
def forget_domain_codes() -> int:
    return domains.purge_codes()


@scheduled(daily(hour=8, minute=15))
@task
def erase_old_exports() -> int:
    return exports.erase_expired(timezone.now())


@scheduled(daily(hour=8, minute=15))
@task
def forget_old_invitations() -> int:
    return team.forget_expired(timezone.now())


@scheduled(every(minutes=5))
@task
def build_exports() -> int:
    """Also enqueued by the page on which somebody asks for one; this round takes what a dead worker left."""
    return exports.build_waiting()


@scheduled(daily(hour=8, minute=20))
@task
def erase_closed_accounts() -> int:
    return closing.erase_due()
