"""A small, honest PDF of one page: enough for a résumé that opens in every reader."""

LINES_A_PAGE = 46


def pdf(lines: list[str]) -> bytes:
    """`lines` in Helvetica, the first one larger. Latin-1 only; what does not fit the page is left out."""
    parts = [b"BT /F1 16 Tf 60 770 Td (" + _text(lines[0]) + b") Tj /F1 10.5 Tf 15 TL T* "]
    parts += [b"(" + _text(line) + b") Tj T* " for line in lines[1:LINES_A_PAGE]]
    stream = b"".join(parts) + b"ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def _text(line: str) -> bytes:
    line = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return line.encode("cp1252", errors="replace")
