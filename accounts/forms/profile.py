from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django import forms

from accounts.forms.fields import zone_field
from accounts.models import CandidateProfile, User
from codes.models import Certification, State

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ProfileForm(forms.Form):
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
    home_state = forms.ModelChoiceField(
        State.objects.all(),
        required=False,
        empty_label="Not stated",
        help_text="Many remote jobs are open to people in certain states only.",
    )
    time_zone = zone_field("Times are shown to you in this zone.")

    @classmethod
    def of(cls, user: User, data: Any = None) -> "ProfileForm":
        """Filled with what is stated so far."""
        profile = getattr(user, "candidate_profile", None) or CandidateProfile()
        return cls(
            data,
            initial={
                "name": user.name,
                "time_zone": user.time_zone,
                "headline": profile.headline,
                "home_state": profile.home_state_id,
            },
        )


class CredentialForm(forms.Form):
    """One row. Left without a credential it counts for nothing."""

    certification = forms.ChoiceField(label="Credential", required=False)
    expires_on = forms.DateField(
        label="Expires on", required=False, widget=DAY, error_messages={"invalid": "Type a date, e.g. 2027-12-31."}
    )
    hides_optional = True

    def __init__(self, *args: Any, known: dict[str, Certification], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        self.fields["certification"].choices = [  # type: ignore[attr-defined]
            ("", "Choose"),
            *((key, f"{one.acronym} – {one.name}") for key, one in known.items()),
        ]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("expires_on") and not values.get("certification") and "certification" not in self.errors:
            self.add_error("certification", "Choose the credential this date belongs to.")
        return values


class BaseCredentials(forms.BaseFormSet):
    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = "Remove"

    def clean(self) -> None:
        seen = set()
        for form in self.forms:
            key = form.cleaned_data.get("certification") if form.is_valid() else None
            if key and not form.cleaned_data.get("DELETE"):
                if key in seen:
                    form.add_error("certification", "This credential is in the list twice.")
                seen.add(key)

    def held(self) -> Iterable[tuple[Certification, date | None]]:
        for form in self.forms:
            values = form.cleaned_data
            if values.get("certification") and not values.get("DELETE"):
                yield form.known[values["certification"]], values["expires_on"]


_Credentials = forms.formset_factory(
    CredentialForm, formset=BaseCredentials, extra=3, can_delete=True, max_num=40, validate_max=True
)


def credentials_of(user: User, data: Any = None) -> BaseCredentials:
    """A row for each credential held and three empty ones. Retired credentials are offered to their holders only."""
    profile = getattr(user, "candidate_profile", None)
    rows = list(profile.credentials.select_related("certification")) if profile else []
    held = {row.certification_id for row in rows}
    known = {str(one.pk): one for one in Certification.objects.order_by("acronym") if one.is_active or one.pk in held}
    initial = [{"certification": str(row.certification_id), "expires_on": row.expires_on} for row in rows]
    rows_of = cast(type[BaseCredentials], _Credentials)
    return rows_of(data, initial=initial, prefix="credentials", form_kwargs={"known": known})
