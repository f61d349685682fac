"""Reads what a person typed as a code. Never raises, never picks one reading where two are possible."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from codes.grammar.lists import is_ambulance_pair, modifiers, places_of_service, retired_modifiers, states
from codes.grammar.ranges import Range, same_class
from codes.grammar.systems import (
    SHAPES,
    STRICT_ICD10CM,
    CodeSystem,
    Kind,
    Reading,
    code_reading,
    is_wellformed,
    normalise,
    system_name,
)

LONGEST = 200
LONGEST_TOKEN = 24

# Words in front of a code that say what it is. The order matters: the longer first.
LABELS = {
    "icd10pcs": r"ICD[- ]?10[- ]?PCS|PCS",
    "icd9": r"ICD[- ]?9(?:[- ]?CM)?",
    "icd10cm": r"ICD[- ]?10(?:[- ]?CM)?|ICD|DX|DIAGNOS[EI]S",
    "cpt": r"CPT(?:[- ]4(?![0-9]))?",
    "hcpcs": r"HCPCS(?: LEVEL (?:II|2))?|HCPC",
    "cdt": r"CDT|DENTAL",
    "aprdrg": r"APR[- ]?DRG",
    "msdrg": r"(?:MS[- ]?)?DRG",
    "modifier": r"MODIFIERS?|MODS?",
    "pos": r"PLACES? OF SERVICE|POS",
    "zip": r"ZIP",
    "revenue": r"REV(?:ENUE)?",
    "hcc": r"HCC",
    "apc": r"APC",
    "ndc": r"NDC",
    "code": r"(?:PROCEDURE )?CODES?",
}
LABEL = re.compile(
    r"(?<![A-Z0-9])(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in LABELS.items())
    + r")(?![A-Z])(?:\s*(?:CODES?|NUMBER|NO\.|#))?\s*[:#-]?"
)
PROCEDURES = (CodeSystem.CPT, CodeSystem.HCPCS, CodeSystem.CDT)
MARK = "\x00"
CONNECTORS = {"AND", "OR", "&", "WITH", "+"}
# "77301x5", "77301 x 5". A capital X before one digit is no count: those seven characters may be an ICD-10-PCS code.
UNITS = re.compile(r"(?<=\b[0-9]{5})(?:[x×][0-9]{1,3}|X[0-9]{2,3})\b|(?<=[0-9A-Za-z]) +(?:x|×) ?[0-9]{1,3}(?![\w.])")
RANGE_WORD = re.compile(r"(?<=[A-Z0-9])\s+(?:TO|THROUGH|THRU)\s+(?=[A-Z]*[0-9])|\.{2,}|…")
NDC = re.compile(r"[0-9]{4,5}-[0-9]{3,4}-[0-9]{1,2}|[0-9]{11}")
PHONE = re.compile(r"(?:1-?)?[0-9]{3}-[0-9]{3}-[0-9]{4}")
ZIP4 = re.compile(r"([0-9]{5})-[0-9]{4}")
TAXONOMY = re.compile(r"[0-9]{3}[0-9A-Z]{6}X")
WILDCARD = re.compile(r"([A-Z0-9]{0,5}[A-WYZ0-9])(\.[A-Z0-9]*?)?(X+|\*+|-)([FTUM]?)")
GLUED = re.compile(r"([0-9]{5}|[A-Z][0-9]{4})([A-Z][A-Z0-9])")


@dataclass(frozen=True, slots=True)
class Parsed:
    """All a text may mean. Of two refusals and no reading, the refusals are what to tell the visitor."""

    raw: str
    readings: tuple[Reading, ...] = ()
    ranges: tuple[Range, ...] = ()
    modifiers: tuple[str, ...] = ()
    refusals: tuple[str, ...] = ()
    # What is left of the text when the codes are taken out, for those who also understand words.
    words: tuple[str, ...] = ()

    @property
    def codes(self) -> tuple[Reading, ...]:
        """The readings that have a page."""
        return tuple(reading for reading in self.readings if reading.kind == Kind.CODE)

    @property
    def is_empty(self) -> bool:
        return not (self.readings or self.ranges)


def parse(text: str) -> Parsed:
    """Every reading of `text`: one code, a range, a wildcard, a code with modifiers, or several of them."""
    if len(text) > LONGEST:
        return Parsed(text[:LONGEST], refusals=("That is longer than any code. Type one code, or a few.",))
    return _parse(text)


@lru_cache(maxsize=4_096)  # a page of jobs asks sixty times what the same few codes are
def _parse(text: str) -> Parsed:
    cleaned = clean(text)
    if not cleaned:
        return Parsed(text)
    foreign = foreign_character(cleaned)
    if foreign:
        return Parsed(text, refusals=(foreign,))
    reader = Reader()
    reader.read(list(tokens(cleaned)))
    return Parsed(
        raw=text,
        readings=tuple(dict.fromkeys(reader.readings)),
        ranges=tuple(dict.fromkeys(reader.ranges)),
        modifiers=tuple(dict.fromkeys(reader.modifiers)),
        refusals=tuple(dict.fromkeys(reader.refusals)),
        words=tuple(reader.words),
    )


def clean(text: str) -> str:
    """One kind of space, one kind of dash, nothing invisible. The case stays."""
    kept = []
    for character in text:
        kind = unicodedata.category(character)
        if kind == "Pd" or character == "−":
            kept.append("-")
        elif kind[0] == "Z" or kind == "Cc":
            kept.append(" ")
        elif kind not in ("Cf", "Cs", "Co", "Cn") and character not in "®™©":
            kept.append(character)
    return " ".join("".join(kept).split())


def foreign_character(text: str) -> str:
    """Why a letter or digit of another script cannot be part of a code; empty where there is none."""
    if not any(character.isdigit() for character in text):
        return ""
    for character in text:
        if character.isalnum() and not character.isascii():
            name = unicodedata.name(character, "an unknown character").lower()
            what = "digit" if character.isdigit() else "letter"
            return (
                f"“{character}” is not a plain {what} ({name}). Codes use the letters A to Z and the digits 0 to 9: "
                "type it again by hand."
            )
    return ""


def tokens(text: str) -> Iterator[str]:
    """Upper-case pieces; a label becomes MARK + its name, a range in words gets a dash."""
    text = UNITS.sub("", text).upper()
    text = LABEL.sub(lambda match: f" {MARK}{match.lastgroup} ", text)
    text = RANGE_WORD.sub("-", text)
    text = re.sub(r"(?<=[A-Z0-9])\s*-\s*(?=[A-Z0-9])", "-", text)
    for piece in re.split(r"[\s,;/()\[\]{}\"'“”‘’:|<>=]+", text):
        token = piece.strip("#!?_~.")
        if token.strip("-"):
            yield token


class Reader:
    """Walks over the tokens of one text and collects what they mean."""

    def __init__(self) -> None:
        self.readings: list[Reading] = []
        self.ranges: list[Range] = []
        self.modifiers: list[str] = []
        self.refusals: list[str] = []
        self.words: list[str] = []
        self.label = ""

    def read(self, pieces: list[str]) -> None:
        # A label behind a lone code counts as well: "32701 CPT".
        labels = [piece[1:] for piece in pieces if piece.startswith(MARK)]
        if len(labels) == 1 and pieces[-1] == MARK + labels[0]:
            self.label = labels[0]
        plain = [piece for piece in pieces if not piece.startswith(MARK) and piece not in CONNECTORS]
        in_prose = any(is_word(piece) for piece in plain)
        last_code = ""
        for piece in pieces:
            if piece.startswith(MARK):
                self.label = piece[1:]
            elif piece in CONNECTORS:
                continue
            elif last_code and len(piece) == 2 and not (in_prose and piece not in modifiers()):
                self.attach(piece, last_code)
            elif in_prose and not self.label and (len(piece) < 5 or not any(c.isdigit() for c in piece)):
                self.words.append(piece.lower())
                last_code = ""
            else:
                last_code = self.piece(piece, in_prose)

    def piece(self, piece: str, in_prose: bool) -> str:
        """Reads one token; returns the code that following modifiers belong to."""
        if self.label in ("icd9", "aprdrg", "ndc"):
            self.refusals.append(REFUSED_LABELS[self.label])
            return ""
        if len(piece) > LONGEST_TOKEN:
            self.refusals.append(f"“{piece[:12]}…” has {len(piece)} characters; no code is longer than seven.")
            return ""
        if NDC.fullmatch(piece):
            self.refusals.append(f"{piece} looks like a drug code (NDC). This board holds none; try the J code.")
            return ""
        if PHONE.fullmatch(piece):
            self.refusals.append(f"{piece} looks like a telephone number, not a code.")
            return ""
        ranges = ranges_of(piece, self.label)
        readings = readings_of(piece, self.label)
        glued = GLUED.fullmatch(piece)
        if glued and (glued[2] in modifiers() or is_ambulance_pair(glued[2], glued[1])):
            self.readings += [found for found in codes_of(glued[1]) if found.system != CodeSystem.ICD10CM]
            self.readings += readings
            self.modifiers.append(glued[2])
            return glued[1]
        if ranges or readings:
            self.ranges += ranges
            self.readings += readings
            self.notes(piece, readings)
            return readings[0].code if readings and readings[0].kind == Kind.CODE else ""
        if "-" in piece:
            return self.dashed(piece, in_prose)
        if in_prose and not self.label:
            self.words.append(piece.lower())
        elif self.label or any(character.isdigit() for character in piece):
            self.refusals.append(why_not(piece, self.label))
        else:
            self.words.append(piece.lower())
        return ""

    def dashed(self, piece: str, in_prose: bool) -> str:
        """77261-77799, 77301-26-59, -26, 32701-1234."""
        first, *rest = [part.strip(".") for part in piece.split("-")]
        zip_code = ZIP4.fullmatch(piece)
        if zip_code and self.label in ("", "zip"):
            self.readings.append(Reading(Kind.ZIP, zip_code[1], zip_code[1]))
            return ""
        if not first:
            for part in rest:
                self.read_modifier(part)
            return ""
        readings = readings_of(first, self.label)
        if readings and len(rest) == 1 and len(rest[0]) > 2:
            span = range_between(first, rest[0], self.label)
            if isinstance(span, str):
                self.refusals.append(span)
            else:
                self.ranges += span
            return ""
        if readings and all(len(part) == 2 for part in rest) and rest:
            self.readings += [reading for reading in readings if reading.kind == Kind.CODE]
            for part in rest:
                self.attach(part, first)
            return first
        if in_prose:
            self.words.append(piece.lower())
        elif any(character.isdigit() for character in piece):
            self.refusals.append(why_not(piece, self.label))
        return ""

    def attach(self, piece: str, code: str) -> None:
        """A modifier behind a code, or the reason why it is none."""
        if piece in modifiers() or is_ambulance_pair(piece, code):
            self.modifiers.append(piece)
            self.readings = [found for found in self.readings if found != Reading(Kind.ZIP, code, code)]
        elif is_zip(code) and piece in states():
            self.words.append(piece.lower())
        else:
            self.refusals.append(why_no_modifier(piece))

    def read_modifier(self, piece: str) -> None:
        if piece in modifiers():
            self.readings.append(Reading(Kind.MODIFIER, piece, piece))
        else:
            self.refusals.append(why_no_modifier(piece))

    def notes(self, piece: str, readings: list[Reading]) -> None:
        """Says what a label or a bare number was not, beside the readings it does have."""
        systems = {reading.system for reading in readings if reading.system}
        if self.label in CodeSystem.values and systems and self.label not in systems:
            found = " or ".join(dict.fromkeys(reading.name for reading in readings))
            self.refusals.append(f"{readings[0].display} is {found}, not {CodeSystem(self.label).label}.")
        if len(piece) == 2 and piece in places_of_service() and piece not in modifiers() and self.label == "":
            self.refusals.append(why_no_modifier(piece))


REFUSED_LABELS = {
    "icd9": "ICD-9 ended on 30 September 2015. Type the ICD-10-CM or ICD-10-PCS code.",
    "aprdrg": "APR-DRG is a proprietary grouping of Solventum. This board knows MS-DRG numbers.",
    "ndc": "This board holds no drug codes (NDC). Try the HCPCS code of the drug, often a J code.",
}


def readings_of(token: str, label: str = "") -> list[Reading]:
    """What one token may be, the likeliest first. A label narrows it; a label that fits nothing is ignored."""
    dotted = "." in token
    if dotted:
        if len(token) < 5 or token[3] != "." or token.count(".") > 1:
            return []
        code = normalise(CodeSystem.ICD10CM, token)
        return [code_reading(CodeSystem.ICD10CM, code)] if code and not code.endswith("XX") else []
    if label == "modifier":
        return [Reading(Kind.MODIFIER, token, token)] if token in modifiers() else []
    if label == "pos":
        place = token.zfill(2)
        return [Reading(Kind.POS, place, place)] if place in places_of_service() else []
    if label == "zip":
        return [Reading(Kind.ZIP, token, token)] if is_zip(token) else []
    if label in ("hcc", "revenue", "apc"):
        return [reading for reading in numbers(token) if reading.kind == label]
    if label == "msdrg" and token.isdigit() and len(token) < 3:
        token = token.zfill(3)
    found = codes_of(token, is_icd=label == "icd10cm")
    if label in CodeSystem.values:
        fitting = [reading for reading in found if reading.system == label]
        procedures = [reading for reading in found if label in PROCEDURES and reading.system in PROCEDURES]
        return fitting or procedures or found
    if label == "code":
        return found
    return found + others(token)


def codes_of(token: str, *, is_icd: bool = False) -> list[Reading]:
    """The readings that are codes with a page."""
    found = [
        code_reading(system, token)
        for system in (CodeSystem.CPT, CodeSystem.CDT, CodeSystem.HCPCS, CodeSystem.MSDRG)
        if SHAPES[system].fullmatch(token)
    ]
    shape = SHAPES[CodeSystem.ICD10CM] if is_icd else STRICT_ICD10CM
    if shape.fullmatch(token) and not (len(token) > 3 and token.endswith("XX")):
        found.append(code_reading(CodeSystem.ICD10CM, token))
    if not is_word(token) and not token.endswith("XX") and SHAPES[CodeSystem.ICD10PCS].fullmatch(token):
        found.append(code_reading(CodeSystem.ICD10PCS, token))
    return found


def others(token: str) -> list[Reading]:
    """Modifier, place of service, ZIP code and the bare numbers that have no page here."""
    found = []
    if len(token) == 2:
        if token in modifiers():
            found.append(Reading(Kind.MODIFIER, token, token))
        if token in places_of_service():
            found.append(Reading(Kind.POS, token, token))
        if token.isdigit():
            found.append(code_reading(CodeSystem.MSDRG, token.zfill(3)))
    if is_zip(token):
        found.append(Reading(Kind.ZIP, token, token))
    if len(token) in (3, 4):
        found += numbers(token)
    return found


def numbers(token: str) -> list[Reading]:
    found = []
    if token.isdigit() and 1 <= len(token) <= 3:
        found.append(Reading(Kind.HCC, token.lstrip("0") or "0", token.lstrip("0") or "0"))
    if token.isdigit() and (len(token) == 3 or (len(token) == 4 and token[0] == "0")):
        found.append(Reading(Kind.REVENUE, token.zfill(4), token.zfill(4)))
    if token.isdigit() and len(token) == 4 and token[0] != "0":
        found.append(Reading(Kind.APC, token, token))
    return found


def is_word(token: str) -> bool:
    """Longer than a modifier and without a digit, so no code (but the few ICD-10-PCS codes of letters only)."""
    is_lettered_code = token.endswith("ZZ") or (token[0] == "X" and "Z" in token)  # XXEZXAB, of the newest section
    return len(token) > 2 and not any(letter.isdigit() for letter in token) and not is_lettered_code


def is_zip(token: str) -> bool:
    return len(token) == 5 and token.isdigit() and "00501" <= token <= "99950"


def ranges_of(token: str, label: str = "") -> list[Range]:
    """77XXX, J9XXX, 03XXT, C34.X, C34.-, C34*: the codes that begin like this."""
    match = WILDCARD.fullmatch(token)
    if not match:
        return []
    start, dotted, stars, letter = match[1], match[2], match[3], match[4]
    found = []
    if dotted is None and stars != "-":
        length = (4 if letter else 5) - len(start)
        if (stars[0] == "*" or len(stars) == length) and 1 <= length <= 3:
            for system in (CodeSystem.CPT, CodeSystem.HCPCS, CodeSystem.CDT):
                low, high = f"{start}{'0' * length}{letter}", f"{start}{'9' * length}{letter}"
                if is_wellformed(system, high):
                    found.append(Range(system, low if is_wellformed(system, low) else f"{start}{'0' * length}", high))
    topic = start + (dotted or ".")[1:]
    if not letter and len(topic) >= 3 and STRICT_ICD10CM.fullmatch(topic) and len(topic) < 7:
        found.append(Range(CodeSystem.ICD10CM, topic, topic))
    if not letter and dotted is None and len(stars) > 1 and len(topic) + len(stars) == 7 and len(topic) >= 2:
        prefix = re.fullmatch(r"[0-9BCDFGHX][0-9A-HJ-NP-Z]*", topic)
        if prefix and (label == "icd10pcs" or not found):
            found.append(Range(CodeSystem.ICD10PCS, topic, topic))
    return [span for span in found if label not in CodeSystem.values or span.system == label] or found


def range_between(first: str, last: str, label: str = "") -> list[Range] | str:
    """The ranges two ends may span, or the reason why they span none."""
    if len(first) == 5 and len(last) == 3 and last.isdigit() and first[1:].isdigit():
        last = first[:2] + last
    starts = [reading for reading in readings_of(first, label) if reading.kind == Kind.CODE]
    ends = {reading.system: reading for reading in readings_of(last, label) if reading.kind == Kind.CODE}
    found = []
    for start in starts:
        end = ends.get(start.system)
        if end and (start.system != CodeSystem.CPT or same_class(start.code, end.code)):
            low, high = sorted((start.code, end.code))
            found.append(Range(start.system, low, high))
    if found:
        return found
    if not ends:
        return why_not(last, label)
    return f"{first} and {last} are not codes of one system, so they span no range."


def why_no_modifier(piece: str) -> str:
    if piece in retired_modifiers():
        return f"Modifier {piece} is retired: {retired_modifiers()[piece]}."
    place = places_of_service().get(piece)
    if place:
        return f"{piece} is place of service {place}, not a modifier."
    if is_ambulance_pair(piece, "A0425"):
        return f"{piece} is an ambulance origin and destination; only ambulance codes take it."
    return f"{piece[:12]} is not in the list of modifiers (CPT and HCPCS Level II)."


def why_not(token: str, label: str = "") -> str:
    """The reason a coder respects why a text is no code."""
    shown = token[:16]
    if label == "modifier":
        return why_no_modifier(token)
    if label == "pos":
        if token in modifiers():
            return f"{shown} is a modifier, not a place of service."
        return f"{shown} is not an assigned place of service."
    if "." in token:
        bare = token.replace(".", "")
        if STRICT_ICD10CM.fullmatch(bare) and len(bare) > 3:
            return f"An ICD-10-CM dot stands after the third character: {bare[:3]}.{bare[3:]}."
        return f"{shown} has a dot, but not the shape of an ICD-10-CM code (as in C34.11)."
    if TAXONOMY.fullmatch(token):
        return f"{shown} is a provider taxonomy number, not a billing code."
    if len(token) == 7 and re.search("[IO]", token) and token[0] in "0123456789BCDFGHX":
        return f"ICD-10-PCS never uses the letters I and O, so {shown} is none. Did you mean 1 or 0?"
    zeroes = token.replace("O", "0").replace("I", "1").replace("L", "1")
    if zeroes != token and len(token) == 5 and codes_of(zeroes):
        return f"{shown} has a letter where a digit belongs. Did you mean {zeroes}?"
    if label in CodeSystem.values:
        return f"{shown} has not the shape of {_article(label)} {system_name(label)} code."
    if label == "zip":
        return f"{shown} is not a US ZIP code."
    if token.isdigit():
        return f"{shown} has {len(token)} digit{'s' if len(token) > 1 else ''}; no code system here uses that length."
    return f"{shown} has not the shape of any code: see the examples."


def _article(system: str) -> str:
    return "a" if system == CodeSystem.CPT else "an" if system.startswith(("icd", "ms", "h")) else "a"
