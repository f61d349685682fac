"""What a search answers, whichever backend answered it."""

from dataclasses import dataclass, field

from listings.nearby import DEFAULT_MILES, MOST_MILES
from listings.search.shelf import Shelf

PAGE_SIZE = 25


@dataclass(frozen=True)
class Unknown:
    """A typed value nobody knows: dropped alone, named above the results."""

    parameter: str
    label: str
    value: str
    # Whether nothing else was chosen of this parameter: then nothing answers it.
    is_alone: bool = False
    # Places it may mean, where it names more than one.
    places: tuple[str, ...] = ()
    # A state, where it names one instead of a place: (TX, Texas).
    state: tuple[str, str] | None = None
    # Where the query line says it: the line without it.
    line: str | None = None
    # Where whoever asks is.
    is_here: bool = False

    @property
    def sentence(self) -> str:
        """What the page says about it."""
        if self.is_here:
            return (
                "We do not know where you are. Write a ZIP code, or a city with its state, beside what you search for."
            )
        if self.places:
            return f"“{self.value}” lies in more than one state."
        if self.state:
            return f"{self.state[1]} is a whole state, so nothing was measured from it."
        if self.parameter == "near":
            return f"We do not know the place “{self.value}”. Try a ZIP code, or a city with its state: Orlando, FL."
        if self.parameter == "within":
            return (
                f"“{self.value}” is no distance from 1 to {MOST_MILES} miles, so {DEFAULT_MILES} miles were searched."
            )
        so = "so no job answers it" if self.is_alone else "so it was left out"
        return f"“{self.value}” is not a value of “{self.label}” that we know, {so}."


@dataclass(frozen=True)
class Understood:
    """A part of the query line that was recognised. `words` are the letters it was read from."""

    kind: str
    value: str
    label: str
    words: str
    # What the recognition means for the results, in a few words: "Radiation Oncology, Thoracic Surgery".
    means: str = ""
    # The line without this part, and with it as plain words.
    without: str = ""
    as_words: str = ""
    is_ambiguous: bool = False


@dataclass(frozen=True)
class SearchResult:
    """`total` counts matches only, never nearest ones or those that do not say."""

    total: int
    ids: list[int]
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    # Labels the vocabulary does not hold: employers' names.
    labels: dict[str, str] = field(default_factory=dict)
    understood: list[Understood] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)
    ignored: str = ""
    # (typed, searched in its stead) for words nobody uses.
    corrected: tuple[tuple[str, str], ...] = ()
    # The words of the line, for marking them in the rows; a phrase stands in quotes.
    words: tuple[str, ...] = ()
    # The codes asked for, in the line or as a filter: (system, code).
    codes: tuple[tuple[str, str], ...] = ()
    # What answers the line but for one part; only where next to nothing answers it whole.
    nearest: list[int] = field(default_factory=list)
    not_stated: int = 0
    # Only where nothing was found: what would be without this parameter.
    without: dict[str, int] = field(default_factory=dict)
    page: int = 1
    pages: int = 1
    version: int = 0
    # Words of the reference changed, and a large board is still being read with them.
    is_behind: bool = False
    exact: bool = True
    # Of each listing found, the key under which a row of it may be kept, and where (listings.search.showing).
    keys: dict[int, int] = field(default_factory=dict, compare=False)
    shelf: Shelf | None = field(default=None, compare=False)
