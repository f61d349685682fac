"""One listing against one candidate, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from codes.models import Term
from listings.facts import money
from listings.fit.candidate import Candidate
from listings.workflow import CredentialsRule, RemoteScope, Work

# The values of the filter.
CHOICES = {
    "all": "I meet all it asks for",
    "credentials": "My credentials are enough",
    "state": "Open to where I live",
    "wishes": "It offers what I want",
}


class Verdict(StrEnum):
    MET = "met"
    MISSING = "missing"
    UNSAID = "unsaid"  # the profile does not say
    SILENT = "silent"  # the listing does not state it
    FREE = "free"  # the listing states that it asks for nothing here


# What each is called for those who do not see the sign before the line.
SPOKEN = {
    Verdict.MET: "Met",
    Verdict.MISSING: "",  # these lines begin with "Not met"
    Verdict.UNSAID: "You have not said",
    Verdict.SILENT: "Not stated",
    Verdict.FREE: "Nothing asked",
}


@dataclass(frozen=True)
class Line:
    """`part` is the section of the profile where what is missing is said."""

    topic: str
    verdict: Verdict
    text: str
    part: str = ""
    is_wish: bool = False

    @property
    def spoken(self) -> str:
        return SPOKEN[self.verdict]


@dataclass(frozen=True)
class Fit:
    lines: tuple[Line, ...]

    def count(self, *verdicts: Verdict, is_wish: bool = False) -> int:
        return sum(line.verdict in verdicts and line.is_wish is is_wish for line in self.lines)

    @property
    def asks(self) -> list[Line]:
        return [line for line in self.lines if not line.is_wish]

    @property
    def wishes(self) -> list[Line]:
        return [line for line in self.lines if line.is_wish]

    @property
    def met(self) -> int:
        return self.count(Verdict.MET)

    @property
    def judged(self) -> int:
        """Requirements that are stated, and about which the profile says something."""
        return self.count(Verdict.MET, Verdict.MISSING)

    @property
    def unsaid(self) -> int:
        return self.count(Verdict.UNSAID)

    @property
    def wishes_met(self) -> int:
        return self.count(Verdict.MET, is_wish=True)

    @property
    def wishes_judged(self) -> int:
        return self.count(Verdict.MET, Verdict.MISSING, is_wish=True)

    @property
    def words(self) -> str:
        return f"You meet {self.met} of {self.judged} requirement{'' if self.judged == 1 else 's'}"

    @property
    def row_words(self) -> str:
        """One short line of a list; empty where nothing could be compared."""
        if not self.judged:
            return ""
        missing = [line.topic.lower() for line in self.asks if line.verdict == Verdict.MISSING]
        rest = f", not met: {', '.join(missing)}" if missing else ""
        return f"You meet {self.met} of {self.judged}{rest}"

    def line(self, topic: str) -> Line | None:
        return next((line for line in self.lines if line.topic == topic), None)

    def fits(self, value: str) -> bool:
        """What the filter means by this value."""
        if value == "all":
            return bool(self.judged) and self.met == self.judged
        if value == "wishes":
            return bool(self.wishes_judged) and self.wishes_met == self.wishes_judged
        topic, verdicts = {
            "credentials": ("Credentials", {Verdict.MET, Verdict.FREE}),
            "state": ("Where you live", {Verdict.MET}),
        }[value]
        line = self.line(topic)
        return line is not None and line.verdict in verdicts


def judge(listing: Any, candidate: Candidate) -> Fit:
    lines = [
        _credentials(listing, candidate),
        _where(listing, candidate),
        _years(listing, candidate),
        _specialty(listing, candidate),
        _systems(listing, Term.Kind.EHR, "Health record system", candidate.ehrs),
        _systems(listing, Term.Kind.ENCODER, "Encoder", candidate.encoders),
        *_wishes(listing, candidate),
    ]
    return Fit(tuple(lines))


def attach(listings: Iterable[Any], candidate: Candidate | None) -> None:
    """Gives each row its `fit`. Rows come from `for_rows`, so this asks the database nothing."""
    for listing in listings:
        listing.fit = judge(listing, candidate) if candidate is not None and candidate.has_abilities else None


# What the listing asks for ---------------------------------------------------------------------------------------


def _credentials(listing: Any, candidate: Candidate) -> Line:
    def line(verdict: Verdict, text: str) -> Line:
        return Line("Credentials", verdict, text, part="credentials")

    asked = [certification.acronym for certification in listing.required_credentials]
    rule = listing.credentials_rule
    if rule == CredentialsRule.NONE:
        return line(Verdict.FREE, "Asks for no credential")
    if not asked:
        return line(Verdict.SILENT, "Not stated")
    needed = f"asks for {_joined(asked, rule)}"
    if not candidate.tells_credentials:
        return line(Verdict.UNSAID, f"A{needed[1:]}; you have not said which you hold")
    covers = candidate.covers_as_apprentice if listing.apprentices_accepted else candidate.covers
    have = [acronym for acronym in asked if acronym in covers]
    lack = [acronym for acronym in asked if acronym not in covers]
    if have if rule == CredentialsRule.ANY else not lack:
        return line(Verdict.MET, _held(have[:1] if rule == CredentialsRule.ANY else have, candidate))
    if have and not rule:
        return line(Verdict.SILENT, f"Whether all of {', '.join(asked)} are needed is not stated")
    return line(Verdict.MISSING, _lacked(lack, rule, needed, candidate))


def _held(acronyms: list[str], candidate: Candidate) -> str:
    names = [acronym if acronym in candidate.held else _stand_in(acronym, candidate) for acronym in acronyms]
    note = ""
    if any(acronym not in candidate.covers for acronym in acronyms):
        note = ": apprentices are accepted"
    return f"You hold {' and '.join(names)}{note}"


def _stand_in(acronym: str, candidate: Candidate) -> str:
    """What is held in place of the one asked for: CPC-A for CPC, CPC for CPC-A."""
    return candidate.apprentice_of.get(acronym, acronym.removesuffix("-A"))


def _lacked(lack: list[str], rule: str, needed: str, candidate: Candidate) -> str:
    if any(acronym in candidate.apprentice_of for acronym in lack):
        full = [f"full {acronym}" if acronym in candidate.apprentice_of else acronym for acronym in lack]
        return f"Not met: asks for {_joined(full, rule)}"
    over = [acronym for acronym in lack if acronym in candidate.expired]
    if over:
        days = " and ".join(f"your {acronym} expired on {candidate.expired[acronym]:%-d %b %Y}" for acronym in over)
        return f"Not met: {needed}; {days}"
    return f"Not met: {needed}"


def _joined(names: list[str], rule: str) -> str:
    word = " or " if rule == CredentialsRule.ANY else " and " if rule == CredentialsRule.ALL else ", "
    return word.join(names)


def _where(listing: Any, candidate: Candidate) -> Line:
    def line(verdict: Verdict, text: str) -> Line:
        return Line("Where you live", verdict, text, part="home")

    if listing.work == Work.REMOTE:
        return line(*_remote(listing, candidate.home))
    if not listing.work or not listing.state_id:
        return line(Verdict.SILENT, "Not stated")
    site = listing.state_id
    if not candidate.site_states:
        return line(Verdict.UNSAID, f"The workplace is in {site}; you have not said where you live")
    if site in candidate.site_states:
        return line(Verdict.MET, f"The workplace is in {site}")
    return line(Verdict.MISSING, f"Not met: the workplace is in {site}")


def _remote(listing: Any, home: str) -> tuple[Verdict, str]:
    if listing.remote_scope == RemoteScope.ALL:
        return (Verdict.MET, f"{home} eligible") if home else (Verdict.FREE, "Open to people in all states")
    listed = sorted(state.code for state in listing.eligible_states.all())
    if listing.remote_scope != RemoteScope.LISTED or not listed:
        return Verdict.SILENT, "The states where one may live are not stated"
    if not home:
        return Verdict.UNSAID, "Open to certain states; you have not said where you live"
    if home in listed:
        return Verdict.MET, f"{home} eligible"
    return Verdict.MISSING, f"Not met: {home} is not among its states"


def _years(listing: Any, candidate: Candidate) -> Line:
    def line(verdict: Verdict, text: str) -> Line:
        return Line("Experience", verdict, text, part="experience")

    asked, stated = listing.years_min, candidate.years
    if asked is None:
        return line(Verdict.SILENT, "Not stated")
    if asked == 0:
        return line(Verdict.FREE, "Asks for no experience")
    needed = f"{asked} year{'' if asked == 1 else 's'} asked"
    if stated is None:
        return line(Verdict.UNSAID, f"{needed}; you have not said yours")
    return line(*_met(stated >= asked, f"{needed}, {stated} stated"))


def _specialty(listing: Any, candidate: Candidate) -> Line:
    def line(verdict: Verdict, text: str) -> Line:
        return Line("Specialty", verdict, text, part="experience")

    asked = list(listing.specialties.all())
    if not asked:
        return line(Verdict.SILENT, "Not stated")
    if not candidate.specialties:
        return line(Verdict.UNSAID, f"{_named(asked)}; you have not said which you work")
    shared = [specialty for specialty in asked if specialty.slug in candidate.specialties]
    if not shared:
        return line(Verdict.MISSING, f"Not met: works in {_named(asked)}")
    best = max(shared, key=lambda one: candidate.specialties[one.slug] or 0)
    years = candidate.specialties[best.slug]
    told = f", {years} year{'' if years == 1 else 's'} stated" if years else ", stated by you"
    return line(Verdict.MET, f"{best.name}{told}")


def _systems(listing: Any, kind: str, topic: str, known: frozenset[str]) -> Line:
    """One of those named is enough: a listing that names several works in several places."""

    def line(verdict: Verdict, text: str) -> Line:
        return Line(topic, verdict, text, part="systems")

    named = [system for system in listing.systems.all() if system.kind == kind]
    if not named:
        return line(Verdict.SILENT, "Not stated")
    words = " or ".join(system.label for system in named)
    if not known:
        return line(Verdict.UNSAID, f"{words}; you have not said what you know")
    shared = [system.label for system in named if system.slug in known]
    if shared:
        return line(Verdict.MET, f"You know {' and '.join(shared)}")
    return line(Verdict.MISSING, f"Not met: {words}")


# What the candidate wants ------------------------------------------------------------------------------------------


def _wishes(listing: Any, candidate: Candidate) -> Iterable[Line]:
    """Only what she said she wants; nothing wanted is no line."""

    def line(topic: str, offered: str, is_met: bool) -> Line:
        verdict, text = _met(is_met, offered) if offered else (Verdict.SILENT, "Not stated")
        return Line(topic, verdict, text, part="wanted", is_wish=True)

    if candidate.works:
        yield line(
            "Remote or on-site", Work(listing.work).label if listing.work else "", listing.work in candidate.works
        )
    if candidate.types:
        offered = listing.employment_type
        yield line("Type", offered.label if offered else "", bool(offered) and offered.slug in candidate.types)
    if candidate.schedules:
        terms = list(listing.schedules.all())
        shared = [term for term in terms if term.slug in candidate.schedules]
        yield line("Schedule", ", ".join(term.label for term in shared or terms), bool(shared))
    if candidate.pay_floor is not None:
        most = listing.pay_yearly_max
        words = f"up to {money(most)} a year; you ask {money(candidate.pay_floor)}" if most is not None else ""
        yield line("Pay", words, most is not None and most >= candidate.pay_floor)


def _met(is_met: bool, words: str) -> tuple[Verdict, str]:
    return (Verdict.MET, words) if is_met else (Verdict.MISSING, f"Not met: {words}")


def _named(specialties: list[Any]) -> str:
    names = [specialty.name for specialty in specialties]
    return ", ".join(names[:2]) + (f" and {len(names) - 2} more" if len(names) > 2 else "")
