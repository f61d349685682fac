"""The query line, understood before any text is searched.

`understand` takes the line apart: codes it knows by the grammar, the rest as words. It reads nothing but its arguments
and the reference, never raises, and says what it left out.
"""

import re
from dataclasses import dataclass

from codes.grammar import Reading, parse

MOST_CLAUSES = 8
LABELS = {"cpt", "hcpcs", "icd-10", "icd10", "icd-10-cm", "icd-10-pcs", "icd", "drg", "ms-drg", "cdt", "code", "codes"}
WORD = re.compile(r"[^\W_]+(?:[&+/.'-][^\W_]+)*", re.UNICODE)
STOP_WORDS = frozenset(
    {"a", "an", "and", "the", "of", "for", "in", "at", "to", "with", "or", "job", "jobs", "position", "positions"}
)


@dataclass(frozen=True)
class Query:
    """The line as parts: readings of codes, and words that must all be found."""

    text: str = ""
    codes: tuple[Reading, ...] = ()
    words: tuple[str, ...] = ()
    ignored: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.codes or self.words)


def understand(text: str) -> Query:
    codes: dict[str, list[Reading]] = {}
    words: list[str] = []
    tokens = text.split()
    for position, token in enumerate(tokens):
        following = tokens[position + 1] if position + 1 < len(tokens) else ""
        label = tokens[position - 1].lower() if position else ""
        readings = codes_in(token, label)
        if readings:
            codes.setdefault(readings[0].display, readings)
        elif token.lower().strip(":#") in LABELS and codes_in(following, token.lower()):
            continue
        else:
            words += [word.lower() for word in WORD.findall(token)]
    clauses = list(dict.fromkeys(word for word in words if word not in STOP_WORDS))
    if not clauses and not codes:
        clauses = list(dict.fromkeys(words))
    room = max(0, MOST_CLAUSES - len(codes))
    return Query(
        text=text,
        codes=tuple(reading for readings in list(codes.values())[:MOST_CLAUSES] for reading in readings),
        words=tuple(clauses[:room]),
        ignored=" ".join([*list(codes)[MOST_CLAUSES:], *clauses[room:]]),
    )


def codes_in(token: str, label: str = "") -> list[Reading]:
    """The codes one word of the line stands for. Three digits are a DRG only behind that word."""
    bare = token.strip(".,;:()[]\"'#?!")
    if not any(character.isdigit() for character in bare) or len(bare) < 3:
        return []
    if bare.isdigit() and len(bare) < 5 and "drg" not in label:
        return []
    label = label.strip(":#") if label.strip(":#") in LABELS else ""
    return list(parse(f"{label} {bare}".strip()).codes)
