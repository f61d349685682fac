"""tantivy over the same listings: a whole page of it (total, 25 ids, every facet group), as the yardstick."""

from collections import defaultdict
from typing import Any

import tantivy

TEXTS = (("title", 16.0), ("employer", 8.0), ("skills", 5.0), ("description", 2.0))
GROUPS = ("specialty", "code", "credential", "state", "work", "type", "unit", "setting", "level", "ehr", "schedule")
SINGLE = ("apprentice", "test", "company")
STEPS = {"pay_min": (40, 50, 60, 70, 80, 90, 100), "years_max": (0, 1, 2, 3, 5), "posted": (1, 3, 7, 14, 30)}
PAGE = 25
DAY = 86_400


class Tantivy:
    """Every value of a group is a number; groups that are chosen are counted without their own filter."""

    def __init__(self, folder: str) -> None:
        builder = tantivy.SchemaBuilder()
        for name, _ in TEXTS:
            builder.add_text_field(name, stored=False, tokenizer_name="en_stem")
        builder.add_integer_field("id", stored=True, indexed=True, fast=True)
        for name in (*GROUPS, *SINGLE, "pay_min", "years_max", "posted"):
            builder.add_integer_field(name, indexed=True, fast=True)
        for name in ("latitude", "longitude"):
            builder.add_float_field(name, indexed=True, fast=True)
        self.schema = builder.build()
        self.index = tantivy.Index(self.schema, folder)
        self.numbers: dict[tuple[str, Any], int] = {}

    def number(self, group: str, value: Any) -> int:
        return self.numbers.setdefault((group, value), len(self.numbers))

    def build(self) -> None:
        writer = self.index.writer(256_000_000, 1)
        for document in self.documents():
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()
        self.searcher = self.index.searcher()

    def documents(self) -> Any:
        from codes.models import State
        from listings.models import Listing

        states = list(State.objects.values_list("code", flat=True))
        several = ("specialties", "settings", "systems", "schedules", "eligible_states", "codes")
        rows = Listing.objects.public().select_related("text", "employment_type", "level", "employer")
        rows = rows.prefetch_related(*several, "listing_credentials__certification").order_by("pk")
        for row in rows.iterator(chunk_size=1_000):
            document = tantivy.Document()
            document.add_integer("id", row.pk)
            for name, _ in TEXTS:
                document.add_text(name, getattr(row.text, name))
            values = {
                "specialty": [one.slug for one in row.specialties.all()],
                "code": [one.code for one in row.codes.all()],
                "credential": [one.certification.acronym for one in row.listing_credentials.all()],
                "setting": [one.slug for one in row.settings.all()],
                "ehr": [one.slug for one in row.systems.all()],
                "schedule": [one.slug for one in row.schedules.all()],
                "state": self.lives_in(row, states),
                "work": [row.work],
                "type": [row.employment_type.slug],
                "level": [row.level.slug],
                "unit": [row.pay_unit],
                "apprentice": [row.apprentices_accepted],
                "test": [row.has_coding_test],
                "company": [row.employer_id],
            }
            for group, found in values.items():
                for value in found:
                    document.add_integer(group, self.number(group, value))
            document.add_integer("pay_min", int(row.pay_yearly_max or 0))
            document.add_integer("years_max", 99 if row.years_min is None else row.years_min)
            document.add_integer("posted", int(row.first_posted_at.timestamp()))
            point = getattr(row, "latitude", None), getattr(row, "longitude", None)
            if None not in point:
                document.add_float("latitude", point[0])
                document.add_float("longitude", point[1])
            yield document

    def lives_in(self, row: Any, states: list[str]) -> list[str]:
        if row.remote_scope == "all":
            return states
        if row.remote_scope == "listed":
            return [one.code for one in row.eligible_states.all()]
        return [row.state_id]

    # One page ------------------------------------------------------------------------------------------------
    def filter(self, group: str, values: list[Any]) -> Any:
        question, integer = tantivy.Query, tantivy.FieldType.Integer
        if group == "pay_min":
            return question.range_query(self.schema, "pay_min", integer, values[0], 10**9)
        if group == "posted":
            return question.range_query(self.schema, "posted", integer, self.now - values[0] * DAY, 2**40)
        wanted = [question.term_query(self.schema, group, self.number(group, value)) for value in values]
        return question.boolean_query([(tantivy.Occur.Should, one) for one in wanted])

    def texts(self, clauses: list[tuple[str, ...]]) -> list[tuple[Any, Any]]:
        """Of each clause one alternative, in any column."""
        question, found = tantivy.Query, []
        for alternatives in clauses:
            parts = []
            for name, boost in TEXTS:
                for words in alternatives:
                    one = self.index.parse_query(f'"{words}"' if " " in words else words, [name])
                    parts.append((tantivy.Occur.Should, question.boost_query(one, boost)))
            found.append((tantivy.Occur.Must, question.boolean_query(parts)))
        return found

    def page(self, shape: Any, now: float) -> tuple[int, list[int], dict[str, Any]]:
        question, must = tantivy.Query, tantivy.Occur.Must
        self.now = int(now)
        base = self.texts(shape.texts)
        if shape.near:
            latitude, longitude, miles = shape.near
            for name, at, reach in (("latitude", latitude, miles / 69), ("longitude", longitude, miles / 51)):
                kind = tantivy.FieldType.Float
                base.append((must, question.range_query(self.schema, name, kind, at - reach, at + reach)))
        filters = {group: (must, self.filter(group, values)) for group, values in shape.filters.items()}

        def joined(parts: list) -> Any:
            return question.boolean_query(parts) if parts else question.all_query()

        whole = joined([*base, *filters.values()])
        order: dict[str, Any] = {}
        if shape.sort != "relevance":
            field = "pay_min" if shape.sort == "pay" else "posted"
            order = {"order_by_field": field, "order": tantivy.Order.Desc}
        found = self.searcher.search(whole, PAGE, count=True, offset=(shape.page - 1) * PAGE, **order)
        ids = [self.searcher.doc(address)["id"][0] for _, address in found.hits]
        facets: dict[str, Any] = defaultdict(dict)
        self.count(whole, [name for name in (*GROUPS, *SINGLE, *STEPS) if name not in filters], facets)
        for name in filters:
            self.count(joined([*base, *(one for other, one in filters.items() if other != name)]), [name], facets)
        return found.count, ids, facets

    def count(self, query: Any, groups: list[str], facets: dict[str, Any]) -> None:
        asked: dict[str, Any] = {}
        for name in groups:
            if name not in STEPS:
                size = 60 if name in ("code", "company") else 200
                asked[name] = {"terms": {"field": name, "size": size, "segment_size": 2_100}}
                continue
            for step in STEPS[name]:
                low = {"pay_min": step * 1_000, "posted": self.now - step * DAY}.get(name)
                bound = {"to": step + 1} if low is None else {"from": low}
                asked[f"{name}:{step}"] = {"range": {"field": name, "ranges": [bound]}}
        facets.update(self.searcher.aggregate(query, asked))
