"""Abbreviations of states that are words or terms of the trade as well: where one of them stands for the state.

- In a list with a state that is no other word, or of three, and behind a city in which a job is: always. Behind another
  city of the reference too, but for in, or and the like between two words (`is_behind_town`, and towns).
- Behind what says where the work is done ("remote", "onsite"), behind "in" and behind a comma: if the line ends there,
  or goes on with a comma, with "jobs" or with that. Behind "in" and a comma a term of the trade needs no such end.
- As the last word of a longer line, except behind "for", "with" and the like.
- A little word in small letters is one only behind such a place, and never in front of "hybrid" and the like.
- What the reference reads as a specialty (ct, id, ar) stays that in small letters, except in a list and behind "in".

All others of the two letters are words, and the page offers the state (facets.chips.offer_states).
"""

import re

from codes.models.places import city_key
from codes.services.table import table
from listings.search.query.parts import PLACES, Part
from listings.vocabulary import Vocabulary

# Words of any line; so are the first words of many a city's name.
LITTLE_WORDS = frozenset("AL AS DE HI IN LA ME OK OR".split())  # noqa: SIM905  # as people write a list of states
# Accounts receivable, company, imaging, genitourinary, infectious disease, Medicare Advantage, physician, infarction,
# month, multiple sclerosis and MS-DRG, transcription, nuclear medicine, physician assistant, Veterans Affairs.
TERMS = frozenset("AR CO CT GU ID MA MD MI MO MS MT NM PA VA".split())  # noqa: SIM905
AMBIGUOUS_STATES = LITTLE_WORDS | TERMS
# Those that stand between any two words.
JOINING = "OR"
ENGLISH = frozenset({"AS", "IN", "ME", JOINING})

WORD = re.compile(r"[A-Za-z0-9]+")
LONGEST_NAME = 3
FEWEST_ALIKE = 3
JOINER = r"\s*[,/|&]\s*(?:(?:or|and)\s+)?|\s+(?:or|and)\s+"
JOINED_BEFORE = re.compile(rf"(?:{JOINER})$", re.IGNORECASE)
JOINED_BEHIND = re.compile(JOINER, re.IGNORECASE)
# Behind a state's name: a city that we do not know.
OF_A_CITY = re.compile(r"\s+(?:city|beach|springs|falls)\b", re.IGNORECASE)
# Behind these it is what somebody works with.
NO_PLACE = frozenset(
    """
    a an and as at by for near need of on or over the to want with without
    """.split()  # noqa: SIM905
)
# What a line may say behind a place: nothing, a stop, jobs.
ENDS = re.compile(r"\W*(?:(?:jobs?|openings?|positions?|roles?|only|area|residents?)\b\W*)*$", re.IGNORECASE)
# Kinds that say where somebody works or lives.
WHERE = PLACES | {"work", "state"}


def is_state(text: str, start: int, end: int, vocabulary: Vocabulary, last: Part | None) -> bool:
    """Whether the two letters there mean the state. `last` is the part read before them."""
    token = text[start:end]
    code = token.upper()
    if code not in AMBIGUOUS_STATES:
        return len(code) == 2 or not OF_A_CITY.match(text, end)
    if is_listed(text, start, end, vocabulary):
        return True
    before = text[:start].rstrip()
    words = words_of(before)
    previous = words[-1] if words else ""
    is_behind_in = previous == "in" and before[-1:].isalpha()
    is_capital = token.isupper() and not text.isupper()
    if (token.lower(),) in table().phrases and not token.isupper():
        return is_behind_in
    is_behind_comma = before.endswith(",")
    is_behind_place = bool(last and last.kind in WHERE and not text[last.end : start].strip(" -/,"))
    if not words or previous.isdigit() or (code == "ME" and previous == "near"):
        return False
    is_little = code in LITTLE_WORDS and not is_capital
    is_end = ends(text, end) or (not is_little and says_how(text[end:], vocabulary))
    if is_behind_in or is_behind_comma:
        return is_end or not is_little
    if is_behind_place:
        return is_end
    return is_end and not is_little and previous not in NO_PLACE


def is_behind_town(text: str, start: int, at: int, end: int, vocabulary: Vocabulary) -> bool:
    """Whether what stands behind the town there (from `start`) is its state: at `at`, up to `end`. Towns have the names
    of anything, so that "or", "in" and the like are words between two others, unless they are written as a state is."""
    code = text[at:end]
    if code.upper() not in ENGLISH or ends(text, end):
        return True
    if not code.isupper() or text.isupper() or not text[start].isupper():
        return False
    # Dallas OR Houston.
    return code != JOINING or "," in text[start:at] or not says_where(text[end:], vocabulary)


def ends(text: str, end: int) -> bool:
    """Nothing goes on from here, or a comma does."""
    rest = text[end:]
    return rest.lstrip()[:1] in (",", ";") or bool(ENDS.match(rest))


def says_how(rest: str, vocabulary: Vocabulary) -> bool:
    """Goes on with where the work is done: "pa remote"."""
    return any((meaning := vocabulary.phrases.get(head)) and meaning.kind == "work" for head in heads_of(rest))


def says_where(rest: str, vocabulary: Vocabulary) -> bool:
    """Goes on with a place."""
    phrases, towns = vocabulary.phrases, table().towns
    heads = heads_of(rest)
    return any(
        phrases[head].kind == "state" if head in phrases else city_key(" ".join(head)) in towns for head in heads
    )


def heads_of(text: str) -> list[tuple[str, ...]]:
    """What the text begins with: three words, two, one."""
    words = words_of(text)[:LONGEST_NAME]
    return [tuple(words[:length]) for length in range(len(words), 0, -1)]


def words_of(text: str) -> list[str]:
    return [word.lower() for word in WORD.findall(text)]


def is_listed(text: str, start: int, end: int, vocabulary: Vocabulary) -> bool:
    """One of several states side by side, of which one can be nothing else: "TX, OK", "pa or new jersey"."""
    before, behind, members = text[:start], text[end:], 1
    while members < FEWEST_ALIKE and (joiner := JOINED_BEFORE.search(before)):
        words = words_of(before[: joiner.start()])[-LONGEST_NAME:]
        if any(is_clear(tuple(words[-length:]), vocabulary) for length in range(1, len(words) + 1)):
            return True
        if not words or words[-1].upper() not in AMBIGUOUS_STATES:
            break
        before = before[: joiner.start()].rstrip()[: -len(words[-1])]
        members += 1
    while members < FEWEST_ALIKE and (joiner := JOINED_BEHIND.match(behind)):
        behind = behind[joiner.end() :]
        words = words_of(behind)[:LONGEST_NAME]
        if any(is_clear(tuple(words[:length]), vocabulary) for length in range(1, len(words) + 1)):
            return True
        if not words or words[0].upper() not in AMBIGUOUS_STATES or not behind.lower().startswith(words[0]):
            break
        behind = behind[len(words[0]) :]
        members += 1
    return members >= FEWEST_ALIKE


def is_clear(words: tuple[str, ...], vocabulary: Vocabulary) -> bool:
    """A state, said in a way that is no other word."""
    meaning = vocabulary.phrases.get(words)
    return bool(meaning and meaning.kind == "state" and " ".join(words).upper() not in AMBIGUOUS_STATES)
