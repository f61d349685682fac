import django_filters
from django import forms

from accounts.models import Employer


class EmployerFilter(django_filters.FilterSet):
    """/moderation/employers/: a word of the name, and which."""

    q = django_filters.CharFilter(label="Name", method="by_name", max_length=100)
    which = django_filters.ChoiceFilter(
        label="Which",
        method="by_state",
        empty_label="All",
        choices=[("suspended", "Suspended"), ("unclaimed", "Nobody has claimed"), ("claimed", "Claimed")],
        widget=forms.Select,
    )

    class Meta:
        model = Employer
        fields: list[str] = []

    def by_name(self, rows, name, value):
        return rows.filter(name__icontains=value)

    def by_state(self, rows, name, value):
        conditions = {
            "suspended": {"suspended_at__isnull": False},
            "unclaimed": {"claimed_at__isnull": True},
            "claimed": {"claimed_at__isnull": False},
        }
        return rows.filter(**conditions[value])
