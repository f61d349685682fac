"""Codes of the line by their shape: single ones, ranges, and 77xxx."""

import re
from collections.abc import Iterator

from codes import services as codes
from codes.grammar import Reading, parse
from listings.search.query.parts import Part

LABELS = frozenset(
    """
    cpt hcpcs icd-10 icd10 icd-10-cm icd-10-pcs icd drg ms-drg cdt code codes
    """.split()  # noqa: SIM905  # a line reads better than ten quoted words
)
TOKEN = re.compile(r'"(?P<quoted>[^"]*)"?|(?P<plain>[^\s"]+)')
LABEL_BEFORE = re.compile(
    rf"(?:^|\s)(?P<label>{'|'.join(sorted(map(re.escape, LABELS), key=len, reverse=True))})[:#]?\s+$", re.IGNORECASE
)
# A range or all codes of a kind in one token; the grammar decides whether it is one.
SPAN = re.compile(
    r"\b[A-Z0-9]{3,7}(?:\.[A-Z0-9]+)?\s*[-–—]\s*[A-Z0-9]{3,7}(?:\.[A-Z0-9]+)?\b|\b[A-Z]?[0-9]{2,4}[x*]{1,3}(?!\w)",
    re.IGNORECASE,
)
SPACED_SPAN = re.compile(
    r"\b([A-Z]?[0-9]{4,5}[A-Z]?)\s*(?:[-–—]|to|thru|through)\s*([A-Z]?[0-9]{4,5}[A-Z]?)\b", re.IGNORECASE
)


def codes_in(text: str, taken: list[bool]) -> Iterator[Part]:
    """A label in front belongs to the code. Three digits are a DRG only behind that word."""
    yield from ranges_in(text, taken)
    tokens = [match for match in TOKEN.finditer(text) if match["plain"] and not any(taken[match.start() : match.end()])]
    for position, match in enumerate(tokens):
        before = tokens[position - 1] if position else None
        label = before["plain"].lower().strip(":#") if before else ""
        label = label if label in LABELS else ""
        start = before.start() if before and label else match.start()
        readings = readings_of(match["plain"], label)
        if readings:
            values = tuple(dict.fromkeys(reading.display for reading in readings))
            words = text[start : match.end()]
            yield Part(
                "code", values, words, start, match.end(), readings=readings, texts=(code_words(readings),), columns=()
            )


def code_words(readings: tuple[Reading, ...]) -> tuple[str, ...]:
    """A code as texts spell it: with and without its dot."""
    spelled = [one.lower() for reading in readings for one in (reading.code, reading.display.replace(".", " "))]
    return tuple(dict.fromkeys(spelled))


def ranges_in(text: str, taken: list[bool]) -> Iterator[Part]:
    for pattern in (SPACED_SPAN, SPAN):
        for match in pattern.finditer(text):
            if any(taken[match.start() : match.end()]):
                continue
            label = LABEL_BEFORE.search(text[: match.start()])
            start = (
                label.start("label")
                if label and not any(taken[label.start("label") : match.start()])
                else match.start()
            )
            # Behind the name of a system it is a range of that system; where there is none such, the name says nothing.
            ranges = parse(f"{label['label'] if label else ''} {match[0]}").ranges or parse(match[0]).ranges
            if ranges:
                values = tuple(span.display for span in ranges)
                yield Part("range", values, text[start : match.end()], start, match.end(), ranges=ranges, columns=())


def readings_of(token: str, label: str) -> tuple[Reading, ...]:
    bare = token.strip(".,;:()[]'#?!")
    if len(bare) < 3 or not any(character.isdigit() for character in bare):
        return ()
    if bare.isdigit() and len(bare) < 5 and "drg" not in label:
        return ()
    # A word with a number, such as V28 or 3M, names a specialty or a system before it names a code.
    if len(bare) < 5 and "." not in bare and not label and codes.find_specialties(bare):
        return ()
    return parse(f"{label} {bare}".strip()).codes
