"""Three file formats, one shape: every reader yields (row number, {canonical name: text}).

A name the file's format does not carry is absent from the dictionary: a later import of another format leaves
that fact alone. An empty text means the file has the column and says nothing in it.
Raises DomainError for a file that is not what it says; a bad row is yielded as a BadRow and stops nothing.
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError  # types only; defusedxml parses

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from core.errors import DomainError

FORMATS = ("jsonl", "csv", "indeed-xml")
MAX_BYTES = 200 * 1024 * 1024
Fields = dict[str, str]


@dataclass(frozen=True)
class BadRow:
    reason: str


Row = tuple[int, Fields | BadRow]

JSON_NAMES = {
    "id": "ref",
    "source_ref": "requisition",
    "title": "title",
    "company": "employer",
    "location": "location",
    "city": "city",
    "state": "state",
    "country": "country",
    "remote": "remote",
    "employment_type": "type",
    "experience_level": "level",
    "description": "description",
    "salary_min": "pay_min",
    "salary_max": "pay_max",
    "salary_unit": "pay_unit",
    "posted": "posted",
    "closes": "closes",
    "url": "url",
}
XML_NAMES = {
    "referencenumber": "ref",
    "requisitionid": "requisition",
    "title": "title",
    "company": "employer",
    "city": "city",
    "state": "state",
    "country": "country",
    "postalcode": "postal_code",
    "remotetype": "remote",
    "jobtype": "type",
    "experience": "level",
    "description": "description",
    "salary": "pay",
    "date": "posted",
    "expirationdate": "closes",
    "url": "url",
}
# Column heads as people write them, compared without case, spaces and punctuation.
CSV_NAMES = {
    "ref": ("req", "reqid", "reqnumber", "requisition", "requisitionid", "referencenumber", "reference", "jobid", "id"),
    "title": ("jobtitle", "title", "position", "job"),
    "employer": ("employer", "company", "organization", "organisation", "facility"),
    "location": ("location", "place", "worklocation", "citystate"),
    "city": ("city", "town"),
    "state": ("state", "st"),
    "postal_code": ("zip", "zipcode", "postalcode"),
    "remote": ("wfh", "remote", "workfromhome", "workarrangement", "telework"),
    "posted": ("posted", "dateposted", "posteddate", "date", "opendate"),
    "closes": ("closes", "closedate", "closingdate", "expires", "expirationdate", "deadline"),
    "pay": ("pay", "salary", "compensation", "payrange", "wage", "rate"),
    "type": ("ftpt", "type", "employmenttype", "jobtype", "status"),
    "level": ("explevel", "experiencelevel", "experience", "level", "seniority"),
    "description": ("descriptionpaste", "description", "jobdescription", "details", "summary"),
    "url": ("url", "link", "applyurl", "applylink", "website"),
}


def read(path: Path, format_: str = "") -> Iterator[Row]:
    """The rows of the file. `format_` is one of FORMATS, or empty to tell by name and content."""
    if not path.is_file():
        raise DomainError(f"There is no file {path.name} at that place.")
    if path.stat().st_size > MAX_BYTES:
        raise DomainError(f"{path.name} is larger than {MAX_BYTES // 1024**2} MB. Split it and import the parts.")
    data = path.read_bytes()
    if not data.strip():
        raise DomainError(f"{path.name} is empty. Nothing was changed.")
    if data[:4] == b"PK\x03\x04" or data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise DomainError(f"{path.name} is a workbook or an archive. Save the sheet as CSV and import that.")
    format_ = format_ or guess_format(path.name, data)
    return {"jsonl": read_jsonl, "csv": read_csv, "indeed-xml": read_indeed_xml}[format_](path.name, data)


def guess_format(name: str, data: bytes) -> str:
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    suffix = name.lower().rsplit(".", 1)[-1]
    if start == b"<" or suffix == "xml":
        return "indeed-xml"
    if start == b"{" or suffix in ("jsonl", "ndjson", "json"):
        return "jsonl"
    return "csv"


def decode(name: str, data: bytes) -> str:
    """UTF-8, then Windows-1252; NUL bytes mean it is no text at all."""
    if b"\x00" in data:
        raise DomainError(f"{name} is not a text file (it holds NUL bytes). Nothing was changed.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def as_text(value: object) -> str:
    """A JSON value as the text the other formats would carry. Numbers keep their shortest writing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\x00", "").strip()


