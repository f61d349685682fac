"""The listings with a story: Larkspur's whole desk, the moderators' queue, an import, reports, a suspended employer."""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.management import call_command

from accounts.models import Employer, EmployerEvent
from core.models import ImportRun
from jobboard.demo import lives
from jobboard.demo.drawing import Draft, draw
from jobboard.demo.lives import Hands, Life
from jobboard.demo.material import HERE, House, houses, read, trades
from jobboard.demo.people import OURS, RIVALS, Crew
from jobboard.demo.rows import Shelves, store
from jobboard.demo.writing import Words, describe
from listings.models import ImportSource, Listing, Report
from listings.workflow import RULE_VERSION, ApplyMethod, CredentialsRule, Outcome, PayUnit, RemoteScope, Status, Work

Pair = tuple[Draft, Life]


def texts() -> dict[str, Any]:
    return read("scenes.toml")


@dataclass
class Stage:
    """What every scene needs."""

    seed: int
    now: datetime
    crew: Crew
    employers: dict[str, Employer]
    shelves: Shelves
    words: Words

    def rng(self, name: str) -> Random:
        return Random(f"{name} {self.seed}")

    def hands(self, rng: Random, house: House) -> Hands:
        members = self.crew.members.get(house.key)
        return Hands(rng.choice(members) if members else None, self.crew.personas["moderator"])

    def draft(self, rng: Random, house: House, ages: tuple[int, int]) -> Draft:
        able = sorted(slug for slug, trade in trades().items() if house.takes(trade)) or sorted(trades())
        draft = draw(rng, house, trades()[rng.choice(able)])
        draft.html = describe(rng, draft, self.words)
        draft.days_ago = rng.randint(*ages)
        draft.closes_in = None
        return draft


def endings(stage: Stage, count: int) -> Iterator[Pair]:
    """Closed, expired, sent back, refused, withdrawn and half-written listings of everybody; most of them closed."""
    rng = stage.rng("endings")
    shown = [house for house in houses().values() if house.share]
    outcomes = [Outcome.FILLED_HERE] * 5 + [Outcome.FILLED_ELSEWHERE] * 3 + [Outcome.CANCELLED, Outcome.ON_HOLD]
    days_open = settings.LISTING_DAYS_OPEN
    said = texts()
    for number in range(count):
        house = rng.choice(shown)
        hands = stage.hands(rng, house)
        kind = number % 10
        if kind in (0, 1, 3, 4, 6):
            draft = stage.draft(rng, house, (12, 110))
            yield draft, lives.closed(rng, draft, stage.now, hands, rng.choice(outcomes))
        elif kind in (2, 7):
            draft = stage.draft(rng, house, (days_open + 2, days_open + 50))
            yield draft, lives.expired(rng, draft, stage.now, hands, days_open)
        elif kind == 5:
            draft = stage.draft(rng, house, (0, 9))
            yield draft, lives.drafted(rng, draft, stage.now, hands)
        elif kind == 8:
            draft = stage.draft(rng, house, (1, 20))
            yield draft, lives.sent_back(rng, draft, stage.now, hands, rng.choice(said["changes"]["notes"]))
        else:
            draft = stage.draft(rng, house, (2, 60))
            if number % 20 == 9:
                yield draft, lives.rejected(rng, draft, stage.now, hands, rng.choice(said["rejected"]["notes"]))
            else:
                yield draft, lives.withdrawn(rng, draft, stage.now, hands)


