"""Who may, for listings. Plain questions; views and templates ask the same ones."""

from accounts.models import Employer, Membership, User
from accounts.policies import can_edit_for
from accounts.workflow import Role
from listings.models import Listing
from listings.workflow import Status


def has_reader(employer: Employer) -> bool:
    """Somebody of this employer can log in and read applications: only then may people apply on the board."""
    return employer.memberships.filter(user__is_active=True, user__closed_at=None).exists()


def can_edit(user, listing: Listing) -> bool:
    return listing.is_editable and can_edit_for(user, listing.employer)


def why_jobs_need_an_owner(user: User) -> str:
    """Somebody who alone owns an employer with jobs on the board cannot just leave; empty if nothing keeps her."""
    shared = Membership.objects.filter(role=Role.OWNER, user__closed_at=None).exclude(user=user).values("employer")
    alone = Employer.objects.owned_by(user).exclude(pk__in=shared)
    jobs = Listing.objects.filter(employer__in=alone, status__in=[Status.PUBLISHED, Status.PENDING])
    first = jobs.select_related("employer").first()
    if first is None:
        return ""
    count = jobs.filter(employer=first.employer_id).count()
    many = "a job" if count == 1 else f"{count} jobs"
    return (
        f"You are the only owner of {first.employer}, which has {many} on the board. "
        f"Make somebody else an owner, or close {'it' if count == 1 else 'them'} first."
    )
