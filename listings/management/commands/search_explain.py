import time
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.http import QueryDict

from listings.filters import ListingFilter
from listings.models import Listing
from listings.search import answer, explain, read_line
from listings.search.fast import SnapshotSearch
from listings.search.keeping import Keeper
from listings.search.ranking import TEXT, points
from listings.search.snapshot import Snapshot

SHOWN = 10


class Command(BaseCommand):
    help = (
        "Says how a search is understood, what each clause finds, how long it takes and why the first ones are first."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("query", help="as people type it, or a whole query string: 'q=rad onc&work=remote'")

    def handle(self, *args: Any, **options: Any) -> None:
        text = options["query"].strip()
        if not text:
            raise CommandError("Say what to search for, as people type it: search_explain 'rad onc remote TX'")
        params = QueryDict(mutable=True)
        if "=" in text.split()[0]:
            params = QueryDict(text.lstrip("?"), mutable=True)
        else:
            params["q"] = text
        keeper = Keeper()
        keeper.ready()
        if keeper.snapshot is not None:
            self.explain(params, keeper.snapshot)

    def explain(self, params: QueryDict, snapshot: Snapshot) -> None:
        filters = ListingFilter(params)
        began = time.perf_counter()
        query = read_line(filters.values["q"], filters)
        understood = time.perf_counter()
        result, used = answer(filters, query, lambda filters, query: SnapshotSearch(filters, query, snapshot))
        cold = time.perf_counter()
        answer(filters, query, lambda filters, query: SnapshotSearch(filters, query, snapshot))
        warm = time.perf_counter()
        query = used.query

        self.heading("Understood")
        for part in query.parts:
            meaning = "words" if part.is_word else f"{part.kind}: {explain(query, part, filters).label}"
            self.stdout.write(f"  “{part.words}” as {meaning}{', ranks only' if part.is_soft else ''}")
        for typed, instead in query.corrected:
            self.stdout.write(f"  “{typed}” was read as “{instead}”")
        if query.ignored:
            self.stdout.write(f"  left out: {query.ignored}")
        for one in result.unknown:
            self.stdout.write(f"  {one.sentence}")

        self.heading(f"Clauses, each of which must be answered ({len(snapshot.live):,} open listings)")
        for group, found in zip(query.groups, used.clauses, strict=True):
            words = " or ".join(part.words for part in group)
            self.stdout.write(f"  {words}: {len(found & used.of.live):,}")
        for name, found in used.chosen.items():
            self.stdout.write(f"  {name}: {len(found & used.of.live):,}")
        self.stdout.write(f"  together: {result.total:,}; {result.not_stated:,} do not say")

        self.heading("Time, in milliseconds")
        self.stdout.write(
            f"  understanding {(understood - began) * 1_000:.1f}, first search {(cold - understood) * 1_000:.1f}, "
            f"the same again {(warm - cold) * 1_000:.1f}"
        )
        self.heading("Why these come first")
        self.ranks(used, result.ids[:SHOWN], snapshot)

    def ranks(self, used: SnapshotSearch, ids: list[int], snapshot: Snapshot) -> None:
        titles = dict(Listing.objects.filter(pk__in=ids).values_list("pk", "title"))
        for place, one in enumerate(ids, start=1):
            at = snapshot.of_listings([one])[0]
            fresh, total = used.freshness(np.array([at]))[0], used.score(np.array([at]))[0]
            self.stdout.write(f"{place:>4}. {total:>4}  {titles.get(one, '')} ({one})")
            for part in used.query.scored:
                facts = sum(weight for found, weight in points(part, used.of) if at in found)
                texts = [
                    f"{column} {weight}"
                    for column, weight in TEXT
                    if part.texts and not part.is_negated and at in used.says(part, (column,))
                ]
                reasons = [f"tags {facts}"] * bool(facts) + texts
                if reasons:
                    self.stdout.write(f"            “{part.words}”: {', '.join(reasons)}")
            if fresh:
                self.stdout.write(f"            new: {fresh}")

    def heading(self, text: str) -> None:
        self.stdout.write(self.style.MIGRATE_HEADING(text))