def our_desk(stage: Stage) -> Iterator[Pair]:
    """Larkspur has one or two of everything, so that its desk shows every state."""
    rng, house, said = stage.rng("our desk"), houses()[OURS], texts()
    days_open = settings.LISTING_DAYS_OPEN
    hands = Hands(stage.crew.personas["owner"], stage.crew.personas["moderator"])
    his = replace(hands, poster=stage.crew.personas["recruiter"])
    plans: list[tuple[tuple[int, int], Any, list[Any]]] = [
        ((0, 0), lives.drafted, [hands]),
        ((1, 2), lives.drafted, [his]),
        ((0, 0), lives.submitted, [hands]),
        ((1, 1), lives.submitted, [his]),
        ((1, 2), lives.sent_back, [his, said["changes"]["notes"][0]]),
        ((8, 14), lives.rejected, [his, said["rejected"]["notes"][1]]),
        ((5, 9), lives.withdrawn, [hands]),
        ((20, 30), lives.closed, [hands, Outcome.FILLED_HERE]),
        ((40, 50), lives.closed, [his, Outcome.FILLED_ELSEWHERE]),
        ((60, 80), lives.closed, [hands, Outcome.CANCELLED]),
        ((days_open + 4, days_open + 9), lives.expired, [hands, days_open]),
        ((25, 35), lives.removed, [his, said["removed"]["notes"][0]]),
    ]
    for ages, act, more in plans:
        draft = stage.draft(rng, house, ages)
        draft.values["apply_method"] = ApplyMethod.BOARD
        draft.values["apply_url"] = ""
        yield draft, act(rng, draft, stage.now, *more)


def queue(stage: Stage, open_listings: list[tuple[Draft, Life]]) -> Iterator[Pair]:
    """What waits for a decision: honest posts, and three that should not go live as they are."""
    rng, said = stage.rng("queue"), texts()
    shown = [house for house in houses().values() if house.share and house.key != OURS]
    for house in rng.sample(shown, min(7, len(shown))):
        draft = stage.draft(rng, house, (0, 2))
        yield draft, lives.submitted(rng, draft, stage.now, stage.hands(rng, house))

    scam = stage.draft(rng, houses()["brightmoor"], (0, 0))
    scam = replace(scam, title=said["scam"]["title"], html=said["scam"]["html"], level="entry", codes=[], ranges=[])
    scam = replace(scam, employment_type="full-time", required=[], preferred=[], states=[], systems=[], quota_unit="")
    scam.values = {
        "work": Work.REMOTE,
        "remote_scope": RemoteScope.ALL,
        "pay_min": Decimal("45.00"),
        "pay_max": Decimal("65.00"),
        "pay_unit": PayUnit.HOUR,
        "credentials_rule": CredentialsRule.NONE,
        "apprentices_accepted": True,
        "years_min": 0,
        "apply_method": ApplyMethod.BOARD,
    }
    yield scam, lives.submitted(rng, scam, stage.now, stage.hands(rng, scam.house))

    house = houses()["harborline"]
    fake = stage.draft(rng, house, (0, 1))
    fake = replace(fake, title=said["fake_remote"]["title"], html=said["fake_remote"]["html"], codes=[], ranges=[])
    fake = replace(
        fake, required=["COC", "CPC"], preferred=[], states=[], level="mid", specialties=["outpatient-facility"]
    )
    fake.values.update(work=Work.REMOTE, remote_scope=RemoteScope.ALL, us_only=True, years_min=2)
    fake.values.update(apprentices_accepted=False, credentials_rule=CredentialsRule.ANY)
    for name in ("city", "postal_code", "state_id"):
        fake.values.pop(name, None)
    yield fake, lives.submitted(rng, fake, stage.now, stage.hands(rng, house))

    model, _ = next(pair for pair in open_listings if pair[0].house.key not in (OURS, RIVALS) and pair[0].house.share)
    twin = replace(model, house=houses()["brightmoor"], days_ago=0, minutes_ago=95, closes_in=None)
    twin.values = {**model.values, "requisition": "", "apply_method": ApplyMethod.BOARD, "apply_url": ""}
    yield twin, lives.submitted(rng, twin, stage.now, stage.hands(rng, twin.house))


