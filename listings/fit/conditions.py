"""The same judgement as SQL: which listings a candidate fits. tests/listings/test_fit.py holds both to one answer."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from codes.models import Term
from listings.fit.candidate import Candidate
from listings.models import Listing, ListingCredential, ListingSpecialty
from listings.querysets import those
from listings.workflow import CredentialsRule, RemoteScope, Work

NOBODY = Q(pk__in=())


@dataclass(frozen=True)
class Sides:
    """Listings that ask for what is met, for what is not, for nothing here, and those that do not state it."""

    met: Q
    missing: Q
    silent: Q
    free: Q = NOBODY


def meets(candidate: Candidate, values: Iterable[str]) -> Q:
    """Listings that fit by one of these values; all of them are values the profile says enough for."""
    found = NOBODY
    for value in values:
        found |= _meets(candidate, value)
    return found


def unsaid(candidate: Candidate, values: Iterable[str]) -> Q:
    """Listings that say nothing by which these values could be judged."""
    found = NOBODY
    for value in values:
        found |= _unsaid(candidate, value)
    return found


def _meets(candidate: Candidate, value: str) -> Q:
    if value == "credentials":
        sides = credentials(candidate)
        return sides.met | sides.free
    if value == "state":
        return where(candidate).met
    met, missing = _together(wishes(candidate) if value == "wishes" else abilities(candidate))
    return met & ~missing


def _unsaid(candidate: Candidate, value: str) -> Q:
    if value == "credentials":
        return credentials(candidate).silent
    if value == "state":
        return where(candidate).silent
    met, missing = _together(wishes(candidate) if value == "wishes" else abilities(candidate))
    return ~met & ~missing


def _together(all_sides: Iterable[Sides]) -> tuple[Q, Q]:
    met, missing = NOBODY, NOBODY
    for sides in all_sides:
        met, missing = met | sides.met, missing | sides.missing
    return met, missing


def abilities(candidate: Candidate) -> Iterable[Sides]:
    """What a listing may ask for, as far as the profile speaks of it."""
    if candidate.tells_credentials:
        yield credentials(candidate)
    if candidate.site_states:
        yield where(candidate)
    if candidate.years is not None:
        yield Sides(
            met=Q(years_min__gte=1, years_min__lte=candidate.years),
            missing=Q(years_min__gte=1, years_min__gt=candidate.years),
            silent=Q(years_min=None),
        )
    if candidate.specialties:
        specialties = ListingSpecialty.objects.all()
        yield _named(specialties, specialties.filter(specialty__slug__in=list(candidate.specialties)))
    for kind, known in ((Term.Kind.EHR, candidate.ehrs), (Term.Kind.ENCODER, candidate.encoders)):
        if known:
            rows = _links("systems").filter(term__kind=kind)
            yield _named(rows, rows.filter(term__slug__in=list(known)))


def wishes(candidate: Candidate) -> Iterable[Sides]:
    if candidate.works:
        offered = Q(work__in=list(candidate.works))
        yield Sides(met=offered, missing=~Q(work="") & ~offered, silent=Q(work=""))
    if candidate.types:
        offered = Q(employment_type__slug__in=list(candidate.types))
        yield Sides(
            met=offered, missing=Q(employment_type__isnull=False) & ~offered, silent=Q(employment_type__isnull=True)
        )
    if candidate.schedules:
        rows = _links("schedules")
        yield _named(rows, rows.filter(term__slug__in=list(candidate.schedules)))
    if candidate.pay_floor is not None:
        yield Sides(
            met=Q(pay_yearly_max__gte=candidate.pay_floor),
            missing=Q(pay_yearly_max__lt=candidate.pay_floor),
            silent=Q(pay_yearly_max=None),
        )


def credentials(candidate: Candidate) -> Sides:
    plain = _held(candidate.covers)
    free = Q(credentials_rule=CredentialsRule.NONE)
    met, missing = plain
    if candidate.apprentice_of:
        accepted = Q(apprentices_accepted=True)
        wide_met, wide_missing = _held(candidate.covers_as_apprentice)
        met = (accepted & wide_met) | (~accepted & met)
        missing = (accepted & wide_missing) | (~accepted & missing)
    return Sides(met=met, missing=missing, silent=~met & ~missing & ~free, free=free)


def _held(covers: frozenset[str]) -> tuple[Q, Q]:
    asked = ListingCredential.objects.filter(is_required=True)
    has_some = those(asked.filter(certification__acronym__in=list(covers)))
    asks, lacks = those(asked), those(asked.exclude(certification__acronym__in=list(covers)))
    one_of, each = Q(credentials_rule=CredentialsRule.ANY), Q(credentials_rule=CredentialsRule.ALL)
    unruled = Q(credentials_rule="")
    met = (one_of & has_some) | ((each | unruled) & asks & ~lacks)
    missing = (one_of & asks & ~has_some) | (each & lacks) | (unruled & asks & ~has_some)
    return met, missing


def where(candidate: Candidate) -> Sides:
    remote, home = Q(work=Work.REMOTE), candidate.home
    sited = Q(work__in=[Work.HYBRID, Work.ONSITE])
    links = Listing.eligible_states.through.objects
    listed = remote & Q(remote_scope=RemoteScope.LISTED) & those(links.all())
    met = sited & Q(state__in=list(candidate.site_states))
    missing = sited & Q(state__isnull=False) & ~Q(state__in=list(candidate.site_states))
    if not candidate.site_states:
        missing = NOBODY
    if home:
        here = those(links.filter(state=home))
        met |= (remote & Q(remote_scope=RemoteScope.ALL)) | (listed & here)
        missing |= listed & ~here
    everywhere = remote & Q(remote_scope=RemoteScope.ALL)
    silent = Q(work="") | (sited & Q(state=None)) | (remote & ~everywhere & ~listed)
    return Sides(met=met, missing=missing, silent=silent)


def _links(relation: str) -> QuerySet:
    return getattr(Listing, relation).through._default_manager.all()


def _named(rows: QuerySet, shared: QuerySet) -> Sides:
    names, found = those(rows), those(shared)
    return Sides(met=found, missing=names & ~found, silent=~names)
