"""Codes of the line by their shape: single ones, ranges, and 77xxx."""

import re
from collections.abc import Iterator

from codes import services as codes
from codes.grammar import CodeSystem, Kind, Reading, parse
from listings.search.query.parts import Part
from listings.search.query.words import NUMBERED

LABELS = (
    "cpt", "hcpcs", "cdt", "icd", "icd10", "icd-10", "icd 10", "icd-10-cm", "icd-10-pcs", "icd 10 cm", "icd 10 pcs",
    "drg", "drgs", "ms-drg", "ms drg", "msdrg", "ms-drgs", "dx", "code", "codes", "cpt code", "cpt codes", "hcpcs code",
    "procedure code", "procedure codes", "diagnosis code", "diagnosis codes",
)  # fmt: skip
TOKEN = re.compile(r'"(?P<quoted>[^"]*)"?|(?P<plain>[^\s"]+)')
LABEL_BEFORE = re.compile(
    r"(?:^|[\s,;(])(?<!\brev\s)(?<!\brevenue\s)(?<!\bapr\s)"  # codes of other lists than ours
    rf"(?P<label>{'|'.join(sorted(map(re.escape, LABELS), key=len, reverse=True))})[:#]?\s+$",
    re.IGNORECASE,
)
NUMBERS = re.compile(r"[0-9]+")
# A range or all codes of a kind in one token; the grammar decides whether it is one.
SPAN = re.compile(
    r"\b[A-Z0-9]{3,7}(?:\.[A-Z0-9]+)?\s*[-–—]\s*[A-Z0-9]{3,7}(?:\.[A-Z0-9]+)?\b|\b[A-Z]?[0-9]{2,4}[x*]{1,3}(?!\w)",
    re.IGNORECASE,
)
SPACED_SPAN = re.compile(
    r"\b([A-Z]?[0-9]{4,5}[A-Z]?)\s*(?:[-–—]|to|thru|through)\s*([A-Z]?[0-9]{4,5}[A-Z]?)\b", re.IGNORECASE
)


# A place of service says in which setting somebody works. Home, school, telehealth and the like say none of ours.
PLACE_OF_SERVICE = re.compile(
    r"\b(?P<label>pos|places? of service)(?:\s*code)?\s*[:#-]?\s*(?P<code>[0-9]{1,2})(?![\w.%]|-[0-9])", re.IGNORECASE
)
SETTING_OF = {
    "11": "office-clinic",
    "17": "office-clinic",
    "19": "hospital-outpatient",
    "20": "office-clinic",
    "21": "hospital-inpatient",
    "22": "hospital-outpatient",
    "23": "emergency",
    "24": "asc",
    "31": "snf",
    "32": "snf",
    "34": "hospice",
    "41": "ambulance",
    "42": "ambulance",
    "49": "office-clinic",
    "50": "office-clinic",
    "51": "psychiatric",
    "52": "psychiatric",
    "53": "psychiatric",
    "56": "psychiatric",
    "61": "irf",
    "65": "dialysis",
    "71": "office-clinic",
    "72": "office-clinic",
    "81": "lab",
}


# Numbers that say which one, though most are no code of ours.
WHICH_BEFORE = re.compile(
    rf"(?<!\w)(?:(?:{'|'.join(sorted(NUMBERED))})\s*[:#]?\s*[0-9]{{1,3}}|levels?\s*[:#]?\s*[0-9]"
    r"|drgs?\s*[:#]?\s*[0-9]{1,3}|rev(?:enue)?\s+codes?\s*[:#]?\s*[0-9]{2,4}|icd[\s-]*(?:9|10|11))$",
    re.IGNORECASE,
)
# The earlier ones of several behind one label: 469/470, 1 or 2.
ALIKE_BEFORE = re.compile(r"(?:\b[0-9]+\s*(?:[/&]|\b(?:and|or)\b)\s*)+$", re.IGNORECASE)


