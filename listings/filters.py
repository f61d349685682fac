"""What a query string means: every parameter of /jobs/, once, for the page, the feeds, the alerts and the API alike.

A group is one parameter. Its values mean *or*, groups mean *and*. A value nobody knows is dropped alone and kept for
the page to name; a group of which nothing is known finds nothing. A filter matches what a listing states; `silent`
says which listings state nothing about it, so the page can offer them as a number and never mix them in.
"""

import re
import unicodedata
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from accounts.models import Employer
from codes import services as codes
from codes.grammar import Reading, holding, parse
from codes.models import Place, Term
from listings import fit
from listings.fit import Candidate
from listings.models import Listing, ListingCode, ListingCodeRange, ListingCredential, ListingSpecialty
from listings.nearby import DEFAULT_MILES, MOST_MILES, Circle, any_circle
from listings.querysets import those
from listings.vocabulary import Vocabulary, read_vocabulary
from listings.workflow import CodingTest, CredentialsRule, PayUnit, RemoteScope, Work

MOST_VALUES = 40
LONGEST_VALUE = 80
LONGEST_QUERY = 200
LAST_PAGE = 400

WORKS, PAY_UNITS = dict(Work.choices), dict(PayUnit.choices)
YES_NO = {"yes": "Accepted", "no": "Not accepted"}
TESTS = {"not-before": "No coding test before an interview", "none": "No coding test at all"}
SORTS = {"relevance": "Relevance", "newest": "Newest", "pay": "Pay", "near": "Distance"}
MOST_PLACES = 5
WORDS_FOR = {"1": "yes", "true": "yes", "on": "yes", "0": "no", "false": "no", "off": "no"}


@dataclass(frozen=True)
class Values:
    """What was typed for one group: the values we know, and the rest as it was typed."""

    known: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.known or self.unknown)


NOTHING = Values()


def cleaned(text: str, longest: int = LONGEST_VALUE) -> str:
    """One line without control characters or odd spaces, cut where no honest value goes on."""
    if text.isascii() and text.isprintable():
        return " ".join(text[: longest * 4].split())[:longest]
    return " ".join("".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in text[: longest * 4]).split())[
        :longest
    ]


def read_query(text: str) -> str:
    """The part of a query line that is searched: up to its last whole word within the limit."""
    line = cleaned(text, 2 * LONGEST_QUERY)
    if len(line) <= LONGEST_QUERY:
        return line
    return line[: LONGEST_QUERY + 1].rpartition(" ")[0] or line[:LONGEST_QUERY]


class ValuesField(forms.Field):
    """Any number of values. Never an error: what is unknown is named, not refused."""

    widget = forms.MultipleHiddenInput  # which reads them and has no choices to carry

    def __init__(self, *, read: Callable[[list[str]], Values], most: int = MOST_VALUES, **kwargs: Any) -> None:
        kwargs.pop("distinct", None)
        super().__init__(**kwargs)
        self.read = read
        self.most = most

    def clean(self, value: Any) -> Values:
        typed = [cleaned(str(item)) for item in (value or [])[: self.most]]
        typed = list(dict.fromkeys(item for item in typed if item))
        return self.read(typed) if typed else NOTHING


