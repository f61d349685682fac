import io
import zipfile

import pytest
from pypdf import PdfWriter

from accounts import files
from core.errors import DomainError
from tests.accounts.documents import DOCX_BODY, DOCX_TYPES, ODT_BODY, make_docx, make_odt, make_pdf, make_zip

HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"


@pytest.mark.parametrize(("data", "kind"), [(make_pdf(), "pdf"), (make_docx(), "docx"), (make_odt(), "odt")])
def test_kind_of_reads_the_content(data, kind):
    assert files.kind_of(data) == kind


def test_kind_of_takes_a_pdf_with_compressed_tables():
    writer = PdfWriter()
    for _ in range(3):
        writer.add_blank_page(width=200, height=200)
    writer.compress_identical_objects()
    out = io.BytesIO()
    writer.write(out)

    assert files.kind_of(out.getvalue() + b"\r\n") == "pdf"


def zip_in_front(data: bytes) -> bytes:
    return b"MZ stub" + data


def bomb() -> bytes:
    return make_docx(word__media__image1=b"\0" * (20 * 1024 * 1024))


def many_members() -> bytes:
    return make_docx(**{f"word__part{number}": "x" for number in range(files.ZIP_MEMBERS)})


def overlapping() -> bytes:
    """A directory that lists the same compressed bytes again and again under new names."""
    plain = make_docx(word__media=b"".join(bytes([n % 251]) for n in range(4000)))
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        start = archive.start_dir
    directory = plain[start:-22]
    last = directory[directory.rindex(b"PK\x01\x02") :]
    twins = b"".join(last.replace(b"word/media", f"word/{number:05}".encode()) for number in range(50))
    count = (3 + 50).to_bytes(2, "little")
    size = (len(directory) + len(twins)).to_bytes(4, "little")
    tail = b"PK\x05\x06\0\0\0\0" + count + count + size + start.to_bytes(4, "little") + b"\0\0"
    return plain[:start] + directory + twins + tail


def encrypted_flag() -> bytes:
    data = bytearray(make_docx())
    at = data.index(b"PK\x01\x02") + 8
    data[at] |= 1
    return bytes(data)


def broken_xref() -> bytes:
    data = make_pdf()
    return data[: data.rindex(b"startxref")] + b"startxref\n999999\n%%EOF\n"


REFUSED = {
    "nothing": (b"", "empty"),
    "blanks": (b" \n\t ", "empty"),
    "text": (b"Just words, no document.", "whatever its name says"),
    "noise": (bytes(range(256)) * 20, "whatever its name says"),
    "html": (HTML, "web page"),
    "html with a mark in front": (b"\xef\xbb\xbf\n  " + HTML, "web page"),
    "rtf": (b"{\\rtf1 Coder}", "RTF"),
    "old word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old .doc"),
    "pdf header and a script": (b"%PDF-<script>alert(1)</script>", "damaged"),
    "pdf header and html": (b"%PDF-1.7\n" + HTML + b"\nstartxref\n9\n%%EOF\n", "damaged"),
    "pdf cut short": (make_pdf()[:200], "damaged"),
    "pdf with a lying xref": (broken_xref(), "damaged"),
    "pdf behind html": (HTML + make_pdf(), "web page"),
    "pdf followed by html": (make_pdf() + HTML, "damaged"),
    "pdf followed by a zip": (make_pdf() + make_docx(), "damaged"),
    "pdf with a password": (make_pdf(password="secret"), "password"),
    "pdf with a script": (make_pdf(script="app.alert(1)"), "script"),
    "pdf with a file inside": (make_pdf(attachment=b"MZ"), "script or other files"),
    "zip": (make_zip({"resume.pdf": make_pdf()}), "archive"),
    "empty zip": (make_zip({}), "whatever its name says"),
    "xlsx": (make_zip({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"}), "archive"),
    "docx whose types are a sheet's": (
        make_zip({"[Content_Types].xml": "<Types/>", "word/document.xml": DOCX_BODY}),
        "another kind",
    ),
    "docx of html": (make_zip({"[Content_Types].xml": DOCX_TYPES, "word/document.xml": HTML}), "damaged"),
    "docx cut short": (make_docx()[:-30], "damaged"),
    "docx with something behind": (make_docx() + b"more", "damaged"),
    "docx with something in front": (b"PK\x03\x04" + make_docx(), "damaged"),
    "docm by type": (
        make_zip(
            {
                "[Content_Types].xml": "application/vnd.ms-word.document.macroEnabled.main+xml",
                "word/document.xml": DOCX_BODY,
            }
        ),
        "macros",
    ),
    "docx with a macro part": (make_docx(word__vbaProject=b"", **{"word__vbaProject.bin": b"x"}), "macros"),
    "docx with a program": (make_docx(word__thing=b"MZ\x90\x00"), "other files inside"),
    "docx in a docx": (make_docx(word__embeddings=make_docx()), "other files inside"),
    "docx with a way out": (make_docx(**{"..__..__etc__passwd": "x"}), "damaged"),
    "docx with a rooted name": (make_docx(__etc__passwd="x"), "damaged"),
    "docx with a password": (encrypted_flag(), "password"),
    "zip bomb": (bomb(), "unpacks to far more"),
    "too many members": (many_members(), "unpacks to far more"),
    "overlapping members": (overlapping(), "unpacks to far more"),
    "odt of a sheet": (
        make_zip({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": ODT_BODY}),
        "another kind",
    ),
    "odt with macros": (make_odt(Basic__Standard__Module1="Sub Main"), "macros"),
    "odt with a password": (make_odt(**{"META-INF__manifest.xml": "<manifest:encryption-data/>"}), "password"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_kind_of_refuses(what):
    data, reason = REFUSED[what]

    with pytest.raises(DomainError, match=reason):
        files.kind_of(data)


def test_kind_of_refuses_what_stands_behind_a_stub():
    with pytest.raises(DomainError):
        files.kind_of(zip_in_front(make_docx()))


def outcome(data: bytes) -> str:
    try:
        return files.kind_of(data)
    except DomainError:
        return "refused"


@pytest.mark.parametrize("cut", range(0, 600, 7))
def test_kind_of_never_fails_otherwise_on_a_damaged_pdf(cut):
    data = make_pdf()
    broken = data[:cut] + b"\xff<<[" + data[cut + 4 :]

    assert outcome(broken) in {"pdf", "refused"}


@pytest.mark.parametrize("cut", range(0, 700, 7))
def test_kind_of_never_fails_otherwise_on_a_damaged_docx(cut):
    data = make_docx()
    broken = data[:cut] + b"\xff\x00\x10\x7f" + data[cut + 4 :]

    assert outcome(broken) in {"docx", "refused"}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("resume.pdf", "resume"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\CV v1.2.docx", "CV v1.2"),
        ("Résumé – Zoë 王.odt", "Résumé – Zoë 王"),
        ("résumé.pdf", "résumé"),
        ("abc\u202efdp.exe", "abcfdp.exe"),
        ("two\nlines\x00\x07.pdf", "two lines"),
        ("  . .pdf", "Résumé"),
        (".pdf", "Résumé"),
        ("", "Résumé"),
        ("a" * 300 + ".pdf", "a" * 100),
        ('"quoted"; filename=x.pdf', '"quoted"; filename=x'),
    ],
)
def test_display_name_is_safe_to_show(name, shown):
    assert files.display_name(name) == shown
