"""Applications in every stage, and a few acts of today, done by the real services so that their mails are there."""

from datetime import datetime
from itertools import cycle
from random import Random

from django.db.models import Count

from accounts.models import User
from applications import services as applications_services
from applications.models import Application, ApplicationEvent
from applications.workflow import ANSWERS, OPEN, Stage, What
from jobboard.demo.people import OURS, RIVALS, YEARS, Applicant, words
from jobboard.demo.scenes import Stage as Scene
from listings import services
from listings.models import Listing
from listings.workflow import RULE_VERSION, ApplyMethod, Outcome, Status

# The way to each stage.
WAYS: dict[str, list[str]] = {
    Stage.RECEIVED: [],
    Stage.REVIEWING: [Stage.REVIEWING],
    Stage.TEST: [Stage.REVIEWING, Stage.TEST],
    Stage.INTERVIEW: [Stage.REVIEWING, Stage.INTERVIEW],
    Stage.OFFER: [Stage.REVIEWING, Stage.INTERVIEW, Stage.OFFER],
    Stage.HIRED: [Stage.REVIEWING, Stage.TEST, Stage.INTERVIEW, Stage.OFFER, Stage.HIRED],
    Stage.DECLINED: [Stage.REVIEWING, Stage.DECLINED],
    Stage.WITHDRAWN: [Stage.WITHDRAWN],
}
MIX = [Stage.RECEIVED, Stage.REVIEWING, Stage.RECEIVED, Stage.INTERVIEW, Stage.DECLINED, Stage.TEST, Stage.REVIEWING]
MIX += [Stage.RECEIVED, Stage.OFFER, Stage.DECLINED, Stage.WITHDRAWN, Stage.INTERVIEW]


