"""From a row's columns and its text to a listing's facts. The columns state; the text fills what they leave open."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from codes.grammar import Range, find_codes
from codes.models import Certification, CodeSystem, Specialty, State, Term
from codes.services import find_specialties
from listings.imports.postings import Posting
from listings.recognition import Fact, Trade, recognise
from listings.recognition.credentials import Credentials
from listings.recognition.terms import CODING
from listings.recognition.text import around, sentences
from listings.workflow import CredentialsRule, Work

MAX_SPECIALTIES = 4


@dataclass
class Understood:
    """What `listings.services.save_content` takes, beside the plain field values."""

    values: dict[str, object] = field(default_factory=dict)
    related: dict[str, list] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Reference:
    """The rows that facts point to, read once for a whole file."""

    def __init__(self) -> None:
        states = list(State.objects.all())
        self.states = {state.code: state for state in states}
        self.state_names = {s.code: s.code for s in states} | {s.name.lower(): s.code for s in states}
        self.certifications = {row.acronym: row for row in Certification.objects.all()}
        self.specialties = {row.slug: row for row in Specialty.objects.all()}
        self.terms = {(row.kind, row.slug): row for row in Term.objects.all()}
        names: dict[str, str] = {}
        for certification in self.certifications.values():
            for name in (certification.name, *certification.aliases, certification.acronym):
                names[name] = certification.acronym
        systems = {
            name: slug
            for (kind, slug), term in self.terms.items()
            if kind in (Term.Kind.EHR, Term.Kind.ENCODER)
            for name in (term.label, *term.aliases)
        }
        self.trade = Trade(
            states=self.state_names,
            systems=systems,
            credentials=Credentials(names),
            find_codes=codes_in,
            find_specialties=specialties_in,
        )

    def term(self, kind: str, slug: str) -> Term | None:
        return self.terms.get((kind, slug))

    def system(self, slug: str) -> Term | None:
        return self.term(Term.Kind.EHR, slug) or self.term(Term.Kind.ENCODER, slug)


# A sentence about schooling names subjects, not the work.
SCHOOLING = re.compile(r"\b(degree|study|education|college|courses?|diploma|association)\b", re.I)
# Without one of these an everyday word of the title ("Legal Billing", "Auto Claims") names no specialty of ours.
TRADE_WORDS = re.compile(
    rf"{CODING.pattern}|\b(?:coding|medical|health\w*|hospital|clinical|physician|patient)\b", re.I
)
CODE_LABELS = re.compile(r"\b(?:CPT|HCPCS|ICD|DRGs?|codes)\b")
CDI = "cdi-inpatient"


def codes_in(title: str, text: str) -> list[tuple[str, str, str, str]]:
    """(system, start, end, words) of every code and range the text names; a single code is its own range.

    A number in a title is the employer's own unless the title speaks of a code system.
    """
    found = []
    for item in find_codes(f"{title}\n{text}" if CODE_LABELS.search(title) else text):
        if isinstance(item.reading, Range):
            found.append((item.reading.system, item.reading.start, item.reading.end, item.words))
        elif item.reading.system:
            found.append((item.reading.system, item.reading.code, item.reading.code, item.words))
    return found


def specialties_in(title: str, text: str) -> list[tuple[str, str]]:
    """(slug, words): what the title names, then what a sentence about coding names. Ambiguous words name nothing."""
    found: dict[str, str] = {}
    pieces = [(title, find_specialties(title, in_prose=not TRADE_WORDS.search(title)))]
    pieces += [
        (piece, find_specialties(piece, in_prose=True))
        for piece in sentences(text)
        if CODING.search(piece) and not SCHOOLING.search(piece)
    ]
    for piece, hits in pieces:
        for hit in hits:
            is_number = re.match(r"[-\s]?\d", piece[hit.end :])  # "GS-5" is a pay grade
            if not hit.is_ambiguous and not is_number:
                found.setdefault(hit.specialties[0].slug, around(piece, hit.start, hit.end))
    return list(settle_cdi(title, found).items())


def settle_cdi(title: str, found: dict[str, str]) -> dict[str, str]:
    """Documentation work is named apart for both sides of the house; the title's setting says which."""
    if CDI not in found or not re.search(r"\bout(?:patient|\b)", title, re.I):
        return found if CDI not in found else {slug: words for slug, words in found.items() if slug != "inpatient-drg"}
    both = re.search(r"\binpatient", title, re.I)
    words = found[CDI]
    rest = {slug: text for slug, text in found.items() if slug not in (CDI, "inpatient-drg")}
    return ({CDI: words} if both else {}) | {"cdi-outpatient": words} | rest


