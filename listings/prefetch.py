"""Everything a row shows beside its own columns, in one statement instead of eight.

The rows of all many-valued relations are read by one UNION and laid into Django's own prefetch cache, so
`listing.specialties.all()` and its like read memory. An object built here holds the columns a row prints; any other
column loads when somebody asks for it.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db.models import BooleanField, CharField, F, QuerySet, Value
from django.db.models.functions import Cast

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


def fill(listings: Iterable[Any]) -> None:
    """Reads the relations of these listings and caches them as if prefetched."""
    by_id = {listing.pk: listing for listing in listings}
    if not by_id:
        return
    sample = next(iter(by_id.values()))
    first, *others = (_select(sample._meta, name, list(by_id)) for name in RELATIONS)
    found: dict[tuple[int, str], list[Any]] = defaultdict(list)
    for name, listing_id, is_required, *values in first.union(*others, all=True):
        found[listing_id, name].append(_row(sample, name, listing_id, is_required, values))
    for listing in by_id.values():
        for name in RELATIONS:
            _keep(listing, name, sorted(found[listing.pk, name], key=partial(_order, name)))


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


def _order(name: str, row: Any) -> tuple:
    """The order the models themselves ask for."""
    if name == "listing_credentials":
        return (not row.is_required, row.certification.acronym)
    if name in ("codes", "code_ranges"):
        return (row.system, row.code if name == "codes" else row.start)
    return (row.name,) if name in ("specialties", "eligible_states") else (row.kind, row.label)


def _keep(listing: Any, name: str, rows: list[Any]) -> None:
    manager = getattr(listing, name)
    queryset = manager.get_queryset()
    queryset._result_cache = rows
    queryset._prefetch_done = True
    cache = listing.__dict__.setdefault("_prefetched_objects_cache", {})
    cache[getattr(manager, "prefetch_cache_name", name)] = queryset