class Ledger:
    """Collects applications with their events; written at once."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.rng: Random = scene.rng("applications")
        self.rows: list[Application] = []
        self.events: list[list[ApplicationEvent]] = []
        self.taken: set[tuple[int, int]] = set()

    def add(self, listing: Listing, one: Applicant, stage: str, *, reader: User, note: str = "") -> None:
        """Sent after the listing went public; each step some days later, none in the future."""
        key = (listing.pk, one.user.pk)
        if key in self.taken:
            return
        self.taken.add(key)
        rng, until = self.rng, min(self.scene.now, listing.ended_at or self.scene.now)
        start = listing.published_at or listing.created_at
        sent = start + (until - start) * rng.uniform(0.05, 0.6)
        way, at = WAYS[stage], sent
        row = Application(listing=listing, candidate=one.user, resume=one.resume, stage=stage, created_at=sent)
        row.cover_note = self.note(one)
        row.answers = [
            {"question": question, "answer": self.fill(rng.choice(words()["notes"]["answer"]), one)}
            for question in listing.screening_questions
        ]
        events = [self.event(row, What.RECEIVED, "", Stage.RECEIVED, one.user, sent)]
        was: str = Stage.RECEIVED
        for step in way:
            at = at + (until - at) * rng.uniform(0.15, 0.5)
            code = What.WITHDRAWN if step == Stage.WITHDRAWN else What.MOVED
            events.append(self.event(row, code, was, step, one.user if code == What.WITHDRAWN else reader, at))
            if step in ANSWERS and row.answered_at is None:
                row.answered_at = at
            was = step
        row.stage_changed_at = at
        row.seen_at = at if rng.random() < 0.7 else sent
        if stage == Stage.DECLINED:
            row.decline_note = note or rng.choice(words()["notes"]["decline"])
        if not listing.is_public and stage in OPEN:
            at = listing.ended_at or listing.expires_at or self.scene.now
            events.append(self.event(row, What.JOB_LEFT, stage, stage, None, at, row.job_over))
        self.rows.append(row)
        self.events.append(events)

    def event(self, row, code: str, was: str, became: str, by: User | None, at: datetime, note: str = ""):
        return ApplicationEvent(
            application=row, code=code, was=was, became=became, by=by, at=at, note=note, rule_version=RULE_VERSION
        )

    def note(self, one: Applicant) -> str:
        lines = self.rng.sample(words()["notes"]["cover"], 2)
        return " ".join(self.fill(line, one) for line in lines).strip()

    def fill(self, line: str, one: Applicant) -> str:
        years = YEARS.get(one.years, "some years")
        state = self.scene.words.states[one.state]
        trade = self.scene.shelves.specialties[one.trade.slug].name.lower()
        system = one.trade.systems[0]
        filled = line.format(
            years=years, state=state, trade=trade, system=system, accuracy=self.rng.choice((96, 97, 98))
        )
        return filled[:1].upper() + filled[1:]

    def write(self) -> None:
        Application.objects.bulk_create(self.rows)
        flat = [event for events in self.events for event in events]
        for row, events in zip(self.rows, self.events, strict=True):
            for event in events:
                event.application = row
        ApplicationEvent.objects.bulk_create(flat)


def applications(scene: Scene) -> None:
    ledger = Ledger(scene)
    rng, crew = ledger.rng, scene.crew
    everybody = list(crew.applicants)
    board = Listing.objects.filter(is_demo=True, apply_method=ApplyMethod.BOARD, published_at__isnull=False)
    board = board.filter(employer__suspended_at=None).select_related("employer").order_by("-published_at", "pk")
    by_house = {key: list(board.filter(employer=scene.employers[key])) for key in crew.members}
    stages = cycle(MIX)

    def reader(key: str) -> User:
        return rng.choice(crew.members[key])

    # Larkspur: applicants in every stage, on open and on ended listings.
    ours = by_house[OURS]
    live = [one for one in ours if one.is_public]
    for listing in live[2:12]:
        for one in rng.sample(everybody, rng.randint(2, 6)):
            ledger.add(listing, one, next(stages), reader=reader(OURS))
    for listing in ours:
        if listing.status == Status.CLOSED and listing.outcome == Outcome.FILLED_HERE:
            first, *rest = rng.sample(everybody, 4)
            ledger.add(listing, first, Stage.HIRED, reader=reader(OURS))
            for one in rest:
                ledger.add(listing, one, Stage.DECLINED, reader=reader(OURS))
    # The others have some, Northreach more than most.
    for key, rows in by_house.items():
        for listing in rows[1 : 5 if key == RIVALS else 2]:
            if key != OURS:
                for one in rng.sample(everybody, rng.randint(1, 4)):
                    ledger.add(listing, one, next(stages), reader=reader(key))
    _personas(scene, ledger, by_house, live)
    ledger.write()


def holds_one(listing: Listing, one: Applicant) -> bool:
    asked = {certification.acronym for certification in listing.required_credentials}
    return not asked or bool(asked & set(one.holds)) or "CPC-A" in one.holds


def _personas(scene: Scene, ledger: Ledger, by_house: dict[str, list[Listing]], live: list[Listing]) -> None:
    """The coder has been busy; the apprentice has sent two."""
    crew = scene.crew

    def first(key: str, one: Applicant, *, public: bool = True) -> Listing | None:
        """The newest that suits: by credential, and by whether apprentices are asked for. Old enough for an answer."""
        rows = [row for row in by_house.get(key, []) if row.is_public == public]
        rows = [row for row in rows if (row.pk, one.user.pk) not in ledger.taken]
        rows = [row for row in rows if row.published_at and (scene.now - row.published_at).days > 3]
        is_new = one is crew.apprentice
        suiting = [row for row in rows if row.apprentices_accepted == is_new and holds_one(row, one)]
        suiting.sort(key=lambda row: one.holds[-1] not in row.credentials_row)  # the special credential first
        return next(iter([*suiting, *rows]), None)

    wanted = [
        (OURS, True, Stage.INTERVIEW, ""),
        ("sablecoast", True, Stage.TEST, ""),
        (RIVALS, True, Stage.DECLINED, words()["notes"]["decline"][0]),
        ("tallowbrook", True, Stage.WITHDRAWN, ""),
        ("cedargate", True, Stage.RECEIVED, ""),
        ("fieldmark", True, Stage.OFFER, ""),
        (OURS, False, Stage.REVIEWING, ""),
    ]
    for key, public, stage, note in wanted:
        if listing := first(key, crew.coder, public=public):
            ledger.add(listing, crew.coder, stage, reader=crew.members[key][0], note=note)
    for key, stage in ((OURS, Stage.REVIEWING), (RIVALS, Stage.RECEIVED), ("openfield", Stage.DECLINED)):
        if listing := first(key, crew.apprentice):
            ledger.add(listing, crew.apprentice, stage, reader=crew.members[key][0])


def today(scene: Scene) -> None:
    """A morning on the board. These acts go through the services: their mails fill the demo's mailbox."""
    crew = scene.crew
    moderator, owner, recruiter = (crew.personas[key] for key in ("moderator", "owner", "recruiter"))
    pending = Listing.objects.pending().filter(employer=scene.employers[OURS]).select_related("employer", "posted_by")
    if listing := pending.first():
        services.approve(listing, by=moderator, note="Clear and complete. Thank you for naming the quota.")
    ours = Listing.objects.public().filter(employer=scene.employers[OURS], apply_method=ApplyMethod.BOARD)
    suiting = ours.exclude(applications__candidate=crew.coder.user).filter(
        apprentices_accepted=False, listing_credentials__certification__acronym__in=crew.coder.holds
    )
    for listing in suiting.order_by("-first_posted_at", "pk")[:1]:
        applications_services.apply(
            listing,
            by=crew.coder.user,
            resume=crew.coder.resume,
            cover_note="Eight years of coding, most of them in radiation oncology. I can start in two weeks.",
            answers=[
                {"question": text, "answer": "Yes; details in the résumé."} for text in listing.screening_questions
            ],
        )
    waiting = Application.objects.filter(listing__in=ours, stage=Stage.REVIEWING).exclude(candidate=crew.coder.user)
    for application in waiting.select_related("listing__employer", "candidate").order_by("pk")[:1]:
        applications_services.move(application, Stage.INTERVIEW, by=recruiter)
    theirs = Listing.objects.public().filter(employer=scene.employers[RIVALS]).select_related("employer", "posted_by")
    common = Listing.objects.public().values("specialties").annotate(open=Count("pk")).filter(open__gt=1)
    theirs = theirs.filter(applications__isnull=True, specialties__in=common.values("specialties"))
    for listing in theirs.order_by("pk")[:1]:
        services.close(listing, by=crew.personas["rival"], outcome=Outcome.FILLED_ELSEWHERE)
    for one in ours.filter(applications__candidate=crew.coder.user, applications__stage=Stage.INTERVIEW)[:1]:
        application = one.applications.get(candidate=crew.coder.user)
        applications_services.move(application, Stage.OFFER, by=owner)
