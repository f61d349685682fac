"""Places of the line that say so themselves: "near 32701", "around Tampa, FL", "zip 33602"."""

import re
from collections.abc import Callable, Iterator

from listings.search.query.parts import Part

WHERE = re.compile(
    r"\b(?:near|around|close to|(?:within )?[0-9]{1,3} ?(?:mi|miles?) (?:of|from)|zip(?: code)?:?)\s+"
    r"(?P<place>[0-9]{5}(?:-[0-9]{4})?\b|[a-z][a-z.' -]{1,40}(?:,\s*[a-z]{2}\b)?)",
    re.IGNORECASE,
)
MOST_WORDS = 5


def places_in(text: str, find: Callable[[str], str]) -> Iterator[Part]:
    """`find` gives the place's own name for words, or nothing. Of the words that follow, the most that name one."""
    for match in WHERE.finditer(text):
        start, end = match.span("place")
        while end > start:
            name = find(text[start:end].strip(" ,"))
            if name:
                yield Part("near", (name,), text[match.start() : end], match.start(), end, columns=())
                break
            end = start + max(text[start:end].rfind(" "), text[start:end].rfind(","), 0)