class Group(django_filters.Filter):
    """One parameter: how its values are read, which listings they match, and which say nothing about it."""

    most = MOST_VALUES
    # What it is where nobody typed it.
    absent = NOTHING

    def __init__(
        self,
        label: str,
        *,
        match: Callable[[tuple[str, ...], Vocabulary], Q],
        silent: Callable[[tuple[str, ...], Vocabulary], Q] | None = None,
        choices: Callable[[Vocabulary], dict[str, str]] | None = None,
        read: Callable[[list[str]], Values] | None = None,
        is_single: bool = False,
    ) -> None:
        super().__init__(label=label, required=False)
        self.match = match
        self.silent = silent
        self.choices = choices
        self.read = read
        self.is_single = is_single

    def __deepcopy__(self, memo: dict) -> "Group":
        """Every request has a set of its own; what a group holds never changes, but its own methods are the copy's."""
        one: Group = object.__new__(type(self))
        one.__dict__.update(self.__dict__)
        for name, function in self.own_methods:
            setattr(one, name, function.__get__(one))
        return one

    @cached_property
    def own_methods(self) -> list[tuple[str, Any]]:
        """What was given to it as an attribute and is a method of its own."""
        values = vars(self).items()
        return [(name, value.__func__) for name, value in values if getattr(value, "__self__", None) is self]

    @property
    def field(self) -> ValuesField:
        return ValuesField(read=self.read or self.read_choices, most=self.most, label=self.label, required=False)

    @property
    def too_many(self) -> str:
        """What the page says where more values were typed than are used."""
        return f"Only the first {self.most} values of “{self.label}” were used."

    def read_choices(self, typed: list[str]) -> Values:
        by_name, known, unknown = self.by_name, [], []
        for item in typed:
            name = item.casefold()
            value = by_name.get(name) or by_name.get(WORDS_FOR.get(name, ""))
            known.append(value) if value else unknown.append(item)
        return Values(tuple(dict.fromkeys(known)), tuple(unknown))

    @property
    def by_name(self) -> dict[str, str]:
        """Its values by their names in small letters. Written once for each vocabulary."""
        words: Vocabulary = self.parent.vocabulary
        if self.field_name not in words.spellings:
            choices = self.choices(words) if self.choices else {}
            words.spellings[self.field_name] = {value.casefold(): value for value in choices}
        return words.spellings[self.field_name]

    def condition(self, values: Values) -> Q:
        return self.match(values.known, self.parent.vocabulary) if values.known else Q(pk__in=())

    def silence(self, values: Values) -> Q | None:
        """Listings that state nothing about this; None where every listing states it."""
        return self.silent(values.known, self.parent.vocabulary) if self.silent and values.known else None

    def filter(self, qs: QuerySet, value: Values | None) -> QuerySet:
        return qs.filter(self.condition(value)) if value else qs


class FitGroup(Group):
    """How a listing fits whoever asks. Without a profile that says enough the parameter is left out, and named."""

    def __init__(self, label: str) -> None:
        super().__init__(label, match=self.meets, silent=self.unsaid, choices=lambda words: fit.CHOICES, is_single=True)

    def read_choices(self, typed: list[str]) -> Values:
        values = super().read_choices(typed)
        candidate = self.parent.candidate
        judged = tuple(value for value in values.known if candidate and candidate.can_judge(value))
        if left_out := tuple(fit.CHOICES[value] for value in values.known if value not in judged):
            self.parent.fit_ignored = left_out
        return Values(judged, values.unknown)

    def meets(self, values: tuple[str, ...], words: Vocabulary) -> Q:
        candidate = self.parent.candidate
        return fit.meets(candidate, values) if candidate else Q(pk__in=())

    def unsaid(self, values: tuple[str, ...], words: Vocabulary) -> Q:
        candidate = self.parent.candidate
        return fit.unsaid(candidate, values) if candidate else Q(pk__in=())


class Near(Group):
    """Around a ZIP code or a city: `near` says where, `within` how far. Several places mean *or*."""

    most = MOST_PLACES
    too_many = f"Only the first {most} places were used."

    def __init__(self, label: str) -> None:
        super().__init__(label, match=self.lies_near, is_single=True)

    def lies_near(self, values: tuple[str, ...], words: Vocabulary) -> Q:
        return SITED & any_circle(self.circles(values))

    def read_choices(self, typed: list[str]) -> Values:
        known, unknown = [], []
        for text in typed[: self.most]:  # a city of the line may lie in more states than that
            place = codes.find_place(text)
            if place is None:
                unknown.append(text)
                continue
            name = place.zip if text[:5].isdigit() else place.town
            self.parent.places[name] = place
            known.append(name)
        return Values(tuple(dict.fromkeys(known)), tuple(unknown))

    def circles(self, values: tuple[str, ...]) -> list[Circle]:
        places = [self.parent.places[name] for name in values]
        return [Circle(place.latitude, place.longitude, self.parent.miles) for place in places]

    def silence(self, values: Values) -> Q | None:
        """No point, and nothing that puts it elsewhere: no state, or one that the circle touches."""
        circles = self.circles(values.known)
        if not circles:
            return None
        around = Q()
        for circle in circles:
            around |= circle.box()
        states = Place.objects.filter(around).order_by().values("state")
        return SITED & Q(latitude=None) & (Q(state=None) | Q(state__in=states))


