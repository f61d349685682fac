"""`manage.py purge_old_data`: what is due goes, once, and nothing else."""

import io
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

from accounts.models import DomainCode, Export, Invitation, User
from codes.models import CodeReader, CodeView
from core.models import OutboxMail
from tests.factories import make_candidate, make_employer, make_member, make_resume, make_user

pytestmark = pytest.mark.django_db
NAMES = [
    "closed accounts",
    "exports",
    "résumés",
    "invitations",
    "domain codes",
    "code views",
    "mails",
    "finished tasks",
    "sessions",
]


def said(*options: str) -> dict[str, int]:
    out = io.StringIO()
    call_command("purge_old_data", *options, stdout=out)
    *lines, _ = out.getvalue().splitlines()
    return {line[:18].strip(): int(line[18:]) for line in lines}


def standing() -> dict[str, int]:
    return {
        "people": User.objects.filter(erased_at=None).count(),
        "exports": Export.objects.count(),
        "invitations": Invitation.objects.count(),
        "codes": DomainCode.objects.count(),
        "views": CodeView.objects.count(),
        "mails": OutboxMail.objects.filter(subject="old").count(),
        "sessions": Session.objects.count(),
    }


def make_pair(now) -> str:
    """Of everything one that is due and one that is not; returns the file of the export that is due."""
    employer = make_employer()
    owner = make_member(employer)
    candidate = make_candidate()
    make_user(closed_at=now, erase_at=now + timedelta(days=1))
    make_user(closed_at=now - timedelta(days=31), erase_at=now - timedelta(days=1))
    make_resume(candidate)
    make_resume(candidate, hidden_at=now)
    old = Export.objects.create(user=candidate, status=Export.Status.READY, expires_at=now - timedelta(days=1))
    old.file.save("due.zip", ContentFile(b"due"))
    new = Export.objects.create(user=candidate, status=Export.Status.READY, expires_at=now + timedelta(days=1))
    new.file.save("new.zip", ContentFile(b"new"))
    for email, ended in (("gone@people.test", 31), ("late@people.test", 29)):
        employer.invitations.create(
            email=email, role="viewer", invited_by=owner, expires_at=now - timedelta(days=ended)
        )
    for user, ends in ((owner, -1), (candidate, 1)):
        expires_at = now + timedelta(hours=ends)
        DomainCode.objects.create(
            employer=employer, user=user, address="a@b.test", domain="b.test", expires_at=expires_at
        )
    reader = CodeReader.objects.create(user=candidate)
    for code, days in (("77427", 400), ("99213", 0)):
        CodeView.objects.create(reader=reader, code=code, opened_at=now - timedelta(days=days))
    for days in (31, 1):
        then = now - timedelta(days=days)
        OutboxMail.objects.create(to="x@people.test", subject="old", text="x", created_at=then, sent_at=then)
    Session.objects.create(session_key="due", session_data="", expire_date=now - timedelta(days=1))
    Session.objects.create(session_key="new", session_data="", expire_date=now + timedelta(days=1))
    return old.file.name


def test_a_dry_run_counts_and_changes_nothing():
    file = make_pair(timezone.now())
    before = standing()

    counts = said("--dry-run")

    assert counts == dict.fromkeys(NAMES, 1) | {"finished tasks": 0}
    assert standing() == before
    assert default_storage.exists(file)


def test_what_is_due_goes_and_a_second_run_finds_nothing(django_capture_on_commit_callbacks):
    file = make_pair(timezone.now())
    before = standing()

    with django_capture_on_commit_callbacks(execute=True):
        first = said()
    after = standing()
    second = said()

    assert first == dict.fromkeys(NAMES, 1) | {"finished tasks": 0}
    assert after == {name: count - 1 for name, count in before.items()}
    assert not default_storage.exists(file)
    assert second == dict.fromkeys(NAMES, 0)
    assert standing() == after