def understand_posting(posting: Posting, plain_text: str, reference: Reference) -> Understood:
    facts = recognise(posting.title, plain_text, reference.trade)
    result = Understood(values=dict(posting.values), facts=facts, notes=list(posting.notes))
    by_name: dict[str, list[Fact]] = {}
    for fact in facts:
        by_name.setdefault(fact.fact, []).append(fact)
    settle_where(posting, by_name, reference, result)
    settle_pay(by_name, result)
    settle_terms(posting, by_name, reference, result)
    settle_credentials(by_name, reference, result)
    settle_codes(by_name, reference, result)
    return result


def first(by_name: dict[str, list[Fact]], name: str) -> str:
    return by_name[name][0].value if name in by_name else ""


def settle_where(posting: Posting, by_name: dict[str, list[Fact]], reference: Reference, result: Understood) -> None:
    values = result.values
    read, stated = first(by_name, "work"), values.get("work") or ""
    if read and stated and read != stated:
        result.notes.append(
            f"the columns say {stated}, the text says {read} (“{by_name['work'][0].words}”); not stated"
        )
        values["work"] = ""
    else:
        values["work"] = stated or read
    city, _, code = first(by_name, "place").partition("|")
    if not posting.state_code and code:
        values["city"], posting.state_code = values.get("city") or city, code
    values["state"] = reference.states.get(posting.state_code)
    is_remote = values["work"] == Work.REMOTE
    values["remote_scope"] = first(by_name, "remote_scope") if is_remote else ""
    values["us_only"] = True if "us_only" in by_name else None
    named = [fact.value for fact in by_name.get("eligible_state", [])] if is_remote else []
    result.related["eligible_states"] = [reference.states[c] for c in dict.fromkeys(named) if c in reference.states]


def settle_pay(by_name: dict[str, list[Fact]], result: Understood) -> None:
    values = result.values
    for name in ("pay_min", "pay_max"):
        values.setdefault(name, None)
    values.setdefault("pay_unit", "")
    values.setdefault("pay_form", "")
    if not values["pay_unit"] and (text := first(by_name, "pay")):
        low, high, unit = text.split(" ")
        values["pay_min"], values["pay_max"], values["pay_unit"] = Decimal(low), Decimal(high) if high else None, unit


def settle_terms(posting: Posting, by_name: dict[str, list[Fact]], reference: Reference, result: Understood) -> None:
    kind = Term.Kind
    values = result.values
    values["employment_type"] = reference.term(kind.EMPLOYMENT_TYPE, posting.type_slug or first(by_name, "type"))
    values["level"] = reference.term(kind.LEVEL, posting.level_slug or first(by_name, "level"))
    years = first(by_name, "years")
    values["years_min"] = int(years) if years else None
    settings = (reference.term(kind.SETTING, fact.value) for fact in by_name.get("setting", []))
    result.related["settings"] = [term for term in dict.fromkeys(settings) if term]
    systems = (reference.system(fact.value) for fact in by_name.get("system", []))
    result.related["systems"] = [term for term in dict.fromkeys(systems) if term]


def settle_credentials(by_name: dict[str, list[Fact]], reference: Reference, result: Understood) -> None:
    for need in ("required", "preferred"):
        acronyms = dict.fromkeys(fact.value for fact in by_name.get(f"credential_{need}", []))
        result.related[need] = [reference.certifications[a] for a in acronyms if a in reference.certifications]
    rule = first(by_name, "credentials_rule")
    has_names = bool(result.related["required"])
    result.values["credentials_rule"] = rule if has_names or rule == CredentialsRule.NONE else ""
    answer = first(by_name, "apprentices")
    result.values["apprentices_accepted"] = {"yes": True, "no": False}.get(answer)


def settle_codes(by_name: dict[str, list[Fact]], reference: Reference, result: Understood) -> None:
    slugs = list(dict.fromkeys(fact.value for fact in by_name.get("specialty", [])))[:MAX_SPECIALTIES]
    result.related["specialties"] = [reference.specialties[slug] for slug in slugs if slug in reference.specialties]
    result.related["codes"] = list(
        dict.fromkeys((system, start) for system, start, _ in map(split_code, by_name.get("code", [])))
    )
    result.related["code_ranges"] = list(dict.fromkeys(map(split_code, by_name.get("code_range", []))))


def split_code(fact: Fact) -> tuple[str, str, str]:
    system, start, end = fact.value.split(" ")
    return CodeSystem(system).value, start, end