def suspended(stage: Stage) -> Iterator[Pair]:
    """Two listings of an employer the moderators stopped: one taken down first, one hidden with the employer."""
    rng, house, said = stage.rng("suspended"), houses()["apexquick"], texts()
    employer, moderator = stage.employers[house.key], stage.crew.personas["moderator"]
    hands = stage.hands(rng, house)
    first, second = stage.draft(rng, house, (20, 25)), stage.draft(rng, house, (20, 25))
    yield first, lives.removed(rng, first, stage.now, hands, said["removed"]["notes"][0])
    yield second, lives.published(rng, second, stage.now, hands)
    at = stage.now - timedelta(days=6, hours=3)
    employer.suspended_at = at
    employer.save(update_fields=["suspended_at"])
    EmployerEvent.objects.create(
        employer=employer,
        code="suspended",
        was="open",
        became="suspended",
        by=moderator,
        note=said["suspended"]["note"],
        rule_version=RULE_VERSION,
        at=at,
    )


def older_import(stage: Stage, pairs: list[Draft]) -> list[Listing]:
    """Listings of a feed that were let in some weeks ago. Their employers have not claimed them."""
    name = texts()["older_feed"]
    source = ImportSource.objects.create(name=name)
    run = ImportRun.objects.create(
        kind="listings",
        source=name,
        file_name="association.xml",
        sha256=f"{stage.seed:064x}",
        status=ImportRun.Status.DONE,
        counts={"imported": len(pairs), "pending": len(pairs)},
        started_at=stage.now - timedelta(days=58, hours=20),
        finished_at=stage.now - timedelta(days=58, hours=20) + timedelta(seconds=41),
    )
    rng = stage.rng("older import")
    hands = Hands(None, stage.crew.personas["moderator"])
    for number, draft in enumerate(pairs):
        draft.values["source_ref"] = f"LHA-{4100 + number}"
    with_lives = [(draft, lives.imported(rng, draft, stage.now, hands, run.pk)) for draft in pairs]
    return store(with_lives, stage.employers, stage.shelves, stage.now, source=source, import_run=run)


def waiting_import(stage: Stage) -> None:
    """A batch that waits to be approved or refused as one, read by the real importer from a small file of ours."""
    today = stage.now.date()
    lines = []
    for line in (HERE / "feed.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        for name in ("posted", "closes"):
            row[name] = (today + timedelta(days=int(row[name]))).isoformat() if row[name] else None
        lines.append(json.dumps(row))
    before = set(Employer.objects.values_list("pk", flat=True))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "northern-job-feed.jsonl"
        path.write_text("\n".join(lines), encoding="utf-8")
        call_command("import_listings", path, source=texts()["feed"], stdout=io.StringIO())
    Listing.objects.filter(source__name=texts()["feed"]).update(is_demo=True)
    Employer.objects.exclude(pk__in=before).update(is_demo=True)


def reports(stage: Stage) -> None:
    """Most are open; one was right, one was not."""
    rng, moderator = stage.rng("reports"), stage.crew.personas["moderator"]
    live = list(Listing.objects.public().filter(is_demo=True).order_by("pk"))
    gone = Listing.objects.filter(is_demo=True, status=Status.REMOVED).order_by("pk").first()
    rows = [
        Report(listing=listing, reason=row["reason"], details=row["details"])
        for listing, row in zip(rng.sample(live, 4), texts()["reports"], strict=False)
    ]
    handled = {"handled_by": moderator, "handled_at": stage.now - timedelta(days=3)}
    rows.append(
        Report(
            listing=live[0],
            reason="gone",
            details="Nobody answers the phone.",
            status=Report.Status.DISMISSED,
            note="The employer confirmed by mail that the post is open.",
            **handled,
        )
    )
    if gone:
        row = texts()["reports"][-1]
        note = "True. The listing was taken down."
        rows.append(
            Report(
                listing=gone, reason="scam", details=row["details"], status=Report.Status.UPHELD, note=note, **handled
            )
        )
    for number, row in enumerate(rows):
        row.created_at = stage.now - timedelta(days=number if row.status == Report.Status.OPEN else 4, hours=2 + number)
    Report.objects.bulk_create(rows)
