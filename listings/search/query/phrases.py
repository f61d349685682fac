"""The longest phrases the trade knows, from left to right."""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from codes.services.table import Synonym, table
from listings.search.query.parts import EVERYWHERE, Part
from listings.search.query.states import AMBIGUOUS_STATES, is_state
from listings.search.query.towns import LONGEST_CITY, Cities, Line, city_alone, city_with_state
from listings.search.query.words import clauses, singular
from listings.vocabulary import STRICT, Meaning, Vocabulary

TOKEN = re.compile(r"[a-z0-9]+")
# Two words this long may be one that somebody took apart: cardio thoracic.
SHORTEST_HALF = 3
# A specialty whose names are levels of any work: "coding manager" is a manager, and of coding.
LEVELS_RATHER = frozenset({"coding-leadership"})


def phrases_in(text: str, taken: list[bool], vocabulary: Vocabulary, cities: Callable[[], Cities]) -> Iterator[Part]:
    words = list(TOKEN.finditer(text.lower()))
    line = Line(text, words, taken, vocabulary, cities)
    longest = max(vocabulary.longest_phrase, table().longest_phrase, LONGEST_CITY)
    reaches = reaches_of(text, words, taken)
    position = 0
    last: Part | None = None
    while position < len(words):
        free = range(min(longest, reaches[position]), 0, -1)
        short = range(min(LONGEST_CITY, reaches[position]), 0, -1)
        part = city_with_state(line, position, short) if line.heads else None
        # Kansas is a state, Kansas City is none; nor is the La of La Crosse.
        head = words[position][0]
        is_head = len(head) > 2 and head in vocabulary.heads_of_states
        if part is None and (is_head or head.upper() in AMBIGUOUS_STATES):
            part = city_alone(line, position, short[:-1])
        part = part or longest_known(text, words, position, free, vocabulary, last)
        part = part or city_alone(line, position, short)
        if part:
            yield part
            last = part
        position += sum(1 for word in words[position:] if word.start() < part.end) if part else 1


def reaches_of(text: str, words: list[re.Match[str]], taken: list[bool]) -> list[int]:
    """Of each word, how many from there on stand side by side, nothing of them read yet."""
    found, reach, following = [0] * len(words), 0, None
    for place in range(len(words) - 1, -1, -1):
        word = words[place]
        end = following.start() if following else word.end()
        if following and (crosses(text, [word, following]) or any(taken[word.end() : end])):
            reach = 0
        reach = 0 if any(taken[word.start() : word.end()]) else reach + 1
        found[place], following = reach, word
    return found


def longest_known(
    text: str,
    words: list[re.Match[str]],
    position: int,
    lengths: range,
    vocabulary: Vocabulary,
    last: Part | None,
) -> Part | None:
    for length in lengths:
        part = read(text, words[position : position + length], vocabulary, last)
        if part:
            return part
    return None


def spellings(chunk: list[re.Match[str]]) -> Iterator[tuple[str, ...]]:
    """As it stands, in the singular, and two words as the one they may have been."""
    key = tuple(match[0] for match in chunk)
    yield key
    last = singular(key[-1])
    if last:
        yield (*key[:-1], last)
    if len(key) == 2 and min(map(len, key)) >= SHORTEST_HALF:
        yield ("".join(key),)


def read(text: str, chunk: list[re.Match[str]], vocabulary: Vocabulary, last: Part | None) -> Part | None:
    start, end = chunk[0].start(), chunk[-1].end()
    for key in spellings(chunk):
        meaning = vocabulary.phrases.get(key)
        if meaning and (meaning.kind != "state" or is_state(text, start, end, vocabulary, last)):
            return named(meaning, text, start, end, vocabulary)
        synonyms = [one for one in table().phrases.get(key, ()) if one.specialty.slug not in LEVELS_RATHER]
        if synonyms:
            return worked(synonyms, text, start, end, key)
    return None


def named(meaning: Meaning, text: str, start: int, end: int, vocabulary: Vocabulary) -> Part:
    words = text[start:end]
    typed = tuple(TOKEN.findall(words.lower()))
    if meaning.kind == "level" and typed[0] == "coder":  # "coder II": the numeral is the level, the coder a word
        start = end - len(typed[-1])
        words = text[start:end]
    # What a text says of apprentices may as well be that none are wanted.
    is_stated = meaning.kind in STRICT or (meaning.kind == "credential" and meaning.value in vocabulary.apprentices)
    columns = () if is_stated else EVERYWHERE
    is_clear = meaning.kind != "state" or words.upper() not in AMBIGUOUS_STATES
    alone = "" if is_clear else vocabulary.states.get(meaning.value, "")
    texts = clauses(typed)
    if meaning.kind == "credential" and len(typed) > 1:  # of its words most are those of any job
        texts = ((" ".join(typed), meaning.value.lower()),)
    return Part(meaning.kind, (meaning.value,), words, start, end, texts=texts, columns=columns, alone=alone)


def titles_in(text: str, taken: list[bool], vocabulary: Vocabulary) -> Iterator[Part]:
    """Job titles of which nothing else was read: a cancer registrar is an oncology data specialist."""
    words = [word for word in TOKEN.finditer(text.lower()) if not taken[word.start()]]
    longest = max(map(len, vocabulary.title_phrases), default=1)
    position = 0
    while position < len(words):
        step = 1
        for length in range(min(longest, len(words) - position), 1, -1):
            chunk = words[position : position + length]
            start, end = chunk[0].start(), chunk[-1].end()
            if any(taken[start:end]) or crosses(text, chunk):
                continue
            slug = next((s for key in spellings(chunk) if (s := vocabulary.title_phrases.get(key))), "")
            if slug:
                yield Part("title", (slug,), text[start:end], start, end, texts=(vocabulary.titles[slug],))
                step = length
                break
        position += step


def worked(synonyms: list[Synonym], text: str, start: int, end: int, key: tuple[str, ...]) -> Part:
    specialties = tuple({synonym.specialty.pk: synonym.specialty for synonym in synonyms}.values())
    words = text[start:end]
    typed = tuple(TOKEN.findall(words.lower()))
    is_joined = len(key) == 1 and len(typed) > 1
    return Part(
        "specialty",
        tuple(specialty.slug for specialty in specialties),
        words,
        start,
        end,
        is_ambiguous=len(specialties) > 1 or any(synonym.is_ambiguous for synonym in synonyms),
        specialties=specialties,
        texts=((key[0], " ".join(typed)),) if is_joined else clauses(typed),
    )


def crosses(text: str, chunk: list[re.Match[str]]) -> bool:
    """A comma or the like between the words: they are no phrase."""
    return any(set(text[one.end() : other.start()]) - set(" -/&.'%") for one, other in pairwise(chunk))
