"""The trade's reference: what the board knows about specialties, credentials, codes and the field's vocabulary.

Rows come from the package data by `load_reference`; operators may edit them. `loaded` keeps what the loader last
wrote, field by field, so a later load changes only what nobody edited.
"""

from django.db import models
from django.urls import reverse

from codes.grammar import CodeSystem, Range


class Confidence(models.TextChoices):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class ReferenceRow(models.Model):
    confidence = models.CharField(max_length=6, choices=Confidence.choices, default=Confidence.HIGH)
    loaded = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        abstract = True


class ReferenceStamp(models.Model):
    """One row that counts the changes of specialties and ranges, so that every process knows when to read them anew."""

    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)


class State(models.Model):
    """A US state, the District of Columbia or a territory; the key is the postal abbreviation."""

    code = models.CharField(max_length=2, primary_key=True)
    name = models.CharField(max_length=40, unique=True)
    is_territory = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Term(ReferenceRow):
    """A word of the field's vocabulary that a listing or a filter may name."""

    class Kind(models.TextChoices):
        EMPLOYMENT_TYPE = "employment_type", "Employment type"
        SETTING = "setting", "Care setting"
        LEVEL = "level", "Level"
        EHR = "ehr", "Health record system"
        ENCODER = "encoder", "Encoder or tool"
        SCHEDULE = "schedule", "Schedule"
        QUOTA_UNIT = "quota_unit", "Productivity measure"
        PAY_FORM = "pay_form", "Form of pay"
        EMPLOYER_TYPE = "employer_type", "Kind of employer"
        JOB_TITLE = "job_title", "Job title"

    kind = models.CharField(max_length=20, choices=Kind.choices)
    slug = models.SlugField(max_length=60)
    label = models.CharField(max_length=120)
    aliases = models.JSONField(default=list, blank=True)
    # Facts only some kinds have: {"schema_org": "FULL_TIME"}, {"vendor": ...}, {"family": ..., "seniority": ...}
    data = models.JSONField(default=dict, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["kind", "position", "label"]
        constraints = [models.UniqueConstraint(fields=["kind", "slug"], name="one_term_per_kind_and_slug")]

    def __str__(self) -> str:
        return self.label


class Certification(ReferenceRow):
    acronym = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=160)
    issuer = models.CharField(max_length=80, blank=True)
    category = models.CharField(max_length=30)
    level = models.CharField(max_length=20)
    focus = models.CharField(max_length=300, blank=True)
    is_active = models.BooleanField(default=True)
    aliases = models.JSONField(default=list, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["acronym"]

    def __str__(self) -> str:
        return self.acronym


class Specialty(ReferenceRow):
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    group = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)  # clinical, service-line, function
    tier = models.PositiveSmallIntegerField(default=2)
    description = models.TextField()
    # Works everything (multi-specialty, inpatient DRG, CDI …): ranked last when a code is resolved.
    is_generic = models.BooleanField(default=False)
    cms_specialty_codes = models.JSONField(default=list, blank=True)
    nucc_taxonomy_codes = models.JSONField(default=list, blank=True)
    typical_settings = models.ManyToManyField(Term, blank=True, related_name="specialties")
    certifications = models.ManyToManyField(Certification, blank=True, related_name="specialties")

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "specialties"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("jobboard:specialty", args=[self.slug])


class SpecialtySynonym(models.Model):
    """What coders type for a specialty. An ambiguous one belongs to several and never decides alone."""

    specialty = models.ForeignKey(Specialty, on_delete=models.CASCADE, related_name="synonyms")
    text = models.CharField(max_length=80)
    is_ambiguous = models.BooleanField(default=False)

    class Meta:
        ordering = ["specialty", "id"]
        verbose_name_plural = "specialty synonyms"
        constraints = [models.UniqueConstraint(fields=["specialty", "text"], name="one_synonym_per_specialty_and_text")]

    def __str__(self) -> str:
        return self.text


class CodeRange(models.Model):
    """Codes a specialty owns (`primary`: its own section of the code book) or also works with (`practice`)."""

    class Role(models.TextChoices):
        PRIMARY = "primary", "Own section"
        PRACTICE = "practice", "Also worked"

    specialty = models.ForeignKey(Specialty, on_delete=models.CASCADE, related_name="code_ranges")
    system = models.CharField(max_length=10, choices=CodeSystem.choices)
    start = models.CharField(max_length=8)
    end = models.CharField(max_length=8)
    role = models.CharField(max_length=8, choices=Role.choices)
    confidence = models.CharField(max_length=6, choices=Confidence.choices, default=Confidence.HIGH)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["system", "start", "end"]
        constraints = [
            models.UniqueConstraint(
                fields=["specialty", "system", "start", "end", "role"],
                name="one_range_per_specialty_and_bounds",
            )
        ]

    def __str__(self) -> str:
        return Range(self.system, self.start, self.end).display


class Modifier(ReferenceRow):
    code = models.CharField(max_length=2, primary_key=True)
    meaning = models.CharField(max_length=200, blank=True)
    family = models.CharField(max_length=20)  # cpt, hcpcs, anesthesia, category2
    used_by = models.JSONField(default=list, blank=True)
    facility_allowed = models.BooleanField(null=True, blank=True)
    retired_note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class PlaceOfService(ReferenceRow):
    code = models.CharField(max_length=2, primary_key=True)
    meaning = models.CharField(max_length=160)
    medicare_pfs_rate = models.CharField(max_length=20, blank=True)
    effective_from = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "places of service"

    def __str__(self) -> str:
        return f"{self.code} {self.meaning}"
