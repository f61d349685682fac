"""The open listings as columns and sets: what a snapshot is built from and what a change appends to it.

A large board has millions of pairs of a listing and a value. Of the whole board they are read as one line of ids for
each value, and no object is ever made for a pair.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import Aggregate, BigIntegerField, F, Func, Max, QuerySet, TextField
from django.db.models.functions import Cast, Coalesce, Round

from codes.models import Term
from listings.models import Listing, ListingCode, ListingCodeRange, ListingCredential, ListingSpecialty
from listings.workflow import CodingTest, CredentialsRule, RemoteScope, Status, Work

# Ids of one statement: every database takes so many parameters.
CHUNK = 500
# Rows that are Python objects at one time.
BATCH = 2_000
# Closed listings to each open one from which it pays to leave theirs out while relations are read: to read a closed
# listing's pairs costs a tenth of what it costs to look for the open ones'.
SPARSE = 10
BEGIN = {"sqlite": "BEGIN", "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}
Tags = Iterator[tuple[str, Any]]


@contextmanager
def one_view() -> Iterator[None]:
    """Everything read inside is of one moment. Never inside a transaction: Django's own would lock writers out."""
    if connection.in_atomic_block:
        raise RuntimeError("A snapshot is read outside of transactions")
    with connection.cursor() as cursor:
        cursor.execute(BEGIN[connection.vendor])
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


@dataclass
class Batch:
    """Open listings from the oldest first posting to the newest. A listing's place is its row here."""

    columns: dict[str, np.ndarray]
    # By the name of the set, the places of each value's listings.
    sets: dict[str, dict[Any, np.ndarray]]
    # The same of employers, (slug, name).
    employers: dict[tuple[str, str], np.ndarray]

    def __len__(self) -> int:
        return len(self.columns["id"])


def read_batch(ids: Sequence[int] | None = None) -> Batch:
    """The open listings; with `ids`, those of them that are open. Expired ones come too: what is over depends on the
    moment of the question."""
    batch = read_facts(ids)
    if len(batch):
        for name, value, places in read_relations(batch.columns["id"], ids):
            batch.sets.setdefault(name, {})[value] = places
    return batch


def chunks(ids: Sequence[int] | None) -> Iterator[Sequence[int] | None]:
    if ids is None:
        yield None
        return
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


def among(rows: QuerySet, name: str, chunk: Sequence[int] | None) -> QuerySet:
    return rows if chunk is None else rows.filter(**{f"{name}__in": chunk})


# What a row itself says --------------------------------------------------------------------------------------------


class Numbered:
    """Values by number, each held once; and of every row the number of its value."""

    def __init__(self) -> None:
        self.numbers: dict[Any, int] = {}
        self.rows: list[np.ndarray] = []

    def add(self, values: Iterable[Any]) -> None:
        numbers = self.numbers
        self.rows.append(np.array([numbers.setdefault(value, len(numbers)) for value in values], np.int32))

    def places(self, order: np.ndarray) -> dict[Any, np.ndarray]:
        """Of each value the places of its rows, when the rows stand in this order."""
        if not self.numbers:
            return {}
        numbers = np.concatenate(self.rows)[order]
        ends = np.cumsum(np.bincount(numbers, minlength=len(self.numbers)))
        places = np.argsort(numbers, kind="stable").astype(np.int32)
        return dict(zip(self.numbers, np.split(places, ends[:-1]), strict=True))


def plain(rows: QuerySet) -> Iterator[list[tuple]]:
    """Texts and numbers as the driver gives them: to look at each once more would cost as much as to read it."""
    sql, parameters = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        while some := cursor.fetchmany(BATCH):
            yield some


DAY = 86_400_000_000  # microseconds


def microseconds(moment: Any) -> int:
    return round(moment.timestamp() * 1_000_000)


class Moment(Func):
    """As numpy reads moments: a text, or microseconds since 1970. To make a datetime of each would cost ten times as
    much as to read it."""

    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="CAST(%(expressions)s AS text)")

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        return self.as_sql(compiler, connection, template="(extract(epoch from %(expressions)s) * 1000000)::bigint")


