"""Words looked up in the text index: what a clause of the query line means there, for both databases.

Only letters and digits reach the index's own query language, each token in quotes: no sign a visitor types means
anything to it.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q
from django.db.models.expressions import RawSQL

from core.words import without_accents
from listings.search.index import COLUMNS, CONFIG, TABLE, TEXT_TABLE
from listings.search.query import Part

TOKEN = re.compile(r"[^\W_]+")
WEIGHTS = dict(zip(COLUMNS, "ABCD", strict=True))

Tokens = tuple[str, ...]


@dataclass(frozen=True)
class Wanted:
    """What a text must hold: of every clause one alternative, each of them tokens that stand side by side."""

    clauses: tuple[tuple[Tokens, ...], ...]

    def expression(self, vendor: str, columns: tuple[str, ...]) -> str:
        return self.for_fts5(columns) if vendor == "sqlite" else self.for_tsquery(columns)

    def for_fts5(self, columns: tuple[str, ...]) -> str:
        found = " AND ".join(f"({' OR '.join(quoted(tokens) for tokens in clause)})" for clause in self.clauses)
        return found if set(columns) == set(COLUMNS) else f"{{{' '.join(columns)}}} : ({found})"

    def for_tsquery(self, columns: tuple[str, ...]) -> str:
        labels = "" if set(columns) == set(COLUMNS) else ":" + "".join(WEIGHTS[name] for name in columns)
        return " & ".join(
            f"({' | '.join('(' + beside(tokens, labels) + ')' for tokens in clause)})" for clause in self.clauses
        )


def quoted(tokens: Tokens) -> str:
    return f'"{" ".join(tokens)}"'


def beside(tokens: Tokens, labels: str) -> str:
    return " <-> ".join(f"'{token}'{labels}" for token in tokens)


def wanted(part: Part) -> Wanted | None:
    """What a part of the line asks of a text; None where it asks nothing, or no letter is left of it."""
    clauses = [tuple(dict.fromkeys(filter(None, map(tokens_of, clause)))) for clause in part.texts]
    return Wanted(tuple(clauses)) if clauses and all(clauses) and part.columns else None


def tokens_of(text: str) -> Tokens:
    return tuple(TOKEN.findall(without_accents(text).lower()))


def text_condition(part: Part, column: str = "") -> Q:
    """Listings whose text says the part, in one column or in those of the part."""
    found = wanted(part)
    if found is None:
        return Q(pk__in=())
    where = match(connection.vendor)
    expression = found.expression(connection.vendor, (column,) if column else part.columns)
    return Q(pk__in=RawSQL(f"SELECT t.listing_id FROM {TABLE} i {JOIN[connection.vendor]} WHERE {where}", [expression]))


# FTS5 first: the planner must never look a text up in the index row by row.
JOIN = {
    "sqlite": f"CROSS JOIN {TEXT_TABLE} t ON t.doc_id = i.rowid",
    "postgresql": f"JOIN {TEXT_TABLE} t ON t.doc_id = i.rowid",
}


def match(vendor: str) -> str:
    return f"i.{TABLE} MATCH %s" if vendor == "sqlite" else f"i.tsv @@ to_tsquery('{CONFIG}', %s)"


def documents(connection: BaseDatabaseWrapper, expression: str, among: list[int] | None = None) -> str:
    """The doc_ids of an expression as one line with commas between them, of all documents or among these."""
    parameters: list[Any] = [expression]
    if connection.vendor == "sqlite":
        sql = f"SELECT group_concat(rowid) FROM {TABLE} i WHERE {match('sqlite')}"
        if among is not None:
            sql += f" AND i.rowid IN ({', '.join(str(int(one)) for one in among)})"
    else:
        sql = f"SELECT string_agg(rowid::text, ',') FROM {TABLE} i WHERE {match('postgresql')}"
        if among is not None:
            sql += " AND i.rowid = ANY(%s)"
            parameters.append(among)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchone()[0] or ""


def is_used(word: str) -> bool:
    """Whether a text of an open job says this word, in any form of its stem."""
    found = Wanted(((tokens_of(word),),))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT 1 FROM {TABLE} i WHERE {match(connection.vendor)} LIMIT 1",
            [found.expression(connection.vendor, COLUMNS)],
        )
        return cursor.fetchone() is not None
