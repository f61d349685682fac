"""The words of the board as it stands: cities with open jobs, and the terms its titles and employers use.

Read at most every ten minutes, and never for a line that is understood without it: a city that opened a minute ago is
found as a word of the text until then.
"""

import re
import time
from dataclasses import dataclass, field
from threading import Lock

from codes.models.places import city_key
from codes.services.table import Table, table
from core.words import without_accents
from listings.models import Listing
from listings.search.query.towns import Cities
from listings.vocabulary import Vocabulary, phrase_of

SECONDS_TO_KEEP = 600.0
SHORTEST = 4
MOST_TITLES = 20_000
CITY = re.compile(r"[A-Za-z][A-Za-z .'-]{2,40}")


@dataclass
class Lexicon:
    read_at: float = field(default_factory=time.monotonic)
    cities: Cities = field(default_factory=dict)
    # Term → how many open jobs have it in their title or their employer's name.
    terms: dict[str, int] = field(default_factory=dict)
    # The vocabulary and the table whose words were joined with them, and all of these words.
    known: tuple[Vocabulary, Table, frozenset[str]] | None = None


_lexicon: Lexicon | None = None
_lock = Lock()


def read_lexicon() -> Lexicon:
    return held() or refresh()


def held() -> Lexicon | None:
    """The words as they were read last, unless that is too long ago."""
    current = _lexicon
    return current if current and time.monotonic() - current.read_at < SECONDS_TO_KEEP else None


def refresh() -> Lexicon:
    """Reads it anew: two statements."""
    global _lexicon
    with _lock:
        fresh = Lexicon()
        open_jobs = Listing.objects.public().order_by()
        for name, state in open_jobs.exclude(city="").exclude(state=None).values_list("city", "state_id").distinct():
            if CITY.fullmatch(without_accents(name)):
                fresh.cities.setdefault(city_key(name), {}).setdefault(state, name.title() if name.isupper() else name)
        for title, employer in open_jobs.order_by("-pk").values_list("title", "employer__name")[:MOST_TITLES]:
            for word in {*phrase_of(title), *phrase_of(employer)}:
                fresh.terms[word] = fresh.terms.get(word, 0) + 1
        _lexicon = fresh
        return fresh


def forget() -> None:
    global _lexicon
    _lexicon = None


def known_words(vocabulary: Vocabulary) -> frozenset[str]:
    """All words that are spelled right: those of the reference and of open jobs' titles, employers and cities."""
    now, reference = read_lexicon(), table()
    held = now.known
    if held is None or held[0] is not vocabulary or held[1] is not reference:
        cities = {phrase_of(name) for names in now.cities.values() for name in names.values()}
        phrases = (*vocabulary.phrases, *vocabulary.title_phrases, *reference.phrases, *cities)
        words = {word for phrase in phrases for word in phrase} | set(now.terms)
        held = vocabulary, reference, frozenset(word for word in words if len(word) >= SHORTEST and word.isalpha())
        now.known = held
    return held[2]
