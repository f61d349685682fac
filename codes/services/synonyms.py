"""Finds specialties in words as coders type them: "rad onc", "IR", "pro-fee"."""

from dataclasses import dataclass

from codes.models import Specialty
from codes.services.table import WORD, Synonym, table

# Single words of everyday job prose. In running text they name no specialty; in a title or a search they do.
EVERYDAY = frozenset(
    """
    ablation abstractor ambulance ancillary annotation appeals ar auditor biller billing biologics braces burn
    claims collections compliance cosmetic denials dental detox diabetes educator emergency eye fp genetics gs hand
    hearing hernia hospice ic id im imaging infusion injections inpatient ip it lab laboratory manipulation
    maternity medicaid molecular newborn nuclear observation onboarding oncology optical ot oxygen pain path
    professional rad registry renal respiratory retina scanning sepsis skin sleep spine stars stroke surgery trainer
    transplant trauma ultrasound vascular vein vision waiver
    """.split()  # noqa: SIM905  # a paragraph reads better than ninety quoted words
)


@dataclass(frozen=True, slots=True)
class SpecialtyHit:
    """A phrase of the text and the specialties it may mean, all of them where it is ambiguous."""

    specialties: tuple[Specialty, ...]
    words: str
    start: int
    end: int
    is_ambiguous: bool


def find_specialties(text: str, *, in_prose: bool = False) -> list[SpecialtyHit]:
    """The longest known phrases of a text, from left to right, without overlaps.

    `in_prose` is for running text: acronyms count only as written in capitals, everyday words not at all.
    """
    known = table()
    words = list(WORD.finditer(text.lower()))
    if len(text.lower()) != len(text):
        return []
    hits: list[SpecialtyHit] = []
    position = 0
    while position < len(words):
        step = 1
        for length in range(min(known.longest_phrase, len(words) - position), 0, -1):
            chunk = words[position : position + length]
            synonyms = known.phrases.get(tuple(match[0] for match in chunk))
            if not synonyms:
                continue
            start, end = chunk[0].start(), chunk[-1].end()
            shown = text[start:end]
            if in_prose and not any(counts_in_prose(synonym, shown) for synonym in synonyms):
                continue
            specialties = tuple({synonym.specialty.pk: synonym.specialty for synonym in synonyms}.values())
            is_ambiguous = len(specialties) > 1 or any(synonym.is_ambiguous for synonym in synonyms)
            hits.append(SpecialtyHit(specialties, shown, start, end, is_ambiguous))
            step = length
            break
        position += step
    return hits


def counts_in_prose(synonym: Synonym, shown: str) -> bool:
    if shown.lower() in EVERYDAY:
        return False
    letters = [letter for letter in synonym.text if letter.isalpha()]
    is_acronym = len(synonym.text) <= 6 and sum(letter.isupper() for letter in letters) > len(letters) / 2
    return shown == synonym.text if is_acronym else True
