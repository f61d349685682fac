"""Places of the line that say so themselves: "near 32701", "within 25 miles of Tampa, FL", "zip 33602", "near me". And
the ends of addresses: "Tampa, FL 33602".
"""

import re
from collections.abc import Callable, Iterator

from listings.nearby import MOST_MILES
from listings.search.query.parts import PLACES, Part
from listings.vocabulary import Vocabulary, phrase_of

DISTANCE = r"(?:within\s+)?(?:an?\s+)?(?P<miles>[0-9]{1,4})[\s-]?(?:miles?|mi)\b\.?(?:\s+radius)?"
ZIP = r"zip(?:\s?codes?)?:?"
AROUND = rf"\b(?:near|around|close to|{DISTANCE}\s+(?:of|from|around|near))\s+"
WHERE = re.compile(
    rf"(?:{AROUND}(?:{ZIP}\s+)?|\b{ZIP}\s+)"
    r"(?P<place>[0-9]{5}(?:-[0-9]{4})?\b(?!\s*[-–—]\s*[0-9])|[a-z][a-z.' -]{1,40}(?:,\s*[a-z][a-z. ]{1,20})?)",
    re.IGNORECASE,
)
HERE = re.compile(
    rf"{AROUND}(?:me|here|home(?! health| care)|my (?:home|house|place|area|city|town|location))\b", re.IGNORECASE
)
BEFORE = re.compile(rf"{AROUND}$", re.IGNORECASE)
ADDRESS = re.compile(
    r"(?P<city>[a-z][a-z.' -]{1,60}),?\s+(?P<state>[a-z]{2})\.?,?\s+(?P<zip>[0-9]{5})(?:-[0-9]{4})?(?![\w-])",
    re.IGNORECASE,
)
LONGEST_CITY = 4
ALONE = re.compile(rf"\b{DISTANCE}", re.IGNORECASE)
BEHIND = re.compile(rf"\s*,?\s*[(+]?{DISTANCE}\)?", re.IGNORECASE)


def places_in(text: str, vocabulary: Vocabulary, find: Callable[[str], tuple[str, ...]]) -> Iterator[Part]:
    """`find` gives the places' own names for words, or none. Of the words that follow, the most that name one. A ZIP
    code that nobody knows is a place all the same."""
    for match in WHERE.finditer(text):
        start, end = match.span("place")
        is_zip = text[start].isdigit()
        while end > start:
            typed = text[start:end].strip(" ,")
            names = (find(typed) or (typed,)) if is_zip else named(typed, vocabulary, find)
            if names:
                miles, last = (read_miles(match), end) if match["miles"] else distance_behind(text, end)
                words = text[match.start() : last]
                yield Part("near", names, words, match.start(), last, columns=(), miles=miles)
                break
            end = start + max(text[start:end].rfind(" "), text[start:end].rfind(","), 0)


def addresses_in(text: str, find: Callable[[str], tuple[str, ...]]) -> Iterator[Part]:
    """ "Tampa, FL 33602": the ZIP code behind its city, where it is one we hold. Elsewhere five digits are a code."""
    for match in ADDRESS.finditer(text):
        town, zip_code = f", {match['state'].upper()}", match["zip"]
        if not find(zip_code):
            continue
        for word in list(re.finditer(r"\S+", match["city"]))[-LONGEST_CITY:]:
            start = match.start("city") + word.start()
            city = text[start : match.end("city")] + town
            # The ZIP code decides which place it is; it must lie in the state, and the city be one of it.
            if find(city) and all(name.endswith(town) for name in find(f"{city} {zip_code}")):
                before = BEFORE.search(text, 0, start)
                miles, end = distance_behind(text, match.end())
                if before:
                    start, miles = before.start(), read_miles(before) if before["miles"] else miles
                yield Part("near", (zip_code,), text[start:end], start, end, columns=(), miles=miles)
                break


def named(typed: str, vocabulary: Vocabulary, find: Callable[[str], tuple[str, ...]]) -> tuple[str, ...]:
    """The places of this name. What else it may mean it does mean; a state's name is that of a city in that state."""
    meaning = vocabulary.phrases.get(phrase_of(typed))
    if meaning is None:
        return find(typed)
    return tuple(name for name in find(typed) if name.endswith(f", {meaning.value}")) if meaning.kind == "state" else ()


def here_in(text: str) -> Iterator[Part]:
    """Where somebody is, we do not know."""
    for match in HERE.finditer(text):
        yield Part("here", (), match[0], match.start(), match.end())


def distance_in(text: str, parts: list[Part]) -> Iterator[Part]:
    """How far around the line's places, where that stands by itself: "phoenix az onsite 25 miles"."""
    if any(part.kind in PLACES and not part.miles for part in parts):
        for match in ALONE.finditer(text):
            yield Part("distance", (), match[0], match.start(), match.end(), miles=read_miles(match))


def read_miles(match: re.Match[str]) -> int:
    return min(max(int(match["miles"]), 1), MOST_MILES)


def distance_behind(text: str, end: int) -> tuple[int, int]:
    """(how far around the place that ends there, 0 where nothing says so, and where that ends)."""
    match = BEHIND.match(text, end)
    return (read_miles(match), match.end()) if match else (0, end)
