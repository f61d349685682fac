"""What a listing says: the row, its relations, its text, and what is derived from them."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import Employer, User
from codes import services as codes
from codes.models import Certification, Specialty, State, Term
from core.errors import DomainError
from core.html import sanitise, to_text
from listings.models import (
    DocSequence,
    Listing,
    ListingCode,
    ListingCodeRange,
    ListingCredential,
    ListingSpecialty,
    ListingText,
)
from listings.safety import fingerprint
from listings.services.life import closing_moment, record, refuse_suspended
from listings.workflow import DAYS_A_YEAR, EDITABLE, HOURS_A_YEAR, PayUnit, Status

# Written by the acts of services.life (and the click counter) alone: saving content must never bring old ones back.
LIFE = frozenset({"id", "status", "outcome", "apply_clicks", "created_at", "submitted_at"}) | frozenset(
    {"first_posted_at", "published_at", "expires_at", "ended_at"}
)
ATTRIBUTES = {field.name: field.attname for field in Listing._meta.concrete_fields}
CONTENT = tuple(name for name in ATTRIBUTES if name not in LIFE)
_BOOKKEEPING = {"changed_at", "import_run", "recognised", "is_demo", "posted_by", "latitude", "longitude"}
_LARGEST = Decimal("999999999.99")


def yearly(amount: Decimal | None, unit: str, charts_per_hour: Decimal | None) -> Decimal | None:
    """The amount as a year's pay, or None where no honest sum exists."""
    if amount is None:
        return None
    factors: dict[str, Decimal | int | None] = {
        PayUnit.HOUR: HOURS_A_YEAR,
        PayUnit.DAY: DAYS_A_YEAR,
        PayUnit.YEAR: 1,
        PayUnit.CHART: charts_per_hour * HOURS_A_YEAR if charts_per_hour else None,
    }
    factor = factors.get(unit)
    if factor is None:
        return None
    return min((Decimal(amount) * factor).quantize(Decimal("0.01"), ROUND_HALF_UP), _LARGEST)


def derive(listing: Listing) -> None:
    """Fills what follows from other fields: the slug, a year's pay, the point of its place."""
    point = codes.point_of(postal_code=listing.postal_code, city=listing.city, state=listing.state_id)
    listing.latitude, listing.longitude = point or (None, None)
    listing.slug = slugify(listing.title)[:220].strip("-") or "job"
    listing.pay_yearly_min = yearly(listing.pay_min, listing.pay_unit, listing.charts_per_hour)
    listing.pay_yearly_max = yearly(
        listing.pay_max if listing.pay_max is not None else listing.pay_min, listing.pay_unit, listing.charts_per_hour
    )
    if listing.pay_yearly_min is None:
        listing.pay_yearly_min = yearly(listing.pay_max, listing.pay_unit, listing.charts_per_hour)


@transaction.atomic
def save_content(
    listing: Listing,
    *,
    html: str,
    specialties: Iterable[Specialty] = (),
    codes: Iterable[tuple[str, str]] = (),
    code_ranges: Iterable[tuple[str, str, str]] = (),
    required: Iterable[Certification] = (),
    preferred: Iterable[Certification] = (),
    eligible_states: Iterable[State] = (),
    settings: Iterable[Term] = (),
    systems: Iterable[Term] = (),
    schedules: Iterable[Term] = (),
    by: User | None = None,
) -> Listing:
    """Creates or updates the listing with everything it states.

    `codes` are (system, code), `code_ranges` (system, start, end), upper case without dots. `by` is the person at the
    form: people change drafts only; an import (by=None) may also update a listing that is already public.
    The dates and the status of an existing row are left alone.
    """
    before = Listing.objects.select_for_update().filter(pk=listing.pk).first() if listing.pk else None
    if by:
        refuse_suspended(listing)
    if before and by and before.status not in EDITABLE:
        raise DomainError("This listing is no longer a draft, so it cannot be edited. Copy it to post it again.")
    derive(listing)
    now = timezone.now()
    if before is None:
        listing.posted_by = listing.posted_by or by
        listing.changed_at = now
        listing.save()
        record(listing, "created", was="", by=by, note="")
    relations_changed = _save_relations(
        listing, specialties, codes, code_ranges, required, preferred, eligible_states, settings, systems, schedules
    )
    text_changed = _save_text(listing, sanitise(html))
    if before is None:
        return listing

    names = [name for name in CONTENT if name not in _BOOKKEEPING]
    if relations_changed or text_changed or any(_differs(before, listing, name) for name in names):
        listing.changed_at = now
    listing.save(update_fields=CONTENT)
    if before.status == Status.PUBLISHED and before.closes_on != listing.closes_on:
        listing.expires_at = closing_moment(listing, now)
        listing.save(update_fields=["expires_at"])
    for name in LIFE - {"id", "expires_at"}:
        setattr(listing, name, getattr(before, name))
    return listing


def _differs(before: Listing, after: Listing, name: str) -> bool:
    attribute = ATTRIBUTES[name]
    return getattr(before, attribute) != getattr(after, attribute)


