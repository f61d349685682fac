"""Loads the reference that ships with the product. Safe to run again; an operator's edits survive."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify

from codes.grammar import CodeSystem, normalise, parse
from codes.grammar.lists import content, read
from codes.models import (
    Certification,
    Code,
    CodeRange,
    Modifier,
    Place,
    PlaceOfService,
    Specialty,
    SpecialtySynonym,
    State,
    Term,
)
from codes.models.places import city_key
from codes.services.merging import Counts, merge, three_way
from codes.services.table import mark_changed
from codes.signals import places_changed

LEVELS = {
    "entry": "Entry level",
    "mid": "Mid level",
    "senior": "Senior",
    "lead": "Lead or supervisor",
    "manager": "Manager",
    "director": "Director",
    "executive": "Executive",
}
# The specialty data names settings more finely than the vocabulary of listings; None has no counterpart there.
SETTINGS = {
    "outpatient-facility": "hospital-outpatient",
    "inpatient-facility": "hospital-inpatient",
    "dme-supplier": "dme",
    "esrd": "dialysis",
    "obl": "office-clinic",
    "fqhc": "office-clinic",
    "rhc": "office-clinic",
    "community": "office-clinic",
    "home-infusion": "home-health",
    "idtf": None,
    "any": None,
}


@transaction.atomic
def load_reference(*, progress: Callable[[str], None] = lambda line: None, dry_run: bool = False) -> dict[str, Counts]:
    """Loads everything, in one transaction; returns what happened to each kind of row."""
    result: dict[str, Counts] = {}
    for name, load in (
        ("states", load_states),
        ("terms", load_terms),
        ("certifications", load_certifications),
        ("places of service", load_places_of_service),
        ("modifiers", load_modifiers),
        ("codes", load_codes),
        ("specialties", load_specialties),
        ("places", load_places),
    ):
        result[name] = load()
        progress(name)
    if dry_run:
        transaction.set_rollback(True)
        return result
    mark_changed()
    if result["places"].created or result["places"].updated:
        places_changed.send(sender=Place, progress=lambda done, total: None)
    return result


def load_states() -> Counts:
    known = set(State.objects.values_list("code", flat=True))
    missing = [State(**row) for row in read("states") if row["code"] not in known]
    State.objects.bulk_create(missing)
    return Counts(created=len(missing), unchanged=len(known))


def load_places() -> Counts:
    """Cities with one ZIP code each. What an import or an operator gave a source of its own is left to it."""
    data = read("places")
    source = data["meta"]["source"]
    known = Place.objects.filter(zip__in=[code for _, _, code, _, _ in data["places"]])
    others = set(known.exclude(source=source).values_list("zip", flat=True))
    rows = [
        {
            "zip": code,
            "city": city,
            "key": city_key(city),
            "state_id": state,
            "latitude": latitude,
            "longitude": longitude,
            "source": source,
        }
        for city, state, code, latitude, longitude in data["places"]
        if code not in others
    ]
    counts = merge(Place, rows, key=lambda place: place.zip, key_fields=("zip",), existing=known.filter(source=source))
    counts.unchanged += len(others)
    return counts


def load_terms() -> Counts:
    total = Counts()
    for kind, rows in term_rows().items():
        slugs: dict[str, dict[str, Any]] = {}
        for position, row in enumerate(rows):
            slugs.setdefault(row["slug"], {"kind": kind, "position": position, **row})
        counts = merge(
            Term,
            slugs.values(),
            key=lambda term: (term.kind, term.slug),
            key_fields=("kind", "slug"),
            existing=Term.objects.filter(kind=kind),
        )
        add_up(total, counts)
    return total


def term_rows() -> dict[str, list[dict[str, Any]]]:
    """The vocabulary as terms, by kind."""
    vocabulary = read("vocabulary")
    cues = vocabulary["seniority_cues"]
    tools = {Term.Kind.EHR: vocabulary["ehr_systems"], Term.Kind.ENCODER: vocabulary["encoders_and_tools"]}
    rows: dict[str, list[dict[str, Any]]] = {
        Term.Kind.EMPLOYMENT_TYPE: [labelled(row, "schema_org") for row in vocabulary["employment_types"]],
        Term.Kind.SETTING: [labelled(row, "claim_form") for row in vocabulary["care_settings"]],
        Term.Kind.LEVEL: [
            {"slug": slug, "label": LEVELS[slug], "aliases": cues.get(slug, [])}
            for slug in vocabulary["seniority_levels"]
        ],
        Term.Kind.SCHEDULE: [labelled(row) for row in vocabulary["schedule_terms"]],
        Term.Kind.QUOTA_UNIT: [labelled(row, "typical", "note") for row in vocabulary["productivity_metrics"]],
        Term.Kind.PAY_FORM: [labelled(row, "unit") for row in vocabulary["pay_forms"]],
        Term.Kind.EMPLOYER_TYPE: [labelled(row) for row in vocabulary["employer_types"]],
        Term.Kind.JOB_TITLE: [
            {
                "slug": slugify(row["title"]),
                "label": row["title"],
                "aliases": row["synonyms"],
                "data": {"family": row["family"], "seniority": row["seniority"]},
                "confidence": row["confidence"],
            }
            for row in vocabulary["job_titles"]
        ],
    }
    for kind, systems in tools.items():
        rows[kind] = [
            {
                "slug": slugify(row["name"])[:60].strip("-"),
                "label": row["name"],
                "aliases": row["aliases"],
                "data": {"vendor": row["vendor"], "kind": row["kind"]},
                "confidence": row["confidence"],
            }
            for row in systems
        ]
    return rows


def labelled(row: dict[str, Any], *facts: str) -> dict[str, Any]:
    return {
        "slug": row["slug"],
        "label": row["label"],
        "data": {name: row[name] for name in facts if name in row},
        "confidence": row["confidence"],
    }


def load_certifications() -> Counts:
    rows = [
        {
            "acronym": row["acronym"],
            "name": row["name"],
            "issuer": row["issuer"],
            "category": row["category"],
            "level": row["level"],
            "focus": row["focus"],
            "is_active": row["status"] == "active",
            "aliases": row["aliases"],
            "note": row.get("note", ""),
            "confidence": row["confidence"],
        }
        for row in read("certifications")["certifications"]
    ]
    return merge(Certification, rows, key=lambda row: row.acronym, key_fields=("acronym",))


def load_places_of_service() -> Counts:
    rows = [
        {
            "code": row["code"],
            "meaning": row["meaning"],
            "medicare_pfs_rate": row["medicare_pfs_rate"] or "",
            "effective_from": date.fromisoformat(row["effective_from"]) if "effective_from" in row else None,
            "confidence": row["confidence"],
        }
        for row in read("vocabulary")["place_of_service"]
    ]
    return merge(PlaceOfService, rows, key=lambda row: row.code, key_fields=("code",))


def load_modifiers() -> Counts:
    vocabulary = read("vocabulary")
    rows: dict[str, dict[str, Any]] = {}
    for family, name in (
        ("cpt", "modifiers_cpt"),
        ("anesthesia", "modifiers_anesthesia_status"),
        ("category2", "modifiers_cpt_category2"),
        ("hcpcs", "modifiers_hcpcs"),
    ):
        for row in vocabulary[name]:
            rows.setdefault(row["code"], {"family": family, **row})
    for row in vocabulary["modifiers_cpt_retired"]:
        note = {"code": row["code"], "family": "cpt", "retired_note": row["note"], "confidence": row["confidence"]}
        rows.setdefault(row["code"], note)
    for code in vocabulary["modifiers_hcpcs_valid_codes"]:
        rows.setdefault(code, {"code": code, "family": "hcpcs"})
    return merge(Modifier, rows.values(), key=lambda row: row.code, key_fields=("code",))


def load_codes() -> Counts:
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for row in read("codes_sample")["codes"]:
        system = system_of(row["system"])
        rows[system, row["code"]] = {
            "system": system,
            "code": row["code"],
            "summary": row["summary"],
            "service_type": row["service_type"],
            "places_of_service": row["place_of_service"],
            "modifiers": row["modifiers"],
            "cms_indicators": row.get("cms_indicators", {}),
            "confidence": row["confidence"],
        }
    for row in read("codes_sample")["meta"]["retired_examples"]:
        system = system_of(row["system"])
        for code in expand(system, row["codes"]):
            known = rows.setdefault((system, code), {"system": system, "code": code, "confidence": row["confidence"]})
            known |= {
                "retired_on": date.fromisoformat(row["retired_on"]),
                "replaced_by": row["see"],
                "note": row["note"],
            }
    for row in content():
        system = system_of(row["system"])
        known = rows.setdefault((system, row["code"]), {"system": system, "code": row["code"]})
        known |= {
            "description": row["description"],
            "clinical_context": row["clinical_context"],
            "modifier_notes": {modifier["code"]: modifier["when_to_use"] for modifier in row["modifiers"]},
            "sources": row["facts"],
            "is_reviewed": row["is_reviewed"],
        }
    ours = Q(code__in={code for _, code in rows}) | ~Q(summary="")
    return merge(
        Code,
        rows.values(),
        key=lambda row: (row.system, row.code),
        key_fields=("system", "code"),
        existing=Code.objects.filter(ours),
    )


def system_of(slug: str) -> str:
    """The data tells CPT categories apart; a code's shape does it for us."""
    return CodeSystem.CPT if slug.startswith("cpt") else CodeSystem(slug)


