"""The form an employer posts with. It saves a draft with whatever is stated; rules.problems says what blocks review."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict

from accounts.models import Employer, User
from codes.models import Certification, Specialty, State, Term
from core.forms import MoneyField, PlainWords, WebAddressField
from core.html import to_text
from listings import rules, services
from listings.forms.fields import (
    Codes,
    CodesField,
    DescriptionField,
    LinesField,
    PickField,
    ThreeValued,
    typed,
)
from listings.models import Listing
from listings.workflow import ApplyMethod, RemoteScope

NOT_STATED = "Not stated"
# Selects of the row's own choices whose blank says "Not stated".
WITH_BLANK = (
    "work",
    "remote_scope",
    "pay_unit",
    "pay_form",
    "credentials_rule",
    "coding_test_when",
    "machine_work",
)
# id, heading, what it is about, fields
SECTIONS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    (
        "job",
        "The job",
        "What it is called, what is done, and in which field.",
        (
            "title",
            "description",
            "specialties",
            "codes",
            "employment_type",
            "schedules",
            "level",
            "years_min",
            "settings",
            "systems",
        ),
    ),
    (
        "where",
        "Where",
        "Where the work is done, and where one may live.",
        ("work", "city", "state", "postal_code", "remote_scope", "eligible_states", "us_only"),
    ),
    (
        "pay",
        "Pay",
        "Candidates see it by the hour and by the year, with the assumption named.",
        ("pay_min", "pay_max", "pay_unit", "charts_per_hour", "pay_form"),
    ),
    (
        "credentials",
        "Credentials",
        "What one must hold, and what would be good.",
        ("credentials_rule", "required", "preferred", "apprentices_accepted"),
    ),
    (
        "workload",
        "Workload and tests",
        "What coders ask first, after pay.",
        (
            "quota",
            "quota_unit",
            "accuracy_percent",
            "audit_method",
            "ramp_up",
            "has_coding_test",
            "coding_test_when",
            "coding_test_minutes",
            "coding_test_open_book",
            "machine_work",
        ),
    ),
    (
        "terms",
        "Terms",
        "What you give, and how you choose.",
        (
            "equipment_provided",
            "books_paid",
            "dues_paid",
            "ceu_paid",
            "benefits",
            "software_screens",
            "by_agency",
            "agency_client",
        ),
    ),
    (
        "apply",
        "Applying",
        "How people apply, and until when.",
        ("apply_method", "apply_url", "screening_questions", "requisition", "closes_on"),
    ),
)


@dataclass
class Section:
    id: str
    title: str
    about: str
    fields: list[forms.BoundField]
    missing: int
    is_optional: bool

    @property
    def errors(self) -> int:
        return sum(1 for field in self.fields if field.errors)


def terms(kind: str) -> Any:
    return Term.objects.filter(kind=kind)


class TermField(forms.ModelChoiceField):
    def __init__(self, kind: str, **options: Any) -> None:
        super().__init__(terms(kind), to_field_name="slug", required=False, empty_label=NOT_STATED, **options)


class ListingForm(PlainWords, forms.ModelForm):
    use_required_attribute = False
    field_order = [name for *_, names in SECTIONS for name in names]  # the summary of errors follows the page

    description = DescriptionField(
        required=False,
        max_length=60_000,
        strip=True,
        help_text="Duties, requirements, hours, experience. Write for a coder who decides whether to apply.",
    )
    specialties = PickField(Specialty.objects.order_by("group", "name"), group="group", to_field_name="slug")
    codes = CodesField(
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "mono", "spellcheck": "false"}),
        help_text="Codes and ranges the coder works with, e.g. <code>77261-77799, 32701, C34.11, DRG 470</code>",
    )
    employment_type = TermField(Term.Kind.EMPLOYMENT_TYPE)
    level = TermField(Term.Kind.LEVEL)
    schedules = PickField(terms(Term.Kind.SCHEDULE), label="Schedule", to_field_name="slug")
    settings = PickField(terms(Term.Kind.SETTING), label="Care settings", to_field_name="slug")
    systems = PickField(
        Term.objects.filter(kind__in=(Term.Kind.EHR, Term.Kind.ENCODER)),
        group="get_kind_display",
        label="Systems used",
    )
    years_min = forms.IntegerField(label="Years of experience, at least", required=False, min_value=0, max_value=40)

    state = forms.ModelChoiceField(State.objects.all(), required=False, empty_label=NOT_STATED)
    eligible_states = PickField(
        State.objects.all(),
        label="States where one may live",
        to_field_name="code",
        help_text="For a remote job open to the listed states only.",
    )
    us_only = ThreeValued(label="Only from within the United States?", required=False)

    pay_min = MoneyField(label="Pay from, in dollars", required=False, help_text="A single figure is fine.")
    pay_max = MoneyField(label="Pay to", required=False)
    charts_per_hour = forms.DecimalField(
        label="Charts expected an hour",
        required=False,
        min_value=0,
        max_digits=6,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "input--short"}),
        help_text="Needed with pay per chart: without it nobody can tell what an hour earns.",
    )

    required = PickField(
        Certification.objects.filter(is_active=True).order_by("issuer", "acronym"),
        group="issuer",
        label="Required credentials",
        to_field_name="acronym",
    )
    preferred = PickField(
        Certification.objects.filter(is_active=True).order_by("issuer", "acronym"),
        group="issuer",
        label="Preferred credentials",
        to_field_name="acronym",
    )
    apprentices_accepted = ThreeValued(
        label="Are apprentices (CPC-A, CCA) accepted?",
        required=False,
        help_text="Must be answered. “Entry level” with years required and no apprentices is refused.",
    )

    quota = forms.DecimalField(
        label="Productivity expected",
        required=False,
        min_value=0,
        max_digits=7,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "input--short"}),
    )
    quota_unit = TermField(Term.Kind.QUOTA_UNIT, label="Measured in")
    accuracy_percent = forms.DecimalField(
        label="Accuracy expected, in percent",
        required=False,
        min_value=0,
        max_value=100,
        max_digits=4,
        decimal_places=1,
    )
    has_coding_test = ThreeValued(label="Is there a coding test?", required=False)
    coding_test_minutes = forms.IntegerField(
        label="Test length in minutes", required=False, min_value=1, max_value=1440
    )
    coding_test_open_book = ThreeValued(label="Open book?", required=False)

    equipment_provided = ThreeValued(label="Do you provide the equipment?", required=False)
    books_paid = ThreeValued(label="Do you pay code books?", required=False)
    dues_paid = ThreeValued(label="Do you pay membership dues?", required=False)
    ceu_paid = ThreeValued(label="Do you pay CEUs?", required=False)
    software_screens = ThreeValued(label="Does software screen applicants?", required=False)
    by_agency = ThreeValued(label="Does an agency post this?", required=False)

    apply_url = WebAddressField(
        label="Address where people apply",
        required=False,
        max_length=500,
        help_text="Only https. Candidates see the site's name before they go there.",
    )
    screening_questions = LinesField(
        most=5,
        longest=200,
        required=False,
        label="Questions to applicants",
        help_text="Up to five, one a line. Asked where people apply here.",
    )
    closes_on = forms.DateField(
        label="Last day",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    hides_optional = False

    class Meta:
        model = Listing
        fields = (
            "title",
            "work",
            "city",
            "postal_code",
            "remote_scope",
            "pay_unit",
            "pay_form",
            "credentials_rule",
            "audit_method",
            "ramp_up",
            "coding_test_when",
            "machine_work",
            "benefits",
            "agency_client",
            "apply_method",
            "requisition",
            # Declared above, stored on the row.
            "employment_type",
            "level",
            "years_min",
            "state",
            "us_only",
            "pay_min",
            "pay_max",
            "charts_per_hour",
            "apprentices_accepted",
            "quota",
            "quota_unit",
            "accuracy_percent",
            "has_coding_test",
            "coding_test_minutes",
            "coding_test_open_book",
            "equipment_provided",
            "books_paid",
            "dues_paid",
            "ceu_paid",
            "software_screens",
            "by_agency",
            "apply_url",
            "screening_questions",
            "closes_on",
        )
        labels = {
            "title": "Job title",
            "work": "Work arrangement",
            "city": "City of the workplace",
            "postal_code": "Postal code",
            "remote_scope": "A remote worker may live in",
            "pay_unit": "Paid",
            "pay_form": "Form of pay",
            "credentials_rule": "Required credentials combine as",
            "audit_method": "How work is audited",
            "ramp_up": "Ramp-up",
            "coding_test_when": "When is the test?",
            "machine_work": "Work with machine output",
            "agency_client": "For which client?",
            "apply_method": "How do people apply?",
            "requisition": "Your requisition number",
        }
        help_texts = {
            "title": "The job's name alone: no pay, place, codes or exclamation marks.",
            "city": "For hybrid and on-site jobs. Leave it empty for a fully remote one.",
            "audit_method": "Who audits, how often, on what sample.",
            "ramp_up": "How long until the full quota counts.",
        }
        widgets = {"benefits": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, employer: Employer, **options: Any) -> None:
        super().__init__(*args, **options)
        self.employer = self.instance.employer = employer
        for name in WITH_BLANK:
            self._offer(name, [("", NOT_STATED), *(pair for pair in self._choices(name) if pair[0])])
        self._offer("apply_method", [pair for pair in ApplyMethod.choices if pair[0] != ApplyMethod.NONE])
        self.fields["title"].required = False
        self.fields["closes_on"].help_text = (
            f"Open until the end of this day in your time zone ({employer.time_zone}). "
            "Empty: the listing ends by itself, and you are told."
        )
        if self.instance.pk and not self.is_bound:
            self._fill()
        self._mark(not self.is_bound)

    @classmethod
    def with_payroll(cls, data: QueryDict, *, instance: Listing, employer: Employer) -> "ListingForm":
        """What was typed, with the employer's payroll states ticked. Nothing is judged yet, and nothing is saved."""
        filled = data.copy()
        own = employer.payroll_states.values_list("code", flat=True)
        filled.setlist("eligible_states", sorted({*filled.getlist("eligible_states"), *own}))
        filled["remote_scope"] = RemoteScope.LISTED
        form = cls(filled, instance=instance, employer=employer)
        form.problems = form._what_blocks()
        form._judge_nothing()
        return form

    def _choices(self, name: str) -> list[Any]:
        return list(cast(Any, self.fields[name]).choices)

    def _offer(self, name: str, choices: list[Any]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def _fill(self) -> None:
        listing = self.instance
        text = getattr(listing, "text", None)
        credentials = list(listing.listing_credentials.select_related("certification"))
        self.initial = {
            **self.initial,
            "description": text.html if text else "",
            "codes": typed(listing.codes.all(), listing.code_ranges.all()),
            "employment_type": listing.employment_type and listing.employment_type.slug,
            "level": listing.level and listing.level.slug,
            "quota_unit": listing.quota_unit and listing.quota_unit.slug,
            "required": [row.certification for row in credentials if row.is_required],
            "preferred": [row.certification for row in credentials if not row.is_required],
        }
        for name in ("specialties", "eligible_states", "settings", "systems", "schedules"):
            self.initial[name] = list(getattr(listing, name).all())

    def _mark(self, is_required: bool) -> None:
        """Mandatory fields read as such on the page, and never stop a draft from being saved."""
        for name in rules.MANDATORY:
            self.fields[name].required = is_required

    def full_clean(self) -> None:
        self._mark(False)
        super().full_clean()
        self._mark(True)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        low, high = data.get("pay_min"), data.get("pay_max")
        if low is not None and high is not None and low > high:
            self.add_error("pay_max", "The highest pay is below the lowest.")
        both = set(data.get("required") or ()) & set(data.get("preferred") or ())
        if both:
            names = ", ".join(sorted(one.acronym for one in both))
            self.add_error("preferred", f"{names}: ticked as required and as preferred. Choose one.")
        return data

    def store(self, *, by: User) -> Listing:
        """Saves the draft, complete or not."""
        data = self.cleaned_data
        codes: Codes = data["codes"]
        return services.save_content(
            self.instance,
            html=data["description"],
            specialties=data["specialties"],
            codes=codes.codes,
            code_ranges=codes.ranges,
            required=data["required"],
            preferred=data["preferred"],
            eligible_states=data["eligible_states"],
            settings=data["settings"],
            systems=data["systems"],
            schedules=data["schedules"],
            by=by,
        )

    @cached_property
    def problems(self) -> list[rules.Problem]:
        """What keeps the job from review as it stands on this page, saved or only typed."""
        return self._what_blocks()

    def _what_blocks(self) -> list[rules.Problem]:
        """Of a field that cannot be read nothing more is said than that."""
        unread = set(self.errors)
        found = rules.problems(self.instance, self._beside())
        return [one for one in found if not unread & {one.field, *one.follows}]

    def _beside(self) -> rules.Beside:
        if not self.is_bound:
            return rules.Beside.of(self.instance) if self.instance.pk else rules.Beside()
        data = self.cleaned_data
        return rules.Beside(
            is_described=bool(to_text(data.get("description") or "").strip()),
            has_specialties=bool(data.get("specialties")),
            has_required=bool(data.get("required")),
            has_eligible_states=bool(data.get("eligible_states")),
        )

    def _judge_nothing(self) -> None:
        self._errors = ErrorDict(renderer=self.renderer)
        self.cleaned_data = {}

    @property
    def is_untouched(self) -> bool:
        """A new job of which nothing was stated: there is nothing to keep."""
        return self.instance.pk is None and not self.has_changed()

    def show_problems(self) -> None:
        """Puts what blocks a submission beside the fields, next to what cannot be read."""
        problems = self.problems
        if not self.is_bound:
            self._judge_nothing()
        for problem in problems:
            self.add_error(problem.field, problem.text)

    @property
    def sections(self) -> list[Section]:
        """The fields under their headings, and how many facts each still owes before review."""
        missing = {problem.field for problem in self.problems}
        return [
            Section(
                id=key,
                title=title,
                about=about,
                fields=[self[name] for name in names],
                is_optional=not set(names) & set(rules.MANDATORY),
                missing=len(missing & set(names)),
            )
            for key, title, about, names in SECTIONS
        ]