def is_labelled(text: str, start: int, number: str) -> bool:
    """Whether what stands in front of the number says that it is a code, a setting, a level or the like."""
    before = ALIKE_BEFORE.sub("", text[:start])
    label = LABEL_BEFORE.search(f"{before} ")
    if label and readings_of(number, label["label"].lower()):
        return True
    said = before + number
    return bool(WHICH_BEFORE.search(said)) or any(match.end() == len(said) for match in PLACE_OF_SERVICE.finditer(said))


def services_in(text: str) -> Iterator[Part]:
    """ "pos 11", "place of service 23": jobs in that setting, or whose text says just that."""
    for match in PLACE_OF_SERVICE.finditer(text):
        code = match["code"].zfill(2)
        if not any(reading.kind == Kind.POS for reading in parse(f"POS {code}").readings):
            continue
        said = (f"pos {code}", f"place of service {code}")
        setting = SETTING_OF.get(code)
        kind, values = ("setting", (setting,)) if setting else ("phrase", (said[0],))
        yield Part(kind, values, match[0], match.start(), match.end(), texts=(said,))


def codes_in(text: str, taken: list[bool]) -> Iterator[Part]:
    """A label in front belongs to the code. Three digits are a DRG only behind a word that says so."""
    yield from ranges_in(text, taken)
    for match in TOKEN.finditer(text):
        if not match["plain"] or any(taken[match.start() : match.end()]):
            continue
        label = LABEL_BEFORE.search(text[: match.start()])
        start = label.start("label") if label else match.start()
        if any(taken[start : match.start()]):
            label, start = None, match.start()
        readings = readings_of(match["plain"], label["label"].lower() if label else "")
        if readings:
            values = tuple(dict.fromkeys(reading.display for reading in readings))
            words = text[start : match.end()]
            yield Part(
                "code", values, words, start, match.end(), readings=readings, texts=(code_words(readings),), columns=()
            )


def code_words(readings: tuple[Reading, ...]) -> tuple[str, ...]:
    """A code as texts spell it: with and without its dot."""
    spelled = [one.lower() for reading in readings for one in (reading.code, reading.display.replace(".", " "))]
    return tuple(dict.fromkeys(spelled))


def ranges_in(text: str, taken: list[bool]) -> Iterator[Part]:
    for pattern in (SPACED_SPAN, SPAN):
        for match in pattern.finditer(text):
            if any(taken[match.start() : match.end()]):
                continue
            label = LABEL_BEFORE.search(text[: match.start()])
            start = (
                label.start("label")
                if label and not any(taken[label.start("label") : match.start()])
                else match.start()
            )
            # Behind the name of a system it is a range of that system; where there is none such, the name says nothing.
            ranges = parse(f"{label['label'] if label else ''} {match[0]}").ranges or parse(match[0]).ranges
            if ranges:
                values = tuple(span.display for span in ranges)
                yield Part("range", values, text[start : match.end()], start, match.end(), ranges=ranges, columns=())


# Visas, which look like codes.
NO_CODES = frozenset({"h1b", "h2b"})


def readings_of(token: str, label: str) -> tuple[Reading, ...]:
    bare = token.strip(".,;:()[]'#?!")
    is_group = label.endswith(("drg", "drgs"))
    label = "drg" if is_group else label
    if bare.lower() in NO_CODES and not label:
        return ()
    if not any(character.isdigit() for character in bare) or (len(bare) < 3 and not is_group):
        return ()
    if bare.isdigit() and len(bare) < 5 and not (is_group or (label in ("code", "codes") and len(bare) == 3)):
        return ()
    # A word with a number, such as V28 or 3M, names a specialty or a system before it names a code.
    if len(bare) < 5 and "." not in bare and not label and codes.find_specialties(bare):
        return ()
    found = parse(f"{label} {bare}".strip()).codes
    if not label and set(map(len, NUMBERS.findall(bare))) != {3}:  # 469/470 are two DRGs, 24/7 is none
        found = tuple(reading for reading in found if reading.system != CodeSystem.MSDRG)
    return found
