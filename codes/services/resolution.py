"""Which specialties work a code: any well-formed one, stored or not."""

from django.conf import settings

from codes.grammar import CodeSystem, Range, range_holds
from codes.services.table import Match, table

MOST_NAMED = 3


def resolve(system: str, code: str) -> list[Match]:
    """The specialties of a code in stored form, best first, each with its best range."""
    return table().matches(system, code)


def explain(system: str, code: str) -> str:
    """What the chip of a code says in place: our summary, and who works it. Out of memory, for lists of codes."""
    known = [match.specialty.name for match in resolve(system, code) if not match.is_generic][:MOST_NAMED]
    worked = f"Worked by {', '.join(known)}." if known else ""
    summary = table().summaries.get((system, code), "") if is_shown(system) else ""
    return f"{summary} {worked}".strip() or "This board holds nothing about it yet."


def is_shown(system: str) -> bool:
    """Whether this board shows pages and answers of the system at all."""
    return system != CodeSystem.CPT or settings.CPT_PAGES


def resolve_range(span: Range) -> list[Match]:
    """The specialties of a range as a posting names it: those that hold both its ends, else those that overlap it."""
    last = {match.specialty.pk for match in resolve(span.system, span.end)}
    both = [match for match in resolve(span.system, span.start) if match.specialty.pk in last]
    if any(not match.is_generic for match in both):
        return both
    found: dict[int, Match] = {}
    for row in table().rows.get(span.system, ()):
        if range_holds(span.system, row.start, row.end, span.start) or span.holds(row.start):
            found.setdefault(row.match.specialty.pk, row.match)
    return list(found.values()) or both
