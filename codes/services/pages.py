"""All that the reference says about one code, in the sections of its page. Jobs are joined above, in jobboard."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.dateformat import format as date_format

from codes.grammar import CodeSystem, Range, Reading, category, code_reading, display, parse, system_name
from codes.models import Code, CodeRelease, FeeIndicator, LicensedDescriptor, PayerNote
from codes.services import indicators
from codes.services.resolution import is_shown, resolve
from codes.services.table import Match, table

OWNERS = {
    CodeSystem.CPT: "the American Medical Association",
    CodeSystem.CDT: "the American Dental Association",
}
PUBLISHERS = {
    CodeSystem.HCPCS: "CMS",
    CodeSystem.ICD10CM: "NCHS and CMS",
    CodeSystem.ICD10PCS: "CMS",
    CodeSystem.MSDRG: "CMS",
}
# What a list of codes reads of each.
LISTED = ("id", "system", "code", "summary", "service_type", "retired_on", "replaced_by")
NEIGHBOURS = 4
MOST_CHILDREN = 40


@dataclass(frozen=True)
class Line:
    """One fact with its value, what the value means, and the source of both."""

    label: str
    value: str
    meaning: str = ""
    source: str = ""


@dataclass(frozen=True)
class ModifierLine:
    code: str
    meaning: str
    when: str
    side: str = ""


@dataclass(frozen=True)
class Section:
    """A section of the page. A metered one is kept back, heading and all but the words, when no view is left."""

    key: str
    title: str
    is_metered: bool = True


@dataclass(frozen=True)
class Related:
    reading: Reading
    words: str
    relation: str = ""


@dataclass
class CodePage:
    """One code: its row if there is one, and everything that follows from its number."""

    system: str
    code: str
    row: Code | None
    release: CodeRelease | None = None
    descriptor: LicensedDescriptor | None = None
    fees: Sequence[FeeIndicator] = ()
    payer_notes: Sequence[PayerNote] = ()
    matches: list[Match] = field(default_factory=list)
    related: list[Related] = field(default_factory=list)

    @property
    def reading(self) -> Reading:
        return code_reading(self.system, self.code)

    @property
    def display(self) -> str:
        return display(self.system, self.code)

    @property
    def category(self) -> str:
        return category(self.system, self.code)

    @property
    def system_name(self) -> str:
        return system_name(self.system, self.category)

    @property
    def is_measure(self) -> bool:
        """Category II: a performance measure, never paid, without modifiers of the usual kind."""
        return self.category == "II"

    @property
    def has_text(self) -> bool:
        return bool(self.row and (self.row.summary or self.row.description)) or bool(self.release)

    # Identity --------------------------------------------------------------------------------------------------
    @property
    def retired_on(self) -> date | None:
        return self.row.retired_on if self.row else None

    @property
    def is_retired(self) -> bool:
        return bool(self.retired_on)

    @cached_property
    def replacements(self) -> list[Reading | Range]:
        found: list[Reading | Range] = []
        for text in self.row.replaced_by if self.row else []:
            parsed = parse(text)
            found += [*parsed.codes[:1], *parsed.ranges[:1]]
        return found

    @property
    def has_linked_replacements(self) -> bool:
        """Whether this board has pages for what replaced the code."""
        return all(is_shown(other.system) for other in self.replacements)

    @property
    def is_billable(self) -> bool | None:
        return self.release.is_billable if self.release else None

    @property
    def left_out_of(self) -> str:
        """The release this board holds, where an earlier one still had the code and it has not."""
        newest = table().catalogues.get(self.system, "")
        return newest if self.release and self.release.last_release != newest else ""

    @property
    def official_title(self) -> str:
        return self.release.title if self.release else ""

    @property
    def owner(self) -> str:
        return OWNERS.get(CodeSystem(self.system), "")

    @property
    def publisher(self) -> str:
        return PUBLISHERS.get(CodeSystem(self.system), "")

    @property
    def official_text(self) -> str:
        """The licensed descriptor, where the operator has one and shows it."""
        return self.descriptor.text if self.descriptor else ""

    # Sections ----------------------------------------------------------------------------------------------------
    @cached_property
    def billing(self) -> list[Line]:
        if self.row is None:
            return []
        lines = []
        if self.row.service_type:
            lines.append(Line("Service type", self.row.service_type))
        if self.is_measure:
            return lines
        fee, known = self.main_fee, self.row.cms_indicators
        source = f"Physician fee schedule, {fee.release}" if fee else known.get("as_of", "")
        pctc = fee.pctc if fee else known.get("pctc", "")
        global_days = fee.global_days if fee else known.get("global_days", "")
        values = [
            ("PC/TC indicator", pctc, indicators.PCTC),
            ("Global period", global_days, indicators.GLOBAL),
            ("Several procedures", fee.multiple if fee else "", indicators.MULTIPLE),
            ("Both sides", fee.bilateral if fee else "", indicators.BILATERAL),
            ("Assistant at surgery", fee.assistant if fee else "", indicators.ASSISTANT),
            ("Two surgeons", fee.co_surgeon if fee else "", indicators.CO_SURGEON),
            ("Surgical team", fee.team if fee else "", indicators.TEAM),
        ]
        lines += [
            Line(label, value, indicators.meaning(words, value), source) for label, value, words in values if value
        ]
        if known.get("note"):
            lines.append(Line("Note", known["note"]))
        return lines

    @property
    def main_fee(self) -> FeeIndicator | None:
        return next((fee for fee in self.fees if not fee.modifier), None)

    @cached_property
    def places(self) -> list[Line]:
        known = table().places
        return [
            Line(code, known[code].meaning, known[code].medicare_pfs_rate)
            for code in (self.row.places_of_service if self.row else [])
            if code in known
        ]

    @property
    def place_note(self) -> str:
        fee = self.main_fee
        if fee and fee.is_na_non_facility:
            return f"The fee schedule ({fee.release}) marks the non-facility setting as not applicable."
        if fee and fee.is_na_facility:
            return f"The fee schedule ({fee.release}) marks the facility setting as not applicable."
        return ""

    @cached_property
    def modifiers(self) -> list[ModifierLine]:
        """The usual modifiers; what is not in the list of modifiers is never shown as one."""
        if self.row is None or self.is_measure:
            return []
        known = table().modifiers
        lines = []
        for code in self.row.modifiers:
            modifier = known.get(code)
            if modifier is None or modifier.retired_note:
                continue
            side = ""
            if modifier.facility_allowed is False:
                side = "professional claims"
            elif modifier.used_by == ["facility"]:
                side = "facility claims"
            lines.append(ModifierLine(code, modifier.meaning, self.row.modifier_notes.get(code, ""), side))
        return lines

    @property
    def clinical_context(self) -> str:
        return self.row.clinical_context if self.row else ""

    @cached_property
    def medicare(self) -> list[Line]:
        """Medicare's status from imported or shipped indicators. No claim about coverage by anybody else."""
        if self.row is None or self.is_measure:
            return []
        lines = []
        fee, known = self.main_fee, self.row.cms_indicators
        if fee and fee.status:
            words = indicators.meaning(indicators.STATUS, fee.status)
            lines.append(
                Line("Medicare, physician services", fee.status, words, f"Physician fee schedule, {fee.release}")
            )
        if known.get("opps_status"):
            status = known["opps_status"]
            words = indicators.meaning(indicators.OPPS, status)
            lines.append(Line("Medicare, hospital outpatient", status, words, known.get("as_of", "")))
        return lines

    @cached_property
    def sections(self) -> list[Section]:
        """The metered sections that have something to show, in the order of the page."""
        shown = [
            (self.billing, Section("billing", "Billing overview")),
            (self.places or self.place_note, Section("sites", "Typical sites of service")),
            (self.clinical_context, Section("context", "Clinical context")),
            (self.modifiers, Section("modifiers", "Modifiers")),
            (self.medicare or self.payer_notes, Section("payers", "Payers")),
        ]
        return [section for content, section in shown if content]

    @property
    def is_metered(self) -> bool:
        """A page with fewer than two such sections costs no view and shows no lock."""
        return len(self.sections) > 1

    def sources_about(self, *topics: str) -> list[str]:
        rows = self.row.sources if self.row else []
        return list(dict.fromkeys(row["source"] for row in rows if row.get("about") in topics))

    @property
    def description_sources(self) -> list[str]:
        return self.sources_about("description")

    @property
    def modifier_sources(self) -> list[str]:
        return self.sources_about("modifiers")


