"""How good the order of the results is: `.venv/bin/python benchmarks/relevance.py`.

Builds the demo board in a folder of its own, adds the real postings of `SAMPLE_DATA` where it is set, and asks the
lines of judged.toml. Prints nDCG@10 and recall@50 by kind, for us and, over the same text, for plain BM25 (FTS5, any
word, best first) and for every-word `icontains` (newest first). `--board DIR` keeps and uses a board; `--show KIND`
prints what is lost and where, of lines that are not held out.

nDCG@10 takes 2^grade - 1 and log2 positions. recall@50 asks for the jobs graded 2 or 3 (where none is, the best there
are), at most 50. Lines that no open job answers are named and counted nowhere.
"""

import argparse
import math
import os
import re
import sqlite3
import statistics
import sys
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

from grades import Job, grade  # noqa: E402  # after the path

FILES = ("postings.jsonl", "employer_upload.csv", "indeed_feed.xml")
TOP, DEEP = 10, 50
Ranking = Callable[[str], list[int]]


def start(folder: str) -> None:
    os.environ.update(
        LOCAL="1", DEMO="1", DATA_DIR=folder, DJANGO_SETTINGS_MODULE="jobboard.settings", LOG_LEVEL="ERROR"
    )
    for name in ("DATABASE_URL", "CACHE_URL", "EMAIL_URL"):
        os.environ.pop(name, None)
    import django
    from django.core.management import call_command

    django.setup()
    is_new = not (Path(folder) / "board.done").exists()
    with Path(os.devnull).open("w") as nowhere:
        call_command("migrate", verbosity=0, stdout=nowhere)
        if is_new:
            call_command("load_reference", stdout=nowhere)
            call_command("demo", stdout=nowhere)
            for path in sample():
                call_command("import_listings", path, publish=True, reopen=60, stdout=nowhere)
            (Path(folder) / "board.done").touch()


def sample() -> list[Path]:
    folder = os.environ.get("SAMPLE_DATA", "")
    if not folder:
        print("SAMPLE_DATA is not set: the demo board alone.")
        return []
    return [Path(folder) / "postings_sample" / name for name in FILES]


def read_jobs() -> list[Job]:
    from listings.models import Listing

    rows = Listing.objects.public().select_related("employer", "state", "level", "employment_type", "text")
    several = ("specialties", "settings", "systems", "schedules", "eligible_states", "codes", "code_ranges")
    jobs = []
    for row in rows.prefetch_related(*several, "listing_credentials__certification").order_by(
        "-first_posted_at", "-id"
    ):
        held = [(one.certification.acronym, one.is_required) for one in row.listing_credentials.all()]
        jobs.append(
            Job(
                pk=row.pk,
                title=row.title,
                employer=row.employer.name,
                text=row.text.description,
                skills=row.text.skills,
                work=row.work,
                city=row.city,
                state=row.state_id or "",
                remote_scope=row.remote_scope,
                states={one.code for one in row.eligible_states.all()},
                level=row.level.slug if row.level else "",
                years=row.years_min,
                type=row.employment_type.slug if row.employment_type else "",
                pay=float(row.pay_yearly_max or 0),
                pay_form=row.pay_form,
                apprentices=row.apprentices_accepted,
                rule=row.credentials_rule,
                has_test=row.has_coding_test,
                specialties=[one.slug for one in row.specialties.all()],
                settings={one.slug for one in row.settings.all()},
                systems={one.slug for one in row.systems.all()},
                schedules={one.slug for one in row.schedules.all()},
                required={acronym for acronym, is_required in held if is_required},
                preferred={acronym for acronym, is_required in held if not is_required},
                codes={one.code for one in row.codes.all()},
                ranges=[(one.start, one.end) for one in row.code_ranges.all()],
            )
        )
    return jobs


def read_queries() -> list[dict[str, Any]]:
    """Every third line of a kind is held out."""
    with (HERE / "judged.toml").open("rb") as file:
        kinds = tomllib.load(file)
    return [
        {"line": line, "kind": kind, "is_unseen": place % 3 == 2, **wishes}
        for kind, lines in kinds.items()
        for place, (line, wishes) in enumerate(lines.items())
    ]


# The three rankings ----------------------------------------------------------------------------------------------


def ours(line: str) -> list[int]:
    from listings.search import search

    first = search({"q": line})
    ids = [*first.ids]
    if first.pages > 1:
        ids += search({"q": line, "page": "2"}).ids
    return [*ids, *first.nearest]


def bm25(jobs: list[Job]) -> Ranking:
    base = sqlite3.connect(":memory:")
    base.execute(
        "CREATE VIRTUAL TABLE text USING fts5(title, employer, skills, description, tokenize='porter unicode61')"
    )
    rows = [(job.pk, job.title, job.employer, job.skills, job.text) for job in jobs]
    base.executemany("INSERT INTO text(rowid, title, employer, skills, description) VALUES (?, ?, ?, ?, ?)", rows)

    def rank(line: str) -> list[int]:
        words = re.findall(r"\w+", line)
        question = " OR ".join(f'"{word}"' for word in words)
        found = base.execute("SELECT rowid FROM text WHERE text MATCH ? ORDER BY rank LIMIT 50", (question,))
        return [row[0] for row in found]

    return rank


