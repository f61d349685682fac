"""accounts/services/resumes.py"""

import hashlib
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts.models import Resume
from accounts.services import resumes
from core.errors import DomainError
from tests.accounts.documents import make_docx, make_odt, make_pdf, upload
from tests.factories import make_candidate

TEXT = "Nine years of inpatient coding, CCS since 2017. " * 4


def stored_files() -> set[str]:
    folder = Path(default_storage.location) / "resumes"
    return {path.name for path in folder.rglob("*") if path.is_file()} if folder.exists() else set()


@pytest.mark.parametrize(("data", "kind"), [(make_pdf(), "pdf"), (make_docx(), "docx"), (make_odt(), "odt")])
def test_store_keeps_a_file_privately(candidate, data, kind):
    resume = resumes.store(candidate, upload=upload(data, "../My résumé.PDF"))

    path = Path(resume.file.path)
    assert (resume.kind, resume.name, resume.size) == (kind, "My résumé", len(data))
    assert resume.sha256 == hashlib.sha256(data).hexdigest()
    assert path.read_bytes() == data
    assert path.parent == Path(default_storage.location) / "resumes"
    assert "résumé" not in path.name
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_store_believes_the_bytes_not_the_name(candidate):
    resume = resumes.store(candidate, upload=upload(make_docx(), "resume.pdf"))

    assert (resume.kind, Path(resume.file.name).suffix) == ("docx", ".docx")


def test_store_keeps_typed_text(candidate):
    resume = resumes.store(candidate, text=TEXT + "\r\n\x00Second line", name="Short version")

    assert (resume.kind, resume.name, bool(resume.file)) == ("text", "Short version", False)
    assert resume.text == TEXT + "\nSecond line"


@pytest.mark.parametrize("text", ["", "   ", "Too short.", "x" * (resumes.TEXT_MAX + 1)])
def test_store_refuses_text_of_the_wrong_length(candidate, text):
    with pytest.raises(DomainError):
        resumes.store(candidate, text=text)

    assert Resume.objects.count() == 0


@pytest.mark.parametrize(
    "data",
    [b"", b"<html>resume</html>", make_pdf() + b" " * settings.RESUME_MAX_BYTES, b"\0" * (50 * 1024 * 1024)],
    ids=["empty", "html", "too large", "50 MB"],
)
def test_store_writes_nothing_when_it_refuses(candidate, data):
    before = stored_files()

    with pytest.raises(DomainError):
        resumes.store(candidate, upload=upload(data))

    assert (Resume.objects.count(), stored_files()) == (0, before)


def test_store_takes_the_largest_file_allowed(candidate, settings):
    data = make_pdf()
    settings.RESUME_MAX_BYTES = len(data)

    resume = resumes.store(candidate, upload=upload(data))

    assert resume.size == len(data)


def test_store_reuses_the_row_of_the_same_bytes(candidate):
    data = make_pdf()
    first = resumes.store(candidate, upload=upload(data, "one.pdf"))
    files = stored_files()

    again = resumes.store(candidate, upload=upload(data, "two.pdf"))

    assert (again.pk, again.name, stored_files()) == (first.pk, "one", files)


def test_store_shows_a_hidden_row_again(candidate):
    first = resumes.store(candidate, text=TEXT)
    resumes.hide(first)

    again = resumes.store(candidate, text=TEXT)

    assert (again.pk, again.hidden_at) == (first.pk, None)


def test_store_does_not_share_between_people(candidate):
    other = make_candidate()
    data = make_pdf()

    mine = resumes.store(candidate, upload=upload(data))
    hers = resumes.store(other, upload=upload(data))

    assert mine.pk != hers.pk
    assert mine.file.name != hers.file.name


def test_erase_takes_the_bytes_for_good(candidate, django_capture_on_commit_callbacks):
    resume = resumes.store(candidate, upload=upload(make_pdf()))
    path = Path(resume.file.path)

    with django_capture_on_commit_callbacks(execute=True):
        resumes.erase(resume)

    resume.refresh_from_db()
    assert not path.exists()
    assert (resume.file.name, resume.text, resume.size, resume.sha256) == ("", "", 0, "")
    assert resume.hidden_at is not None


def test_sweep_deletes_old_files_no_row_knows(candidate):
    kept = resumes.store(candidate, upload=upload(make_pdf()))
    stray = default_storage.save("resumes/stray.pdf", ContentFile(b"left behind"))
    now = timezone.now()

    too_young = resumes.sweep(now)
    old_enough = resumes.sweep(now + timedelta(days=2))

    assert too_young == 0
    assert old_enough >= 1
    assert not default_storage.exists(stray)
    assert default_storage.exists(kept.file.name)