UNPAID = -1
MICROSECONDS = "datetime64[us]"
# What is compared or ordered, how it is read, and as what.
NUMBERS: dict[str, tuple[Any, Any]] = {
    "id": (F("pk"), np.int64),
    "posted": (Moment("first_posted_at"), MICROSECONDS),
    "expires": (Moment("expires_at"), MICROSECONDS),
    # Cents a year.
    "pay": (Coalesce(Cast(Round(F("pay_yearly_max") * 100), BigIntegerField()), UNPAID), np.int64),
    "doc": (F("text__doc_id"), np.int64),
    # Not a number where there is no point.
    "latitude": (F("latitude"), np.float64),
    "longitude": (F("longitude"), np.float64),
}


def of_place(work: str, scope: str, state: str | None, city: str) -> Tags:
    yield "work", work
    state, is_remote = state or "", work == Work.REMOTE
    # A remote job that says nothing of where its people may live is taken at its site, as listings.filters does.
    if not is_remote or scope == "":
        yield "sited", True
        yield "site", state
        if city and state:
            yield "city", (city.lower(), state)
    if is_remote and scope in (RemoteScope.ALL, RemoteScope.LISTED):
        yield "remote", scope
    if work in (Work.HYBRID, Work.ONSITE):
        yield "workplace", state


def of_terms(type: str | None, level: str | None, unit: str, rule: str, apprentices: bool | None) -> Tags:
    yield "type", type or ""
    yield "level", level or ""
    yield "unit", unit
    yield "rule", rule
    yield "apprentice", {True: "yes", False: "no", None: ""}[apprentices]
    if rule == CredentialsRule.NONE or apprentices:
        yield "beginners", True


def of_hurdles(years: int | None, has_test: bool | None, when: str) -> Tags:
    yield "years", "" if years is None else years
    if has_test is None:
        yield "test", ""
    elif not has_test:
        yield "test", "none"
    elif when in (CodingTest.AFTER, CodingTest.OFFER):
        yield "test", "later"
    elif not when:
        yield "test", "some time"


def of_employer(slug: str, name: str) -> Tags:
    yield "employer", slug


EMPLOYER = ("employer__slug", "employer__name")
# Fields that are looked at together, and the sets they put a listing into; "" is the set of those that do not say.
SAID: dict[tuple[str, ...], Callable[..., Tags]] = {
    ("work", "remote_scope", "state_id", "city"): of_place,
    ("employment_type__slug", "level__slug", "pay_unit", "credentials_rule", "apprentices_accepted"): of_terms,
    ("years_min", "has_coding_test", "coding_test_when"): of_hurdles,
    EMPLOYER: of_employer,
}


def read_facts(ids: Sequence[int] | None) -> Batch:
    parts: dict[str, list[np.ndarray]] = {name: [np.empty(0, kind)] for name, (_, kind) in NUMBERS.items()}
    said = {fields: Numbered() for fields in SAID}
    found = Listing.objects.filter(status=Status.PUBLISHED, employer__suspended_at=None, text__isnull=False)
    found = found.order_by().annotate(**{f"number_{name}": number for name, (number, _) in NUMBERS.items()})
    fields = tuple(chain((f"number_{name}" for name in NUMBERS), *SAID))
    for chunk in chunks(ids):
        for some in plain(among(found, "pk", chunk).values_list(*fields)):
            read = dict(zip(fields, zip(*some, strict=True), strict=True))
            for name, (_, kind) in NUMBERS.items():
                parts[name].append(np.array(read[f"number_{name}"], kind))
            for names, numbered in said.items():
                numbered.add(zip(*(read[name] for name in names), strict=True))
    columns = {name: np.concatenate(part) for name, part in parts.items()}
    order = np.lexsort((columns["id"], columns["posted"]))
    columns = {name: column[order] for name, column in columns.items()}
    places = {names: numbered.places(order) for names, numbered in said.items()}
    joined: dict[str, dict[Any, list[np.ndarray]]] = defaultdict(lambda: defaultdict(list))
    for names, tags in SAID.items():
        for value, at in places[names].items():
            for name, tag in tags(*value):
                joined[name][tag].append(at)
    for name, is_silent in ("pay", columns["pay"] == UNPAID), ("point", np.isnan(columns["latitude"])):
        if is_silent.any():
            joined[name][""].append(np.flatnonzero(is_silent).astype(np.int32))
    sets = {name: {tag: np.concatenate(at) for tag, at in of_name.items()} for name, of_name in joined.items()}
    return Batch(columns, sets, places[EMPLOYER])