def read_jsonl(name: str, data: bytes) -> Iterator[Row]:
    rows: list[Row] = []
    for number, line in enumerate(decode(name, data).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            posting = json.loads(line)
        except (ValueError, RecursionError):
            rows.append((number, BadRow("this line is not JSON")))
            continue
        if not isinstance(posting, dict):
            rows.append((number, BadRow("this line is not a JSON object")))
            continue
        fields = {ours: as_text(posting[theirs]) for theirs, ours in JSON_NAMES.items() if theirs in posting}
        rows.append((number, fields or BadRow("this line has none of the known names")))
    if all(isinstance(row, BadRow) for _, row in rows):
        raise DomainError(f"{name} is not JSON Lines: no line is an object with the known names. Nothing was changed.")
    return iter(rows)


def read_csv(name: str, data: bytes) -> Iterator[Row]:
    text = decode(name, data)
    if text.lstrip()[:1] in ("<", "{"):
        raise DomainError(f"{name} is not CSV: it begins like XML or JSON. Nothing was changed.")
    reader = csv.reader(io.StringIO(text, newline=""), dialect=csv_dialect(text))
    try:
        heads = next(reader)
    except (StopIteration, csv.Error):
        heads = []
    columns = {index: ours for index, head in enumerate(heads) if (ours := column_name(head))}
    if "title" not in columns.values():
        raise DomainError(f"{name} has no column for the job title in its first line. Nothing was changed.")
    if "ref" not in columns.values():
        raise DomainError(
            f"{name} has no column with the employer's own number (Req #). Without it a second import would "
            "repeat every job. Nothing was changed."
        )
    return csv_rows(reader, columns)


def csv_dialect(text: str) -> type[csv.Dialect]:
    """Comma, semicolon or tab: whichever the first line has most of."""

    class Dialect(csv.excel):
        delimiter = max(",;\t", key=text.split("\n", 1)[0].count)

    return Dialect


def csv_rows(reader, columns: dict[int, str]) -> Iterator[Row]:
    number = 1
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield number, BadRow(f"this line cannot be read ({error})")
            continue
        fields = {ours: cells[index].strip() if index < len(cells) else "" for index, ours in columns.items()}
        yield number, fields if any(fields.values()) else BadRow("blank row")


def column_name(head: str) -> str:
    plain = re.sub(r"[^a-z]", "", head.lower())
    return next((ours for ours, theirs in CSV_NAMES.items() if plain in theirs), "")


def read_indeed_xml(name: str, data: bytes) -> Iterator[Row]:
    try:
        root = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise DomainError(f"{name} declares its own entities, which a job feed never needs. Refused.") from error
    except (ParseError, LookupError, ValueError) as error:
        raise DomainError(f"{name} is not well-formed XML ({error}). Nothing was changed.") from error
    if root.tag != "source":
        raise DomainError(f"{name} is XML, but not a job feed: its root is <{root.tag}>, not <source>.")
    jobs = root.findall("job")
    if not jobs:
        raise DomainError(f"{name} holds no <job>. Nothing was changed.")
    carried = {element.tag for job in jobs for element in job} & set(XML_NAMES)
    return ((number, xml_fields(job, carried)) for number, job in enumerate(jobs, start=1))


def xml_fields(job: Element, carried: set[str]) -> Fields:
    """The first element of each name counts; what other jobs of this feed carry and this one lacks is empty."""
    fields = dict.fromkeys((XML_NAMES[tag] for tag in carried), "")
    for element in reversed(list(job)):
        if element.tag in carried:
            fields[XML_NAMES[element.tag]] = (element.text or "").strip()
    return fields
