from django.conf import settings
from django.db import models
from django.template.defaultfilters import pluralize
from django.utils import timezone

from accounts.models import Resume
from applications.querysets import ApplicationQuerySet, ResumeAccessQuerySet
from applications.workflow import OPEN, AccessReason, Stage, What
from core.models import Event
from listings.models import Listing
from listings.workflow import Status


class Application(models.Model):
    """One person's application to one listing, with the very version of the résumé that was sent."""

    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="applications")
    candidate = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="applications")
    resume = models.ForeignKey(Resume, on_delete=models.PROTECT, related_name="applications")
    cover_note = models.TextField(blank=True)
    # [{"question": "...", "answer": "..."}], the questions as they read on the day
    answers = models.JSONField(default=list, blank=True)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.RECEIVED, db_index=True)
    stage_changed_at = models.DateTimeField(default=timezone.now)
    # When the employer first told the candidate something; empty is silence.
    answered_at = models.DateTimeField(null=True, blank=True)
    # The employer's own words with "not selected". Here and not in the event, which outlives a closed account.
    decline_note = models.TextField(blank=True)
    # Up to when the candidate has read what happened.
    seen_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["listing", "candidate"], name="one_application_per_person_and_listing")
        ]

    def __str__(self) -> str:
        return f"{self.candidate} for {self.listing}"

    @property
    def is_open(self) -> bool:
        return self.stage in OPEN

    @property
    def is_unanswered(self) -> bool:
        return self.is_open and self.answered_at is None

    @property
    def tone(self) -> str:
        """The colour beside the stage's word: amber where the employer owes an answer, red only for loss."""
        if self.is_unanswered:
            return "warn"
        tones = {Stage.OFFER: "good", Stage.HIRED: "good", Stage.DECLINED: "bad", Stage.WITHDRAWN: ""}
        return tones.get(Stage(self.stage), "accent")

    @property
    def waited(self) -> str:
        """How long the candidate has heard nothing, in words."""
        days = (timezone.now() - self.created_at).days
        return "less than a day" if days < 1 else f"{days} day{pluralize(days)}"

    @property
    def candidate_name(self) -> str:
        """Never the address: a desk goes on showing the name when the candidate took everything else back."""
        name = "" if self.candidate.is_closed else self.candidate.name
        return name or f"Applicant {self.pk}"

    @property
    def stated_credentials(self):
        """What the candidate says she holds and lets this employer read; nothing once she took her papers back."""
        if self.stage == Stage.WITHDRAWN or self.candidate.is_closed or not self.candidate.is_candidate:
            return []
        profile = self.candidate.candidate_profile
        return profile.credentials.all() if profile.is_shared_with(self.listing.employer) else []

    @property
    def job_over(self) -> str:
        """One sentence on why the job takes nobody any more; empty while it is open."""
        listing = self.listing
        if listing.is_public:
            return ""
        if listing.status == Status.REMOVED:
            return "The board has taken this job down."
        if listing.employer.is_suspended:
            return "The board has suspended this employer and its jobs."
        if listing.status == Status.CLOSED and listing.outcome:
            return f"The job has closed: {listing.get_outcome_display().lower()}."
        if listing.status == Status.CLOSED:
            return "The job has closed. The employer named no outcome."
        return "The posting has run out. The employer named no outcome."


class ApplicationEvent(Event):
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="events")

    @property
    def sentence(self) -> str:
        """What the timeline says."""
        if self.code == What.MOVED:
            return f"{Stage(self.became).label}"
        if self.code == What.JOB_LEFT:
            return self.note
        if self.code == What.CHECKED:
            return f"{self.became} checked by the employer"
        return str(What(self.code).label)


class ResumeAccess(models.Model):
    """Who opened whose résumé, and when. Rows are only ever added (core.append_only).

    A member of the employer needs no reason. An operator names one, from a list: free words could name a person,
    and these rows outlive a closed account.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="accesses")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=12, choices=AccessReason.choices, blank=True)
    reference = models.CharField("ticket or file number", max_length=30, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = ResumeAccessQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        verbose_name_plural = "résumé openings"

    def __str__(self) -> str:
        return f"{self.by} at {self.at:%Y-%m-%d %H:%M}"
