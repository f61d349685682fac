from collections.abc import Callable
from dataclasses import asdict, dataclass, field

from listings.grammar import find_pay
from listings.recognition.credentials import Credentials, find_credentials
from listings.recognition.terms import find_level, find_settings, find_systems, find_type, find_years
from listings.recognition.where import find_place_in_title, find_scope, find_work


@dataclass(frozen=True)
class Fact:
    """`fact` names what was read (credential, work, pay …), `value` its stored form, `words` the text it rests on."""

    fact: str
    value: str
    words: str

    def as_row(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True)
class Trade:
    """The reference as recognition needs it, read once per import.

    `states`: lower-case name and capital abbreviation → abbreviation. `systems`: written name → term slug.
    `credentials`: written name → acronym. `find_codes` and `find_specialties` come from the codes app.
    """

    states: dict[str, str] = field(default_factory=dict)
    systems: dict[str, str] = field(default_factory=dict)
    credentials: Credentials = field(default_factory=lambda: Credentials({}))
    find_codes: Callable[[str, str], list[tuple[str, str, str, str]]] = lambda title, text: []
    find_specialties: Callable[[str, str], list[tuple[str, str]]] = lambda title, text: []


def recognise(title: str, text: str, trade: Trade) -> list[Fact]:
    """Every fact the words state, in the order of a job page. Raises nothing, whatever the text."""
    facts = [Fact("specialty", slug, words) for slug, words in trade.find_specialties(title, text)]
    for system, start, end, words in trade.find_codes(title, text):
        facts.append(Fact("code" if start == end else "code_range", f"{system} {start} {end}", words))
    if found := find_work(title, text):
        facts.append(Fact("work", *found))
    if place := find_place_in_title(title, trade.states):
        facts.append(Fact("place", *place))
    if scope := find_scope(title, text, trade.states):
        facts += [Fact(name, value, words) for name, value, words in scope]
    if pay := find_pay(f"{title}\n{text}"):
        facts.append(Fact("pay", f"{pay[0].low} {pay[0].high or ''} {pay[0].unit}", pay[1]))
    facts += [Fact(name, value, words) for name, value, words in find_credentials(title, text, trade.credentials)]
    for name, found_term in (
        ("type", find_type(title, text)),
        ("level", find_level(title)),
        ("years", find_years(text)),
    ):
        if found_term:
            facts.append(Fact(name, *found_term))
    facts += [Fact("setting", slug, words) for slug, words in find_settings(title, text)]
    facts += [Fact("system", slug, words) for slug, words in find_systems(text, trade.systems)]
    return facts
