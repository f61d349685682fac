"""Importing a file of postings: row by row, each in its own savepoint, safe to stop and to run again."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from accounts.models import Employer, User
from accounts.services import employers
from core.errors import DomainError
from core.html import paragraphs, sanitise, to_text
from core.models import ImportRun
from core.workflow import move
from listings import services
from listings.imports.postings import Posting, clean, understand
from listings.imports.readers import BadRow, Fields, read
from listings.imports.understanding import Reference, Understood, understand_posting
from listings.models import ImportedPosting, ImportSource, Listing, Report
from listings.policies import has_reader
from listings.safety import Flag, flags
from listings.workflow import MOVES, ApplyMethod, ReportReason, Status

KIND = "listings"
MAX_REF = 120
DEFAULT_SOURCE = "Imported postings"
# Changes with the rules of recognition, so that the next import reads unchanged rows anew.
EDITION = "1"
# One file says a fact in one of these ways; what it carries replaces the others.
SAME_FACT = ({"pay", "pay_min", "pay_max", "pay_unit"}, {"location", "city", "state"})
FINAL = {
    Status.CLOSED: "the employer closed it here",
    Status.REJECTED: "a moderator rejected it here",
    Status.WITHDRAWN: "it was withdrawn here",
    Status.REMOVED: "a moderator removed it here",
}


@dataclass
class RowResult:
    """`outcome`: imported, updated, unchanged or skipped. `became`: the listing's status now."""

    row: int
    ref: str = ""
    title: str = ""
    outcome: str = "skipped"
    became: str = ""
    reason: str = ""
    notes: list[str] = field(default_factory=list)
    facts: list[dict[str, str]] = field(default_factory=list)


@dataclass
class Options:
    source: str = DEFAULT_SOURCE
    employer: Employer | None = None
    publish: bool = False
    reopen_days: int | None = None
    by: User | None = None


