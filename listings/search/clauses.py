"""What a part of the line asks of a listing, as conditions: its facts, who works its codes, its text."""

from django.db.models import Q

from codes import services as codes
from codes.grammar import CodeSystem, Range, holding, in_class
from codes.models import Specialty
from listings.filters import SITED, ListingFilter, term_rows, those
from listings.models import Listing, ListingCode, ListingCodeRange, ListingCredential, ListingSpecialty
from listings.nearby import Circle, any_circle
from listings.search.query import Part
from listings.workflow import RemoteScope, Work

NOBODY = Q(pk__in=())
# A specialty that is the work of a setting: the setting stated says it too.
SETTINGS = {
    "multi-specialty-profee": "professional",
    "inpatient-drg": "hospital-inpatient",
    "outpatient-facility": "hospital-outpatient",
    "emergency-facility": "emergency",
    "observation-outpatient-medical": "observation",
    "ambulatory-surgery-center": "asc",
    "skilled-nursing-pdpm": "snf",
    "home-health-pdgm": "home-health",
    "hospice-palliative": "hospice",
    "inpatient-rehab": "irf",
    "dme": "dme",
    "ambulance-transport": "ambulance",
    "pathology-laboratory": "lab",
}


class Clauses:
    """The parts of the line as conditions of SQL. listings.search.bitmaps says the same of a snapshot."""

    def __init__(self, filters: ListingFilter) -> None:
        self.filters = filters

    def facts(self, part: Part) -> Q:
        """The part as something the listing states."""
        if part.is_word:
            return NOBODY
        if part.kind == "range":
            return self.names_range(part)
        if part.kind == "city":
            return self.in_city(part) | self.around(part)
        if part.kind == "near":
            return self.around(part)
        found = self.tagged(part)
        return found | self.says_setting(part) if part.kind == "specialty" and settings_of(part) else found

    def tagged(self, part: Part) -> Q:
        """What the filter of the same name would find."""
        return self.filters.filters[part.kind].match(part.values, self.filters.vocabulary)

    def says_setting(self, part: Part) -> Q:
        """The setting that says the same as the specialty."""
        return those(term_rows("settings").filter(term__slug__in=settings_of(part)))

    def works(self, part: Part) -> Q:
        """Whose specialty works the codes."""
        return those(ListingSpecialty.objects.filter(specialty__in=[row.pk for row in specialties_of(part)]))

    def names_exactly(self, part: Part) -> Q:
        tagged = NOBODY
        for reading in part.readings:
            tagged |= Q(system=reading.system, code=reading.code)
        return those(ListingCode.objects.filter(tagged))

    def names_narrowly(self, part: Part) -> Q:
        """Tagged with a range that holds the code and little else: one that starts as the code does."""
        ranged = NOBODY
        for reading in part.readings:
            head = reading.code[:2]
            ranged |= holding(reading.system, reading.code) & Q(start__startswith=head, end__startswith=head)
        return those(ListingCodeRange.objects.filter(ranged))

    def names_range(self, part: Part) -> Q:
        """Tagged inside the range, or with a range that meets it."""
        tagged, ranged = NOBODY, NOBODY
        for span in part.ranges:
            last = last_of(span)
            inside = Q(system=span.system, code__gte=span.start, code__lte=last)
            meets = Q(system=span.system, start__lte=last, end__gte=span.start)
            if span.system == CodeSystem.CPT:  # categories are apart, though their texts sort between
                inside, meets = inside & in_class(span.end, "code"), meets & in_class(span.end, "end")
            tagged |= inside
            ranged |= meets
        return those(ListingCode.objects.filter(tagged)) | those(ListingCodeRange.objects.filter(ranged))

    def around(self, part: Part) -> Q:
        """Not far from the place: as far as the line says, else as far as `within` does."""
        names = self.filters.filters["near"].read_choices(list(part.values)).known
        places = [self.filters.places[name] for name in names]
        circles = [Circle(place.latitude, place.longitude, part.miles) for place in places]
        return SITED & any_circle(circles) if circles else NOBODY

    def in_city(self, part: Part) -> Q:
        """At a site in the city. A remote job is no place."""
        found = NOBODY
        for value in part.values:
            name, _, state = value.rpartition(", ")
            found |= Q(city__iexact=name, state=state)
        return SITED & found

    def allows(self, part: Part) -> Q:
        """Done from home, and its people may live where the place is."""
        listed = Listing.eligible_states.through.objects.filter(state__in=states_of(part, self.filters))
        everywhere, some = Q(remote_scope=RemoteScope.ALL), Q(remote_scope=RemoteScope.LISTED)
        return Q(work=Work.REMOTE) & (everywhere | (some & those(listed)))

    def requires(self, part: Part) -> Q:
        return those(ListingCredential.objects.filter(certification__acronym__in=part.values, is_required=True))

    def names_state(self, part: Part) -> Q:
        """Names the state itself, where a job open to all states only allows it."""
        listed = Listing.eligible_states.through.objects.filter(state__in=part.values)
        remote = Q(work=Work.REMOTE, remote_scope=RemoteScope.LISTED)
        return (remote & those(listed)) | (SITED & Q(state__in=part.values))

    def only_specialty(self, part: Part) -> Q:
        """Tagged with the specialty and no other."""
        others = ListingSpecialty.objects.exclude(specialty__slug__in=part.values)
        return self.tagged(part) & ~those(others)


def settings_of(part: Part) -> list[str]:
    return [SETTINGS[slug] for slug in part.values if slug in SETTINGS]


def states_of(part: Part, filters: ListingFilter) -> list[str]:
    """The states a city or a place of the line lies in."""
    if part.kind == "city":
        return [value.rpartition(", ")[2] for value in part.values]
    names = filters.filters["near"].read_choices(list(part.values)).known
    return [filters.places[name].state_id for name in names]


def last_of(span: Range) -> str:
    """Where the codes of a range end, as text sorts: the last of a hierarchy has codes of its own below it."""
    return span.end.ljust(8, "z") if span.system in (CodeSystem.ICD10CM, CodeSystem.ICD10PCS) else span.end


def specialties_of(part: Part) -> list[Specialty]:
    """Who works the codes of a clause. Those who work everything say nothing about one code."""
    matches = [match for reading in part.readings for match in codes.resolve(reading.system, reading.code)]
    matches += [match for span in part.ranges for match in codes.resolve_range(span)]
    telling = [match for match in matches if not match.is_generic] or matches
    return list({match.specialty.pk: match.specialty for match in telling}.values())
