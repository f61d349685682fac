from datetime import datetime, timedelta

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce

from accounts.models import Block, Employer
from applications.workflow import OPEN
from listings.workflow import GONE


class ApplicationQuerySet(models.QuerySet):
    def open(self):
        return self.filter(stage__in=OPEN)

    def of(self, candidate):
        """What this person sent."""
        return self.filter(candidate=candidate) if candidate.is_authenticated else self.none()

    def seen_by(self, user):
        """What this person may read in a desk: every member of the employer, but of nobody who hides from it."""
        return self._of_desks(Employer.objects.seen_by(user), user)

    def read_by(self, user):
        """Both sides of an application: who sent it, and the members of the employer it went to."""
        return self.of(user) | self.seen_by(user)

    def _of_desks(self, desks, user):
        """A person has few desks, and each hides other people: one condition a desk.

        Who took over an employer does not see what people sent to those before her.
        """
        seen = models.Q(pk__in=())
        for desk in desks:
            hidden = Block.objects.against(desk, user).order_by().values("user")
            since = models.Q(created_at__gte=desk.claimed_at) if desk.claimed_at else models.Q()
            seen |= models.Q(listing__employer=desk) & since & ~models.Q(candidate__in=hidden)
        return self.filter(seen)

    def unanswered(self):
        """Open, and the candidate has heard nothing yet. Silence is what people complain of most."""
        return self.filter(stage__in=OPEN, answered_at=None)

    def oldest_unanswered_first(self):
        """Who has waited longest comes first, then the rest with the latest move on top."""
        waiting = models.Q(stage__in=OPEN, answered_at=None)
        return self.annotate(
            waiting_since=models.Case(models.When(waiting, then="created_at"), output_field=models.DateTimeField())
        ).order_by(models.F("waiting_since").asc(nulls_last=True), "-stage_changed_at", "-id")

    def with_news(self):
        """`has_news`: something happened that the candidate has not read and did not do herself."""
        event = apps.get_model("applications", "ApplicationEvent")
        news = event.objects.filter(application=models.OuterRef("pk"), at__gt=models.OuterRef("seen_at")).exclude(
            by=models.OuterRef("candidate")
        )
        return self.annotate(has_news=models.Exists(news))

    def past_retention(self, now: datetime):
        """Over for so long that nobody but the candidate needs what she sent."""
        edge = now - timedelta(days=settings.APPLICATION_RETENTION_DAYS)
        job_ended = Coalesce("listing__ended_at", "listing__expires_at", "stage_changed_at")
        return self.alias(job_ended_at=job_ended).filter(
            ~models.Q(stage__in=OPEN) | models.Q(listing__status__in=GONE, job_ended_at__lte=edge),
            stage_changed_at__lte=edge,
        )


class ResumeAccessQuerySet(models.QuerySet):
    def of_employer(self):
        """Openings by the employer's own people. That an operator looked is between the candidate and the board."""
        return self.filter(reason="")
