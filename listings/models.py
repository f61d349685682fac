"""A listing and everything it states.

Every fact has three values: stated, denied, not stated. A nullable boolean reads yes / no / not stated; an empty
choice or a missing number is "not stated". Nothing is ever filled in for an employer.
"""

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import Employer
from codes.grammar import Range, display
from codes.models import Certification, CodeSystem, Specialty, State, Term
from core.models import Event, ImportRun
from listings.facts import ListingFacts
from listings.querysets import ListingQuerySet
from listings.workflow import (
    EDITABLE,
    EVENT_WORDS,
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
    ReportReason,
    ReportStatus,
    Status,
    Work,
)


class ImportSource(models.Model):
    """A feed. Together with its own key for a posting it is what makes a second import update, not repeat."""

    name = models.CharField(max_length=120, unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


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


class ImportedPosting(models.Model):
    """What a source's files said of a listing, in their own words, so that the next file can be compared with it."""

    listing = models.OneToOneField(Listing, on_delete=models.CASCADE, primary_key=True, related_name="imported")
    fields = models.JSONField(default=dict)  # canonical column name → text (listings.imports.readers)
    sha256 = models.CharField(max_length=64)
    notes = models.JSONField(default=list, blank=True)  # what could not be read

    def __str__(self) -> str:
        return f"Posting behind {self.listing}"


class ListingSpecialty(models.Model):
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="listing_specialties")
    specialty = models.ForeignKey(Specialty, on_delete=models.PROTECT, related_name="listing_specialties")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["listing", "specialty"], name="one_row_per_listing_specialty")]
        indexes = [models.Index(fields=["specialty", "listing"], name="listings_of_specialty")]

    def __str__(self) -> str:
        return str(self.specialty)


class ListingCredential(models.Model):
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="listing_credentials")
    certification = models.ForeignKey(Certification, on_delete=models.PROTECT, related_name="listing_credentials")
    is_required = models.BooleanField()

    class Meta:
        ordering = ["-is_required", "certification__acronym"]
        constraints = [
            models.UniqueConstraint(fields=["listing", "certification"], name="one_row_per_listing_credential")
        ]
        indexes = [models.Index(fields=["certification", "listing"], name="listings_of_credential")]

    def __str__(self) -> str:
        return str(self.certification)


class ListingCode(models.Model):
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="codes")
    system = models.CharField(max_length=10, choices=CodeSystem.choices)
    code = models.CharField(max_length=8)

    class Meta:
        ordering = ["system", "code"]
        constraints = [models.UniqueConstraint(fields=["listing", "system", "code"], name="one_row_per_listing_code")]
        indexes = [models.Index(fields=["system", "code", "listing"], name="listings_of_code")]

    def __str__(self) -> str:
        return self.shown

    @property
    def shown(self) -> str:
        return display(self.system, self.code)


class ListingCodeRange(models.Model):
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="code_ranges")
    system = models.CharField(max_length=10, choices=CodeSystem.choices)
    start = models.CharField(max_length=8)
    end = models.CharField(max_length=8)

    class Meta:
        ordering = ["system", "start"]
        constraints = [
            models.UniqueConstraint(fields=["listing", "system", "start", "end"], name="one_row_per_listing_range")
        ]
        indexes = [models.Index(fields=["system", "start", "end", "listing"], name="listings_of_range")]

    def __str__(self) -> str:
        return self.shown

    @property
    def shown(self) -> str:
        return Range(self.system, self.start, self.end).display


class DocSequence(models.Model):
    """Hands out ListingText.doc_id: its key only ever grows, on both databases. Rows are removed at once."""

    id = models.BigAutoField(primary_key=True)

    def __str__(self) -> str:
        return str(self.pk)


class ListingText(models.Model):
    """The long text of a listing, apart from the narrow row that lists read.

    `doc_id` takes a new value whenever searchable content changes, so a document once indexed never changes.
    """

    listing = models.OneToOneField(Listing, on_delete=models.CASCADE, primary_key=True, related_name="text")
    doc_id = models.BigIntegerField(unique=True)
    title = models.TextField()
    employer = models.TextField(blank=True)
    skills = models.TextField(blank=True)  # specialties, synonyms, credentials, codes, systems, settings as words
    description = models.TextField(blank=True)  # plain text of the html below
    html = models.TextField(blank=True)  # sanitised; empty means the employer gave no description
    # Of the description's words, to find the same text posted twice; empty for short ones.
    fingerprint = models.CharField(max_length=64, blank=True, db_index=True)

    def __str__(self) -> str:
        return f"Text of {self.title}"


class SearchChange(models.Model):
    """A public listing changed, or came, or went: what other processes and other engines read to follow.

    Rows are written by the database's triggers (listings.search.triggers), in the transaction of the change itself.
    """

    # What `listing_id` says when the reference changed: names of specialties, credentials, states and terms.
    REFERENCE = 0

    seq = models.BigAutoField(primary_key=True)
    # No foreign key: of a listing that is gone the number is all there is to tell.
    listing_id = models.BigIntegerField()
    # The transaction that wrote it, on PostgreSQL, where numbers are handed out before a transaction ends.
    xid = models.BigIntegerField(null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["listing_id", "xid"], name="changes_of_listing"),
            models.Index(fields=["xid"], name="changes_of_transaction"),
        ]

    def __str__(self) -> str:
        return f"Change {self.seq} of listing {self.listing_id}"


class SavedListing(models.Model):
    """A job somebody keeps in mind. It stays on her list when the job is over, until she takes it off."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_listings")
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="saves")
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-saved_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["user", "listing"], name="one_row_per_saved_listing")]
        indexes = [models.Index(fields=["user", "-saved_at", "-id"], name="saved_listings_newest")]

    def __str__(self) -> str:
        return str(self.listing)


class ListingEvent(Event):
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="events")
    # Structured rest of the decision, e.g. {"outcome": "filled_here"} or {"import_run": 4}
    data = models.JSONField(default=dict, blank=True)
    # Who it was, in words for whoever reads the history; set by the view.
    actor = ""

    @property
    def what(self) -> str:
        return EVENT_WORDS.get(self.code) or self.code.replace("_", " ").capitalize()


class Report(models.Model):
    """Somebody says a listing is not what it should be. No address or agent is kept."""

    Status = ReportStatus

    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="reports")
    reason = models.CharField(max_length=16, choices=ReportReason.choices)
    details = models.TextField(blank=True, max_length=2000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="reports"
    )
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN, db_index=True)
    created_at = models.DateTimeField(default=timezone.now)
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: {self.listing}"
