"""Takes the demo board away: everything it made, everything that hangs on it, and nothing else.

What goes: demo people, employers and listings; what real people did with those (an application to an invented job has
no meaning without it); employers that only demo people belong to; the demo's imports; mail to demo addresses.
What stays: real people with their résumés, real employers and listings. Where a demo person acted on one of those
(a moderator's approval), the row stays and only the name in it is emptied.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models, transaction

from accounts.models import Employer, Export, Membership, Resume, User
from applications.models import ResumeAccess
from core.append_only import lifted
from core.models import Event, ImportRun, MailStop, OutboxMail
from jobboard.demo import desks
from jobboard.demo.people import DOMAIN
from jobboard.demo.scenes import texts
from listings.models import ImportSource, Listing, Report

CHUNK = 500
Rows = dict[type[models.Model], set[Any]]


def clear(say: Callable[[str], None] = lambda line: None) -> dict[str, int]:
    """Returns how many rows of each table went. Safe to run where nothing stands."""
    events = [model for model in apps.get_models() if issubclass(model, Event)]
    with lifted(*events, ResumeAccess):
        rows = _belonging(_roots())
        files = [name for name in _in(Resume, rows.get(Resume, ())).values_list("file", flat=True) if name]
        files += [name for name in _in(Employer, rows.get(Employer, ())).values_list("logo", flat=True) if name]
        files += [name for name in _in(Export, rows.get(Export, ())).values_list("file", flat=True) if name]
        written_to = desks.strangers(rows.get(Employer, set()))
        say(f"{sum(len(keys) for keys in rows.values())} rows …")
        _forget_names(rows)
        for model, keys in rows.items():
            for some in _chunks(keys):
                model._base_manager.filter(pk__in=some)._raw_delete(model._base_manager.db)
        OutboxMail.objects.filter(to__endswith=DOMAIN).delete()
        OutboxMail.objects.filter(to__in=written_to, kind="accounts/invitation").delete()
        MailStop.objects.filter(address__endswith=DOMAIN).delete()
        for name in files:
            transaction.on_commit(lambda name=name: default_storage.delete(name))  # type: ignore[misc]
    counts: Counter[str] = Counter()
    for model, keys in rows.items():
        counts[str(model._meta.verbose_name_plural)] += len(keys)
    return dict(+counts)


def _roots() -> Rows:
    people = set(User.objects.filter(is_demo=True).values_list("pk", flat=True))
    people |= set(User.objects.filter(email__endswith=DOMAIN).values_list("pk", flat=True))
    employers = set(Employer.objects.filter(is_demo=True).values_list("pk", flat=True))
    theirs = Membership.objects.filter(user__in=people).values("employer")
    others = Membership.objects.exclude(user__in=people).values("employer")
    employers |= set(Employer.objects.filter(pk__in=theirs).exclude(pk__in=others).values_list("pk", flat=True))
    feeds = [texts()["feed"], texts()["older_feed"]]
    return {
        User: people,
        Employer: employers,
        Listing: set(Listing.objects.filter(is_demo=True).values_list("pk", flat=True)),
        Report: set(Report.objects.filter(by__in=people).values_list("pk", flat=True)),
        ImportSource: set(ImportSource.objects.filter(name__in=feeds).values_list("pk", flat=True)),
        ImportRun: set(ImportRun.objects.filter(source__in=feeds).values_list("pk", flat=True)),
    }


def _references(model: type[models.Model]) -> Iterable[Any]:
    """Foreign keys of any table, the hidden ones of many-to-many included, that point at this one."""
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.auto_created and (relation.one_to_many or relation.one_to_one) and not relation.concrete:
            yield relation.field  # type: ignore[union-attr]


def _belonging(rows: Rows) -> Rows:
    """`rows` and, again and again, all that cannot be without them. An optional reference binds where it cascades."""
    waiting = [(model, keys) for model, keys in rows.items() if keys]
    while waiting:
        model, keys = waiting.pop()
        for field in _references(model):
            if field.null and field.remote_field.on_delete is not models.CASCADE:
                continue
            known = rows.setdefault(field.model, set())
            new = {
                pk
                for some in _chunks(keys)
                for pk in field.model._base_manager.filter(**{f"{field.name}__in": some}).values_list("pk", flat=True)
            } - known
            if new:
                known |= new
                waiting.append((field.model, new))
    return rows


def _forget_names(rows: Rows) -> None:
    """Optional references of rows that stay are emptied."""
    for model, keys in list(rows.items()):
        for field in _references(model):
            if not field.null or field.remote_field.on_delete is models.CASCADE:
                continue
            for some in _chunks(keys):
                field.model._base_manager.filter(**{f"{field.name}__in": some}).update(**{field.attname: None})


def _in(model: type[models.Model], keys: Iterable[Any]) -> models.QuerySet:
    return model._base_manager.filter(pk__in=list(keys))


def _chunks(keys: Iterable[Any]) -> Iterable[list[Any]]:
    ordered = sorted(keys)
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]
