"""Words nobody uses: what was probably meant. Compared with terms, never with documents."""

from functools import lru_cache

from codes.services.table import table
from listings.search.lexicon import SHORTEST, known_words
from listings.search.query import Part, Query
from listings.search.query.towns import towns_said
from listings.search.query.words import NO_SLIPS, SOFT_WORDS, STOP_WORDS, forms
from listings.vocabulary import Vocabulary

# How many letters a word may be off: one in a short word, two in a long one.
LONG = 8


def suggest(query: Query, vocabulary: Vocabulary, *, is_certain: bool = False) -> dict[str, str]:
    """Typed word -> the word it is probably meant to be, for the words of the line that nobody uses and no city has.

    `is_certain` asks for those alone that are one letter away from a word of the trade: "auditer" has the stem of
    "audits", so the text finds something, and still an auditor was meant.
    """
    unsure = [part.values[0] for part in query.parts if is_word(part)]
    if not unsure:
        return {}
    words = known_words(vocabulary)
    found = {}
    for word in unsure:
        if word not in words and not any(form in words for form in forms(word)):
            close = closest(word, words)
            if close and (not is_certain or is_slip(word, close, vocabulary)):
                found[word] = close
    cities = {part.values[0] for run, _ in towns_said(query) for part in run} if found else set()
    return {word: close for word, close in found.items() if word not in cities}


def is_slip(word: str, close: str, vocabulary: Vocabulary) -> bool:
    of_the_trade = (close,) in vocabulary.phrases or (close,) in table().phrases
    return of_the_trade and len(word) > SHORTEST and word[0] == close[0] and distance(word, close, 1) <= 1


def is_word(part: Part) -> bool:
    word = part.values[0]
    if part.kind != "word" or part.is_negated:
        return False
    return len(word) >= SHORTEST and word.isalpha() and word not in STOP_WORDS | SOFT_WORDS | NO_SLIPS


@lru_cache(maxsize=1_024)
def closest(word: str, words: frozenset[str]) -> str:
    """The word fewest letters away; of several the one that shares the longer beginning, then the commoner spelling."""
    most = 2 if len(word) >= LONG else 1
    best: tuple[int, int, str] | None = None
    for other in words:
        if abs(len(other) - len(word)) > most or len(set(word) - set(other)) > most:
            continue
        away = distance(word, other, most)
        if away <= most:
            rank = (away, -shared(word, other), other)
            if best is None or rank < best:
                best = rank
    return best[2] if best else ""


def shared(one: str, other: str) -> int:
    """Letters both begin with."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def distance(one: str, other: str, most: int) -> int:
    """Letters added, left out, changed or swapped with their neighbour; more than `most` is only known as such."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, start=1):
        older, before, row = before, row, [place]
        for spot, against in enumerate(other, start=1):
            cost = min(before[spot] + 1, row[spot - 1] + 1, before[spot - 1] + (letter != against))
            if place > 1 and spot > 1 and letter == other[spot - 2] and one[place - 2] == against:
                cost = min(cost, older[spot - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


def respell(query: Query, suggestions: dict[str, str]) -> str:
    """The line with the suggestions in place of what was typed."""
    text = query.text
    spans = [
        (start, end, suggestions[part.values[0]])
        for part in query.parts
        if part.kind == "word" and part.values[0] in suggestions
        for start, end in part.spans
    ]
    for start, end, word in sorted(spans, reverse=True):
        text = text[:start] + word + text[end:]
    return text
