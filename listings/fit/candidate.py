"""The facts of a profile that fit looks at, read in two statements."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast
from django.utils import timezone

from accounts.models import CandidateProfile, is_over
from codes.models import Term

# The status of a full credential before its experience is in: CPC-A of CPC.
APPRENTICE_MARK = "-A"


@dataclass(frozen=True)
class Candidate:
    """What somebody states about herself. Anything empty is "not said"."""

    home: str = ""
    site_states: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()
    expired: dict[str, date] = field(default_factory=dict)
    apprentice_of: dict[str, str] = field(default_factory=dict)  # CPC -> CPC-A
    has_no_credential: bool = False
    years: int | None = None
    specialties: dict[str, int | None] = field(default_factory=dict)
    ehrs: frozenset[str] = frozenset()
    encoders: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    schedules: frozenset[str] = frozenset()
    works: frozenset[str] = frozenset()
    pay_floor: Decimal | None = None  # a year
    pay_floor_words: str = ""

    @property
    def tells_credentials(self) -> bool:
        return bool(self.held or self.expired or self.has_no_credential)

    @property
    def covers(self) -> frozenset[str]:
        """Requirements met by what is held: a full credential also meets a request for its apprentice."""
        return self.held | {f"{acronym}{APPRENTICE_MARK}" for acronym in self.held}

    @property
    def covers_as_apprentice(self) -> frozenset[str]:
        """The same where apprentices are accepted."""
        return self.covers | set(self.apprentice_of)

    @property
    def has_wishes(self) -> bool:
        return bool(self.types or self.schedules or self.works or self.pay_floor is not None)

    @property
    def has_abilities(self) -> bool:
        return bool(
            self.tells_credentials
            or self.site_states
            or self.years is not None
            or self.specialties
            or self.ehrs
            or self.encoders
        )

    def can_judge(self, value: str) -> bool:
        """Whether the profile says enough for this value of the filter."""
        return {
            "credentials": self.tells_credentials,
            "state": bool(self.home),
            "wishes": self.has_wishes,
        }.get(value, self.has_abilities)


def candidate_of(user: Any) -> Candidate | None:
    """Nobody for a visitor and for somebody who looks for no work."""
    if user is None or not user.is_authenticated:
        return None
    profile = CandidateProfile.objects.filter(user=user).first()
    return of_profile(profile) if profile else None


def of_profile(profile: CandidateProfile, today: date | None = None) -> Candidate:
    today = today or timezone.localdate()
    facts: dict[str, list[tuple[str, str]]] = {}
    for kind, value, more in _facts(profile):
        facts.setdefault(kind, []).append((value, more))

    def values(kind: str) -> frozenset[str]:
        return frozenset(value for value, _ in facts.get(kind, ()))

    credentials = {
        acronym: date.fromisoformat(day[:10]) if day else None for acronym, day in facts.get("credential", ())
    }
    expired = {acronym: day for acronym, day in credentials.items() if day is not None and is_over(day, today)}
    held = frozenset(credentials) - set(expired)
    specialties: dict[str, int | None] = {}
    for slug, years in facts.get("specialty", ()):
        known = specialties.get(slug)
        specialties[slug] = max(int(years), known or 0) if years else known
    home = profile.home_state_id or ""
    return Candidate(
        home=home,
        site_states=values("state") | ({home} if home else frozenset()),
        held=held,
        expired=expired,
        apprentice_of={
            acronym.removesuffix(APPRENTICE_MARK): acronym for acronym in held if acronym.endswith(APPRENTICE_MARK)
        },
        has_no_credential=profile.has_no_credential,
        years=_years(profile.years, specialties),
        specialties=specialties,
        ehrs=values(Term.Kind.EHR),
        encoders=values(Term.Kind.ENCODER),
        types=values(Term.Kind.EMPLOYMENT_TYPE),
        schedules=values(Term.Kind.SCHEDULE),
        works=frozenset(profile.wanted_work),
        pay_floor=profile.pay_floor_yearly,
        pay_floor_words=f"{profile.pay_floor:,} {profile.get_pay_floor_unit_display()}" if profile.pay_floor else "",
    )


def _years(stated: int | None, specialties: dict[str, int | None]) -> int | None:
    """All years of coding; where only those of a specialty are stated, there were at least so many."""
    return stated if stated is not None else max((one for one in specialties.values() if one is not None), default=None)


def _facts(profile: CandidateProfile) -> QuerySet:
    """(kind, value, more) of everything many-valued."""
    return _select(profile.credentials.all(), "credential", "certification__acronym", "expires_on").union(
        _select(profile.experience.all(), "specialty", "specialty__slug", "years"),
        _select(profile.work_states.all(), "state", "code"),
        _select(profile.terms.all(), "", "slug", kind="kind"),
        all=True,
    )


def _select(rows: QuerySet, name: str, value: str, more: str = "", *, kind: str = "") -> QuerySet:
    blank = Value("", output_field=CharField())
    return (
        rows.order_by()
        .annotate(
            what=Cast(F(kind), CharField()) if kind else Value(name, output_field=CharField()),
            named=Cast(F(value), CharField()),
            beside=Cast(F(more), CharField()) if more else blank,
        )
        .values_list("what", "named", "beside")
    )
