"""The open listings as plain rows: what a snapshot is built from and what a change appends to it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from codes.models import Term
from listings.models import Listing, ListingCode, ListingCodeRange, ListingCredential, ListingSpecialty
from listings.workflow import CodingTest, CredentialsRule, RemoteScope, Status, Work

# Ids of one statement: every database takes so many parameters.
CHUNK = 500
FACTS = (
    "id", "first_posted_at", "expires_at", "pay_yearly_max", "years_min", "latitude", "longitude",
    "employer__slug", "employer__name", "text__doc_id", "work", "remote_scope", "state_id", "city",
    "employment_type__slug", "level__slug", "pay_unit", "apprentices_accepted", "credentials_rule",
    "has_coding_test", "coding_test_when",
)  # fmt: skip
BEGIN = {"sqlite": "BEGIN", "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}


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


@dataclass(slots=True)
class Row:
    """One open listing. `tags` are the (set, value) pairs it belongs to."""

    id: int
    posted: int  # microseconds since 1970
    expires: int
    pay: int  # cents a year, -1 where not stated
    point: tuple[float, float] | None
    employer: tuple[str, str]  # slug, name
    doc: int
    tags: list[tuple[str, Any]] = field(default_factory=list)


def read_rows(ids: Iterable[int] | None = None) -> list[Row]:
    """The open listings, oldest first; with `ids`, those of them that are open. Expired ones come too: what is over
    depends on the moment of the question."""
    rows: dict[int, Row] = {}
    # Each (set, value) once, however many listings are in it: a large board has millions of such pairs.
    known: dict[tuple[str, Any], tuple[str, Any]] = {}
    for chunk in chunks(ids):
        found = Listing.objects.filter(status=Status.PUBLISHED, employer__suspended_at=None, text__isnull=False)
        for facts in among(found, "pk", chunk).order_by("first_posted_at", "id").values_list(*FACTS).iterator(10_000):
            row = row_of(facts, known)
            rows[row.id] = row
        for name, links, fields in relations():
            for listing, *value in plain(among(links, "listing_id", chunk).values_list("listing_id", *fields)):
                if (one := rows.get(listing)) is not None:
                    tag = name, value[0] if len(value) == 1 else tuple(value)
                    one.tags.append(known.setdefault(tag, tag))
    return sorted(rows.values(), key=lambda row: (row.posted, row.id))


def chunks(ids: Iterable[int] | None) -> Iterator[list[int] | None]:
    if ids is None:
        yield None
        return
    wanted = list(ids)
    for start in range(0, len(wanted), CHUNK):
        yield wanted[start : start + CHUNK]


def among(rows: QuerySet, name: str, chunk: list[int] | None) -> QuerySet:
    return rows if chunk is None else rows.filter(**{f"{name}__in": chunk})


def relations() -> Iterator[tuple[str, QuerySet, tuple[str, ...]]]:
    """(set, rows that link listings to its values, the fields of a value)."""
    credentials = ListingCredential.objects.order_by()
    yield "specialty", ListingSpecialty.objects.order_by(), ("specialty__slug",)
    yield "credential", credentials, ("certification__acronym",)
    yield "required", credentials.filter(is_required=True), ("certification__acronym",)
    yield "code", ListingCode.objects.order_by(), ("system", "code")
    yield "range", ListingCodeRange.objects.order_by(), ("system", "start", "end")
    yield "named state", links("eligible_states"), ("state_id",)
    yield "setting", links("settings"), ("term__slug",)
    yield "schedule", links("schedules"), ("term__slug",)
    systems = links("systems")
    yield "ehr", systems, ("term__slug",)
    for kind in (Term.Kind.EHR, Term.Kind.ENCODER):
        yield str(kind), systems.filter(term__kind=kind), ("term__slug",)


def links(relation: str) -> QuerySet:
    return getattr(Listing, relation).through._default_manager.order_by()


def plain(rows: QuerySet) -> Iterator[tuple]:
    """Rows of text and whole numbers as the driver gives them: there are a million of them on a large board."""
    sql, parameters = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        while batch := cursor.fetchmany(10_000):
            yield from batch


def microseconds(moment: Any) -> int:
    return round(moment.timestamp() * 1_000_000)


def row_of(facts: tuple, known: dict[tuple[str, Any], tuple[str, Any]]) -> Row:
    values = dict(zip(FACTS, facts, strict=True))
    pay, latitude, longitude = values["pay_yearly_max"], values["latitude"], values["longitude"]
    row = Row(
        id=values["id"],
        posted=microseconds(values["first_posted_at"]),
        expires=microseconds(values["expires_at"]),
        pay=-1 if pay is None else int(pay * 100),
        point=None if latitude is None or longitude is None else (latitude, longitude),
        employer=(values["employer__slug"], values["employer__name"]),
        doc=values["text__doc_id"],
    )
    row.tags.extend(known.setdefault(tag, tag) for tag in tags_of(values))
    return row


def tags_of(values: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The sets a row's own columns put it in; "" is the set of those that do not say."""
    work, scope, state = values["work"], values["remote_scope"], values["state_id"] or ""
    is_remote = work == Work.REMOTE
    yield "employer", values["employer__slug"]
    yield "work", work
    yield "type", values["employment_type__slug"] or ""
    yield "level", values["level__slug"] or ""
    yield "unit", values["pay_unit"]
    yield "rule", values["credentials_rule"]
    yield "apprentice", {True: "yes", False: "no", None: ""}[values["apprentices_accepted"]]
    yield "years", "" if values["years_min"] is None else values["years_min"]
    if values["pay_yearly_max"] is None:
        yield "pay", ""
    if values["latitude"] is None:
        yield "point", ""
    test, when = values["has_coding_test"], values["coding_test_when"]
    if test is None:
        yield "test", ""
    elif not test:
        yield "test", "none"
    elif when in (CodingTest.AFTER, CodingTest.OFFER):
        yield "test", "later"
    elif not when:
        yield "test", "some time"
    # A remote job that says nothing of where its people may live is taken at its site, as listings.filters does.
    if not is_remote or scope == "":
        yield "sited", True
        yield "site", state
        if values["city"] and state:
            yield "city", (values["city"].lower(), state)
    if is_remote and scope in (RemoteScope.ALL, RemoteScope.LISTED):
        yield "remote", scope
    if work in (Work.HYBRID, Work.ONSITE):
        yield "workplace", state
    if values["credentials_rule"] == CredentialsRule.NONE or values["apprentices_accepted"]:
        yield "beginners", True