def code_page(system: str, code: str) -> CodePage:
    """Everything the reference holds about a well-formed code in stored form; any such code has a page."""
    row = Code.objects.select_related("licensed").filter(system=system, code=code).first()
    page = CodePage(system=system, code=code, row=row, matches=resolve(system, code))
    if row:
        page.descriptor = licensed(row)
        if system in PUBLISHERS:
            page.release = row.releases.order_by("-last_release", "-id").first()
        if system in (CodeSystem.CPT, CodeSystem.HCPCS):
            page.fees = list(row.fee_indicators.all())
            page.payer_notes = list(row.payer_notes.all())
    page.related = related(system, code, page.matches)
    return page


def licensed(row: Code) -> LicensedDescriptor | None:
    descriptor = getattr(row, "licensed", None)
    return descriptor if descriptor and descriptor.licence and settings.CPT_DESCRIPTORS else None


def related(system: str, code: str, matches: list[Match]) -> list[Related]:
    """Parents and children in ICD-10-CM; elsewhere the nearest codes we hold in the section that is its own."""
    rows = Code.objects.filter(system=system)
    if system == CodeSystem.ICD10CM:
        parents = [code[:length] for length in range(3, len(code))]
        family = rows.filter(Q(code__in=parents) | Q(code__startswith=code)).exclude(code=code).order_by("code")
        found = [
            Related(code_reading(system, row.code), words, "above" if len(row.code) < len(code) else "below")
            for row, words in titled(family[: MOST_CHILDREN * 4])
            if row.code in parents or len(row.code) == len(code) + 1 or (row.summary and len(row.code) > len(code))
        ]
        if found:
            return found[:MOST_CHILDREN]
    section = next((match.range for match in matches if match.is_primary and not match.is_generic), None)
    if section is None:
        return []
    rows = rows.filter(holding_codes(section))
    before = rows.filter(code__lt=code).order_by("-code").values("pk")[:NEIGHBOURS]
    after = rows.filter(code__gt=code).order_by("code").values("pk")[:NEIGHBOURS]
    near = rows.filter(Q(pk__in=before) | Q(pk__in=after)).order_by("code")
    return [Related(code_reading(system, row.code), words) for row, words in titled(near)]