def icontains(jobs: list[Job]) -> Ranking:
    texts = {job.pk: f"{job.title}\n{job.employer}\n{job.skills}\n{job.text}".lower() for job in jobs}

    def rank(line: str) -> list[int]:
        words = line.lower().split()
        return [pk for pk, text in texts.items() if all(word in text for word in words)][:DEEP]

    return rank


# Figures ---------------------------------------------------------------------------------------------------------


def gain(grades: list[int]) -> float:
    return sum((2**value - 1) / math.log2(place + 2) for place, value in enumerate(grades))


def measure(ranking: list[int], grades: dict[int, int]) -> tuple[float, float]:
    ranking = list(dict.fromkeys(ranking))
    best = sorted(grades.values(), reverse=True)
    ndcg = gain([grades.get(pk, 0) for pk in ranking[:TOP]]) / gain(best[:TOP])
    enough = min(2, best[0])
    wanted = {pk for pk, value in grades.items() if value >= enough}
    found = len(wanted & set(ranking[:DEEP])) / min(DEEP, len(wanted))
    return ndcg, found


Figures = dict[str, dict[tuple[str, bool], list[tuple[float, float]]]]


def show(query: dict[str, Any], ranking: list[int], grades: dict[int, int], by_pk: dict[int, Job]) -> None:
    ndcg, recall = measure(ranking, grades)
    print(f"\n{query['line']!r}: nDCG {ndcg:.2f}, recall {recall:.2f}, found {len(ranking)}")
    for pk in ranking[:TOP]:
        job = by_pk[pk]
        print(f"   {grades.get(pk, 0)}  {job.title[:60]} | {job.employer[:24]} | {job.work} {job.city} {job.state}")
    missed = [pk for pk in sorted(grades, key=lambda pk: -grades[pk]) if pk not in ranking[:TOP]][:5]
    for pk in missed:
        place = ranking.index(pk) + 1 if pk in ranking else "-"
        job = by_pk[pk]
        print(f"      at {place}: {grades[pk]}  {job.title[:60]} | {job.employer[:20]} | {job.work} {job.city}")


def table(title: str, names: list[str], figures: Figures, kinds: list[str], unseen: tuple[bool, ...]) -> None:
    print(f"\n{title:<22}" + "".join(f"{name:^22}" for name in names))
    print(" " * 22 + "".join(f"{'nDCG@10':>11}{'recall@50':>11}" for _ in names))
    for kind in [*kinds, "all"]:
        cells = []
        for name in names:
            values = [
                pair
                for (other, is_unseen), pairs in figures[name].items()
                if kind in (other, "all") and is_unseen in unseen
                for pair in pairs
            ]
            cells.append(tuple(statistics.mean(column) for column in zip(*values, strict=True)) if values else (0, 0))
        print(f"{kind:<22}" + "".join(f"{ndcg:>11.3f}{recall:>11.3f}" for ndcg, recall in cells))


def run(kind_shown: str) -> None:
    jobs = read_jobs()
    by_pk = {job.pk: job for job in jobs}
    queries = read_queries()
    rankings: dict[str, Ranking] = {"ours": ours, "plain BM25": bm25(jobs), "every word": icontains(jobs)}
    figures: Figures = {name: defaultdict(list) for name in rankings}
    for query in queries:
        graded = {job.pk: grade(job, query) for job in jobs}
        grades = {pk: value for pk, value in graded.items() if value}
        if not grades:
            print(f"No open job answers {query['line']!r}.")
            continue
        for name, rank in rankings.items():
            found = rank(query["line"])
            figures[name][query["kind"], query["is_unseen"]].append(measure(found, grades))
            if name == "ours" and kind_shown in (query["kind"], "all") and not query["is_unseen"]:
                show(query, found, grades, by_pk)
    kinds = list(dict.fromkeys(query["kind"] for query in queries))
    held = sum(query["is_unseen"] for query in queries)
    print(f"\n{len(queries)} lines over {len(jobs)} open jobs, {held} lines held out")
    table("seen", list(rankings), figures, kinds, (False,))
    table("held out", list(rankings), figures, kinds, (True,))
    table("together", list(rankings), figures, kinds, (False, True))


def main() -> None:
    options = argparse.ArgumentParser(description="How good the order of the results is.")
    options.add_argument("--board", default="", help="a folder to keep the board in")
    options.add_argument("--show", default="", metavar="KIND", help="what is lost, line by line: a kind, or all")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="crosswalk-relevance-") as folder:
        start(chosen.board or folder)
        run(chosen.show)
        from django.db import connections

        connections.close_all()


if __name__ == "__main__":
    main()
