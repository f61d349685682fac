"""Which specialties work a code: any well-formed one, stored or not."""

from codes.grammar import Range, range_holds
from codes.services.table import Match, table


def resolve(system: str, code: str) -> list[Match]:
    """The specialties of a code in stored form, best first, each with its best range."""
    return table().matches(system, code)


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
