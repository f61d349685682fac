"""The words a query string may use, with their labels, read in one statement.

Filters check typed values against it, the page labels facets from it, and the query line finds its words in it.
"""

from dataclasses import dataclass, field

from django.db.models import CharField, F, QuerySet, Value

from codes.models import Certification, Specialty, State, Term

APPRENTICE = "apprentice"


@dataclass(frozen=True)
class Vocabulary:
    """Value -> label, per kind; values are slugs, acronyms or state abbreviations, in the order people list them."""

    specialties: dict[str, str] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    credentials: dict[str, str] = field(default_factory=dict)
    terms: dict[str, dict[str, str]] = field(default_factory=dict)
    # Credentials of people whose experience is still to come: they fit jobs that accept apprentices.
    apprentices: frozenset[str] = frozenset()

    def of(self, kind: str) -> dict[str, str]:
        return self.terms.get(kind, {})

    @property
    def systems(self) -> dict[str, str]:
        """Health record systems and encoders: a listing names both as what one works in."""
        return {**self.of(Term.Kind.EHR), **self.of(Term.Kind.ENCODER)}


def read_vocabulary() -> Vocabulary:
    rows = _select(Specialty.objects.all(), "specialty", "slug", "name").union(
        _select(State.objects.all(), "state", "code", "name"),
        _select(Certification.objects.all(), "credential", "acronym", "name", extra="level"),
        _select(Term.objects.all(), "term", "slug", "label", extra="kind", position="position"),
        all=True,
    )
    words = Vocabulary()
    apprentices = set()
    for what, value, label, extra, _ in sorted(rows, key=lambda row: (row[0], row[3], row[4], row[2])):
        if what == "specialty":
            words.specialties[value] = label
        elif what == "state":
            words.states[value] = label
        elif what == "credential":
            words.credentials[value] = label
            if extra == APPRENTICE:
                apprentices.add(value)
        else:
            words.terms.setdefault(extra, {})[value] = label
    return Vocabulary(words.specialties, words.states, words.credentials, words.terms, frozenset(apprentices))


def _select(rows: QuerySet, what: str, value: str, label: str, *, extra: str = "", position: str = "") -> QuerySet:
    return (
        rows.order_by()
        .annotate(
            what=Value(what, output_field=CharField()),
            value=F(value),
            words=F(label),
            extra=F(extra) if extra else Value("", output_field=CharField()),
            rank=F(position) if position else Value(0),
        )
        .values_list("what", "value", "words", "extra", "rank")
    )
