"""Cities of the line: with their state all that we know ("Kansas City, KS"), by their name alone those with open jobs.

A name that holds a state's (Iowa City, Virginia Beach) is a city also alone, for else it would be read as the state; so
is what people call one in several words (Bay Area).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from codes import services as codes
from codes.models.places import OTHER_NAMES, SHORT, city_key
from codes.services.table import table
from listings.search.query.parts import Part, Query
from listings.search.query.places import distance_behind
from listings.search.query.states import AMBIGUOUS_STATES, is_behind_town
from listings.search.query.words import SOFT_WORDS, STOP_WORDS
from listings.vocabulary import STRICT, Vocabulary

LONGEST_CITY = 4
TOKEN = re.compile(r"[A-Za-z0-9']+")
# Between the cities of a list.
LISTED_BEHIND = re.compile(r"\s*[/|&]\s*|\s*,?\s+or\s+", re.IGNORECASE)
LISTED_BEFORE = re.compile(rf"(?:{LISTED_BEHIND.pattern})$", re.IGNORECASE)
# A name that many states have means those where it has most ZIP codes.
MOST_STATES = 5
# The one state whose city has another state's name: Washington, DC.
CAPITAL = "DC"

Words = list[re.Match[str]]
# A city's name as it is looked up (codes.models.places.city_key) → state → the name as people write it.
Cities = dict[str, dict[str, str]]


@dataclass
class Line:
    text: str
    words: Words
    # Of each letter, whether something was read from it.
    taken: list[bool]
    vocabulary: Vocabulary
    # Those with open jobs.
    cities: Callable[[], Cities]

    @cached_property
    def heads(self) -> frozenset[int]:
        """The places of words with which a state may begin."""
        heads = self.vocabulary.heads_of_states
        return frozenset(place for place, word in enumerate(self.words) if word[0] in heads)

    @cached_property
    def short(self) -> list[str]:
        """The words as city_key writes them, where it need not care for other letters."""
        has_others = "'" in self.text or "’" in self.text
        return [] if has_others else [SHORT.get(word[0], word[0]) for word in self.words]

    def key(self, position: int, length: int) -> str:
        if self.short:
            key = " ".join(self.short[position : position + length])
            return OTHER_NAMES.get(key, key)
        return city_key(self.text[self.words[position].start() : self.words[position + length - 1].end()])

    def city(self, values: list[str], start: int, end: int, alone: str = "") -> Part:
        miles, last = distance_behind(self.text, end)
        if any(self.taken[end:last]):
            miles, last = 0, end
        words = self.text[start:last]
        return Part(
            "city",
            tuple(values),
            words,
            start,
            last,
            columns=(),
            alone=alone and alone + self.text[end:last],
            miles=miles,
        )


def city_with_state(line: Line, position: int, lengths: range) -> Part | None:
    """A city of the reference in front of its state."""
    for length in lengths if may_be_city(line.words[position][0]) else ():
        if position + length not in line.heads:
            continue
        state, at, end = state_behind(line, position + length)
        key = line.key(position, length) if state else ""
        if state not in table().towns.get(key, ()):
            continue
        chunk = line.words[position : position + length]
        start = chunk[0].start()
        if is_other(line, chunk, state, at, end):
            continue
        name = line.cities().get(key, {}).get(state, "")
        if not name and is_behind_town(line.text, start, at, end, line.vocabulary):
            place = codes.find_place(f"{key}, {state}")
            name = place.city if place else ""
        if name:
            value = f"{name}, {state}"
            return line.city([value], start, end, alone=value if state in AMBIGUOUS_STATES else "")
    return None


def city_alone(line: Line, position: int, lengths: range) -> Part | None:
    """A city in which a job stands open, with its state where the line goes on with one."""
    for length in lengths if may_be_city(line.words[position][0]) else ():
        key = line.key(position, length)
        names = line.cities().get(key, {})
        if not names and key not in table().towns:
            continue
        chunk = line.words[position : position + length]
        meaning = line.vocabulary.phrases.get(tuple(word[0] for word in chunk))
        if meaning and meaning.kind == "state":
            continue
        start, end = chunk[0].start(), chunk[-1].end()
        state, _, last = state_behind(line, position + length) if names else ("", 0, 0)
        if state in names:
            names, end = {state: names[state]}, last
        values = [f"{name}, {state}" for state, name in sorted(names.items())]
        is_other_name = len(chunk) > 1 and " ".join(word[0] for word in chunk) in OTHER_NAMES
        if not values and (is_other_name or holds_state(chunk, line.vocabulary)):
            values = towns_called(key)
        if values:
            return line.city(values, start, end)
    return None


def listed_in(text: str, taken: list[bool], parts: list[Part]) -> Iterator[Part]:
    """Cities of the reference in a list with one that was read, though no job is there: "houston/dallas/austin"."""
    for part in [part for part in parts if part.kind == "city"]:
        for is_behind in (True, False):
            start, end = part.start, part.end
            while found := beside(text, taken, start, end, is_behind=is_behind):
                yield found
                start, end = found.start, found.end


def beside(text: str, taken: list[bool], start: int, end: int, *, is_behind: bool) -> Part | None:
    """The city next in the list, behind or before what stands there; the longest of its names."""
    joiner = LISTED_BEHIND.match(text, end) if is_behind else LISTED_BEFORE.search(text, 0, start)
    if not joiner:
        return None
    rest = list(TOKEN.finditer(text, joiner.end()) if is_behind else TOKEN.finditer(text, 0, joiner.start()))
    words = rest[:LONGEST_CITY] if is_behind else rest[-LONGEST_CITY:]
    if not words or (words[0].start() != joiner.end() if is_behind else words[-1].end() != joiner.start()):
        return None
    for length in range(len(words), 0, -1):
        chunk = words[:length] if is_behind else words[-length:]
        first, last = chunk[0].start(), chunk[-1].end()
        key = city_key(text[first:last])
        if not any(taken[first:last]) and may_be_city(chunk[0][0].lower()) and key in table().towns:
            return Part("city", tuple(towns_called(key)), text[first:last], first, last, columns=())
    return None


def towns_said(query: Query) -> list[tuple[tuple[Part, ...], str]]:
    """(the words of the line that name a city of the reference, the name as it is looked up), for names that were read
    as no place, since no job is there."""
    words = [
        part for part in query.parts if part.kind == "word" and not part.is_negated
    ]  # of a name only the first may not be a soft one
    towns, found, position = table().towns, [], 0
    while position < len(words):
        step = 1
        for length in range(min(LONGEST_CITY, len(words) - position), 0, -1):
            run = tuple(words[position : position + length])
            key = city_key(query.text[run[0].start : run[-1].end])
            if key in towns and may_be_city(run[0].values[0]):
                found.append((run, key))
                step = length
                break
        position += step
    return found


def towns_called(key: str) -> list[str]:
    """The cities of this name, each with its state."""
    places = (codes.find_place(f"{key}, {state}") for state in table().towns.get(key, ())[:MOST_STATES])
    return [place.town for place in places if place]


def may_be_city(first: str) -> bool:
    return first.isalpha() and first not in SOFT_WORDS and first not in STOP_WORDS


def is_other(line: Line, chunk: Words, state: str, at: int, end: int) -> bool:
    """Whether the name means something else in front of the state there: "remote", a system (VistA in CA, unless it is
    Vista, CA), or another state beside it, unless both are written as in an address (Indiana, PA)."""
    name = tuple(word[0] for word in chunk)
    meaning = line.vocabulary.phrases.get(name)
    has_comma = "," in line.text[chunk[-1].end() : at]
    if meaning and meaning.kind == "state":
        is_address = has_comma and len(name[0]) > 2 and is_title(line.text, chunk[0].start()) and end - at == 2
        return state not in (meaning.value, CAPITAL) and not (is_address and line.text[at:end].isupper())
    if meaning and meaning.kind in STRICT:
        return True
    return not has_comma and (meaning is not None or name in table().phrases)


def is_title(text: str, start: int) -> bool:
    """A name begins there, in a line that is not all in capitals."""
    return text[start].isupper() and not text.isupper()


def state_behind(line: Line, position: int) -> tuple[str, int, int]:
    """(the state that stands at this word, its start, its end); empty where none does, or something else is between."""
    words, text = line.words, line.text
    if position not in line.heads:
        return "", 0, 0
    start = words[position].start()
    if text[words[position - 1].end() : start].strip(" ,."):
        return "", 0, 0
    for length in (3, 2, 1):
        chunk = words[position : position + length]
        end = chunk[-1].end()
        if len(chunk) < length or any(line.taken[start:end]):
            continue
        if any(text[one.end() : other.start()].strip(" .") for one, other in pairwise(chunk)):
            continue
        name = tuple(word[0] for word in chunk)
        if length == 2 and end - start <= len("D. C") and len("".join(name)) == 2:
            name = ("".join(name),)
        meaning = line.vocabulary.phrases.get(name)
        if meaning and meaning.kind == "state":
            is_term = text[end : end + 1] == "-" and meaning.value in AMBIGUOUS_STATES  # Jackson MS-DRG
            return ("", 0, 0) if is_term else (meaning.value, start, end)
    return "", 0, 0


def holds_state(chunk: Words, vocabulary: Vocabulary) -> bool:
    """Whether some of these words, but not all of them, are a state's name."""
    words = [word[0] for word in chunk]
    runs = [
        tuple(words[start : start + length])
        for length in range(1, len(words))
        for start in range(len(words) - length + 1)
    ]
    found = (vocabulary.phrases.get(run) for run in runs if len("".join(run)) > 2)
    return any(meaning and meaning.kind == "state" for meaning in found)
