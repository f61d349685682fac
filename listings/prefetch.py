"""What the rows of a list show, in two statements however many rows: the columns, and all many-valued relations.

`rows` reads plain objects, for lists: a model with its relations costs ten times as much as what a row prints of it.
`fill` lays the same relations into Django's own prefetch cache, for pages that want the models.
Both statements are built and compiled once for each number of rows; afterwards only the ids change.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache, partial
from typing import Any

from django.db import connections, router
from django.db.models import BooleanField, CharField, F, QuerySet, Value
from django.db.models.functions import Cast

from codes.grammar import CodeSystem, Range, display
from listings.facts import ListingFacts

TERM = ("id", "kind", "slug", "label")
# relation -> (path from the linking row to the shown one, the columns shown)
RELATIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "specialties": ("specialty__", ("id", "slug", "name")),
    "eligible_states": ("state__", ("code", "name")),
    "settings": ("term__", TERM),
    "systems": ("term__", TERM),
    "schedules": ("term__", TERM),
    "codes": ("", ("id", "system", "code")),
    "code_ranges": ("", ("id", "system", "start", "end")),
    "listing_credentials": ("certification__", ("id", "acronym", "name", "level")),
}
WIDTH = 4
OWN = tuple(
    """
    id title slug status source_ref work city postal_code state_id remote_scope us_only pay_min pay_max pay_unit
    pay_form pay_yearly_min pay_yearly_max charts_per_hour years_min credentials_rule apprentices_accepted
    has_coding_test coding_test_when coding_test_minutes coding_test_open_book machine_work by_agency apply_method
    closes_on first_posted_at expires_at
    """.split()  # noqa: SIM905  # thirty quoted words would read worse
)
# Of the employer: a real model, which loads any other column when somebody asks for it.
EMPLOYER = frozenset(
    {"id", "name", "slug", "unnamed_source", "claimed_at", "suspended_at", "time_zone", "proven_domain"}
    | {"domain_proven_at"}
)
SINGLE = ("employment_type", "level")
# A statement is compiled for so many ids; fewer are filled up with the last one.
STEP = 25


class Read(list):
    """A relation that has been read: `all()` as on a manager."""

    def all(self) -> "Read":
        return self


class Bit:
    """A plain stand-in for a row of a relation, with its columns as attributes."""

    def __init__(self, **columns: Any) -> None:
        self.__dict__.update(columns)

    @property
    def pk(self) -> Any:
        return self.__dict__.get("id", self.__dict__.get("code"))

    @property
    def shown(self) -> str:
        return _shown(self.system, self.start, self.end) if hasattr(self, "start") else _shown(self.system, self.code)  # type: ignore[attr-defined]

    def get_system_display(self) -> str:
        return SYSTEMS[self.system]  # type: ignore[attr-defined]


class Row(ListingFacts):
    """A listing as a list shows it: what it states, without the model."""

    title: str

    def __init__(self, columns: dict[str, Any], relations: dict[str, Read]) -> None:
        self.__dict__.update(columns, **relations)
        # What is worked out of it, for as long as it is kept.
        self.kept: dict[str, Any] = {}

    def again(self) -> "Row":
        """The same for another page, which may say of it what was searched for."""
        one: Row = object.__new__(Row)
        one.__dict__.update(self.__dict__)
        return one

    def __str__(self) -> str:
        return str(self.title)


SYSTEMS = {str(value): str(label) for value, label in CodeSystem.choices}


@lru_cache(maxsize=4096)
def _shown(system: str, start: str, end: str = "") -> str:
    return Range(system, start, end).display if end else display(system, start)


def rows(model: Any, ids: Sequence[int], *, texts: bool = False) -> list[Any]:
    """The rows of these ids in their order; with `texts` each brings its description. What is not there is left out."""
    if not ids:
        return []
    found = {values[0]: values for values in _ask(model, "columns with texts" if texts else "columns", ids)}
    return _made(model, [found[pk] for pk in ids if pk in found], texts=texts)


def rows_of(queryset: QuerySet) -> list[Any]:
    """The rows a queryset finds, in its order."""
    return _made(queryset.model, list(queryset.values_list(*_paths(queryset.model, texts=False))), texts=False)


def _made(model: Any, found: Sequence[Sequence[Any]], *, texts: bool) -> list[Any]:
    related = _related(model, [values[0] for values in found])
    employers: dict[int, Any] = {}
    made = []
    for values in found:
        columns = _columns(model, values, employers)
        columns["description"] = (texts and values[-1]) or ""
        made.append(
            Row(columns, {name: Read(_bit(name, some) for some in related[values[0], name]) for name in RELATIONS})
        )
    return made


def _columns(model: Any, values: Sequence[Any], employers: dict[int, Any]) -> dict[str, Any]:
    columns = dict(zip(OWN, values, strict=False))
    columns["pk"] = columns["id"]
    at = len(OWN)
    shape, names = _employer(model)
    employer, at = values[at : at + len(names)], at + len(names)
    if employer[0] not in employers:
        employers[employer[0]] = shape.from_db(router.db_for_read(shape), names, employer)
    columns["employer"] = employers[employer[0]]
    code = columns["state_id"]
    columns["state"] = Bit(code=code, name=values[at]) if code else None
    for place, name in enumerate(SINGLE):
        pk, slug, label = values[at + 1 + 3 * place : at + 4 + 3 * place]
        columns[name] = Bit(id=pk, slug=slug, label=label) if pk else None
    return columns


@lru_cache(maxsize=4)
def _employer(model: Any) -> tuple[Any, tuple[str, ...]]:
    """The employers' model, and its columns in the order in which a row of it is made; the key comes first."""
    shape = model._meta.get_field("employer").related_model
    return shape, tuple(field.attname for field in shape._meta.concrete_fields if field.attname in EMPLOYER)