class Line(django_filters.Filter):
    """A parameter that narrows nothing by itself: the query line, the order, the page."""

    def __init__(self, label: str, *, read: Callable[[str], Any]) -> None:
        super().__init__(label=label, required=False)
        self.read = read
        self.line = LineField(read=read, label=label, required=False)
        self.absent = read("")

    def __deepcopy__(self, memo: dict) -> "Line":
        one: Line = object.__new__(type(self))
        one.__dict__.update(self.__dict__)
        return one

    @property
    def field(self) -> forms.Field:
        """One for all requests: it holds nothing of any."""
        return self.line

    def filter(self, qs: QuerySet, value: Any) -> QuerySet:
        return qs


class LineField(forms.Field):
    def __init__(self, *, read: Callable[[str], Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.read = read

    def clean(self, value: Any) -> Any:
        return self.read(str(value or ""))


# How values are read --------------------------------------------------------------------------------------------


def read_codes(typed: list[str]) -> Values:
    """Codes in any spelling, kept as people write them. One that is no code is unknown."""
    known, unknown = [], []
    for item in typed:
        readings = parse(item).codes
        known.append(code_value(*readings)) if readings else unknown.append(item)
    return Values(tuple(dict.fromkeys(known)), tuple(unknown))


def code_value(first: Reading, *others: Reading) -> str:
    """The value of `code` that finds just these readings: J0120 is also J01.20, so the code of HCPCS is hcpcs:J0120."""
    alone = {reading for reading in parse(first.display).codes if reading.code == first.code}
    return first.display if alone <= {first, *others} else f"{first.system}:{first.display}"


def read_employers(typed: list[str]) -> Values:
    slugs = set(
        Employer.objects.public().filter(slug__in=[item.lower() for item in typed]).values_list("slug", flat=True)
    )
    known = tuple(dict.fromkeys(item.lower() for item in typed if item.lower() in slugs))
    return Values(known, tuple(item for item in typed if item.lower() not in slugs))


def read_number(low: int, high: int, pick: Callable[[Iterable[int]], int]) -> Callable[[list[str]], Values]:
    """Whole numbers as people type them (60,000; $60k). Several mean the widest, as *or* does."""

    def read(typed: list[str]) -> Values:
        known, unknown = [], []
        for item in typed:
            match = re.fullmatch(r"\$?\s*([0-9]{1,9})(?:\.[0-9]*)?\s*(k?)", item.replace(",", "").lower())
            number = int(match[1]) * (1_000 if match[2] else 1) if match else -1
            known.append(number) if low <= number <= high else unknown.append(item)
        return Values((str(pick(known)),) if known else (), tuple(unknown))

    return read


def read_page(text: str) -> int:
    """The page asked for; what is no page number is the first."""
    text = text.strip()
    if not (text.isascii() and text.isdigit()):
        return 1
    return min(max(int(text[:9]), 1), LAST_PAGE)


def read_sort(text: str) -> Values:
    text = cleaned(text).lower()
    if not text:
        return NOTHING
    return Values(known=(text,)) if text in SORTS else Values(unknown=(text,))


def read_within(text: str) -> Values:
    """Miles as a whole number; what is none, or too far to be a way to work, is unknown."""
    text = cleaned(text).lower()
    if not text:
        return NOTHING
    match = re.fullmatch(r"([0-9]{1,4})(?:\s*(?:mi|miles?))?", text)
    return Values((str(int(match[1])),)) if match and 1 <= int(match[1]) <= MOST_MILES else Values(unknown=(text,))


# What values match -----------------------------------------------------------------------------------------------


def term_rows(field: str) -> QuerySet:
    """The rows that link listings to terms of this field."""
    return getattr(Listing, field).through._default_manager.all()


def has(field: str, slugs: tuple[str, ...]) -> Q:
    return those(term_rows(field).filter(term__slug__in=slugs))


def has_none(field: str) -> Q:
    return ~those(term_rows(field))


def names_code(values: tuple[str, ...], words: Vocabulary | None = None) -> Q:
    """Tagged with one of these codes or with a range that holds one."""
    tagged, ranged = Q(pk__in=()), Q(pk__in=())
    for value in values:
        for reading in parse(value).codes:
            tagged |= Q(system=reading.system, code=reading.code)
            ranged |= holding(reading.system, reading.code)
    return those(ListingCode.objects.filter(tagged)) | those(ListingCodeRange.objects.filter(ranged))


def names_no_code(values: tuple[str, ...], words: Vocabulary) -> Q:
    return ~those(ListingCode.objects.all()) & ~those(ListingCodeRange.objects.all())


def takes_apprentices() -> Q:
    """Jobs one may take before the experience is in: apprentices accepted, or no credential needed."""
    return Q(apprentices_accepted=True) | Q(credentials_rule=CredentialsRule.NONE)


def names_credential(values: tuple[str, ...], words: Vocabulary) -> Q:
    """Asked for or preferred. An apprentice's credential finds the jobs that take apprentices."""
    found = those(ListingCredential.objects.filter(certification__acronym__in=values))
    return found | takes_apprentices() if words.apprentices & set(values) else found


def names_no_credential(values: tuple[str, ...], words: Vocabulary) -> Q:
    if set(values) <= words.apprentices:
        return Q(apprentices_accepted=None)
    return Q(credentials_rule="") & ~those(ListingCredential.objects.all())


# A remote job is not a place: what counts is where its people may live. One that says nothing about that is taken at
# its site, where it names one.
SITED = ~Q(work=Work.REMOTE) | Q(remote_scope="")


def in_state(values: tuple[str, ...], words: Vocabulary) -> Q:
    remote = Q(work=Work.REMOTE)
    listed = Listing.eligible_states.through.objects.filter(state__in=values)
    return (
        (SITED & Q(state__in=values))
        | (remote & Q(remote_scope=RemoteScope.ALL))
        | (remote & Q(remote_scope=RemoteScope.LISTED) & those(listed))
    )


def passes_test(values: tuple[str, ...], words: Vocabulary) -> Q:
    none = Q(has_coding_test=False)
    later = Q(has_coding_test=True, coding_test_when__in=[CodingTest.AFTER, CodingTest.OFFER])
    return none | later if "not-before" in values else none


def tells_no_test(values: tuple[str, ...], words: Vocabulary) -> Q:
    unsaid = Q(has_coding_test=None)
    return unsaid | Q(has_coding_test=True, coding_test_when="") if "not-before" in values else unsaid


def posted_within(values: tuple[str, ...], words: Vocabulary) -> Q:
    return Q(first_posted_at__gte=timezone.now() - timedelta(days=int(values[0])))


class ListingFilter(django_filters.FilterSet):
    """The parameters of /jobs/."""

    q = Line("Search", read=read_query)
    specialty = Group(
        "Specialty",
        choices=lambda words: words.specialties,
        match=lambda values, words: those(ListingSpecialty.objects.filter(specialty__slug__in=values)),
        silent=lambda values, words: ~those(ListingSpecialty.objects.all()),
    )
    code = Group("Code", read=read_codes, match=names_code, silent=names_no_code)
    credential = Group(
        "Credential",
        choices=lambda words: words.credentials,
        match=names_credential,
        silent=names_no_credential,
    )
    apprentice = Group(
        "Apprentices",
        choices=lambda words: YES_NO,
        match=lambda values, words: Q(apprentices_accepted__in=[value == "yes" for value in values]),
        silent=lambda values, words: Q(apprentices_accepted=None),
    )
    state = Group(
        "State where you live",
        choices=lambda words: words.states,
        match=in_state,
        silent=lambda values, words: SITED & Q(state=None),
    )
    work = Group(
        "Remote or on-site",
        choices=lambda words: WORKS,
        match=lambda values, words: Q(work__in=values),
        silent=lambda values, words: Q(work=""),
    )
    type = Group(
        "Type",
        choices=lambda words: words.of(Term.Kind.EMPLOYMENT_TYPE),
        match=lambda values, words: Q(employment_type__slug__in=values),
        silent=lambda values, words: Q(employment_type=None),
    )
    pay_min = Group(
        "Pay a year, at least",
        read=read_number(0, 10_000_000, min),
        match=lambda values, words: Q(pay_yearly_max__gte=int(values[0])),
        silent=lambda values, words: Q(pay_yearly_max=None),
        is_single=True,
    )
    unit = Group(
        "Paid by",
        choices=lambda words: PAY_UNITS,
        match=lambda values, words: Q(pay_unit__in=values),
        silent=lambda values, words: Q(pay_unit=""),
    )
    setting = Group(
        "Setting",
        choices=lambda words: words.of(Term.Kind.SETTING),
        match=lambda values, words: has("settings", values),
        silent=lambda values, words: has_none("settings"),
    )
    level = Group(
        "Level",
        choices=lambda words: words.of(Term.Kind.LEVEL),
        match=lambda values, words: Q(level__slug__in=values),
        silent=lambda values, words: Q(level=None),
    )
    years_max = Group(
        "Experience asked for, at most",
        read=read_number(0, 60, max),
        match=lambda values, words: Q(years_min__lte=int(values[0])),
        silent=lambda values, words: Q(years_min=None),
        is_single=True,
    )
    schedule = Group(
        "Schedule",
        choices=lambda words: words.of(Term.Kind.SCHEDULE),
        match=lambda values, words: has("schedules", values),
        silent=lambda values, words: has_none("schedules"),
    )
    ehr = Group(
        "Systems",
        choices=lambda words: words.systems,
        match=lambda values, words: has("systems", values),
        silent=lambda values, words: has_none("systems"),
    )
    test = Group("Coding test", choices=lambda words: TESTS, match=passes_test, silent=tells_no_test)
    posted = Group("First posted", read=read_number(1, 3_650, max), match=posted_within, is_single=True)
    employer = Group(
        "Employer",
        read=read_employers,
        match=lambda values, words: Q(employer__slug__in=values),
    )
    fit = FitGroup("Fit with your profile")
    near = Near("Near")
    within = Line("Within", read=read_within)
    sort = Line("Sort", read=read_sort)
    page = Line("Page", read=read_page)
    # "That do not say": the listings that state nothing about a chosen filter, on a list of their own.
    unstated = Line("Show those that do not say", read=lambda text: text.strip() == "1")

    class Meta:
        model = Listing
        fields: list[str] = []

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        """`user` is whoever asks; only `fit` depends on it, and a guest's `fit` is left out."""
        super().__init__(*args, **kwargs)
        self.filters.parent = self
        self.user = user
        # Values of `fit` that were left out, in words: nobody is logged in, or the profile does not say enough.
        self.fit_ignored: tuple[str, ...] = ()

    @cached_property
    def candidate(self) -> Candidate | None:
        """Whose fit is asked for, read when something asks."""
        return fit.candidate_of(self.user)

    @property
    def fit_choices(self) -> list[str]:
        """The values of `fit` that mean something for this person."""
        return [value for value in fit.CHOICES if self.candidate and self.candidate.can_judge(value)]

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return read_vocabulary()

    @cached_property
    def places(self) -> dict[str, Place]:
        """The known values of `near`, each with its place. Filled when the values are read."""
        return {}

    @property
    def miles(self) -> int:
        """How far around a place: what was asked for, or the usual."""
        asked = self.values["within"].known
        return int(asked[0]) if asked else DEFAULT_MILES

    @property
    def line_left_out(self) -> str:
        """What of the query line is too much to be searched, as much of it as is worth showing."""
        typed = cleaned(self.data.get("q", ""), 2 * LONGEST_QUERY) if self.data else ""
        return cleaned(typed[len(self.values["q"]) :])

    @property
    def cut_groups(self) -> list[str]:
        """Of each group of which more values were typed than are used, that it is so."""
        if not isinstance(self.data, QueryDict):
            return []
        groups = (self.filters[name] for name in GROUPS if name in self.data)
        return [group.too_many for group in groups if len(self.data.getlist(group.field_name)) > group.most]

    @property
    def near_typed(self) -> str:
        """What stands in the field of the place: as it was typed, known or not."""
        return cleaned(self.data.get("near", "")) if self.data else ""

    @property
    def circles(self) -> list[Circle]:
        return self.filters["near"].circles(self.values["near"].known)

    @property
    def order(self) -> str:
        """The order asked for. By distance only where there is a place to measure from."""
        asked = self.values["sort"].known
        return asked[0] if asked and (asked[0] != "near" or self.values["near"].known) else "relevance"

    @cached_property
    def values(self) -> dict[str, Any]:
        """Every parameter, cleaned by its own field. There are no errors to ask for, so no form is built to hold them:
        that would cost more than the search. What is absent is not read at all."""
        values: dict[str, Any] = {}
        for name, one in self.base_filters.items():
            if not (self.data and name in self.data):
                values[name] = one.absent
            else:
                field = (self.filters[name] if isinstance(one, Group) else one).field
                values[name] = field.clean(field.widget.value_from_datadict(self.data, {}, name))
        return values

    @cached_property
    def chosen(self) -> dict[str, Values]:
        """The groups somebody used, in the order of declaration."""
        return {name: self.values[name] for name in GROUPS if self.values[name]}

    def condition(self, *, without: str = "") -> Q:
        """All chosen groups together, but one."""
        condition = Q()
        for name, values in self.chosen.items():
            if name != without:
                condition &= self.filters[name].condition(values)
        return condition

    def unstated_condition(self) -> Q:
        """Listings that match nothing wrong and leave at least one chosen group unsaid."""
        condition = Q()
        for name, values in self.chosen.items():
            group = self.filters[name]
            silence = group.silence(values)
            condition &= group.condition(values) if silence is None else group.condition(values) | silence
        return condition & ~self.condition() if self.chosen else Q(pk__in=())


class Filters(OrderedDict):
    """The parameters by name. A set of filters of its own has every request; most of them it never looks at."""

    def __deepcopy__(self, memo: dict) -> "Copies":
        return Copies(self)


class Copies(Mapping[str, django_filters.Filter]):
    """The parameters of one request, each copied when it is first asked for."""

    def __init__(self, originals: Filters) -> None:
        self.originals = originals
        self.made: dict[str, django_filters.Filter] = {}
        self.parent: ListingFilter | None = None

    def __getitem__(self, name: str) -> django_filters.Filter:
        if name not in self.made:
            self.made[name] = one = deepcopy(self.originals[name])
            one.parent, one.model = self.parent, Listing
        return self.made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.originals)

    def __len__(self) -> int:
        return len(self.originals)

    def values(self) -> Any:
        """Those of the request so far: a new set of filters tells each whose it is, the others learn it when made."""
        return self.made.values()


ListingFilter.base_filters = Filters(ListingFilter.base_filters)
GROUPS = tuple(name for name, found in ListingFilter.base_filters.items() if isinstance(found, Group))
