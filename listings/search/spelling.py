"""Words nobody uses: what was probably meant. Compared with terms, never with documents."""

from collections.abc import Iterable
from difflib import get_close_matches

from codes.services.table import table
from listings.models import ListingText
from listings.search.query import Part, Query
from listings.vocabulary import Vocabulary, phrase_of

SHORTEST = 4
LIKE_ENOUGH = 0.8
MOST_TITLES = 5_000


def known_words(vocabulary: Vocabulary, texts: Iterable[tuple[str, str]]) -> set[str]:
    """The words of the reference and of open jobs' titles and employers."""
    words = {word for phrase in (*vocabulary.phrases, *table().phrases) for word in phrase}
    for title, employer in texts:
        words.update(phrase_of(title), phrase_of(employer))
    return {word for word in words if len(word) >= SHORTEST and word.isalpha()}


def suggest(query: Query, vocabulary: Vocabulary, listings: Iterable[int]) -> dict[str, str]:
    """Typed word -> the word it is probably meant to be, for the words of the line that nobody uses."""
    unsure = [part for part in query.parts if part.kind == "word" and is_word(part)]
    if not unsure:
        return {}
    texts = ListingText.objects.filter(listing__in=listings).values_list("title", "employer")[:MOST_TITLES]
    words = known_words(vocabulary, texts)
    found = {}
    for part in unsure:
        word = part.values[0]
        if word not in words:
            close = get_close_matches(word, words, n=1, cutoff=LIKE_ENOUGH)
            if close:
                found[word] = close[0]
    return found


def is_word(part: Part) -> bool:
    return len(part.values[0]) >= SHORTEST and part.values[0].isalpha()


def respell(query: Query, suggestions: dict[str, str]) -> str:
    """The line with the suggestions in place of what was typed."""
    text = query.text
    for part in sorted(query.parts, key=lambda part: -part.start):
        if part.kind == "word" and part.values[0] in suggestions:
            text = text[: part.start] + suggestions[part.values[0]] + text[part.end :]
    return text
