"""How a listing says what it states: pay both ways, where one may live, credentials, the coding test, dates.

Three values everywhere: what is stated, what is denied, and "Not stated" in those words. Nothing here decides who may
see what; templates print these properties and hold no arithmetic of their own.
"""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone

from codes.grammar import range_holds
from listings.workflow import (
    DAYS_A_YEAR,
    HOURS_A_YEAR,
    ApplyMethod,
    CodingTest,
    CredentialsRule,
    MachineWork,
    PayForm,
    PayUnit,
    RemoteScope,
    Status,
    Work,
)

NOT_STATED = "Not stated"
UNIT_WORDS = {
    PayUnit.HOUR: "an hour",
    PayUnit.DAY: "a day",
    PayUnit.YEAR: "a year",
    PayUnit.CHART: "a chart",
    PayUnit.PROJECT: "for the project",
}
UNIT_SHORT = {
    PayUnit.HOUR: "/h",
    PayUnit.DAY: "/day",
    PayUnit.YEAR: "/yr",
    PayUnit.CHART: "/chart",
    PayUnit.PROJECT: "/project",
}
TEST_WORDS = {
    CodingTest.BEFORE: "before an interview",
    CodingTest.AFTER: "after an interview",
    CodingTest.OFFER: "with the offer",
}
ROW_STATES = 4
ROW_CODES = 3


@dataclass(frozen=True)
class Fact:
    """One line of a facts table. An empty value is printed as not stated."""

    label: str
    value: str
    note: str = ""

    @property
    def is_stated(self) -> bool:
        return bool(self.value)


def money(amount: Decimal) -> str:
    """$28, $28.50, $58,240: cents only where there are some, and none from a thousand up."""
    if amount >= 1_000 or amount == amount.to_integral_value():
        return f"${amount.quantize(Decimal(1), ROUND_HALF_UP):,}"
    return f"${amount.quantize(Decimal('0.01'), ROUND_HALF_UP):,}"


def span(low: Decimal | None, high: Decimal | None) -> str:
    if low is not None and high is not None:
        return money(low) if low == high else f"{money(low)}–{money(high)}"
    if low is not None:
        return f"from {money(low)}"
    return f"up to {money(high)}" if high is not None else ""


def thousands(low: Decimal | None, high: Decimal | None) -> str:
    """$58–71k: the yearly figure of a row, where the eye compares and does not read."""
    known = [value for value in (low, high) if value is not None]
    if not known:
        return ""
    if max(known) < 1_000:
        return span(low, high)
    short = [f"{(value / 1000).quantize(Decimal(1), ROUND_HALF_UP):,}" for value in known]
    words = short[0] if len(short) == 1 or short[0] == short[1] else "–".join(short)
    return f"{'' if len(known) == 2 else 'from ' if low is not None else 'up to '}${words}k"


def said(value: bool | None) -> str:
    return "" if value is None else "Yes" if value else "No"


def plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


