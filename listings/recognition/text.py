"""Sentences and the words around a match."""

import re

# A line, or a piece that ends in a full stop, question mark or semicolon followed by a space.
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+(?=[A-Z(•*\-])|\n+")


def sentences(text: str) -> list[str]:
    return [piece for piece in (part.strip() for part in _SENTENCE_END.split(text)) if piece]


def around(text: str, start: int, end: int, reach: int = 40) -> str:
    """The match with some whole words on both sides, on one line."""
    left, right = max(0, start - reach), min(len(text), end + reach)
    if left:
        left = text.find(" ", left, start) + 1 or start
    if right < len(text):
        cut = text.rfind(" ", end, right)
        right = cut if cut > 0 else end
    return " ".join(text[left:right].split())
