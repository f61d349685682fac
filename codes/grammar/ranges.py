"""Ranges of codes: what one holds, in Python and in SQL. Both say the same.

Codes are compared as text, CPT inside its category only, ICD-10 by prefix: C00–C96 holds C96.9.
"""

from dataclasses import dataclass

from django.db.models import Q

from codes.grammar.systems import CPT_CATEGORIES, PREFIX_SYSTEMS, CodeSystem, category, display


@dataclass(frozen=True, slots=True)
class Range:
    """Codes of one system from `start` to `end`, both inside, in stored form."""

    system: str
    start: str
    end: str

    @property
    def category(self) -> str:
        return category(self.system, self.start)

    @property
    def display(self) -> str:
        start, end = display(self.system, self.start), display(self.system, self.end)
        return start if start == end else f"{start}–{end}"

    @property
    def label(self) -> str:
        return f"{CodeSystem(self.system).label} {self.display}"

    def holds(self, code: str) -> bool:
        return range_holds(self.system, self.start, self.end, code)


def range_holds(system: str, start: str, end: str, code: str) -> bool:
    """Whether the range of one system holds a code of that system (all in stored form)."""
    if system in PREFIX_SYSTEMS:
        return start <= code and (code <= end or code.startswith(end))
    if system == CodeSystem.CPT and not same_class(end, code):
        return False
    return start <= code <= end


def same_class(one: str, other: str) -> bool:
    """CPT: 0001F–9999F holds no 0395T, and 00100–01999 no 0042T, although the text sorts between."""
    return CPT_CATEGORIES.get(one[-1:], "I") == CPT_CATEGORIES.get(other[-1:], "I")


def holding(system: str, code: str, path: str = "") -> Q:
    """The condition on rows with system, start and end that their range holds the code.

    `path` reaches them from elsewhere: `holding("cpt", "77301", "code_ranges")`.
    """
    name = f"{path}__" if path else ""
    condition = Q(**{f"{name}system": system, f"{name}start__lte": code})
    if system in PREFIX_SYSTEMS:
        prefixes = [code[:length] for length in range(1, len(code) + 1)]
        return condition & (Q(**{f"{name}end__gte": code}) | Q(**{f"{name}end__in": prefixes}))
    condition &= Q(**{f"{name}end__gte": code})
    return condition & in_class(code, f"{name}end") if system == CodeSystem.CPT else condition


def in_class(code: str, field: str) -> Q:
    """The condition that a field names a CPT code of the same category: the letter at its end, or none."""
    letter = code[-1:] if code[-1:] in CPT_CATEGORIES else ""
    return Q(**{f"{field}__regex": f"{letter}$" if letter else "[0-9]$"})
