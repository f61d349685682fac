"""Finds codes in running text, a job posting above all. Rather misses one than invents one.

A bare five-digit number is a code only where the words around it say so: never a ZIP code after a state, a pay
figure, a telephone number, a requisition number or a year.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from codes.grammar.lists import modifiers
from codes.grammar.ranges import Range
from codes.grammar.systems import SHAPES, STRICT_ICD10CM, CodeSystem, Reading, code_reading, is_wellformed, normalise

DASH = "[-‐‑‒–—−]"
TO = rf"(?:\s?{DASH}\s?|\s+(?:to|through|thru)\s+)"
FIVE = r"(?:[0-9]{5}|[0-9]{4}[FTUM]|[A-V][0-9]{4})"
ICD = r"(?:[A-TV-Z][0-9][0-9AB]|U[0-9]{2}|QA0)"
TOKEN = re.compile(
    rf"""(?<![A-Z0-9$.,#@/_-])(?:
      (?P<range>{FIVE}{TO}{FIVE})
    | (?P<icd_range>{ICD}(?:\.[0-9A-Z]{{1,4}})?{TO}{ICD}(?:\.[0-9A-Z]{{1,4}})?)
    | (?P<wild>(?:[0-9]{{2,4}}|[A-V][0-9]{{1,3}})X{{1,3}}|[0-9]{{2,3}}X{{1,2}}[FTUM])
    | (?P<icd_wild>{ICD}\.(?:[0-9A-Z]{{0,3}}(?:X+|\*)|{DASH}))
    | (?P<icd>{ICD}\.[0-9A-Z]{{1,4}})
    | (?P<five>{FIVE})(?P<modifiers>(?:{DASH}[A-Z0-9]{{2}}(?![A-Z0-9]))*|[A-Z][A-Z0-9])
    | (?P<seven>[0-9A-Z]{{7}})
    | (?P<three>{ICD})
    )(?![A-Z0-9]|[.,:/@][0-9A-Z]|{DASH}[0-9]|%)""",
    re.VERBOSE | re.IGNORECASE,
)
DRG = re.compile(
    rf"(?<!APR-)(?<!APR )\b(?:MS{DASH}?\s?)?DRGS?\b[\s:#(]*((?:[0-9]{{3}}(?:{TO}[0-9]{{3}})?(?![0-9,.]*[0-9])"
    r"(?:\s*(?:,|/|&|;|and|or|,\s*and)\s*)?)+)",
    re.IGNORECASE,
)
DRG_ITEM = re.compile(rf"([0-9]{{3}})(?:{TO}([0-9]{{3}}))?", re.IGNORECASE)

GAP = re.compile(r"[\s,;/&()+|]*(?:\b(?:and|or|plus|as well as)\b)?[\s,;/&()+|]*", re.IGNORECASE)
SENTENCE_END = re.compile(r"[.!?](?=\s+[A-Z])|[\n\r•·]")
REACH = 80

LABELS = {
    CodeSystem.ICD10PCS: r"ICD[- ]?10[- ]?PCS|\bPCS\b",
    CodeSystem.ICD10CM: r"ICD[- ]?10(?:[- ]?CM)?(?![- ]?PCS)|\bICD\b|\bdiagnos[ei]s\b|\bdx\b",
    CodeSystem.CDT: r"\bCDT\b|\bdental codes?\b",
    CodeSystem.HCPCS: r"\bHCPCS\b|\b[A-V][- ]codes?\b|\blevel II\b",
    CodeSystem.CPT: r"\bCPT\b|\bprocedure codes?\b|\bE/M\b|\bE&M\b",
    "": r"\bcodes?\b|\bmodifiers?\b|\bbill(?:ed|ing)?\b|\blevels?\b|\bseries\b",
}
LABEL = re.compile("|".join(f"(?P<l{number}>{words})" for number, words in enumerate(LABELS.values())), re.IGNORECASE)
SYSTEMS = list(LABELS)

STATES = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|DC|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|OH|OK|OR|"
    "PA|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|PR|VI|GU|AS|MP"
)
STATE_NAMES = (
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Columbia|Florida|Georgia|Hawaii|Idaho|"
    "Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|"
    "Missouri|Montana|Nebraska|Nevada|Hampshire|Jersey|Mexico|York|Carolina|Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|"
    "Island|Tennessee|Texas|Utah|Vermont|Virginia|Washington|Wisconsin|Wyoming|Puerto Rico|Guam"
)
NOT_A_CODE_BEFORE = re.compile(
    rf"(?:\b(?:{STATES})\.?,?|(?i:\b(?:{STATE_NAMES}|zip|zip ?code|postal|box|suite|ste|room|ext|"
    r"extension|phone|tel|fax|call|req|reqs|requisition|job|position|posting|vacancy|announcement|reference|ref|id|number|no|"
    r"version|release|model|section|building|route|highway|salary|pay|rate|wage|usd|near|over|about|approximately|"
    r"nearly|than|least|to|up to|in|at|serving|serves|from)))\s*(?:id|no|number|code)?\s*[.:#\-–(]*\s*$"
)
NOT_A_CODE_AFTER = re.compile(
    r"\s*(?:k\b|/|per\b|a year|an hour|annual|yearly|hour|usd|dollars|employees|beds|patients|members|physicians|"
    r"providers|encounters|charts|claims|records|visits per|square|sq|people|miles|,?\s*usa\b)",
    re.IGNORECASE,
)
CODE_WORDS_BEFORE = re.compile(
    r"\b(?:CPT|HCPCS|CDT|ICD[- ]?10(?:[- ]?(?:CM|PCS))?|ICD|codes?|code range|ranges?|series|e\.g\.?|such as|like|"
    r"including|includes?|is|are|of|for|with|using|uses?|report(?:s|ing)?|billing|bill|the|family|levels?|visits?)"
    r"\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A code or range in a text: where it stands, and the words that made it one."""

    reading: Reading | Range
    start: int
    end: int
    words: str
    modifiers: tuple[str, ...] = ()


@dataclass(slots=True)
class Candidate:
    match: re.Match[str]

    @property
    def kind(self) -> str:
        return next(name for name, value in self.match.groupdict().items() if value and name != "modifiers")

    @property
    def text(self) -> str:
        return self.match[self.kind].upper()

    @property
    def modifiers(self) -> tuple[str, ...]:
        found = re.findall(r"[A-Z0-9]{2}", (self.match["modifiers"] or "").upper())
        return tuple(found)


def find_codes(text: str) -> list[Found]:
    """Every code and range that the text names, in the order they stand, without overlaps."""
    found = list(_drgs(text))
    for run in _runs(text):
        found += _read_run(text, run)
    found.sort(key=lambda item: (item.start, -item.end))
    kept: list[Found] = []
    for item in found:
        if not kept or item.start >= kept[-1].end or item.start == kept[-1].start:
            kept.append(item)
    return kept


def _drgs(text: str) -> Iterator[Found]:
    for match in DRG.finditer(text):
        for item in DRG_ITEM.finditer(text, match.start(1), match.end(1)):
            reading: Reading | Range = code_reading(CodeSystem.MSDRG, item[1])
            if item[2]:
                reading = Range(CodeSystem.MSDRG, *sorted((item[1], item[2])))
            yield Found(reading, item.start(), item.end(), text[match.start() : item.end()])


def _runs(text: str) -> Iterator[list[Candidate]]:
    """Candidates that stand in one list: "77301, 77334 and 77338"."""
    run: list[Candidate] = []
    for match in TOKEN.finditer(text):
        if run and not GAP.fullmatch(text, run[-1].match.end(), match.start()):
            yield run
            run = []
        run.append(Candidate(match))
    if run:
        yield run


def _read_run(text: str, run: list[Candidate]) -> Iterator[Found]:
    start, end = run[0].match.start(), run[-1].match.end()
    before = text[max(0, start - REACH) : start]
    cut = [match.end() for match in SENTENCE_END.finditer(before)]
    before = before[cut[-1] :] if cut else before
    after = text[end : end + REACH]
    cut_after = SENTENCE_END.search(after)
    after = after[: cut_after.start()] if cut_after else after
    system, direct, words_from = _label(before, after)
    is_code_before = bool(CODE_WORDS_BEFORE.search(before))
    if (
        not direct
        and (NOT_A_CODE_BEFORE.search(before) or NOT_A_CODE_AFTER.match(after))
        and not (is_code_before and system is not None)
    ):
        return
    if NOT_A_CODE_AFTER.match(after) and not direct:
        return
    city_before = bool(re.search(r"\b[A-Z][a-z]+,?\s*$", before)) and not is_code_before
    bare = [candidate for candidate in run if candidate.kind == "five"]
    is_list = len(bare) >= 3 and all(_is_plausible(candidate.text) for candidate in bare)
    for candidate in run:
        is_sure = candidate.kind in ("icd", "icd_wild", "wild") or any(
            modifier in modifiers() for modifier in candidate.modifiers
        )
        if candidate.kind in ("three", "seven"):
            is_ok = direct and system in (CodeSystem.ICD10CM, CodeSystem.ICD10PCS)
        elif candidate.kind == "icd_range":
            is_ok = system == CodeSystem.ICD10CM
        else:
            is_ok = direct or is_sure or is_list or (system is not None and not city_before)
            is_ok = is_ok and (direct or is_sure or _is_plausible(candidate.text))
        if not is_ok:
            continue
        words = text[max(0, start - len(before) + words_from) : candidate.match.end()].strip()
        for reading in _readings(candidate, system or ""):
            yield Found(reading, candidate.match.start(), candidate.match.end(), words, candidate.modifiers)


def _label(before: str, after: str) -> tuple[str | None, bool, int]:
    """The nearest word that speaks of codes: its system ("" for a plain one), whether it stands right before the
    codes, and where the words to quote begin in `before`. (None, False, …) where there is none."""
    nearest = None
    for match in LABEL.finditer(before):
        nearest = match
    system = None
    direct = False
    begins = len(before)
    if nearest:
        system = SYSTEMS[int(str(nearest.lastgroup)[1:])]
        between = before[nearest.end() :]
        direct = not re.search(
            r"[A-Za-z]",
            re.sub(
                r"(?i)\b(?:codes?|ranges?|series|e\.g\.?|such as|like|level ii|and|or|of|from|are|is|s)\b", "", between
            ),
        )
        direct = direct and not re.search(r"[0-9]", between)
        begins = nearest.start()
        if system == "":
            for match in LABEL.finditer(before[: nearest.start()]):
                if nearest.start() - match.end() <= 3 and SYSTEMS[int(str(match.lastgroup)[1:])]:
                    system, begins = SYSTEMS[int(str(match.lastgroup)[1:])], match.start()
            direct = direct and nearest[0].lower().startswith("code")
    else:
        behind = LABEL.search(after[:40])
        if behind:
            system = SYSTEMS[int(str(behind.lastgroup)[1:])]
    return system, direct, begins


def _is_plausible(text: str) -> bool:
    """Round numbers are amounts, not codes."""
    return not re.search(r"(?:000|500)(?![0-9])", text)


def _readings(candidate: Candidate, system: str) -> Iterator[Reading | Range]:
    text = candidate.text
    if candidate.kind in ("range", "icd_range"):
        ends = re.split(TO, text, flags=re.IGNORECASE)
        low, high = ends[0].strip(), ends[-1].strip()
        for possible in _systems(low, system):
            start, end = normalise(possible, low), normalise(possible, high)
            if start and end and start[-1:].isalpha() == end[-1:].isalpha():
                yield Range(possible, *sorted((start, end)))
                return
    elif candidate.kind in ("wild", "icd_wild"):
        yield from _wildcard(text, system)
    elif candidate.kind == "seven":
        for possible in (CodeSystem.ICD10PCS, CodeSystem.ICD10CM):
            has_both = re.search("[0-9]", text) and re.search("[A-Z]", text)
            if has_both and (possible == system or system == CodeSystem.ICD10CM) and is_wellformed(possible, text):
                yield code_reading(possible, text)
                return
    else:
        for possible in _systems(text, system):
            code = normalise(possible, text)
            if code:
                yield code_reading(possible, code)
                return


def _systems(text: str, system: str) -> list[str]:
    """The systems a text may belong to, the likelier first. Letter and four digits is HCPCS unless ICD-10 is named."""
    if "." in text or len(text) == 3:
        return [CodeSystem.ICD10CM]
    if text[0].isdigit():
        return [CodeSystem.CPT]
    if system == CodeSystem.ICD10CM and STRICT_ICD10CM.fullmatch(text):
        return [CodeSystem.ICD10CM]
    if text[0] == "D":
        return [CodeSystem.CDT] if system == CodeSystem.CDT else []
    return [CodeSystem.HCPCS]


def _wildcard(text: str, system: str) -> Iterator[Range]:
    if "." in text:
        topic = re.sub(rf"(?:X+|\*|{DASH})$", "", text).replace(".", "")
        if is_wellformed(CodeSystem.ICD10CM, topic):
            yield Range(CodeSystem.ICD10CM, topic, topic)
        return
    if len(text) != 5:
        return
    possible = CodeSystem.CPT if text[0].isdigit() else CodeSystem.HCPCS
    if SHAPES[possible].fullmatch(text.replace("X", "9")):
        yield Range(possible, text.replace("X", "0"), text.replace("X", "9"))