def holding_codes(span: Range) -> Q:
    """Stored codes inside a range of the book."""
    inside = Q(code__gte=span.start) & (Q(code__lte=span.end) | Q(code__startswith=span.end))
    letter = span.end[-1:] if span.category not in ("", "I") else ""
    return inside & Q(code__endswith=letter) if letter else inside & ~Q(code__regex="^[0-9]{4}[FTUM]$")


def titled(rows: QuerySet[Code]) -> list[tuple[Code, str]]:
    """Rows with the words that tell what they are: our summary, else the current official title."""
    found = list(rows.only(*LISTED))
    releases = current_releases([row.pk for row in found])
    return [(row, listed(row, releases.get(row.pk)).words) for row in found]


def words_of(row: Code, release: CodeRelease | None) -> str:
    return row.summary or (release.title if release else "") or row.service_type


def fate(row: Code, release: CodeRelease | None) -> str:
    """That a code is gone, since when and what came in its place; empty where it is not."""
    if row.retired_on:
        instead = f" See {', '.join(row.replaced_by)}." if row.replaced_by else ""
        return f"Retired on {date_format(row.retired_on, 'j F Y')}.{instead}"
    newest = table().catalogues.get(row.system, "")
    if release and release.last_release != newest:
        return f"Not in {newest}; last in {release.last_release}."
    return f"{release.end} on {date_format(release.ends_on, 'j F Y')}." if release and release.ends_on else ""


def listed(row: Code, release: CodeRelease | None) -> Related:
    """A code in a list, with its fate where it is gone."""
    words = " ".join(filter(None, (words_of(row, release), fate(row, release))))
    return Related(code_reading(row.system, row.code), words)


def current_releases(ids: list[int]) -> dict[int, CodeRelease]:
    """What the newest official file that names it says of each of these codes."""
    if not ids:
        return {}
    releases = CodeRelease.objects.filter(code__in=ids).order_by("last_release", "id")
    return {row.code_id: row for row in releases.only("code", "title", "last_release", "ends_on")}