# What belongs to it in other tables --------------------------------------------------------------------------------


class Ids(Aggregate):
    """All listings of a group in one line: "4,17,2"."""

    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return super().as_sql(compiler, connection, template="group_concat(%(expressions)s)")

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        return super().as_sql(compiler, connection, template="string_agg((%(expressions)s)::text, ',')")


def read_relations(open_ids: np.ndarray, ids: Sequence[int] | None) -> Iterator[tuple[str, Any, np.ndarray]]:
    """(set, value, places of its listings)."""
    by_id = np.argsort(open_ids).astype(np.int32)
    in_order = open_ids[by_id]
    is_sparse = ids is None and (Listing.objects.aggregate(last=Max("pk"))["last"] or 0) > SPARSE * len(open_ids)

    def places(lines: list[str]) -> np.ndarray:
        numbers = np.fromstring(",".join(lines), np.int64, sep=",")
        at = np.minimum(np.searchsorted(in_order, numbers), len(in_order) - 1)
        return by_id[at[in_order[at] == numbers]]

    for rows, fields, tags in relations():
        if is_sparse:
            rows = rows.filter(listing__status=Status.PUBLISHED)
        lines: dict[tuple[str, Any], list[str]] = defaultdict(list)
        for chunk in chunks(ids):
            # Of a few listings row by row: to put them in groups SQLite would walk along all values there are.
            listed = Ids("listing_id") if chunk is None else F("listing_id")
            asked = among(rows, "listing_id", chunk).order_by().values_list(*fields).annotate(listings=listed)
            for *value, line in chain.from_iterable(plain(asked)):
                for tag in tags(*value):
                    lines[tag].append(str(line))
        for (name, value), several in lines.items():
            yield name, value, places(several)


def of_value(name: str) -> Callable[[Any], Tags]:
    def tags(value: Any) -> Tags:
        yield name, value

    return tags


def of_several(name: str) -> Callable[..., Tags]:
    """The set of values that are several fields together."""

    def tags(*value: Any) -> Tags:
        yield name, value

    return tags


def of_credential(acronym: str, is_required: bool) -> Tags:
    yield "credential", acronym
    if is_required:
        yield "required", acronym


def of_system(kind: str, slug: str) -> Tags:
    """Whoever looks for a system finds encoders among them; a candidate's are compared kind by kind."""
    yield "ehr", slug
    if kind != Term.Kind.EHR:
        yield kind, slug


def relations() -> Iterator[tuple[QuerySet, tuple[str, ...], Callable[..., Tags]]]:
    """(rows that link listings to values, the fields of a value, the sets it stands for)."""
    yield ListingSpecialty.objects.all(), ("specialty__slug",), of_value("specialty")
    yield ListingCredential.objects.all(), ("certification__acronym", "is_required"), of_credential
    yield ListingCode.objects.all(), ("system", "code"), of_several("code")
    yield ListingCodeRange.objects.all(), ("system", "start", "end"), of_several("range")
    yield links("eligible_states"), ("state_id",), of_value("named state")
    yield links("settings"), ("term__slug",), of_value("setting")
    yield links("schedules"), ("term__slug",), of_value("schedule")
    yield links("systems"), ("term__kind", "term__slug"), of_system


def links(relation: str) -> QuerySet:
    return getattr(Listing, relation).through._default_manager.all()
