"""What a résumé file really is, told from its bytes alone: a name or a browser's word for it counts for nothing.

Nothing is inflated beyond a few kilobytes and nothing is rendered. Everything here is bounded by the size of the file,
so it may run inside a request. A refusal is a DomainError that says what to do instead.
"""

import io
import logging
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable

from pypdf import PdfReader, apply_configuration
from pypdf.errors import DependencyError, PyPdfError
from pypdf.generic import DictionaryObject

from core.errors import DomainError

# One line for every broken object of a broken file would fill the log.
logging.getLogger("pypdf").setLevel(logging.ERROR)

PDF, DOCX, ODT = "pdf", "docx", "odt"
ACCEPTED = "a PDF, Word (.docx) or OpenDocument (.odt) file"
CONTENT_TYPES = {
    PDF: "application/pdf",
    DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ODT: "application/vnd.oasis.opendocument.text",
}
NAME_LENGTH = 100

# A résumé of fifty pages with pictures stays far below all of these.
PDF_OBJECTS = 50_000
PDF_REVISIONS = 2_000
PDF_INFLATED = 4 * 1024 * 1024
ZIP_MEMBERS = 500
ZIP_INFLATED = 50 * 1024 * 1024
ZIP_RATIO = 100
PEEK = 512

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PDF_HEADER = re.compile(rb"%PDF-[12]\.\d\s")
_PDF_TAIL = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF\s*\Z")
_PDF_ENTRY = re.compile(rb"\d{10} \d{5} [fn]")
_PDF_ACTS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Rendition"}
_ARCHIVES = (b"PK\x03\x04", b"MZ", b"\x7fELF", b"%PDF-", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", _OLE)
_EXTENSION = re.compile(r"\.(pdf|doc[xm]?|odt|rtf|txt|html?|zip)\Z", re.IGNORECASE)
_HTML = re.compile(rb"\s*(?:<!doctype\s+html|<html|<head|<body|<script|<!--)", re.IGNORECASE)


def kind_of(data: bytes) -> str:
    """PDF, DOCX or ODT; DomainError for everything else."""
    if not data.strip():
        raise DomainError("This file is empty. Choose another one.")
    if data.startswith(b"%PDF-"):
        _check_pdf(data)
        return PDF
    if data.startswith(b"PK\x03\x04"):
        return _check_zip(data)
    if data.startswith(_OLE):
        raise DomainError("This is an old .doc file or one with a password. Save it as PDF or .docx and try again.")
    if data.startswith(b"{\\rtf"):
        raise DomainError("This is an RTF file. Save it as PDF or .docx and try again.")
    if _HTML.match(data[:PEEK].removeprefix(b"\xef\xbb\xbf")):
        raise DomainError(f"This is a web page, whatever its name says. Choose {ACCEPTED}.")
    raise DomainError(f"This is not {ACCEPTED}, whatever its name says.")


def display_name(file_name: str, fallback: str = "Résumé") -> str:
    """What a person may see of a file's own name: no folders, no extension, nothing invisible, not endless."""
    name = clean_line(re.split(r"[/\\]", file_name)[-1])
    return _EXTENSION.sub("", name).strip(" .")[:NAME_LENGTH].strip() or fallback


def file_stem(name: str) -> str:
    """A name that every system accepts for a file, without extension."""
    return re.sub(r'[<>:"/\\|?*;%]+', " ", clean_line(name)).strip(" .")[:NAME_LENGTH].strip() or "resume"


def clean_line(text: str) -> str:
    """One line of visible characters: controls and marks that turn or hide text are dropped."""
    kept = (
        " " if char.isspace() else char
        for char in unicodedata.normalize("NFC", text)
        if char.isspace() or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    return " ".join("".join(kept).split())


def _check_pdf(data: bytes) -> None:
    broken = DomainError("This PDF is damaged or not a PDF at all. Save or print it to PDF again and try that file.")
    tail = _PDF_TAIL.search(data[-2048:].rstrip(b"\x00"))
    if not _PDF_HEADER.match(data) or not tail or not 0 < int(tail[1]) < len(data):
        raise broken
    if zipfile.is_zipfile(io.BytesIO(data)):
        raise DomainError("This file is a PDF and an archive at once. Save or print it to PDF again.")
    revisions = max(data.count(b"/Prev"), data.count(b"trailer"))
    objects = max(data.count(b" obj"), sum(1 for _ in _PDF_ENTRY.finditer(data)))
    if objects > PDF_OBJECTS or revisions > PDF_REVISIONS:
        raise DomainError("This PDF is too complicated for a résumé. Print it to PDF again and try that file.")
    try:
        with apply_configuration(
            zlib_maximum_output_length=PDF_INFLATED,
            lzw_maximum_output_length=PDF_INFLATED,
            run_length_maximum_output_length=PDF_INFLATED,
            brotli_maximum_output_length=PDF_INFLATED,
            stream_decoding_work_maximum_length=4 * PDF_INFLATED,
            zlib_maximum_recovery_input_length=PDF_INFLATED,
        ):
            reader = PdfReader(io.BytesIO(data), root_object_recovery_limit=0, xref_stream_maximum_entries=PDF_OBJECTS)
            if reader.is_encrypted:
                raise DomainError("This PDF is protected with a password. Save it without one and try again.")
            root = reader.root_object
            pages = root["/Pages"].get_object()
            if not isinstance(pages, DictionaryObject) or not pages.get("/Kids"):
                raise broken
            dangers = list(_pdf_dangers(root))
    except DependencyError:  # an encryption pypdf cannot even test
        raise DomainError("This PDF is protected with a password. Save it without one and try again.") from None
    # pypdf raises many plain kinds of error on bytes that only look like a PDF.
    except (PyPdfError, ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError) as error:
        raise broken from error
    except (OSError, TypeError, ValueError, zlib.error) as error:
        raise broken from error
    if dangers:
        raise DomainError("This PDF holds a script or other files. Print it to PDF again and try that file.")


def _pdf_dangers(root: DictionaryObject) -> Iterable[str]:
    """What opening the document would run or unpack."""
    names = root.get("/Names")
    names = names.get_object() if names is not None else None
    if isinstance(names, DictionaryObject):
        yield from (key for key in ("/JavaScript", "/EmbeddedFiles") if key in names)
    action = root.get("/OpenAction")
    action = action.get_object() if action is not None else None
    if isinstance(action, DictionaryObject) and str(action.get("/S")) in _PDF_ACTS:
        yield str(action["/S"])
    if "/AA" in root:
        yield "/AA"


def _check_zip(data: bytes) -> str:
    broken = DomainError(f"This file is damaged or not a document. Choose {ACCEPTED}.")
    # The directory must be the very end: what hangs on behind it could be read as something else.
    if data[-22:-18] != b"PK\x05\x06":
        raise broken
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _check_members(members, len(data))
            names = {member.filename for member in members}
            if "word/document.xml" in names and "[Content_Types].xml" in names:
                _check_docx(archive, names)
                kind = DOCX
            elif "mimetype" in names and "content.xml" in names:
                _check_odt(archive, names)
                kind = ODT
            else:
                raise DomainError(f"This is an archive or another kind of document. Choose {ACCEPTED}.")
            _check_contents(archive, members)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise broken from error
    return kind


def _check_members(members: list[zipfile.ZipInfo], size: int) -> None:
    """Only what the directory says; nothing is inflated."""
    bomb = DomainError("This document unpacks to far more than a résumé needs. Save it as PDF and try that file.")
    if len(members) > ZIP_MEMBERS:
        raise bomb
    inflated = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if inflated > ZIP_INFLATED or inflated > ZIP_RATIO * size or packed > size:
        raise bomb
    names = [member.filename for member in members]
    if len(set(names)) != len(names) or not members or min(member.header_offset for member in members) != 0:
        raise zipfile.BadZipFile("members overlap or something stands in front of them")
    if any(name.startswith("/") or "\\" in name or ".." in name.split("/") for name in names):
        raise zipfile.BadZipFile("a member points outside")
    if any(member.flag_bits & 0x1 for member in members):
        raise DomainError("This document is protected with a password. Save it without one and try again.")


def _check_docx(archive: zipfile.ZipFile, names: set[str]) -> None:
    types = _read(archive, "[Content_Types].xml", 256 * 1024)
    macros = DomainError("This document holds macros. Save it as .docx without macros, or as PDF.")
    if b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in names):
        raise macros
    if b"wordprocessingml.document.main+xml" not in types:
        raise DomainError(f"This is another kind of document. Choose {ACCEPTED}.")
    if not _is_xml(_read(archive, "word/document.xml", PEEK)):
        raise zipfile.BadZipFile("word/document.xml is no XML")


def _check_odt(archive: zipfile.ZipFile, names: set[str]) -> None:
    if _read(archive, "mimetype", 100).strip() != CONTENT_TYPES[ODT].encode():
        raise DomainError(f"This is another kind of document. Choose {ACCEPTED}.")
    if any(name.startswith(("Basic/", "Scripts/")) for name in names):
        raise DomainError("This document holds macros. Save it without them, or as PDF.")
    if "META-INF/manifest.xml" in names and b"encryption-data" in _read(archive, "META-INF/manifest.xml", 256 * 1024):
        raise DomainError("This document is protected with a password. Save it without one and try again.")
    if not _is_xml(_read(archive, "content.xml", PEEK)):
        raise zipfile.BadZipFile("content.xml is no XML")


def _check_contents(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """No archive, program or other document inside: that is how bombs nest and how malware travels."""
    for member in members:
        if not member.is_dir() and _read(archive, member.filename, 8).startswith(_ARCHIVES):
            raise DomainError("This document has other files inside. Take them out, or save it as PDF.")


def _read(archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    with archive.open(name) as member:
        return member.read(limit)


def _is_xml(start: bytes) -> bool:
    return start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"<?xml", b"<w:document", b"<office:"))
