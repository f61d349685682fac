"""Search in plain SQL: what the FilterSet says, the text, the order and the counts. The truth for other backends.

Every facet is counted with the other groups' filters applied. The number of statements does not grow with anything.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import CharField, Count, F, Max, Q, QuerySet, Value, Window
from django.db.models.functions import Coalesce, RowNumber

from codes.grammar import display, parse, range_holds
from listings.filters import GROUPS, SITED, TESTS, YES_NO, ListingFilter, takes_apprentices, term_rows, those
from listings.models import Listing, ListingCode, ListingCodeRange, ListingCredential, ListingSpecialty
from listings.nearby import closest_first
from listings.search.clauses import Clauses
from listings.search.query import Part, Query
from listings.search.ranking import TEXT, fewest_answered, freshness, points, total, worth
from listings.search.result import PAGE_SIZE
from listings.search.text import text_condition
from listings.workflow import PayUnit, RemoteScope, Work

PAY_STEPS = (40_000, 50_000, 60_000, 70_000, 80_000, 90_000, 100_000)
YEARS_STEPS = (0, 1, 2, 3, 5)
POSTED_STEPS = (1, 3, 7, 14, 30)
STEPS = {"pay_min": PAY_STEPS, "years_max": YEARS_STEPS, "posted": POSTED_STEPS}
# Facets whose options are few and fixed: counted as conditions of one statement.
FIXED: dict[str, tuple[str, ...]] = {
    "work": tuple(Work.values),
    "unit": tuple(PayUnit.values),
    "apprentice": tuple(YES_NO),
    "test": tuple(TESTS),
}
MOST_CODES = 60
MOST_EMPLOYERS = 100


@dataclass(frozen=True)
class Found:
    total: int
    not_stated: int
    facets: dict[str, dict[str, int]]
    labels: dict[str, str]


class SqlSearch:
    """One request: the filters of the page and the query line."""

    version = 0
    has_read = True
    keys: ClassVar[dict[int, int]] = {}
    shelf = None

    def __init__(self, filters: ListingFilter, query: Query) -> None:
        self.filters = filters
        self.query = query
        self.clauses = Clauses(filters)
        self.open = Listing.objects.public()
        self.base = self.open.filter(*self.clause_conditions())

    # The query line -----------------------------------------------------------------------------------------
    def clause_conditions(self) -> list[Q]:
        """One condition a group of the line."""
        return [any_of([self.condition_of(part) for part in group]) for group in self.query.groups]

    def condition_of(self, part: Part) -> Q:
        condition = self.clauses.facts(part)
        if part.kind in ("code", "range"):
            condition |= self.clauses.works(part)
        if part.texts and part.columns:
            condition |= text_condition(part)
        return ~condition if part.is_negated else condition

    def score(self) -> Any:
        parts = [freshness()]
        for part in self.query.scored:
            parts += [worth(condition, weight) for condition, weight in points(part, self.clauses)]
            if part.texts and not part.is_negated:
                parts += [worth(text_condition(part, name), weight) for name, weight in TEXT]
        return total(parts)

    def ordered(self, rows: QuerySet, sort: str) -> QuerySet:
        """The asked order; ties go to the newest, then to the higher number.

        By relevance, employers of equally good jobs take turns, so that nobody fills a page by posting much.
        """
        newest = [F("first_posted_at").desc(), F("id").desc()]
        if sort == "near":
            return rows.order_by(closest_first(self.filters.circles), *newest)
        if sort == "pay":
            return rows.order_by(F("pay_yearly_max").desc(nulls_last=True), *newest)
        if sort == "newest" or self.query.is_empty:
            return rows.order_by(*newest)
        scored = rows.annotate(score=self.score())
        turn = Window(RowNumber(), partition_by=[F("score"), F("employer_id")], order_by=newest)
        return scored.annotate(turn=turn).order_by("-score", "turn", *newest)

    def nearest(self, most: int) -> list[int]:
        """What answers all clauses but one, the best first: for a line that finds next to nothing. Where there is no
        such job, those that answer the most, if that is half of them. Of a place alone it is the jobs done from home
        that its people may take."""
        conditions = self.clause_conditions()
        rows = self.open.filter(self.filters.condition()).annotate(score=self.score())
        if len(conditions) > 1:
            rows = rows.annotate(answered=total([worth(condition, 1) for condition in conditions]))
            near = rows.filter(answered__lt=len(conditions), answered__gte=fewest_answered(len(conditions)))
            rows = rows.filter(answered=near.aggregate(most=Max("answered"))["most"] or -1)
        elif places := self.query.places:
            rows = rows.filter(any_of([self.clauses.allows(part) for part in places])).exclude(conditions[0])
        else:
            return []
        return list(rows.order_by("-score", "-first_posted_at", "-id").values_list("pk", flat=True)[:most])

    # Rows -----------------------------------------------------------------------------------------------------
    def ids(self, sort: str, page: int, *, unstated: bool = False) -> list[int]:
        condition = self.filters.unstated_condition() if unstated else self.filters.condition()
        rows = self.ordered(self.base.filter(condition), sort)
        start = (page - 1) * PAGE_SIZE
        return list(rows.values_list("pk", flat=True)[start : start + PAGE_SIZE])

    # Counts ---------------------------------------------------------------------------------------------------
    def total(self) -> int:
        return self.base.filter(self.filters.condition()).count()

    def count(self) -> Found:
        total, not_stated, facets = self.fixed_counts()
        labels = self.row_counts(facets)
        facets["code"] = self.code_counts()
        return Found(total, not_stated, {name: facets[name] for name in GROUPS if name in facets}, labels)

    def fixed_counts(self) -> tuple[int, int, dict[str, dict[str, int]]]:
        """All counts that are a plain condition: one pass over what was found, one for each of these groups that is
        chosen, for its own counts are of what the others find."""
        conditions = self.fixed_conditions()
        facets: dict[str, dict[str, int]] = defaultdict(dict)
        chosen = [name for name in conditions if name in self.filters.chosen]
        total = 0
        for without in ("", *chosen):
            names = [without] if without else [name for name in conditions if name not in chosen]
            keys = [(name, value) for name in names for value in conditions[name]]
            counts = {f"n{at}": Count("pk", filter=conditions[name][value]) for at, (name, value) in enumerate(keys)}
            rows = self.base.filter(self.filters.condition(without=without))
            found = rows.aggregate(total=Count("pk"), **counts)
            for at, (name, value) in enumerate(keys):
                facets[name][value] = found[f"n{at}"]
            if not without:
                total = found["total"]
        unstated = self.base.filter(self.filters.unstated_condition()).count() if self.filters.chosen else 0
        return total, unstated, facets

    def fixed_conditions(self) -> dict[str, dict[str, Q]]:
        """Facet → value → what it finds, for all values that are conditions of the listing itself."""
        words = self.filters.vocabulary
        values: dict[str, Iterable[str]] = {**FIXED, "fit": self.filters.fit_choices}
        for name, steps in STEPS.items():
            values[name] = dict.fromkeys([*map(str, steps), *self.filters.values[name].known])
        found = {
            name: {value: self.filters.filters[name].match((value,), words) for value in some}
            for name, some in values.items()
        }
        found["credential"] = {
            acronym: those(ListingCredential.objects.filter(certification__acronym=acronym)) | takes_apprentices()
            for acronym in sorted(words.apprentices)
        }
        found["state"] = {"": Q(work=Work.REMOTE, remote_scope=RemoteScope.ALL)}
        return {name: some for name, some in found.items() if some}

    def without_counts(self) -> dict[str, int]:
        """What each part of an empty search keeps away: the totals without it, where there would be any."""
        groups = list(self.filters.chosen)
        counts = {
            f"without_{name}": Count("pk", filter=Q(pk__gt=0) & self.filters.condition(without=name)) for name in groups
        }
        found = self.base.aggregate(**counts) if counts else {}
        totals = {name: found[f"without_{name}"] for name in groups}
        if not self.query.is_empty and groups:
            totals["q"] = Listing.objects.public().filter(self.filters.condition()).count()
        return {name: total for name, total in totals.items() if total}

    def row_counts(self, facets: dict[str, dict[str, int]]) -> dict[str, str]:
        """Counts of values that are rows elsewhere, in one UNION; fills `facets`, returns employers' names."""
        apprentices = self.filters.vocabulary.apprentices

        def within(name: str) -> QuerySet:
            return self.base.filter(self.filters.condition(without=name))

        def through(name: str, rows: QuerySet, value: str) -> QuerySet:
            return tally(name, rows.filter(listing__in=within(name).order_by().values("pk")), value)

        def terms(name: str, field: str) -> QuerySet:
            return through(name, term_rows(field), "term__slug")

        sites = within("state").filter(SITED, state__isnull=False)
        listed = within("state").filter(work=Work.REMOTE, remote_scope=RemoteScope.LISTED)
        statements = [
            through("specialty", ListingSpecialty.objects.all(), "specialty__slug"),
            through(
                "credential",
                ListingCredential.objects.exclude(certification__acronym__in=apprentices),
                "certification__acronym",
            ),
            tally("state", sites, "state_id"),
            tally(
                "state",
                Listing.eligible_states.through.objects.filter(listing__in=listed.order_by().values("pk")),
                "state_id",
            ),
            tally("type", within("type").filter(employment_type__isnull=False), "employment_type__slug"),
            tally("level", within("level").filter(level__isnull=False), "level__slug"),
            terms("setting", "settings"),
            terms("schedule", "schedules"),
            terms("ehr", "systems"),
            tally("employer", within("employer"), "employer__slug", "employer__name"),
        ]
        labels = {}
        everywhere = facets["state"].pop("")
        for name, value, label, number in statements[0].union(*statements[1:], all=True):
            facets[name][value] = facets[name].get(value, 0) + number
            if label:
                labels[value] = label
        if everywhere:
            for state in self.filters.vocabulary.states:
                facets["state"][state] = facets["state"].get(state, 0) + everywhere
        if "employer" in facets:
            facets["employer"] = commonest(facets["employer"], self.filters.values["employer"].known)
        return {value: label for value, label in labels.items() if value in facets.get("employer", {})}

    def code_counts(self) -> dict[str, int]:
        """Codes named by the found listings, each counted as its filter finds them: tagged, or in a range."""
        within = self.base.filter(self.filters.condition(without="code")).order_by().values("pk")
        none = Value("", output_field=CharField())
        tags = ListingCode.objects.filter(listing__in=within).order_by()
        ranges = ListingCodeRange.objects.filter(listing__in=within).order_by()
        rows = tags.annotate(first=F("code"), last=none).values_list("listing_id", "system", "first", "last")
        spans = ranges.annotate(first=F("start"), last=F("end")).values_list("listing_id", "system", "first", "last")
        by_code: dict[tuple[str, str], set[int]] = defaultdict(set)
        by_range: dict[tuple[str, str, str], set[int]] = defaultdict(set)
        shown: Counter[str] = Counter()
        for listing, system, first, last in rows.union(spans, all=True):
            if last:
                by_range[system, first, last].add(listing)
            else:
                by_code[system, first].add(listing)
                shown[display(system, first)] += 1
        candidates = [value for value, _ in sorted(shown.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_CODES]]
        counts = {}
        for value in dict.fromkeys([*self.filters.values["code"].known, *candidates]):
            listings: set[int] = set()
            for reading in parse(value).codes:
                listings |= by_code.get((reading.system, reading.code), set())
                for (system, start, end), holders in by_range.items():
                    if system == reading.system and range_holds(system, start, end, reading.code):
                        listings |= holders
            counts[value] = len(listings)
        return counts


def commonest(counts: dict[str, int], chosen: tuple[str, ...]) -> dict[str, int]:
    """The employers with the most jobs, and those chosen: a board has thousands."""
    most = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_EMPLOYERS]
    return dict(most) | {value: counts[value] for value in chosen if value in counts}


def any_of(conditions: list[Q]) -> Q:
    found = conditions[0]
    for condition in conditions[1:]:
        found |= condition
    return found


def tally(name: str, rows: QuerySet, value: str, label: str = "") -> QuerySet:
    """(facet, value, label, number) for each value of these rows."""
    words = F(label) if label else Value("", output_field=CharField())
    return (
        rows.order_by()
        .annotate(facet=Value(name, output_field=CharField()), of=Coalesce(F(value), Value("")), words=words)
        .values("facet", "of", "words")
        .annotate(number=Count("pk"))
        .values_list("facet", "of", "words", "number")
    )
