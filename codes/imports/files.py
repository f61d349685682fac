"""Opens a file an operator names: what it is told by its bytes, its text decoded, everything else refused whole."""

import re
import zipfile
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from core.errors import DomainError

LARGEST = 200 * 1024 * 1024
REJECTS_KEPT = 200


CUT = "the file ends within this line: it may be cut off"


@dataclass(frozen=True)
class Source:
    """The text of one file."""

    name: str
    sha256: str
    text: str

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @property
    def cut_line(self) -> int:
        """The number of a last line without an end, where the others have one: the file may stop in its middle."""
        return 0 if self.text.endswith(("\n", "\r")) or "\n" not in self.text else len(self.lines)


@dataclass
class Rejects:
    """Rows that could not be read: how many, and the first of them with line, reason and the raw text."""

    count: int = 0
    rows: list[dict[str, object]] = field(default_factory=list)

    def add(self, line: int, reason: str, raw: str) -> None:
        self.count += 1
        if len(self.rows) < REJECTS_KEPT:
            self.rows.append({"row": line, "ref": raw[:80].replace("\x00", ""), "reason": reason})


def read_source(path: Path, *, member: str = "") -> Source:
    """Reads `path`; inside a zip the one file whose name matches `member`. Refuses what is no text."""
    try:
        if path.stat().st_size > LARGEST:
            raise DomainError(f"{path.name} is larger than {LARGEST // 1024 // 1024} MB: not a code file.")
        data = path.read_bytes()
    except OSError as error:
        raise DomainError(f"{path.name} cannot be read: {error.strerror}.") from error
    digest = sha256(data).hexdigest()
    name = path.name
    if data[:4] == b"PK\x03\x04":
        name, data = _from_zip(path.name, data, member)
    if not data.strip():
        raise DomainError(f"{name} is empty.")
    if data[:4] == b"\xd0\xcf\x11\xe0" or b"\x00" in data[:4096]:
        raise DomainError(f"{name} is not a text file. Save it as text (CSV) first.")
    return Source(name, digest, decode(data))


def _from_zip(name: str, data: bytes, member: str) -> tuple[str, bytes]:
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        names = [item for item in archive.infolist() if member and re.search(member, item.filename, re.IGNORECASE)]
        if any(item.filename.startswith("xl/") for item in archive.infolist()):
            raise DomainError(f"{name} is an Excel workbook. Save it as text (CSV) first.")
        if len(names) != 1:
            raise DomainError(f"{name} is a zip file without the one file this command reads. Unpack it first.")
        if names[0].file_size > LARGEST:
            raise DomainError(f"{names[0].filename} is too large to be a code file.")
        return Path(names[0].filename).name, archive.read(names[0])
    except zipfile.BadZipFile as error:
        raise DomainError(f"{name} is a damaged zip file.") from error


def decode(data: bytes) -> str:
    """UTF-8 with or without a mark, else the Windows code page; odd spaces become plain ones."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    return text.replace("\u00a0", " ")
