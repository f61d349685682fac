"""The candidate's own page: one form in sections, and two lists of rows beside it. All of it is saved in one act."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from accounts.forms.fields import zone_field
from accounts.forms.rows import Rows, RowsForm, rows_of, with_row, without_row
from accounts.models import A_YEAR, CandidateProfile, User
from accounts.services import profile as services
from accounts.services.profile import StatedCredential, StatedExperience
from accounts.workflow import Visibility, WorkAuthorisation
from codes.models import Certification, Specialty, State, Term
from codes.services import find_place
from codes.workflow import PayUnit, Work
from core.errors import DomainError
from core.forms import MoneyField, PlainForm

MOST_YEARS = 60
EARLIEST, LONGEST_AHEAD = date(1980, 1, 1), timedelta(days=366 * 40)
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
VISIBILITY_WORDS = {
    Visibility.PRIVATE: "Private: no employer reads this profile. An application carries the résumé, note and answers "
    "you send with it, your name and your address.",
    Visibility.VERIFIED: "Verified employers I apply to: beside an application, the members of that employer read what "
    "you state here, if the employer has proven its domain.",
    Visibility.APPLIED: "Employers I apply to: beside an application, the members of that employer read what you state "
    "here.",
}


class Lists:
    """The closed lists a profile chooses from, each read once."""

    def __init__(self, profile: CandidateProfile) -> None:
        self.rows = list(profile.credentials.select_related("checked_by")) if profile.pk else []
        held = {row.certification_id for row in self.rows}
        self.certifications = {
            str(one.pk): one for one in Certification.objects.order_by("acronym") if one.is_active or one.pk in held
        }
        self.states = {one.code: one for one in State.objects.all()}
        self.specialties = {one.slug: one for one in Specialty.objects.only("slug", "name")}
        self.terms: dict[str, dict[str, Term]] = {}
        for term in Term.objects.filter(kind__in=KINDS):
            self.terms.setdefault(term.kind, {})[str(term.pk)] = term

    def of(self, *kinds: str) -> dict[str, Term]:
        return {key: term for kind in kinds for key, term in self.terms.get(kind, {}).items()}


KINDS = (Term.Kind.EHR, Term.Kind.ENCODER, Term.Kind.EMPLOYMENT_TYPE, Term.Kind.SCHEDULE, Term.Kind.SETTING)


def labelled(rows: dict[str, Any]) -> list[tuple[str, str]]:
    return [(key, str(row)) for key, row in rows.items()]


class Picks(forms.MultipleChoiceField):
    def __init__(self, **options: Any) -> None:
        dense = forms.CheckboxSelectMultiple(attrs={"class": "choices--dense picklist"})
        super().__init__(required=False, widget=dense, **options)


class ProfileForm(PlainForm):
    name = forms.CharField(
        label="Your name",
        max_length=150,
        help_text="As employers read it when you apply.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    headline = forms.CharField(
        max_length=120,
        required=False,
        help_text="One line about your work: “Inpatient coder, eight years, level 1 trauma”.",
    )
    time_zone = zone_field("Times are shown to you in this zone.")
    work_authorisation = forms.ChoiceField(
        required=False,
        choices=[("", "Not said"), *WorkAuthorisation.choices],
        help_text="A plain statement. It plays no part in what you find.",
    )
    home_state = forms.ChoiceField(required=False, help_text="Many remote jobs are open to people in certain states.")
    home_place = forms.CharField(
        label="City or ZIP code",
        max_length=120,
        required=False,
        help_text="For example “Tyler, TX” or 75701.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    has_no_credential = forms.BooleanField(
        label="I hold no credential yet", required=False, help_text="Then a job that asks for one reads “not met”."
    )
    years = forms.IntegerField(
        label="Years of coding, all in all",
        required=False,
        min_value=0,
        max_value=MOST_YEARS,
    )
    systems = Picks(label="Health record systems and encoders you know")
    wanted_work = forms.MultipleChoiceField(
        label="Remote or on-site", required=False, choices=Work.choices, widget=forms.CheckboxSelectMultiple
    )
    wanted_types = Picks(label="Employment")
    wanted_schedules = Picks(label="Schedule")
    work_states = Picks(label="Other states where you would work on site", help_text="Besides the state you live in.")
    pay_floor = MoneyField(label="Pay, at least", required=False, help_text="In US dollars. No employer reads this.")
    pay_floor_unit = forms.ChoiceField(
        label="Unit of pay", required=False, choices=[("", "Choose"), *((one, PayUnit(one).label) for one in A_YEAR)]
    )
    visibility = forms.ChoiceField(
        label="Who may read this profile",
        choices=list(VISIBILITY_WORDS.items()),
        widget=forms.RadioSelect,
        required=False,
    )
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, lists: Lists, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lists = lists
        choices: dict[str, list[Any]] = {
            "home_state": [("", "Not said"), *labelled(lists.states)],
            "work_states": labelled(lists.states),
            "systems": [
                ("Health record systems", labelled(lists.of(Term.Kind.EHR))),
                ("Encoders and tools", labelled(lists.of(Term.Kind.ENCODER))),
            ],
            "wanted_types": labelled(lists.of(Term.Kind.EMPLOYMENT_TYPE)),
            "wanted_schedules": labelled(lists.of(Term.Kind.SCHEDULE)),
        }
        for name, values in choices.items():
            self.fields[name].choices = values  # type: ignore[attr-defined]

    def section(self, *names: str) -> list[Any]:
        return [self[name] for name in names]

    @property
    def about(self) -> list[Any]:
        return self.section("name", "headline", "time_zone", "work_authorisation")

    @property
    def home(self) -> list[Any]:
        return self.section("home_state", "home_place")

    @property
    def wanted(self) -> list[Any]:
        return self.section(
            "wanted_work", "wanted_types", "wanted_schedules", "pay_floor", "pay_floor_unit", "work_states"
        )

    def clean_home_place(self) -> str:
        return " ".join(self.cleaned_data["home_place"].split())

    def clean_visibility(self) -> str:
        return self.cleaned_data["visibility"] or Visibility.PRIVATE

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self._find_home(data)
        if data.get("pay_floor") is not None and not data.get("pay_floor_unit") and "pay_floor_unit" not in self.errors:
            self.add_error("pay_floor_unit", "Say what the amount is for: an hour, a day or a year.")
        return data

    def _find_home(self, data: dict[str, Any]) -> None:
        """A place the board knows brings its state along; one it does not know is kept as typed."""
        place = find_place(data["home_place"]) if data.get("home_place") else None
        if place is not None and data.get("home_state") and place.state_id != data["home_state"]:
            self.add_error("home_place", f"{place} is not in the state you chose above. Change one of them.")
        elif place is not None and "home_state" in data:
            data["home_state"] = place.state_id
        data["place"] = place

    def facts(self) -> dict[str, Any]:
        """Everything stated here, as the service takes it."""
        data = dict(self.cleaned_data)
        kinds = self.lists.of(*KINDS)
        chosen = [*data.pop("systems"), *data.pop("wanted_types"), *data.pop("wanted_schedules")]
        data["terms"] = [kinds[key] for key in chosen]
        data["work_states"] = [self.lists.states[code] for code in data["work_states"]]
        data["home_state"] = self.lists.states.get(data["home_state"])
        data["seen"] = data.pop("version")
        if data["pay_floor"] is None:
            data["pay_floor_unit"] = ""
        return data


class CredentialForm(RowsForm):
    """One row. Left without a credential it counts for nothing."""

    subject = "certification"
    certification = forms.ChoiceField(label="Credential", required=False)
    number = forms.CharField(
        label="Number",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"class": "mono"}),
    )
    expires_on = forms.DateField(label="Expires on", required=False, widget=DAY)

    def __init__(self, *args: Any, lists: Lists, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = lists.certifications
        self.stored = {str(row.certification_id): row for row in lists.rows}
        self.fields["certification"].choices = [  # type: ignore[attr-defined]
            ("", "Choose"),
            *((key, f"{one.acronym} – {one.name}") for key, one in self.known.items()),
        ]

    @property
    def held(self) -> Any:
        """The stored row this one shows, for what an employer said of it."""
        return self.stored.get(str(self["certification"].value() or ""))

    def clean_expires_on(self) -> date | None:
        day = self.cleaned_data["expires_on"]
        if day and not EARLIEST <= day <= timezone.localdate() + LONGEST_AHEAD:
            raise forms.ValidationError("No certificate runs out on this day. Check the year.")
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("certification") and "certification" not in self.errors:
            if data.get("expires_on"):
                self.add_error("certification", "Choose the credential this date belongs to.")
            elif data.get("number"):
                self.add_error("certification", "Choose the credential this number belongs to.")
        return data

    def stated(self) -> StatedCredential:
        data = self.cleaned_data
        return StatedCredential(self.known[data["certification"]], data["number"], data["expires_on"])


class ExperienceForm(RowsForm):
    """One row: a specialty, how long, and on which side."""

    subject = "specialty"
    specialty = forms.ChoiceField(required=False)
    years = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=MOST_YEARS,
    )
    setting = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, lists: Lists, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known, self.settings = lists.specialties, lists.of(Term.Kind.SETTING)
        self.fields["specialty"].choices = [("", "Choose"), *labelled(self.known)]  # type: ignore[attr-defined]
        self.fields["setting"].choices = [("", "Not said"), *labelled(self.settings)]  # type: ignore[attr-defined]

    def key(self) -> tuple[str, ...]:
        return (self.cleaned_data["specialty"], self.cleaned_data["setting"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        says_more = data.get("years") is not None or data.get("setting")
        if says_more and not data.get("specialty") and "specialty" not in self.errors:
            self.add_error("specialty", "Choose the specialty this belongs to.")
        return data

    def stated(self) -> StatedExperience:
        data = self.cleaned_data
        return StatedExperience(self.known[data["specialty"]], data["years"], self.settings.get(data["setting"]))


@dataclass
class ProfilePage:
    """The form and its rows as one thing."""

    profile: CandidateProfile
    form: ProfileForm
    credentials: Rows
    experience: Rows

    @classmethod
    def of(cls, user: User, data: QueryDict | None = None) -> "ProfilePage":
        """Filled with what is stated, or with what was typed."""
        profile = services.profile_of(user)
        lists = Lists(profile)
        held = [
            {"certification": str(row.certification_id), "number": row.number, "expires_on": row.expires_on}
            for row in lists.rows
        ]
        worked = list(profile.experience.select_related("specialty")) if profile.pk and data is None else []
        done = [
            {"specialty": row.specialty.slug, "years": row.years, "setting": str(row.setting_id or "")}
            for row in worked
        ]
        return cls(
            profile,
            ProfileForm(data, initial=stated(profile) if data is None else None, lists=lists),
            rows_of(CredentialForm, "credentials", data, held, lists),
            rows_of(ExperienceForm, "experience", data, done, lists),
        )

    @classmethod
    def with_rows_changed(cls, user: User, data: QueryDict) -> "ProfilePage":
        """What was typed, with a row more or less. Nothing is saved and nothing is lost."""
        changed = data.copy()
        if add := data.get("add"):
            with_row(changed, add)
        if drop := data.get("drop"):
            without_row(changed, drop)
        return cls.of(user, changed)

    @cached_property
    def is_valid(self) -> bool:
        valid = all([self.form.is_valid(), self.credentials.is_valid(), self.experience.is_valid()])
        says_none = self.form.is_bound and self.form.cleaned_data.get("has_no_credential")
        if says_none and any(True for _ in self.credentials.stated()):
            self.form.add_error("has_no_credential", "You list a credential below. Untick this, or remove the row.")
            return False
        return valid

    @property
    def has_row_errors(self) -> bool:
        return any(rows.is_bound and not rows.is_valid() for rows in (self.credentials, self.experience))

    def save(self, user: User) -> bool:
        """Saves all of it, or says why not and saves nothing."""
        if not self.is_valid:
            return False
        try:
            services.save(
                user,
                **self.form.facts(),
                credentials=self.credentials.stated(),
                experience=self.experience.stated(),
            )
        except services.ChangedMeanwhile as refusal:
            self._show_both(user, refusal)
            return False
        except DomainError as refusal:
            self.form.add_error(None, refusal.message)
            return False
        return True

    def _show_both(self, user: User, refusal: DomainError) -> None:
        """What was typed stays in the fields; what the other tab saved is named, so that neither is lost unseen."""
        now = ProfilePage.of(user)
        self.form.add_error(None, refusal.message)
        for name, field in self.form.fields.items():
            theirs, mine = now.form[name].value(), self.form[name].value()
            label = field.label or name.replace("_", " ").capitalize()
            if name == "version" or same(theirs, mine):
                continue
            is_list = isinstance(theirs, list)
            words = f"{label}: other choices are stored." if is_list else f"{label}: stored is “{theirs or 'nothing'}”."
            self.form.add_error(None, words)
        typed = QueryDict(mutable=True)
        typed.update(self.form.data)
        typed["version"] = services.version_of(now.profile)
        self.form.data = typed


def same(one: Any, other: Any) -> bool:
    if isinstance(one, list) or isinstance(other, list):
        return set(map(str, one or [])) == set(map(str, other or []))
    return str(one or "") == str(other or "")


def stated(profile: CandidateProfile) -> dict[str, Any]:
    return {
        "name": profile.user.name,
        "time_zone": profile.user.time_zone,
        "version": services.version_of(profile),
        **{
            name: getattr(profile, name)
            for name in (
                "headline",
                "work_authorisation",
                "home_place",
                "has_no_credential",
                "years",
                "wanted_work",
                "pay_floor",
                "pay_floor_unit",
                "visibility",
            )
        },
        "home_state": profile.home_state_id or "",
        **_chosen(profile),
    }


def _chosen(profile: CandidateProfile) -> dict[str, list[str]]:
    if not profile.pk:
        return {}

    def keys(rows: Iterable[Any]) -> list[str]:
        return [str(row.pk) for row in rows]

    return {
        "systems": keys(profile.systems),
        "wanted_types": keys(profile.wanted_types),
        "wanted_schedules": keys(profile.wanted_schedules),
        "work_states": keys(profile.work_states.all()),
    }