class ListingFacts:
    """Mixed into Listing and into plain rows of a list. Relations are asked by `all()`, so read ones cost nothing."""

    # The fields read here; Listing declares them.
    pk: Any
    slug: Any
    status: Any
    first_posted_at: Any
    expires_at: Any
    listing_credentials: Any
    employer: Any
    state: Any
    employment_type: Any
    level: Any
    quota_unit: Any
    pay_min: Any
    pay_max: Any
    pay_unit: Any
    pay_form: Any
    pay_yearly_min: Any
    pay_yearly_max: Any
    charts_per_hour: Any
    work: Any
    city: Any
    postal_code: Any
    remote_scope: Any
    eligible_states: Any
    us_only: Any
    credentials_rule: Any
    apprentices_accepted: Any
    years_min: Any
    has_coding_test: Any
    coding_test_when: Any
    coding_test_minutes: Any
    coding_test_open_book: Any
    apply_method: Any
    apply_url: Any
    specialties: Any
    settings: Any
    systems: Any
    schedules: Any
    codes: Any
    code_ranges: Any
    quota: Any
    accuracy_percent: Any
    audit_method: Any
    ramp_up: Any
    machine_work: Any
    software_screens: Any
    by_agency: Any
    agency_client: Any
    equipment_provided: Any
    books_paid: Any
    dues_paid: Any
    ceu_paid: Any

    # What a search asked for, (system, code) pairs, words and states; a results page sets them on its rows.
    searched_codes: tuple[tuple[str, str], ...] = ()
    searched_words: tuple[str, ...] = ()
    searched_states: tuple[str, ...] = ()

    def get_absolute_url(self) -> str:
        return reverse("listings:detail", args=[self.pk, self.slug])

    @property
    def is_public(self) -> bool:
        return bool(
            self.status == Status.PUBLISHED
            and self.expires_at
            and self.expires_at > timezone.now()
            and not self.employer.is_suspended
        )

    @property
    def first_day(self) -> date | None:
        """The day it was first posted, in the employer's zone, as its desk says."""
        if self.first_posted_at is None:
            return None
        day: date = self.first_posted_at.astimezone(ZoneInfo(self.employer.time_zone)).date()
        return day

    @property
    def last_day(self) -> date | None:
        """The last day it is open, in the employer's zone: `expires_at` is 24:00 of it."""
        if self.expires_at is None:
            return None
        moment = self.expires_at - timedelta(microseconds=1)
        return moment.astimezone(ZoneInfo(self.employer.time_zone)).date()

    # Pay -----------------------------------------------------------------------------------------------------
    @property
    def is_pay_stated(self) -> bool:
        return bool(self.pay_unit and (self.pay_min is not None or self.pay_max is not None))

    @property
    def pay_stated(self) -> str:
        """As the employer gave it: "$28–$34 an hour"."""
        if not self.is_pay_stated:
            return ""
        return f"{span(self.pay_min, self.pay_max)} {UNIT_WORDS[PayUnit(self.pay_unit)]}"

    @property
    def pay_converted(self) -> str:
        """The other way round: "≈ $58,240–$70,720 a year", or an hour where a year was stated."""
        if not self.is_pay_stated:
            return ""
        if self.pay_unit == PayUnit.YEAR:
            hourly = [
                value and (value / HOURS_A_YEAR).quantize(Decimal("0.01"), ROUND_HALF_UP)
                for value in (self.pay_min, self.pay_max)
            ]
            return f"≈ {span(hourly[0], hourly[1])} an hour"
        low, high = self._yearly
        return f"≈ {span(low, high)} a year" if low is not None or high is not None else ""

    @property
    def _yearly(self) -> tuple[Decimal | None, Decimal | None]:
        """The derived yearly ends, without one the employer did not give."""
        return (
            self.pay_yearly_min if self.pay_min is not None else None,
            self.pay_yearly_max if self.pay_max is not None else None,
        )

    @property
    def pay_assumption(self) -> str:
        """What the conversion takes for granted, in words."""
        if not self.pay_converted:
            return ""
        if self.pay_unit == PayUnit.DAY:
            return f"at {DAYS_A_YEAR} working days a year"
        if self.pay_unit == PayUnit.CHART and self.charts_per_hour:
            return f"at the stated {plain(self.charts_per_hour)} charts an hour and {HOURS_A_YEAR:,} hours a year"
        return f"at {HOURS_A_YEAR:,} hours a year"

    @property
    def pay_row(self) -> str:
        if not self.is_pay_stated:
            return ""
        return f"{span(self.pay_min, self.pay_max)} {UNIT_SHORT[PayUnit(self.pay_unit)]}"

    @property
    def pay_row_converted(self) -> str:
        if self.pay_unit == PayUnit.YEAR:
            return self.pay_converted.replace(" an hour", " /h")
        words = thousands(*self._yearly) if self.is_pay_stated else ""
        return f"≈ {words} /yr" if words else ""

    # Where ---------------------------------------------------------------------------------------------------
    @property
    def place(self) -> str:
        """City and state of the site: "Dallas, TX"."""
        return ", ".join(part for part in (self.city, self.state.code if self.state else "") if part)

    @property
    def states_open(self) -> list[Any]:
        """The listed states in which a remote worker may live."""
        return sorted(self.eligible_states.all(), key=lambda state: state.name)

    @property
    def where_row(self) -> str:
        return self.where_row_for(())

    def where_row_for(self, first: Container[str]) -> str:
        """Where one works or may live, in a few words; these states lead the list."""
        if self.work == Work.REMOTE:
            if self.remote_scope == RemoteScope.ALL:
                return "Remote: all states"
            if self.remote_scope == RemoteScope.LISTED:
                codes = sorted((state.code for state in self.eligible_states.all()), key=lambda c: (c not in first, c))
                more = f" +{len(codes) - ROW_STATES}" if len(codes) > ROW_STATES else ""
                return f"Remote: {' '.join(codes[:ROW_STATES])}{more}"
            return "Remote, states not stated"
        if self.work:
            return f"{Work(self.work).label} · {self.place or 'place not stated'}"
        return self.place or "Place not stated"

    @property
    def lives_anywhere(self) -> bool:
        return bool(self.work == Work.REMOTE and self.remote_scope == RemoteScope.ALL)

    @property
    def lives_note(self) -> str:
        """Where one may live, in a sentence; the listed states are printed beside it."""
        if self.work != Work.REMOTE:
            return ""
        if self.us_only is None:
            return "Whether work from outside the United States is allowed is not stated."
        return "Within the United States only." if self.us_only else "Work from outside the United States is allowed."

    def is_open_to(self, state: str) -> bool | None:
        """May somebody living in this state work it? None: not stated, or not a remote job."""
        if self.work != Work.REMOTE or not self.remote_scope:
            return None
        return self.remote_scope == RemoteScope.ALL or state in {row.code for row in self.eligible_states.all()}

    # Credentials -----------------------------------------------------------------------------------------------
    @cached_property
    def required_credentials(self) -> list[Any]:
        return [row.certification for row in self.listing_credentials.all() if row.is_required]

    @cached_property
    def preferred_credentials(self) -> list[Any]:
        return [row.certification for row in self.listing_credentials.all() if not row.is_required]

    @property
    def credentials_row(self) -> str:
        """CPC or ROCC; CPC and CRC; COBGC preferred; No credential required; empty where nothing is stated."""
        names = [certification.acronym for certification in self.required_credentials]
        if names:
            joint = {CredentialsRule.ANY: " or ", CredentialsRule.ALL: " and "}.get(self.credentials_rule, ", ")
            return joint.join(names)
        if self.credentials_rule == CredentialsRule.NONE:
            return "No credential required"
        preferred = ", ".join(certification.acronym for certification in self.preferred_credentials)
        return f"{preferred} preferred" if preferred else ""

    @property
    def credentials_heading(self) -> str:
        if len(self.required_credentials) < 2:
            return "Required"
        return {CredentialsRule.ANY: "Any one of", CredentialsRule.ALL: "All of"}.get(self.credentials_rule, "Required")

    # The job ---------------------------------------------------------------------------------------------------
    @property
    def test_words(self) -> str:
        """No coding test; Coding test before an interview, 60 minutes, open book; empty where not stated."""
        if self.has_coding_test is None:
            return ""
        if not self.has_coding_test:
            return "No coding test"
        parts = ["Coding test"]
        if self.coding_test_when:
            parts[0] += f" {TEST_WORDS[CodingTest(self.coding_test_when)]}"
        if self.coding_test_minutes:
            parts.append(f"{self.coding_test_minutes} minutes")
        if self.coding_test_open_book is not None:
            parts.append("open book" if self.coding_test_open_book else "closed book")
        return ", ".join(parts)

    @property
    def years_words(self) -> str:
        if self.years_min is None:
            return ""
        if not self.years_min:
            return "No experience required"
        return f"{self.years_min} year{'s' if self.years_min > 1 else ''} or more"

    @property
    def row_facts(self) -> list[str]:
        """Settings, level and type: the rest of a row's second line."""
        names = [term.label for term in self.settings.all()][:2]
        if self.level:
            names.append(self.level.label)
        if self.employment_type:
            names.append(self.employment_type.label)
        return names

    @property
    def row_tags(self) -> str:
        """Specialties, systems and the coding test: the rest of a row's third line."""
        names = [specialty.name for specialty in self.specialties.all()]
        names += [system.label for system in self.systems.all()]
        return " · ".join([*names, self.test_words] if self.test_words else names)

    @property
    def row_codes(self) -> list[dict[str, Any]]:
        """The first codes and ranges as chips, those somebody searched for in front."""
        rows = [*self.code_ranges.all(), *self.codes.all()]
        found = [any(names(row, system, code) for system, code in self.searched_codes) for row in rows]
        order = sorted(range(len(rows)), key=lambda place: not found[place])[:ROW_CODES]
        return [
            {"system": rows[place].get_system_display(), "label": rows[place].shown, "is_found": found[place]}
            for place in order
        ]

    @property
    def row_more_codes(self) -> int:
        return max(0, len(self.code_ranges.all()) + len(self.codes.all()) - ROW_CODES)

    @property
    def job_facts(self) -> list[Fact]:
        return [
            Fact("Type", self.employment_type.label if self.employment_type else ""),
            Fact("Schedule", _words(self.schedules.all())),
            Fact("Setting", _words(self.settings.all())),
            Fact("Level", self.level.label if self.level else ""),
            Fact("Experience", self.years_words),
            Fact("Systems", _words(self.systems.all())),
            Fact("Coding test", self.test_words),
        ]

    @property
    def workload_facts(self) -> list[Fact]:
        quota = ""
        if self.quota is not None:
            quota = plain(self.quota) + (f" {self.quota_unit.label.lower()}" if self.quota_unit else "")
        return [
            Fact("Quota", quota),
            Fact("Accuracy", f"{plain(self.accuracy_percent)} %" if self.accuracy_percent is not None else ""),
            Fact("Audits", self.audit_method),
            Fact("Ramp-up", self.ramp_up),
            Fact("Machine output", MachineWork(self.machine_work).label if self.machine_work else ""),
        ]

    @property
    def terms_facts(self) -> list[Fact]:
        agency = said(self.by_agency)
        if self.by_agency and self.agency_client:
            agency = f"Yes, for {self.agency_client}"
        return [
            Fact("Form of pay", PayForm(self.pay_form).label if self.pay_form else ""),
            Fact("Equipment provided", said(self.equipment_provided)),
            Fact("Code books paid", said(self.books_paid)),
            Fact("Membership dues paid", said(self.dues_paid)),
            Fact("CEUs paid", said(self.ceu_paid)),
            Fact("Software screens applicants", said(self.software_screens)),
            Fact("Posted by an agency", agency),
        ]

    # Applying ----------------------------------------------------------------------------------------------------
    @property
    def apply_host(self) -> str:
        """The site an outside application leads to, named before anybody goes there."""
        return urlsplit(self.apply_url).hostname or "" if self.apply_method == ApplyMethod.URL else ""


def names(row: Any, system: str, code: str) -> bool:
    """Whether a code or a range of a listing is, or holds, this code."""
    if row.system != system:
        return False
    return row.code == code if hasattr(row, "code") else range_holds(system, row.start, row.end, code)


def _words(terms: Iterable[Any]) -> str:
    return ", ".join(term.label for term in terms)
