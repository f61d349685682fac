"""Builds the demo board: everything in one transaction, the same board for the same seed."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from random import Random

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from accounts.models import Employer, User
from codes.models import Specialty, State, Term
from codes.services import load_reference
from core.html import to_text
from jobboard.demo import applying, desks, lives, saving, scenes
from jobboard.demo.drawing import OLDEST_DAYS, Draft, Houses, draw, plan
from jobboard.demo.feeds import as_imported, describe_imported
from jobboard.demo.material import houses, places, trades
from jobboard.demo.people import People, make_employers
from jobboard.demo.rows import Shelves, store
from jobboard.demo.writing import Words, describe
from listings.models import Listing
from listings.workflow import Status

LISTINGS, SEED = 300, 2026
# One open listing in so many came in with a feed and leaves facts out.
FEED_EVERY = 9


def has_reference() -> bool:
    known = set(Specialty.objects.values_list("slug", flat=True))
    return set(trades()) <= known and State.objects.count() > len(places()) and Term.objects.exists()


def exists() -> bool:
    return User.objects.filter(is_demo=True).exists() or Employer.objects.filter(is_demo=True).exists()


def build(
    *,
    listings: int = LISTINGS,
    seed: int = SEED,
    now: datetime | None = None,
    say: Callable[[str], None] = lambda line: None,
) -> bool:
    """Makes `listings` open ones and all that belongs around them. Where a demo stands: nothing, and False."""
    if not has_reference():
        say("Loading the reference …")
        load_reference()
    files: list[str] = []
    try:
        with transaction.atomic():
            if exists():
                return False
            _build(listings, seed, now or timezone.now(), say, files)
    except BaseException:
        for name in files:
            default_storage.delete(name)
        raise
    return True


def _build(count: int, seed: int, now: datetime, say: Callable[[str], None], files: list[str]) -> None:
    shelves = Shelves()
    say("Employers and people …")
    employers = make_employers(now, shelves)
    people = People(seed, now, files)
    crew = people.everybody(employers)
    stage = scenes.Stage(seed, now, crew, employers, shelves, Words())
    desks.furnish(stage, people)
    say(f"{count} open listings …")
    from_desks, from_feeds = open_listings(stage, count)
    store(from_desks, employers, shelves, now)
    scenes.older_import(stage, from_feeds)
    say("Closed, expired and waiting ones …")
    store([*scenes.endings(stage, max(20, min(count // 6, 400))), *scenes.our_desk(stage)], employers, shelves, now)
    store([*scenes.queue(stage, from_desks), *scenes.suspended(stage)], employers, shelves, now)
    say("An import, reports and applications …")
    scenes.waiting_import(stage)
    scenes.reports(stage)
    applying.applications(stage)
    saving.saves(stage)
    applying.today(stage)


def open_listings(stage: scenes.Stage, count: int) -> tuple[list[tuple[Draft, lives.Life]], list[Draft]]:
    """From desks, with their lives, and from feeds. No two have the same text."""
    givers, unclaimed = Houses(stage.rng("houses")), [house for house in houses().values() if house.unclaimed]
    from_desks, from_feeds, seen = [], [], set()
    used: Counter[str] = Counter()
    for number, trade in enumerate(plan(count, stage.seed)):
        rng = Random(f"listing {stage.seed} {number}")
        house = givers.next_for(trade)
        draft = draw(rng, house, trade, used)
        draft.days_ago = min(draft.days_ago, OLDEST_DAYS)
        is_fed = number % FEED_EVERY == FEED_EVERY - 1
        if is_fed:
            as_imported(rng, draft, rng.choice(unclaimed))
            draft.closes_in = None
        while not has_good_length(draft.html) or draft.html in seen:
            draft.html = describe_imported(rng, draft) if is_fed else describe(rng, draft, stage.words)
        seen.add(draft.html)
        if is_fed:
            from_feeds.append(draft)
        else:
            from_desks.append((draft, lives.published(rng, draft, stage.now, stage.hands(rng, house))))
    return from_desks, from_feeds


def has_good_length(html: str) -> bool:
    """Long enough to decide by, short enough to be read."""
    return 120 <= len(to_text(html).split()) <= 350


def summary() -> dict[str, int]:
    """How many listings the demo has, by status."""
    rows = Listing.objects.filter(is_demo=True)
    return {str(Status(value).label): rows.filter(status=value).count() for value in Status.values}
