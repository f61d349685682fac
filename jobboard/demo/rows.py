"""Stores drafts as listings, many at once: the very columns `listings.services.save_content` would write."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.text import slugify

from accounts.models import Employer
from codes.models import Certification, Specialty, State, Term
from core.html import sanitise
from jobboard.demo.drawing import Draft
from jobboard.demo.lives import Life
from listings.models import (
    DocSequence,
    Listing,
    ListingCode,
    ListingCodeRange,
    ListingCredential,
    ListingEvent,
    ListingSpecialty,
    ListingText,
)
from listings.services import closing_moment
from listings.services.content import derive, skills_words, text_values
from listings.workflow import RULE_VERSION, Status

BATCH = 500


class Shelves:
    """The reference by its short names, read once."""

    def __init__(self) -> None:
        self.specialties = {row.slug: row for row in Specialty.objects.defer("loaded").prefetch_related("synonyms")}
        self.certifications = {row.acronym: row for row in Certification.objects.defer("loaded")}
        self.states = {row.code: row for row in State.objects.all()}
        self.terms = {(row.kind, row.slug): row for row in Term.objects.defer("loaded")}
        systems = [row for row in self.terms.values() if row.kind in (Term.Kind.EHR, Term.Kind.ENCODER)]
        self.systems = {row.slug: row for row in systems}

    def term(self, kind: str, slug: str) -> Term | None:
        return self.terms[kind, slug] if slug else None

    def settings(self, draft: Draft) -> list[Term]:
        return self._sorted(self.terms[Term.Kind.SETTING, slug] for slug in draft.settings)

    def systems_of(self, draft: Draft) -> list[Term]:
        return self._sorted(self.systems[slugify(name)] for name in draft.systems)

    @staticmethod
    def _sorted(terms: Iterable[Term]) -> list[Term]:
        return sorted(terms, key=lambda term: (term.kind, term.position, term.label))

    def credentials(self, draft: Draft) -> list[tuple[Certification, bool]]:
        """Required first, each group by acronym, as the model orders them."""
        pairs = [(self.certifications[one], True) for one in draft.required]
        pairs += [(self.certifications[one], False) for one in draft.preferred]
        return sorted(pairs, key=lambda pair: (not pair[1], pair[0].acronym))


def store(
    pairs: Sequence[tuple[Draft, Life]], employers: dict[str, Employer], shelves: Shelves, now: datetime, **more: Any
) -> list[Listing]:
    """`more` goes to every row (an import's source, for one)."""
    stored: list[Listing] = []
    for start in range(0, len(pairs), BATCH):
        stored += _store(pairs[start : start + BATCH], employers, shelves, now, more)
    return stored


def _store(
    pairs: Sequence[tuple[Draft, Life]],
    employers: dict[str, Employer],
    shelves: Shelves,
    now: datetime,
    more: dict[str, Any],
) -> list[Listing]:
    rows = [_row(draft, life, employers[draft.house.key], shelves, now, more) for draft, life in pairs]
    rows = Listing.objects.bulk_create(rows)
    numbers = DocSequence.objects.bulk_create([DocSequence() for _ in rows])
    DocSequence.objects.filter(pk__in=[number.pk for number in numbers]).delete()

    tags: dict[type, list[Any]] = {model: [] for model in (ListingSpecialty, ListingCredential, ListingCode)}
    tags |= {model: [] for model in (ListingCodeRange, ListingText, ListingEvent)}
    links: dict[str, list[tuple[int, Any]]] = {"eligible_states": [], "settings": [], "systems": [], "schedules": []}
    for row, number, (draft, life) in zip(rows, numbers, pairs, strict=True):
        specialties = sorted((shelves.specialties[slug] for slug in draft.specialties), key=lambda one: one.name)
        credentials, settings, systems = shelves.credentials(draft), shelves.settings(draft), shelves.systems_of(draft)
        codes = [ListingCode(listing=row, system=one[0], code=one[1]) for one in sorted(_codes(draft))]
        ranges = [ListingCodeRange(listing=row, system=a, start=b, end=c) for a, b, c in sorted(_ranges(draft))]
        tags[ListingSpecialty] += [ListingSpecialty(listing=row, specialty=one) for one in specialties]
        tags[ListingCredential] += [
            ListingCredential(listing=row, certification=one, is_required=required) for one, required in credentials
        ]
        tags[ListingCode] += codes
        tags[ListingCodeRange] += ranges
        skills = skills_words(
            specialties=specialties,
            certifications=[one for one, _ in credentials],
            codes=codes,
            ranges=ranges,
            terms=[*systems, *settings],
        )
        values = text_values(row, sanitise(draft.html), skills)
        tags[ListingText].append(ListingText(listing=row, doc_id=number.pk, **values))
        tags[ListingEvent] += [ListingEvent(listing=row, rule_version=RULE_VERSION, **event) for event in life.events]
        links["eligible_states"] += [(row.pk, code) for code in draft.states]
        links["settings"] += [(row.pk, one.pk) for one in settings]
        links["systems"] += [(row.pk, one.pk) for one in systems]
        links["schedules"] += [(row.pk, shelves.terms[Term.Kind.SCHEDULE, slug].pk) for slug in draft.schedules]
    for model, made in tags.items():
        model.objects.bulk_create(made, batch_size=BATCH)  # type: ignore[attr-defined]
    for name, wanted in links.items():
        _link(name, wanted)
    return rows


def _link(name: str, wanted: list[tuple[int, Any]]) -> None:
    field = Listing._meta.get_field(name)
    through = field.remote_field.through  # type: ignore[union-attr]
    to = f"{field.related_model._meta.model_name}_id"  # type: ignore[union-attr]
    through._default_manager.bulk_create(
        [through(**{"listing_id": listing, to: key}) for listing, key in wanted], batch_size=BATCH
    )


def _row(
    draft: Draft, life: Life, employer: Employer, shelves: Shelves, now: datetime, more: dict[str, Any]
) -> Listing:
    poster = life.events[0]["by"]
    row = Listing(
        employer=employer,
        posted_by=poster,
        title=draft.title,
        status=life.status,
        employment_type=shelves.term(Term.Kind.EMPLOYMENT_TYPE, draft.employment_type),
        level=shelves.term(Term.Kind.LEVEL, draft.level),
        quota_unit=shelves.term(Term.Kind.QUOTA_UNIT, draft.quota_unit),
        created_at=life.created_at,
        changed_at=life.moments.get("submitted_at", life.created_at),
        is_demo=True,
        **draft.values,
        **life.moments,
        **more,
    )
    if draft.closes_in is not None:
        today = now.astimezone(ZoneInfo(employer.time_zone)).date()
        row.closes_on = today + timedelta(days=draft.closes_in)
    derive(row)
    if row.published_at and row.expires_at is None:
        row.expires_at = closing_moment(row, now)
    if row.status == Status.EXPIRED and row.expires_at and row.expires_at > now:
        raise ValueError(f"{row.title} cannot have expired yet.")
    return row


def _codes(draft: Draft) -> list[tuple[str, str]]:
    return [tuple(text.split(" ", 1)) for text in draft.codes]  # type: ignore[misc]


def _ranges(draft: Draft) -> list[tuple[str, str, str]]:
    found = []
    for text in draft.ranges:
        system, span = text.split(" ", 1)
        start, end = span.split("-", 1)
        found.append((system, start, end))
    return found
