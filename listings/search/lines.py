"""Lines that were understood, kept as long as what they were understood with: a page is asked for more than once."""

from typing import Any

from listings.search.query import Query
from listings.search.shelf import Shelf

MOST_BYTES = 4 * 1024 * 1024
BYTES_OF_LINE = 6_000

# All that a line is understood with: the vocabulary, the table of the reference, the lexicon or None.
Words = tuple[Any, ...]


class Lines:
    def __init__(self) -> None:
        # Both in one: whoever reads it has what belongs together.
        self.held: tuple[Words, Shelf] = (), Shelf(MOST_BYTES)

    def shelf(self, words: Words) -> Shelf:
        held, shelf = self.held
        if not are_same(held, words):
            shelf = Shelf(MOST_BYTES)
            self.held = words, shelf
        return shelf

    def get(self, text: str, words: Words) -> Query | None:
        found: Query | None = self.shelf(words).get(text)
        return found

    def put(self, text: str, query: Query, before: Words, after: Words) -> None:
        """What was read while the words changed belongs to neither. That a lexicon came is no change: it was read for
        this line."""
        if are_same(before, after) or are_same(before, (*after[:-1], None)):
            self.shelf(after).put(text, query, BYTES_OF_LINE)


def are_same(one: Words, other: Words) -> bool:
    return len(one) == len(other) and all(mine is yours for mine, yours in zip(one, other, strict=True))


lines = Lines()