def expand(system: str, texts: list[str]) -> Iterator[str]:
    """The codes of a short list that may hold ranges: G6003-G6016."""
    for text in texts:
        span = next((span for span in parse(text).ranges if span.system == system), None)
        if span:
            letter, first, last = span.start.rstrip("0123456789"), span.start, span.end
            width = len(first) - len(letter)
            for number in range(int(first[len(letter) :]), int(last[len(letter) :]) + 1):
                yield f"{letter}{number:0{width}}"
        else:
            yield normalise(system, text) or text


def load_specialties() -> Counts:
    data = read("specialties")
    generic = set(data["generic_slugs"])
    rows = [
        {
            "slug": row["slug"],
            "name": row["name"],
            "group": row["group"],
            "kind": row["kind"],
            "tier": row["tier"],
            "description": row["description"],
            "is_generic": row["slug"] in generic,
            "cms_specialty_codes": row["cms_specialty_codes"],
            "nucc_taxonomy_codes": row["nucc_taxonomy_codes"],
            "confidence": row["confidence"],
        }
        for row in data["specialties"]
    ]
    counts = merge(Specialty, rows, key=lambda row: row.slug, key_fields=("slug",))
    wanted = {row["slug"]: row for row in data["specialties"]}
    children = SpecialtyChildren(data["ambiguous_synonyms"])
    for specialty in Specialty.objects.filter(slug__in=wanted).prefetch_related(
        "synonyms", "code_ranges", "typical_settings", "certifications"
    ):
        counts.gone += children.merge(specialty, wanted[specialty.slug])
    children.write()
    counts.created += children.added
    counts.updated += children.updated
    return counts