class Import:
    """One reading of one file. `results` grows as rows are done; `run` is its record."""

    def __init__(self, path: Path, options: Options, *, format_: str = "") -> None:
        self.options = options
        self.rows = list(read(path, format_))
        self.now = timezone.now()
        self.results: list[RowResult] = []
        self.source, _ = ImportSource.objects.get_or_create(name=options.source)
        self.reference = Reference()
        self.employers: dict[str, Employer] = {}
        self.seen: dict[str, int] = {}
        self.run = ImportRun.objects.create(
            kind=KIND,
            source=self.source.name,
            file_name=path.name,
            sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
            started_by=options.by,
        )

    def go(self, on_row: Callable[[int, int], None] = lambda done, total: None) -> None:
        """Does every row. A stop (KeyboardInterrupt) keeps what is done and marks the run as stopped."""
        status = ImportRun.Status.STOPPED
        try:
            for done, (number, fields) in enumerate(self.rows, start=1):
                self.results.append(self.do_row(number, fields))
                on_row(done, len(self.rows))
            status = ImportRun.Status.DONE
        finally:
            self.run.status = status
            self.run.finished_at = timezone.now()
            self.run.counts = self.counts()
            self.run.rejects = [
                {"row": r.row, "ref": r.ref[:MAX_REF], "reason": r.reason}
                for r in self.results
                if r.outcome == "skipped"
            ]
            self.run.save()

    def counts(self) -> dict[str, int]:
        counts = Counter(result.outcome for result in self.results)
        counts.update(result.became for result in self.results if result.outcome in ("imported", "updated"))
        return dict(counts)

    def do_row(self, number: int, fields: Fields | BadRow) -> RowResult:
        result = RowResult(number)
        if isinstance(fields, BadRow):
            result.reason = fields.reason
            return result
        result.ref, result.title = clean(fields.get("ref", "")), " ".join(fields.get("title", "").split())
        result.reason = self.reason_to_skip(number, result)
        if not result.reason:
            try:
                with transaction.atomic():
                    self.store(fields, result)
            except DomainError as refusal:
                result.outcome, result.reason = "skipped", refusal.message
            except (DataError, IntegrityError, ValueError, OverflowError) as error:
                result.outcome, result.reason = "skipped", f"cannot be stored ({type(error).__name__})"
        return result

    def reason_to_skip(self, number: int, result: RowResult) -> str:
        if not result.title:
            return "no title"
        if not result.ref:
            return "no reference number, so a second import could not find it again"
        if len(result.ref) > MAX_REF:
            return f"its reference number is longer than {MAX_REF} characters"
        before = self.seen.setdefault(result.ref, number)
        return f"repeats row {before}" if before != number else ""

    # One row ------------------------------------------------------------------------------------------------

    def store(self, fields: Fields, result: RowResult) -> None:
        listing = (
            Listing.objects.select_for_update(of=("self",))
            .select_related("employer", "imported")
            .filter(source=self.source, source_ref=result.ref)
            .first()
        )
        if listing and listing.status in FINAL:
            result.reason = f"{FINAL[Status(listing.status)]}; an import does not bring it back"
            return
        known = listing.imported.fields if listing and hasattr(listing, "imported") else {}
        merged = merge(known, fields)
        posting = understand(merged, self.reference.state_names)
        sha256 = fingerprint(merged)
        is_new = listing is None
        if listing and hasattr(listing, "imported") and listing.imported.sha256 == sha256:
            result.outcome = "unchanged"
        else:
            listing = self.write(listing, posting, result)
            ImportedPosting.objects.update_or_create(
                listing=listing, defaults={"fields": merged, "sha256": sha256, "notes": result.notes}
            )
            result.outcome = "imported" if is_new else "updated"
        was = listing.status
        self.settle_status(listing, posting, is_new=is_new)
        if result.outcome == "unchanged" and listing.status != was:
            result.outcome = "updated"
        result.became = listing.status

    def write(self, listing: Listing | None, posting: Posting, result: RowResult) -> Listing:
        html = as_html(posting.description)
        understood = understand_posting(posting, to_text(html), self.reference)
        result.notes, result.facts = understood.notes, [fact.as_row() for fact in understood.facts]
        listing = listing or Listing(
            source=self.source, source_ref=posting.ref, import_run=self.run, apply_method=ApplyMethod.NONE
        )
        if listing.pk is None or not listing.employer.is_claimed:  # applications never change hands with a feed
            listing.employer = self.employer_for(posting)
        if len(posting.title) > 200:
            result.notes.append("the title is longer than 200 characters; the rest was cut")
        listing.title = posting.title[:200]
        self.set_values(listing, posting, understood)
        services.save_content(listing, html=html, by=None, **understood.related)
        return listing

    def set_values(self, listing: Listing, posting: Posting, understood: Understood) -> None:
        for name, value in understood.values.items():
            setattr(listing, name, value)
        listing.closes_on = posting.closes_on
        listing.recognised = [fact.as_row() for fact in understood.facts]
        listing.apply_url = posting.url
        if posting.url:
            listing.apply_method = ApplyMethod.URL
        elif self.options.employer and has_reader(listing.employer):
            listing.apply_method = ApplyMethod.BOARD
        else:
            listing.apply_method = ApplyMethod.NONE
        if posting.posted_on and listing.first_posted_at is None:
            day = datetime.combine(posting.posted_on, time(), ZoneInfo(listing.employer.time_zone))
            if day <= self.now:
                listing.first_posted_at = day

    def employer_for(self, posting: Posting) -> Employer:
        """The one named on the command line; else the unclaimed employer of that name, made where there is none.

        A claimed employer is never given a posting by its name alone: anybody can write a name into a feed.
        """
        if self.options.employer:
            return self.options.employer
        name = posting.employer[:160].strip()
        key = name.casefold()
        if key not in self.employers:
            self.employers[key] = employers.unclaimed(name) if name else employers.unnamed(self.source.name)
        return self.employers[key]

    # Its life -----------------------------------------------------------------------------------------------

    def settle_status(self, listing: Listing, posting: Posting, *, is_new: bool) -> None:
        """Past closing days import as expired; with `reopen_days` they are open again and end that many days on."""
        zone, last_day = listing.employer.time_zone, posting.closes_on
        is_over = last_day is not None and services.end_of_day(last_day, zone) <= self.now
        reopen = is_over and self.options.reopen_days is not None
        if is_new:
            self.start(listing, is_over=is_over and not reopen)
        elif listing.status == Status.PENDING and is_over and not reopen:
            services.expire(listing, now=self.now, note="The feed's closing day has passed.")
        if listing.status == Status.EXPIRED and (reopen or not is_over):
            self.record(listing, "reopened", move(listing, MOVES, Status.PENDING, submitted_at=self.now, ended_at=None))
        elif listing.status == Status.PUBLISHED and is_over and not reopen:
            services.expire(listing, now=self.now)
        if listing.status == Status.PENDING:
            ends = self.now + timedelta(days=self.options.reopen_days or 0) if reopen else None
            Listing.objects.filter(pk=listing.pk).update(expires_at=ends)
            listing.expires_at = ends
            if self.options.publish and not grave_flags(listing):
                services.approve(listing, by=self.options.by, note="Published with the import.")
        elif listing.status == Status.PUBLISHED and (found := grave_flags(listing)):
            details = "The feed changed this listing: " + " ".join(flag.text for flag in found)
            Report.objects.get_or_create(
                listing=listing, reason=ReportReason.SCAM, status=Report.Status.OPEN, by=None, details=details[:2000]
            )

    def start(self, listing: Listing, *, is_over: bool) -> None:
        self.record(listing, "imported", move(listing, MOVES, Status.PENDING, submitted_at=self.now))
        if is_over:
            ended = services.closing_moment(listing, self.now)
            listing.first_posted_at = min(listing.first_posted_at or ended, ended)
            listing.save(update_fields=["first_posted_at"])
            services.expire(listing, now=self.now, note="The closing day was past when it was imported.")

    def record(self, listing: Listing, code: str, was: str) -> None:
        listing.events.create(
            code=code, was=was, became=listing.status, by=self.options.by, data={"import_run": self.run.pk}
        )


def grave_flags(listing: Listing) -> list[Flag]:
    return [flag for flag in flags(listing) if flag.is_grave]


def merge(known: Fields, fields: Fields) -> Fields:
    """What this file carries replaces what an earlier one said of the same fact; the rest stays."""
    replaced = set().union(*(group for group in SAME_FACT if group & fields.keys()))
    return {name: text for name, text in known.items() if name not in replaced} | fields


def fingerprint(fields: Fields) -> str:
    return hashlib.sha256(json.dumps([EDITION, fields], sort_keys=True).encode()).hexdigest()


def as_html(text: str) -> str:
    """Feeds send HTML or plain text in the same column; a tag that closes tells them apart."""
    return sanitise(text) if "</" in text or "<br" in text.lower() or "<p>" in text.lower() else paragraphs(text)
