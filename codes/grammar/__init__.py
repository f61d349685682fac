"""The one grammar of codes: pure functions, no database.

`parse` reads what somebody typed as a code and returns every reading; `find_codes` finds codes in running text.
"""

from codes.grammar.parsing import Parsed, parse
from codes.grammar.prose import Found, find_codes
from codes.grammar.ranges import Range, holding, in_class, range_holds, same_class
from codes.grammar.systems import (
    CodeSystem,
    Kind,
    Reading,
    canonical_path,
    category,
    code_reading,
    display,
    is_wellformed,
    normalise,
    system_name,
)

__all__ = [
    "CodeSystem",
    "Found",
    "Kind",
    "Parsed",
    "Range",
    "Reading",
    "canonical_path",
    "category",
    "code_reading",
    "display",
    "find_codes",
    "holding",
    "in_class",
    "is_wellformed",
    "normalise",
    "parse",
    "range_holds",
    "same_class",
    "system_name",
]
