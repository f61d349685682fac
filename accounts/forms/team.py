from django import forms

from accounts.forms.fields import with_ascii_domain
from accounts.models import Employer, Membership
from accounts.workflow import Role
from core.forms import PlainForm

BELOW_OWNER = [
    (Role.RECRUITER.value, "Recruiter: posts jobs and answers applicants"),
    (Role.VIEWER.value, "Viewer: reads everything, changes nothing"),
]


class InvitationForm(PlainForm):
    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text="Only somebody who reads this address can accept.",
    )
    role = forms.ChoiceField(choices=BELOW_OWNER, widget=forms.RadioSelect, initial=Role.RECRUITER.value)

    def clean_email(self) -> str:
        """As accounts keep it, or whoever registers with a domain of another script could never accept."""
        return with_ascii_domain(self.cleaned_data["email"])


ROLES_GIVEN = [(Role.RECRUITER.value, "Recruiter"), (Role.VIEWER.value, "Viewer")]


class RoleForm(PlainForm):
    role = forms.ChoiceField(choices=ROLES_GIVEN)


class Members(forms.ModelChoiceField):
    def label_from_instance(self, member) -> str:
        return f"{member.user.get_full_name()} ({member.get_role_display().lower()})"


class HandOverForm(PlainForm):
    member = Members(
        Membership.objects.none(),
        label="New owner",
        empty_label="Choose",
        error_messages={"required": "Choose who becomes the owner."},
    )
    stays = forms.BooleanField(label="I stay an owner beside the new one", required=False)

    def __init__(self, *args, employer: Employer, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        can = employer.memberships.exclude(role=Role.OWNER).filter(user__is_active=True, user__closed_at=None)
        self.fields["member"].queryset = can.select_related("user").order_by("user__name", "pk")  # type: ignore[attr-defined]