def _save_relations(
    listing: Listing,
    specialties: Iterable[Specialty],
    codes: Iterable[tuple[str, str]],
    code_ranges: Iterable[tuple[str, str, str]],
    required: Iterable[Certification],
    preferred: Iterable[Certification],
    eligible_states: Iterable[State],
    settings: Iterable[Term],
    systems: Iterable[Term],
    schedules: Iterable[Term],
) -> bool:
    """Writes only what differs; says whether anything did."""
    credentials = {one.pk: False for one in preferred} | {one.pk: True for one in required}
    changed = [
        _sync(listing, ListingSpecialty, ("specialty_id",), {(one.pk,) for one in specialties}),
        _sync(listing, ListingCode, ("system", "code"), set(codes)),
        _sync(listing, ListingCodeRange, ("system", "start", "end"), set(code_ranges)),
        _sync(listing, ListingCredential, ("certification_id", "is_required"), set(credentials.items())),
    ]
    terms = (("eligible_states", eligible_states), ("settings", settings), ("systems", systems))
    for name, wanted in (*terms, ("schedules", schedules)):
        manager = getattr(listing, name)
        keys = {one.pk for one in wanted}
        if keys != set(manager.values_list("pk", flat=True)):
            manager.set(keys)
            changed.append(True)
    for name in ("required_credentials", "preferred_credentials", "_prefetched_objects_cache"):
        listing.__dict__.pop(name, None)
    return any(changed)


def _sync(listing: Listing, model: Any, fields: tuple[str, ...], wanted: set[tuple]) -> bool:
    rows = {tuple(row[1:]): row[0] for row in model.objects.filter(listing=listing).values_list("pk", *fields)}
    gone = [pk for key, pk in rows.items() if key not in wanted]
    if gone:
        model.objects.filter(pk__in=gone).delete()
    new = sorted(wanted - set(rows), key=str)
    model.objects.bulk_create([model(listing=listing, **dict(zip(fields, key, strict=True))) for key in new])
    return bool(gone or new)


def _save_text(listing: Listing, html: str) -> bool:
    """A fresh doc_id whenever searchable content changed: a document once indexed never changes."""
    values: dict[str, object] = text_values(listing, html, skills_text(listing))
    text = ListingText.objects.filter(listing=listing).first()
    if text and all(getattr(text, name) == value for name, value in values.items()):
        return False
    values["doc_id"] = next_doc_id()
    listing.text = ListingText.objects.update_or_create(listing=listing, defaults=values)[0]
    return True


def next_doc_id() -> int:
    sequence = DocSequence.objects.create()
    doc_id = sequence.pk
    sequence.delete()
    return doc_id


@transaction.atomic
def on_employer_renamed(sender: type[Employer], employer: Employer, **kwargs: Any) -> None:
    """The words of its listings carry the employer's name, so that searching for it finds them."""
    for text in ListingText.objects.filter(listing__employer=employer).exclude(employer=employer.name):
        ListingText.objects.filter(pk=text.pk).update(employer=employer.name, doc_id=next_doc_id())


def text_values(listing: Listing, html: str, skills: str) -> dict[str, object]:
    """The long text, column by column, but for its doc_id. `html` is sanitised already."""
    description = to_text(html)
    return {
        "title": listing.title,
        "employer": listing.employer.name,
        "skills": skills,
        "description": description,
        "html": html,
        "fingerprint": fingerprint(description),
    }


def skills_text(listing: Listing) -> str:
    return skills_words(
        specialties=listing.specialties.prefetch_related("synonyms"),
        certifications=[row.certification for row in listing.listing_credentials.select_related("certification")],
        codes=listing.codes.all(),
        ranges=listing.code_ranges.all(),
        terms=[*listing.systems.all(), *listing.settings.all()],
    )


def skills_words(
    *,
    specialties: Iterable[Specialty],
    certifications: Iterable[Certification],
    codes: Iterable[ListingCode],
    ranges: Iterable[ListingCodeRange],
    terms: Iterable[Term],
) -> str:
    """What a listing is tagged with, as the words people search for."""
    words: list[str] = []
    for specialty in specialties:
        words += [specialty.name, *(synonym.text for synonym in specialty.synonyms.all())]
    for certification in certifications:
        words += [certification.acronym, certification.name]
    for row in codes:
        words += [row.code, row.shown]
    for span in ranges:
        words += [span.start, span.end]
    for term in terms:
        words += [term.label, *(str(alias) for alias in term.aliases)]
    return "\n".join(dict.fromkeys(words))


@transaction.atomic
def copy(listing: Listing, *, by: User | None) -> Listing:
    """A new draft with the same content, to post again. Dates, figures and import marks stay with the old one."""
    refuse_suspended(listing)
    draft = Listing(employer=listing.employer, posted_by=by)
    skip = {"employer", "posted_by", "slug", "source", "source_ref", "import_run", "recognised", "is_demo", "closes_on"}
    for name in CONTENT:
        if name not in skip:
            attribute = ATTRIBUTES[name]
            setattr(draft, attribute, getattr(listing, attribute))
    credentials = list(listing.listing_credentials.select_related("certification"))
    text = ListingText.objects.filter(listing=listing).first()
    return save_content(
        draft,
        html=text.html if text else "",
        specialties=listing.specialties.all(),
        codes=listing.codes.values_list("system", "code"),
        code_ranges=listing.code_ranges.values_list("system", "start", "end"),
        required=[row.certification for row in credentials if row.is_required],
        preferred=[row.certification for row in credentials if not row.is_required],
        eligible_states=listing.eligible_states.all(),
        settings=listing.settings.all(),
        systems=listing.systems.all(),
        schedules=listing.schedules.all(),
        by=by,
    )