class SpecialtyChildren:
    """Synonyms, ranges, settings and credentials of the specialties, collected and written at the end."""

    def __init__(self, ambiguous: dict[str, list[str]]) -> None:
        self.ambiguous = ambiguous
        self.settings = {term.slug: term.pk for term in Term.objects.filter(kind=Term.Kind.SETTING)}
        self.certifications = dict(Certification.objects.values_list("acronym", "pk"))
        self.creating: list[Any] = []
        self.changing: list[Any] = []
        self.specialties: list[Specialty] = []
        self.added = self.updated = 0

    def merge(self, specialty: Specialty, row: dict[str, Any]) -> list[str]:
        """Collects what to write for one specialty; returns what left the data."""
        loaded = specialty.loaded.get("children", {})
        links = {
            "typical_settings": (self.settings, [SETTINGS.get(slug, slug) for slug in row["typical_settings"]]),
            "certifications": (self.certifications, row["related_certifications"]),
        }
        data: dict[str, dict[str, Any]] = {
            "synonyms": self.synonyms(row),
            "code_ranges": {
                f"{system_of(span['system'])}|{span['from']}|{span['to']}|{span['role']}": [
                    span["confidence"],
                    span.get("note", ""),
                ]
                for span in row["code_ranges"]
            },
            **{name: {key: True for key in keys if key in known} for name, (known, keys) in links.items()},
        }
        current: dict[str, dict[str, Any]] = {
            "synonyms": {synonym.text: synonym for synonym in specialty.synonyms.all()},
            "code_ranges": {
                f"{span.system}|{span.start}|{span.end}|{span.role}": span for span in specialty.code_ranges.all()
            },
            "typical_settings": {term.slug: True for term in specialty.typical_settings.all()},
            "certifications": {row.acronym: True for row in specialty.certifications.all()},
        }
        gone = []
        for name, wanted in data.items():
            now = {key: child_value(child) for key, child in current[name].items()}
            change = three_way(wanted, loaded.get(name, {}), now)
            gone += [f"{specialty}: {key}" for key in change.gone]
            self.collect(specialty, name, change.add, change.update, current[name])
        if loaded != data:
            specialty.loaded["children"] = data
            self.specialties.append(specialty)
        return gone

    def synonyms(self, row: dict[str, Any]) -> dict[str, Any]:
        slug = row["slug"]
        ambiguous = {text.lower() for text in row["ambiguous_synonyms"]}
        ambiguous |= {text for text, slugs in self.ambiguous.items() if slug in slugs}
        texts = {text.lower(): text for text in [*row["ambiguous_synonyms"], *row["synonyms"]]}
        return {text: lower in ambiguous for lower, text in texts.items()}

    def collect(
        self, specialty: Specialty, name: str, add: dict[str, Any], update: dict[str, Any], current: dict[str, Any]
    ) -> None:
        self.added += len(add)
        self.updated += len(update)
        if name == "synonyms":
            self.creating += [
                SpecialtySynonym(specialty=specialty, text=text, is_ambiguous=value) for text, value in add.items()
            ]
            for text, value in update.items():
                current[text].is_ambiguous = value
                self.changing.append(current[text])
        elif name == "code_ranges":
            for key, (confidence, note) in add.items():
                system, start, end, role = key.split("|")
                self.creating.append(
                    CodeRange(
                        specialty=specialty,
                        system=system,
                        start=start,
                        end=end,
                        role=role,
                        confidence=confidence,
                        note=note,
                    )
                )
            for key, (confidence, note) in update.items():
                current[key].confidence, current[key].note = confidence, note
                self.changing.append(current[key])
        else:
            known = self.settings if name == "typical_settings" else self.certifications
            column = "term_id" if name == "typical_settings" else "certification_id"
            through = getattr(Specialty, name).through
            self.creating += [through(**{"specialty_id": specialty.pk, column: known[key]}) for key in add]

    def write(self) -> None:
        for model in {type(row) for row in self.creating}:
            model._default_manager.bulk_create([row for row in self.creating if type(row) is model])
        for model, fields in ((SpecialtySynonym, ["is_ambiguous"]), (CodeRange, ["confidence", "note"])):
            rows: list[Any] = [row for row in self.changing if type(row) is model]
            if rows:
                model._default_manager.bulk_update(rows, fields)
        Specialty.objects.bulk_update(self.specialties, ["loaded"], batch_size=100)


def child_value(child: Any) -> Any:
    if isinstance(child, SpecialtySynonym):
        return child.is_ambiguous
    if isinstance(child, CodeRange):
        return [child.confidence, child.note]
    return child


def add_up(total: Counts, part: Counts) -> None:
    total.created += part.created
    total.updated += part.updated
    total.unchanged += part.unchanged
    total.edited += part.edited
    total.gone += part.gone
