"""What the query string of a desk's applicants means."""

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Count, Q

from accounts.models import Employer
from applications.models import Application
from applications.querysets import ApplicationQuerySet
from applications.workflow import Stage
from core.forms import PlainForm
from listings.models import Listing

UNANSWERED = "unanswered"


class FilterForm(PlainForm):
    hides_optional = True


class ApplicantFilter(filters.FilterSet):
    q = filters.CharFilter(
        method="by_name",
        label="Name",
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Candidate's name"}),
    )
    listing = filters.ModelChoiceFilter(queryset=Listing.objects.none(), label="Job", empty_label="All jobs")
    stage = filters.ChoiceFilter(
        method="by_stage",
        choices=[(UNANSWERED, "Waiting for an answer"), *Stage.choices],
        label="Stage",
        empty_label="All stages",
        widget=forms.HiddenInput,
    )

    class Meta:
        model = Application
        form = FilterForm
        fields: list[str] = []

    def __init__(self, *args: Any, employer: Employer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Of the rows one may see, and no others: another job's name would tell of somebody who hides.
        named = self.queryset.order_by().values("listing")
        jobs = employer.listings.filter(pk__in=named).order_by("title", "pk")
        self.filters["listing"].field.queryset = jobs  # another employer's job is an unknown value

    def by_name(self, rows: ApplicationQuerySet, name: str, value: str) -> ApplicationQuerySet:
        for word in value.split()[:6]:
            rows = rows.filter(candidate__name__icontains=word, candidate__closed_at=None)
        return rows

    def by_stage(self, rows: ApplicationQuerySet, name: str, value: str) -> ApplicationQuerySet:
        return rows.unanswered() if value == UNANSWERED else rows.filter(stage=value)

    @property
    def has_choice(self) -> bool:
        return self.is_bound and any(self.form.cleaned_data.values())

    def tabs(self) -> list[tuple[str, str, int, bool]]:
        """Value, words, how many it would show with the other filters as they are, and whether it is on."""
        counts = self.counts()
        on = self.form.cleaned_data.get("stage") or ""
        choices = [("", "All"), (UNANSWERED, "Waiting for an answer"), *Stage.choices]
        return [(value, label, counts[value or "all"], value == on) for value, label in choices]

    def counts(self) -> dict[str, int]:
        """How many each stage would show, in one query."""
        rows = self.queryset
        self.form.is_valid()
        if name := self.form.cleaned_data.get("q"):
            rows = self.by_name(rows, "q", name)
        if listing := self.form.cleaned_data.get("listing"):
            rows = rows.filter(listing=listing)
        waiting = Q(pk__in=Application.objects.unanswered().values("pk"))
        stages = {stage.value: Count("pk", filter=Q(stage=stage)) for stage in Stage}
        return rows.order_by().aggregate(all=Count("pk"), **{UNANSWERED: Count("pk", filter=waiting)}, **stages)
