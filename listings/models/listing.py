"""The narrow row of a listing: what it states once. What it states several times is in `stated`, words in `texts`."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import Employer
from codes.models import Specialty, State, Term
from core.models import ImportRun
from listings.facts import ListingFacts
from listings.models.sources import ImportSource
from listings.querysets import ListingQuerySet
from listings.workflow import (
    EDITABLE,
    MOVES,
    STATUS_TONES,
    ApplyMethod,
    CodingTest,
    CredentialsRule,
    MachineWork,
    Outcome,
    PayForm,
    PayUnit,
    RemoteScope,
    Status,
    Work,
)


class Listing(ListingFacts, models.Model):
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="listings")
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="posted_listings",
    )
    title = models.CharField(max_length=200)
    slug = models.SlugField(max_length=220, default="job")
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.DRAFT, db_index=True)
    specialties = models.ManyToManyField(Specialty, through="ListingSpecialty", related_name="listings")

    # Where
    work = models.CharField(max_length=8, choices=Work.choices, blank=True)
    city = models.CharField(max_length=120, blank=True)
    state = models.ForeignKey(State, on_delete=models.PROTECT, null=True, blank=True, related_name="listings")
    postal_code = models.CharField(max_length=10, blank=True)
    # Derived from the three above where we know the place, for the search around a point.
    latitude = models.FloatField(null=True, blank=True, editable=False)
    longitude = models.FloatField(null=True, blank=True, editable=False)
    remote_scope = models.CharField(max_length=8, choices=RemoteScope.choices, blank=True)
    eligible_states = models.ManyToManyField(State, blank=True, related_name="open_to_listings")
    us_only = models.BooleanField(null=True, blank=True)

    # Pay, in US dollars
    pay_min = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    pay_max = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    pay_unit = models.CharField(max_length=8, choices=PayUnit.choices, blank=True)
    pay_form = models.CharField(max_length=8, choices=PayForm.choices, blank=True)
    charts_per_hour = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    # Derived by services.save_content from the four fields above, for filters and sorting.
    pay_yearly_min = models.DecimalField(max_digits=11, decimal_places=2, null=True, blank=True, editable=False)
    pay_yearly_max = models.DecimalField(max_digits=11, decimal_places=2, null=True, blank=True, editable=False)

    # The job
    employment_type = models.ForeignKey(Term, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    level = models.ForeignKey(Term, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    years_min = models.PositiveSmallIntegerField(null=True, blank=True)
    settings = models.ManyToManyField(Term, blank=True, related_name="setting_listings")
    systems = models.ManyToManyField(Term, blank=True, related_name="system_listings")  # EHRs and encoders
    schedules = models.ManyToManyField(Term, blank=True, related_name="schedule_listings")

    # Credentials
    credentials_rule = models.CharField(max_length=4, choices=CredentialsRule.choices, blank=True)
    apprentices_accepted = models.BooleanField(null=True, blank=True)

    # Workload
    quota = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    quota_unit = models.ForeignKey(Term, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    accuracy_percent = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    audit_method = models.CharField(max_length=200, blank=True)
    ramp_up = models.CharField(max_length=200, blank=True)
    has_coding_test = models.BooleanField(null=True, blank=True)
    coding_test_when = models.CharField(max_length=8, choices=CodingTest.choices, blank=True)
    coding_test_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    coding_test_open_book = models.BooleanField(null=True, blank=True)

    # Terms
    equipment_provided = models.BooleanField(null=True, blank=True)
    books_paid = models.BooleanField(null=True, blank=True)
    dues_paid = models.BooleanField(null=True, blank=True)
    ceu_paid = models.BooleanField(null=True, blank=True)
    benefits = models.TextField(blank=True)
    machine_work = models.CharField(max_length=10, choices=MachineWork.choices, blank=True)
    software_screens = models.BooleanField(null=True, blank=True)
    by_agency = models.BooleanField(null=True, blank=True)
    agency_client = models.CharField(max_length=160, blank=True)

    # Applying
    apply_method = models.CharField(max_length=5, choices=ApplyMethod.choices, default=ApplyMethod.BOARD)
    apply_url = models.URLField(max_length=500, blank=True)
    apply_clicks = models.PositiveIntegerField(default=0, editable=False)
    requisition = models.CharField("requisition number", max_length=80, blank=True)
    # Up to five questions, each a sentence; answers are kept with the application.
    screening_questions = models.JSONField(default=list, blank=True)

    # Time: moments in UTC. A day ends at 24:00 in the employer's zone and is stored as expires_at.
    closes_on = models.DateField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    first_posted_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)  # of the content, not of the row

    # Imports
    source = models.ForeignKey(ImportSource, on_delete=models.PROTECT, null=True, blank=True, related_name="listings")
    source_ref = models.CharField(max_length=120, blank=True)
    import_run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, null=True, blank=True, related_name="listings")
    # What an import read out of the text and from which words: [{"fact": "credential", "value": "CPC", "words": "…"}]
    recognised = models.JSONField(default=list, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = ListingQuerySet.as_manager()

    class Meta:
        ordering = ["-first_posted_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_ref"],
                condition=models.Q(source__isnull=False),
                name="one_listing_per_source_and_ref",
            ),
            models.CheckConstraint(
                condition=models.Q(pay_min=None) | models.Q(pay_max=None) | models.Q(pay_min__lte=models.F("pay_max")),
                name="pay_min_is_not_above_pay_max",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=Status.PUBLISHED)
                | models.Q(first_posted_at__isnull=False, expires_at__isnull=False),
                name="a_published_listing_has_its_dates",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-first_posted_at", "-id"], name="listing_status_newest"),
            models.Index(
                fields=["-pay_yearly_max"],
                name="listing_open_pay",
                condition=models.Q(status=Status.PUBLISHED),
            ),
            models.Index(fields=["expires_at"], name="listing_due", condition=models.Q(status=Status.PUBLISHED)),
            models.Index(
                fields=["latitude", "longitude"],
                name="listing_open_point",
                condition=models.Q(status=Status.PUBLISHED),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def shown_title(self) -> str:
        return self.title or "Untitled draft"

    @property
    def status_tone(self) -> str:
        return STATUS_TONES.get(self.status, "")

    @property
    def can_withdraw(self) -> bool:
        return Status.WITHDRAWN in MOVES[self.status]

    @property
    def is_editable(self) -> bool:
        return self.status in EDITABLE

    @property
    def is_entry_level(self) -> bool:
        return bool(self.level and self.level.slug == "entry")
