from django.db import models

from accounts.models import Membership
from accounts.workflow import EDITORS
from applications.workflow import OPEN


class ApplicationQuerySet(models.QuerySet):
    def open(self):
        return self.filter(stage__in=OPEN)

    def of(self, candidate):
        """What this person sent."""
        return self.filter(candidate=candidate) if candidate.is_authenticated else self.none()

    def seen_by(self, user):
        """What this person may read in a desk: every member of the employer."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(listing__employer__in=Membership.objects.filter(user=user).values("employer"))

    def movable_by(self, user):
        """What this person may answer: owners and recruiters."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            listing__employer__in=Membership.objects.filter(user=user, role__in=EDITORS).values("employer")
        )
