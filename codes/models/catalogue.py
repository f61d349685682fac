"""Codes: what we say about one in our own words, and beside it what official files said, release by release."""

from django.db import models
from django.utils import timezone

from codes.grammar import CodeSystem, canonical_path, category, display, system_name
from codes.models.reference import ReferenceRow
from core.models import ImportRun


class Code(ReferenceRow):
    """A code we know something about. Its number is upper case without a dot; texts are our own."""

    system = models.CharField(max_length=10, choices=CodeSystem.choices)
    code = models.CharField(max_length=8)
    summary = models.TextField(blank=True)
    description = models.TextField(blank=True)
    clinical_context = models.TextField(blank=True)
    service_type = models.CharField(max_length=160, blank=True)
    places_of_service = models.JSONField(default=list, blank=True)
    modifiers = models.JSONField(default=list, blank=True)
    # {"26": "when to use it with this code"}
    modifier_notes = models.JSONField(default=dict, blank=True)
    # [{"about": "description", "source": "general knowledge, unreviewed"}]
    sources = models.JSONField(default=list, blank=True)
    is_reviewed = models.BooleanField("texts reviewed by a coder", default=False)
    # {"pctc": "2", "global_days": "XXX", "opps_status": "B", "as_of": "..."}
    cms_indicators = models.JSONField(default=dict, blank=True)
    retired_on = models.DateField(null=True, blank=True)
    replaced_by = models.JSONField(default=list, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["system", "code"]
        constraints = [models.UniqueConstraint(fields=["system", "code"], name="one_row_per_system_and_code")]

    def __str__(self) -> str:
        return f"{system_name(self.system, self.category)} {self.display}"

    def get_absolute_url(self) -> str:
        return canonical_path(self.system, self.code)

    @property
    def display(self) -> str:
        return display(self.system, self.code)

    @property
    def category(self) -> str:
        return category(self.system, self.code)


class CodeRelease(models.Model):
    """How an official file read from one release on. The row of the newest release is the current one.

    A release that repeats what the one before said only moves `last_release`.
    """

    code = models.ForeignKey(Code, on_delete=models.CASCADE, related_name="releases")
    first_release = models.CharField(max_length=20)
    last_release = models.CharField(max_length=20)
    title = models.TextField(blank=True)
    short_title = models.CharField(max_length=100, blank=True)
    is_billable = models.BooleanField(null=True, blank=True)
    # {"mdc": "08", "type": "SURG"} and the like
    data = models.JSONField(default=dict, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["code", "-last_release", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["code", "first_release"], name="one_text_per_code_and_first_release")
        ]

    def __str__(self) -> str:
        return f"{self.code} in {self.last_release}"

    @property
    def end(self) -> str:
        """Ended or Ends: files name days to come as well. Empty where none is named."""
        if self.ends_on is None:
            return ""
        return "Ended" if self.ends_on < timezone.localdate() else "Ends"


class FeeIndicator(models.Model):
    """Payment policy of a code and modifier in one release of the physician fee schedule. No descriptor, no amount."""

    code = models.ForeignKey(Code, on_delete=models.CASCADE, related_name="fee_indicators")
    modifier = models.CharField(max_length=2, blank=True)
    release = models.CharField(max_length=20)
    status = models.CharField(max_length=2, blank=True)
    pctc = models.CharField("PC/TC", max_length=2, blank=True)
    global_days = models.CharField(max_length=4, blank=True)
    multiple = models.CharField(max_length=2, blank=True)
    bilateral = models.CharField(max_length=2, blank=True)
    assistant = models.CharField(max_length=2, blank=True)
    co_surgeon = models.CharField(max_length=2, blank=True)
    team = models.CharField(max_length=2, blank=True)
    is_na_non_facility = models.BooleanField(default=False)
    is_na_facility = models.BooleanField(default=False)

    class Meta:
        ordering = ["code", "modifier"]
        constraints = [
            models.UniqueConstraint(fields=["code", "modifier"], name="one_fee_indicator_per_code_and_modifier")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.modifier}".strip()


class LicensedDescriptor(models.Model):
    """An official text an operator holds a licence for. Shown with its notice, only while the setting allows it."""

    code = models.OneToOneField(Code, on_delete=models.CASCADE, related_name="licensed")
    text = models.TextField()
    licence = models.CharField(max_length=300)
    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return str(self.code)


class PayerNote(models.Model):
    """What a payer says about a code, with who, where and when. No source, no note."""

    code = models.ForeignKey(Code, on_delete=models.CASCADE, related_name="payer_notes")
    payer = models.CharField(max_length=120)
    text = models.TextField()
    url = models.URLField(max_length=500)
    noted_on = models.DateField(default=timezone.localdate)

    class Meta:
        ordering = ["code", "payer"]

    def __str__(self) -> str:
        return f"{self.payer} on {self.code}"
