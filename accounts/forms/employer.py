from typing import Any

from django import forms
from django.forms.models import model_to_dict

from accounts.forms.fields import a_name, without_addresses, zone_field
from accounts.models import Employer
from accounts.services import employers, logos
from codes.models import State, Term
from core.errors import DomainError
from core.forms import PlainForm, WebAddressField

FIELDS = ("name", "kind", "website", "city", "state", "size", "about", "time_zone")


class EmployerForm(PlainForm):
    name = forms.CharField(
        label="Name of the employer", min_length=2, max_length=160, validators=[a_name, without_addresses]
    )
    kind = forms.ModelChoiceField(
        Term.objects.filter(kind=Term.Kind.EMPLOYER_TYPE), label="Kind", required=False, empty_label="Not stated"
    )
    website = WebAddressField(
        max_length=300, required=False, help_text="Your own, with https. A proven domain has to be its domain."
    )
    city = forms.CharField(max_length=120, required=False, validators=[without_addresses])
    state = forms.ModelChoiceField(State.objects.all(), required=False, empty_label="Not stated")
    size = forms.IntegerField(
        label="Number of employees",
        min_value=1,
        max_value=5_000_000,
        required=False,
        help_text="Some states ask employers above a size to state pay; we then ask you for it.",
    )
    about = forms.CharField(
        label="About the employer",
        max_length=4000,
        required=False,
        validators=[without_addresses],
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Plain text; an empty line begins a paragraph.",
    )
    time_zone = zone_field("A closing day ends at midnight in this zone.")

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_about(self) -> str:
        return self.cleaned_data["about"].replace("\r\n", "\n")

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FIELDS}


class EmployerProfileForm(EmployerForm):
    """What an employer adds once it stands on the board."""

    field_order = ("name", "logo", "remove_logo", "kind", "website", "city", "state", "size", "payroll_states")

    logo = forms.FileField(
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp,image/gif"}),
        help_text="PNG, JPEG, WebP or GIF, 112 to 4,000 pixels a side, up to two and a half times as wide as high.",
    )
    remove_logo = forms.BooleanField(label="Take the logo away", required=False)
    payroll_states = forms.ModelMultipleChoiceField(
        State.objects.all(),
        label="States with payroll",
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices--dense picklist"}),
        help_text="Where you can employ people. Shown on your public page.",
    )
    benefits = forms.CharField(
        max_length=2000,
        required=False,
        validators=[without_addresses],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What everybody gets; a listing can say more.",
    )

    @classmethod
    def of(cls, employer: Employer, data: Any = None, files: Any = None) -> "EmployerProfileForm":
        initial = {
            **model_to_dict(employer, fields=[*FIELDS, "benefits"]),
            "payroll_states": list(employer.payroll_states.all()),
        }
        form = cls(data, files, initial=initial)
        if not employer.logo:
            del form.fields["remove_logo"]
        return form

    def clean_logo(self) -> Any:
        upload = self.cleaned_data["logo"]
        if not upload:
            return None
        try:
            return logos.check(upload)
        except DomainError as refusal:
            raise forms.ValidationError(refusal.message) from None

    def facts(self) -> dict[str, Any]:
        more = {name: self.cleaned_data[name] for name in ("benefits", "payroll_states")}
        return {**super().facts(), **more, "benefits": more["benefits"].replace("\r\n", "\n")}


class NewEmployerForm(EmployerForm):
    """Asks once, politely, when the name is on the board already. `alike` holds who bears it."""

    another = forms.BooleanField(label="Mine is another employer with the same name", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.alike: list[Employer] = []
        self.order_fields(["name", "another"])
        if not self.is_bound:
            del self.fields["another"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        self.alike = employers.namesakes(values["name"]) if "name" in values else []
        if not self.alike:
            self.fields.pop("another")
        elif not values.get("another"):
            self.add_error("another", "This name is on the board already. Tick here if yours is another one.")
        return values
