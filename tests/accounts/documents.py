"""Makers of small files: honest documents, and things that only call themselves one."""

import io
import zipfile
from collections.abc import Mapping

from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfWriter
from pypdf.actions import JavaScript

DOCX_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
    'PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.'
    'document.main+xml"/></Types>'
)
DOCX_BODY = (
    '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    "<w:body><w:p><w:r><w:t>Inpatient coder, nine years.</w:t></w:r></w:p></w:body></w:document>"
)
ODT_TYPE = "application/vnd.oasis.opendocument.text"
ODT_BODY = '<?xml version="1.0"?><office:document-content>Inpatient coder, nine years.</office:document-content>'


def make_pdf(*, title: str = "Résumé", script: str = "", attachment: bytes = b"", password: str = "") -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(width=200, height=200)
    writer.add_metadata({"/Title": title})
    if script:
        writer.add_open_action(JavaScript(script))
    if attachment:
        writer.add_attachment("inside.bin", attachment)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def make_zip(members: Mapping[str, str | bytes], *, stored: tuple[str, ...] = ()) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content, zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED)
    return out.getvalue()


def make_docx(**more: str | bytes) -> bytes:
    """`more` are further members; a double underscore stands for the slash."""
    return make_zip(
        {
            "[Content_Types].xml": DOCX_TYPES,
            "word/document.xml": DOCX_BODY,
            **{name.replace("__", "/"): content for name, content in more.items()},
        }
    )


def make_odt(**more: str | bytes) -> bytes:
    return make_zip(
        {
            "mimetype": ODT_TYPE,
            "content.xml": ODT_BODY,
            **{name.replace("__", "/"): content for name, content in more.items()},
        },
        stored=("mimetype",),
    )


def upload(content: bytes, name: str = "resume.pdf", content_type: str = "application/pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type)