def _bit(name: str, values: Sequence[Any]) -> Any:
    columns = dict(zip(RELATIONS[name][1], values[1:], strict=False))
    if name == "listing_credentials":
        return Bit(certification=Bit(**columns), is_required=values[0])
    return Bit(**columns)


def fill(listings: Iterable[Any]) -> None:
    """Reads the relations of these models and caches them as if prefetched."""
    by_id = {listing.pk: listing for listing in listings}
    if not by_id:
        return
    sample = next(iter(by_id.values()))
    related = _related(type(sample), list(by_id))
    for listing in by_id.values():
        for name in RELATIONS:
            made = [_row(sample, name, listing.pk, required, values) for required, *values in related[listing.pk, name]]
            _keep(listing, name, made)


# The statements ---------------------------------------------------------------------------------------------------


def _related(model: Any, ids: list[int]) -> dict[tuple[int, str], list[tuple]]:
    """(listing, relation) -> (is required, columns …), each in the order the models themselves ask for."""
    found: dict[tuple[int, str], list[tuple]] = defaultdict(list)
    if not ids:
        return found
    for name, listing_id, is_required, *values in _ask(model, "relations", ids):
        found[listing_id, name].append((bool(is_required), *values))
    for (_, name), several in found.items():
        if len(several) > 1:
            several.sort(key=partial(_order, name))
    return found


def _order(name: str, row: tuple) -> tuple:
    required, _, second, third, *_ = row
    if name == "listing_credentials":
        return (not required, second)
    if name in ("codes", "code_ranges"):
        return (second, third)
    return (third,) if name == "specialties" else (second,) if name == "eligible_states" else (second, row[4])


def _ask(model: Any, what: str, ids: Sequence[int]) -> Iterable[tuple]:
    using = router.db_for_read(model)
    size = -(-len(ids) // STEP) * STEP
    compiler, sql, marks = _compiled(model, what, size, using)
    given = [*ids, *[ids[-1]] * (size - len(ids))]
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(sql, [given[-mark - 1] if isinstance(mark, int) and mark < 0 else mark for mark in marks])
        found = cursor.fetchall()
    if what == "relations":
        return found
    converters = compiler.get_converters([column for column, *_ in compiler.select])
    return compiler.apply_converters(found, converters) if converters else found


@lru_cache(maxsize=64)
def _compiled(model: Any, what: str, size: int, using: str) -> tuple[Any, str, tuple]:
    """The statement for this many ids. Those stand as -1, -2, … among its parameters."""
    ids = list(range(-1, -size - 1, -1))
    if what == "relations":
        first, *others = (_select(model._meta, name, ids) for name in RELATIONS)
        query = first.union(*others, all=True)
    else:
        paths = _paths(model, texts=what == "columns with texts")
        query = model._default_manager.filter(pk__in=ids).order_by().values_list(*paths)
    compiler = query.using(using).query.get_compiler(using=using)
    sql, params = compiler.as_sql()
    return compiler, sql, tuple(params)


def _paths(model: Any, *, texts: bool) -> list[str]:
    paths = [*OWN, *(f"employer__{name}" for name in _employer(model)[1]), "state__name"]
    paths += [f"{name}__{column}" for name in SINGLE for column in ("id", "slug", "label")]
    return [*paths, "text__description"] if texts else paths


def _select(meta: Any, name: str, ids: list[int]) -> QuerySet:
    path, columns = RELATIONS[name]
    field = meta.get_field(name)
    linking = field.remote_field.through if field.many_to_many else field.related_model
    shown = {f"column_{i}": Cast(F(path + column), CharField()) for i, column in enumerate(columns)}
    blank = {f"column_{i}": Value("", output_field=CharField()) for i in range(len(columns), WIDTH)}
    required = F("is_required") if name == "listing_credentials" else Value(False, output_field=BooleanField())
    return (
        linking._default_manager.filter(listing__in=ids)
        .order_by()
        .annotate(relation=Value(name, output_field=CharField()), required=required, **shown, **blank)
        .values_list("relation", "listing_id", "required", *shown, *blank)
    )


# Models -------------------------------------------------------------------------------------------------------------


def _row(sample: Any, name: str, listing_id: int, is_required: bool, values: list[str]) -> Any:
    _, columns = RELATIONS[name]
    field = sample._meta.get_field(name)
    linking = field.related_model
    model = linking._meta.get_field("certification").related_model if name == "listing_credentials" else linking
    typed = [model._meta.get_field(column).to_python(value) for column, value in zip(columns, values, strict=False)]
    row = model.from_db(sample._state.db, columns, typed)
    if name == "listing_credentials":
        return linking(listing_id=listing_id, certification=row, is_required=is_required)
    return row


def _keep(listing: Any, name: str, rows: list[Any]) -> None:
    manager = getattr(listing, name)
    queryset = manager.get_queryset()
    queryset._result_cache = rows
    queryset._prefetch_done = True
    cache = listing.__dict__.setdefault("_prefetched_objects_cache", {})
    cache[getattr(manager, "prefetch_cache_name", name)] = queryset
