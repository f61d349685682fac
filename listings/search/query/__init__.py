"""The query line, understood before any text is searched.

`understand` takes the line apart: codes by the grammar, then the longest phrases that name a credential, a specialty,
a state, a city, a system, remote work, a type, a level or a pay, and the rest as words. It never raises, and says what
it left out. What stands in quotes is plain text: that is how a reading is taken back.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace

from core.words import without_accents
from listings.search.query.amounts import pay_in, posted_in, years_in
from listings.search.query.named_codes import TOKEN, codes_in, services_in
from listings.search.query.parts import EVERYWHERE, PLACES, Part, Query
from listings.search.query.phrases import phrases_in, titles_in
from listings.search.query.places import addresses_in, distance_in, here_in, places_in
from listings.search.query.towns import Cities, listed_in
from listings.search.query.words import HOW_LONG, SHORT_NUMBER, SOFT_WORDS, STOP_WORDS, WHICH, WORD, clauses, forms
from listings.vocabulary import STRICT, Vocabulary

__all__ = ["EVERYWHERE", "MOST_CLAUSES", "STOP_WORDS", "STRICT", "Part", "Query", "forms", "understand"]

MOST_CLAUSES = 8
LONGEST_ECHO = 6
# Read, and no part of what is searched: empty quotes and the nation, where somebody is, how far.
UNSEARCHED = frozenset({"label", "here", "distance"})
# Parts whose words a title may repeat.
SPOKEN = frozenset({"word", "title", "specialty", "level", "credential", "ehr"})
NOT = re.compile(
    r"(?:(?:^|\s)(?:not|no|non|without|except|excluding)[\s-]+(?:any\s+|an?\s+)?(?:(?:located|living|based)\s+)?"
    r"(?:(?:in|from)\s+)?(?:the\s+)?|(?:^|\s)-)$",
    re.IGNORECASE,
)
# Every job is there.
NATION = re.compile(r"\bunited states(?: of america)?\b|\bu\.\s?s\.(?:\s?a\.)?(?!\s*virgin)", re.IGNORECASE)
# What "not" in front may turn round. A word is only a word of titles: what a text says may be that there is none.
NEGATABLE = frozenset(
    {"work", "type", "state", "city", "ehr", "credential", "level", "schedule", "setting", "specialty", "near", "word"}
)


def nowhere(text: str) -> tuple[str, ...]:
    return ()


def understand(
    text: str,
    vocabulary: Vocabulary,
    cities: Callable[[], Cities] = dict,
    find_places: Callable[[str], tuple[str, ...]] = nowhere,
) -> Query:
    """`cities` are those with open jobs, asked for only where a word is left that may be one; `find_places`
    gives the names of the places that words behind "near" may mean."""
    # A letter whose small form is longer (İ) would move every place after it.
    text = "".join(
        letter if len(letter.lower()) == 1 else letter.lower()[0] for letter in unicodedata.normalize("NFC", text)
    )
    plain = without_accents(text)  # Cañon City is Canon City
    taken = [False] * len(text)
    parts: list[Part] = []

    def take(found: Iterator[Part]) -> None:
        for part in found:
            if not any(taken[part.start : part.end]):
                taken[part.start : part.end] = [True] * (part.end - part.start)
                parts.append(part)

    take(quoted(plain))
    take(Part("label", (), match[0], *match.span()) for match in NATION.finditer(plain))
    take(pay_in(plain))
    take(years_in(plain))
    take(posted_in(plain))
    take(here_in(plain))
    take(addresses_in(plain, find_places))
    take(places_in(plain, vocabulary, find_places))
    take(services_in(plain))
    take(codes_in(plain, taken))
    take(phrases_in(plain, taken, vocabulary, cities))
    take(listed_in(plain, taken, parts))
    take(distance_in(plain, parts))
    take(titles_in(plain, taken, vocabulary))
    take(words_in(plain, taken))
    if plain is not text:
        parts = [as_typed(text, plain, part) for part in parts]
    parts.sort(key=lambda part: part.start)
    far = next((part for part in parts if part.kind == "distance"), None)
    parts = [so_far(part, far) if far and part.kind in PLACES and not part.miles else part for part in parts]
    said: dict[tuple, Part] = {}  # what a line says twice is one part
    for part in [turned(text, part) for part in parts]:
        if part.kind not in UNSEARCHED:
            key = part.kind, part.values, part.is_negated, part.miles
            first = said.setdefault(key, part)
            if first is not part:
                said[key] = replace(first, again=(*first.again, (part.start, part.end)))
    kept = [*said.values()]
    decisive = [part for part in kept if part.kind != "word" or part.values[0] not in STOP_WORDS]
    here = next((part for part in parts if part.kind == "here"), None)
    kept = decisive or ([] if here else kept)
    return Query(
        text=text,
        parts=tuple(kept[:MOST_CLAUSES]),
        ignored=" ".join(part.words for part in kept[MOST_CLAUSES:]),
        echo=echo(text, kept[:MOST_CLAUSES]),
        here=here,
    )


def echo(text: str, parts: list[Part]) -> Part | None:
    """The longest run of words that a text may hold as they stand: "drg validation", "senior inpatient coder"."""
    runs: list[list[Part]] = [[]]
    for part in parts:
        is_apart = runs[-1] and text[runs[-1][-1].end : part.start].strip(" -/")
        if is_apart or part.is_negated or part.kind not in SPOKEN:
            runs.append([])
        if not part.is_negated and part.kind in SPOKEN:
            runs[-1].append(part)
    run = max(runs, key=len)
    words = tuple(word for part in run for word in part.terms)
    if len(words) < 2 or len(words) > LONGEST_ECHO:
        return None
    start, end = run[0].start, run[-1].end
    return Part("phrase", (" ".join(words),), text[start:end], start, end, is_soft=True, texts=((" ".join(words),),))


def so_far(part: Part, distance: Part) -> Part:
    """The place with a distance that the line says elsewhere."""
    return replace(part, miles=distance.miles, again=((distance.start, distance.end),))


def as_typed(text: str, plain: str, part: Part) -> Part:
    """The part with its words as they stand in the line."""
    start = plain.lower().find(part.words.lower(), part.start, part.end)
    return replace(part, words=text[start : start + len(part.words)]) if start >= 0 else part


def turned(text: str, part: Part) -> Part:
    """The part with the "not" in front of it, if there is one."""
    if part.kind not in NEGATABLE:
        return part
    match = NOT.search(text[: part.start])
    if not match:
        return part
    start = match.start() + (0 if match[0][:1] in "-nweNWE" else 1)
    alone = f"not {part.alone}" if part.alone else ""
    words = text[start : part.end]
    texts, columns = (part.texts, ("title",)) if part.kind == "word" else ((), ())
    return replace(part, start=start, words=words, is_negated=True, texts=texts, columns=columns, alone=alone)


def quoted(text: str) -> Iterator[Part]:
    for match in TOKEN.finditer(text):
        if match["quoted"] is not None:
            words = " ".join(WORD.findall(match["quoted"].lower()))
            kind = "phrase" if words else "label"
            yield Part(kind, (words,), match["quoted"], match.start(), match.end(), texts=((words,),))


def words_in(text: str, taken: list[bool]) -> Iterator[Part]:
    for match in WORD.finditer(text.lower()):
        word = match[0]
        if not any(taken[match.start() : match.end()]):
            is_number = word.isdigit() and (len(word) <= SHORT_NUMBER or HOW_LONG.match(text, match.end()))
            is_which = word.isdigit() and WHICH.search(text[: match.start()])
            is_soft = bool(word in SOFT_WORDS or is_number or is_which)
            yield Part("word", (word,), word, match.start(), match.end(), is_soft=is_soft, texts=clauses((word,)))
