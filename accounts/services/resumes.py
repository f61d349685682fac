"""Résumés come in, are hidden and are erased here. A stored one never changes: a new version is a new row."""

import hashlib
import secrets
from datetime import datetime
from io import BytesIO
from typing import IO, NamedTuple

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from accounts import files
from accounts.models import Resume, User
from accounts.services import holding, stray
from core.errors import DomainError

TEXT_MIN = 100
TEXT_MAX = 30_000
STORED_MAX = 50  # a person, those on their way out included


class Checked(NamedTuple):
    """What passed the checks, not yet stored."""

    kind: str
    data: bytes
    name: str
    sha256: str


def check_file(upload: UploadedFile, name: str = "") -> Checked:
    """Looks at the size first and at the bytes after; refuses with DomainError and writes nothing."""
    limit = settings.RESUME_MAX_BYTES
    if (upload.size or 0) > limit:
        raise DomainError(f"This file is larger than {filesizeformat(limit)}. Save it smaller and try again.")
    upload.seek(0)
    data = upload.read(limit + 1)
    if len(data) > limit:
        raise DomainError(f"This file is larger than {filesizeformat(limit)}. Save it smaller and try again.")
    kind = files.kind_of(data)
    return Checked(kind, data, files.display_name(name or upload.name or ""), hashlib.sha256(data).hexdigest())


def check_text(text: str, name: str = "") -> Checked:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()
    if len(text) < TEXT_MIN:
        raise DomainError(f"This is very short for a résumé. Write at least {TEXT_MIN} characters.")
    if len(text) > TEXT_MAX:
        raise DomainError(f"This is longer than {TEXT_MAX:,} characters. Shorten it, or upload a file.")
    data = text.encode()
    name = files.display_name(name, fallback="Typed résumé") if name else "Typed résumé"
    return Checked(Resume.Kind.TEXT, data, name, hashlib.sha256(data).hexdigest())


def store(user: User, *, upload: UploadedFile | None = None, text: str = "", name: str = "") -> Resume:
    """Keeps a file or a text as this person's résumé. The same bytes again give the same row, shown again if hidden."""
    checked = check_file(upload, name) if upload is not None else check_text(text, name)
    with transaction.atomic():
        holding.person(user.pk)  # two tabs at once: one of them finds the other's row
        same = user.resumes.filter(sha256=checked.sha256, kind=checked.kind, size__gt=0).first()
        if same is not None:
            if same.hidden_at is not None:
                same.hidden_at = None
                same.save(update_fields=["hidden_at"])
            return same
        if user.resumes.filter(size__gt=0).count() >= STORED_MAX:
            raise DomainError("You have stored very many résumés. Remove some; by tomorrow there is room for new ones.")
        resume = Resume(user=user, name=checked.name, kind=checked.kind, size=len(checked.data), sha256=checked.sha256)
        if checked.kind == Resume.Kind.TEXT:
            resume.text = checked.data.decode()
            resume.save()
            return resume
        resume.file.save(f"{secrets.token_hex(20)}.{checked.kind}", ContentFile(checked.data), save=False)
        try:
            resume.save()
        except BaseException:
            resume.file.delete(save=False)  # a row that was not written leaves no file behind
            raise
        return resume


def usable(user: User) -> list[Resume]:
    """What may be sent with an application, the default first: the one chosen, or else the newest."""
    rows = list(user.resumes.filter(hidden_at=None, size__gt=0))
    return sorted(rows, key=lambda one: not one.is_default)


def rename(resume: Resume, name: str) -> None:
    """Only what it is called: the file and the text never change."""
    resume.name = files.display_name(name)
    resume.save(update_fields=["name"])


@transaction.atomic
def make_default(resume: Resume) -> None:
    """The one an application form picks first. There is one at most."""
    holding.person(resume.user_id)
    Resume.objects.filter(user=resume.user_id, is_default=True).exclude(pk=resume.pk).update(is_default=False)
    if not Resume.objects.filter(pk=resume.pk, hidden_at=None, size__gt=0).update(is_default=True):
        raise DomainError("This résumé was removed. Choose another one.")


def hide(resume: Resume, *, now: datetime | None = None) -> None:
    """Takes it off the profile. Applications keep the version they sent until their retention ends."""
    Resume.objects.filter(pk=resume.pk, hidden_at=None).update(hidden_at=now or timezone.now(), is_default=False)


def erase(resume: Resume) -> None:
    """The bytes and the text go for good; the emptied row stays where an application still points to it."""
    with transaction.atomic():
        stray.delete_after_commit(resume.file)
        resume.file, resume.text, resume.size, resume.sha256 = "", "", 0, ""
        resume.name = "Erased résumé"
        resume.hidden_at = resume.hidden_at or timezone.now()
        resume.save()


def sweep(now: datetime) -> int:
    return stray.sweep(Resume._meta.get_field("file"), now)


class Download(NamedTuple):
    """What a download view hands out. Only applications.policies says to whom."""

    content: IO[bytes] | File
    file_name: str
    content_type: str


def open_file(resume: Resume, *, of: str = "") -> Download:
    """The bytes under a name a person recognises; `of` goes in front of it. FileNotFoundError if the bytes are gone."""
    stem = files.file_stem(f"{of} {resume.name}")
    if resume.kind == Resume.Kind.TEXT:
        return Download(BytesIO(resume.text.encode()), f"{stem}.txt", "text/plain; charset=utf-8")
    return Download(resume.file.open("rb"), f"{stem}.{resume.kind}", files.CONTENT_TYPES[resume.kind])
