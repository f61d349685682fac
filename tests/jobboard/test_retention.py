"""Every table about people has an end or a reason, written in docs/data.md; every number of days there is honoured."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings as board
from django.core.management import call_command
from django.db import models
from django.utils import timezone

from accounts.models import Export, Resume, User
from accounts.services import closing
from applications.models import Application
from codes.models import CodeReader, CodeView
from core.models import OutboxMail
from listings.models import Report
from tests.accounts.test_exports import pointing_at_people
from tests.factories import (
    make_application,
    make_candidate,
    make_employer,
    make_listing,
    make_member,
    make_resume,
    make_user,
)

pytestmark = pytest.mark.django_db
PAGE = board.BASE_DIR / "docs" / "data.md"
ROWS = dict(re.findall(r"^\| `([\w.]+)` \|.*\| ([^|]+) \|$", PAGE.read_text(encoding="utf-8"), re.M))
# Tables that point at nobody and hold something about somebody all the same.
BY_ADDRESS = {
    "accounts.User",
    "account.EmailConfirmation",
    "codes.CodeView",
    "core.MailStop",
    "core.OutboxMail",
    "django_tasks_database.DBTaskResult",
    "sessions.Session",
    "socialaccount.SocialToken",
}


def holding_addresses() -> set[str]:
    return {
        model._meta.label
        for model in apps.get_models()
        if any(isinstance(field, models.EmailField | models.GenericIPAddressField) for field in model._meta.fields)
    }


def test_every_table_about_people_has_an_end_or_a_reason():
    assert set(ROWS) == pointing_at_people() | holding_addresses() | BY_ADDRESS


def test_every_setting_named_there_is_one():
    named = {name for words in ROWS.values() for name in re.findall(r"`([A-Z_]+)`", words)}

    assert named == {*RULES, "INVITATION_DAYS"} - {"ACCOUNT_GRACE_DAYS"}
    assert all(isinstance(getattr(board, name), int) for name in {*named, *RULES})


def test_tables_said_to_be_never_filled_are_not(reference):
    """By whole walks through the entrance, see test_logs; here the settings that fill them."""
    assert board.SOCIALACCOUNT_STORE_TOKENS is False
    assert board.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED is True


# Old goes, new stays -----------------------------------------------------------------------------------------


def sent_mail(days: float):
    then = timezone.now() - timedelta(days=days)
    return OutboxMail.objects.create(to="x@people.test", subject="Hello", text="x", created_at=then, sent_at=then)


def opened_code(days: float):
    reader = CodeReader.objects.create(user=make_candidate())
    return CodeView.objects.create(reader=reader, code="77427", opened_at=timezone.now() - timedelta(days=days))


def closed_account(days: float):
    user = make_user()
    closing.close(user)
    gone = timezone.now() - timedelta(days=days)
    User.objects.filter(pk=user.pk).update(closed_at=gone, erase_at=gone + timedelta(days=board.ACCOUNT_GRACE_DAYS))
    return user


def ready_export(days: float):
    ready = timezone.now() - timedelta(days=days)
    return Export.objects.create(
        user=make_user(),
        status=Export.Status.READY,
        ready_at=ready,
        expires_at=ready + timedelta(days=board.EXPORT_KEPT_DAYS),
    )


def removed_resume(days: float):
    """Removed long ago, and sent with one application that ended `days` ago."""
    candidate = make_candidate()
    ended = timezone.now() - timedelta(days=days)
    application = make_application(make_listing(), candidate, stage="declined", stage_changed_at=ended)
    Resume.objects.filter(pk=application.resume_id).update(hidden_at=timezone.now() - timedelta(days=900))
    return application.resume


def invitation(days: float):
    owner = make_member(make_employer())
    expires_at = timezone.now() - timedelta(days=days)
    return owner.employers.get().invitations.create(
        email="asked@people.test", role="viewer", invited_by=owner, expires_at=expires_at
    )


def stands(row) -> bool:
    if isinstance(row, User):
        return not User.objects.get(pk=row.pk).is_erased
    if isinstance(row, Resume):
        return not Resume.objects.get(pk=row.pk).is_erased
    return type(row).objects.filter(pk=row.pk).exists()


RULES = {
    "ACCOUNT_GRACE_DAYS": closed_account,
    "APPLICATION_RETENTION_DAYS": removed_resume,
    "CODE_VIEWS_WINDOW_DAYS": opened_code,
    "EXPORT_KEPT_DAYS": ready_export,
    "MAIL_KEPT_DAYS": sent_mail,
}


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("days", [3, 45])
def test_what_is_older_than_the_setting_goes_and_what_is_younger_stays(name, days, settings, capsys):
    setattr(settings, name, days)
    old, new = RULES[name](days + 0.1), RULES[name](days - 0.1)

    call_command("purge_old_data", "--dry-run")
    after_looking = (stands(old), stands(new))
    call_command("purge_old_data")
    after_once = (stands(old), stands(new))
    call_command("purge_old_data")

    assert after_looking == (True, True)
    assert after_once == (stands(old), stands(new)) == (False, True)


def test_an_invitation_nobody_answered_goes_a_month_after_its_end():
    old, new = invitation(30.1), invitation(29.9)

    call_command("purge_old_data", verbosity=0)

    assert (stands(old), stands(new)) == (False, True)


def test_the_days_of_a_setting_become_the_end_of_a_row(settings):
    """Grace, export and invitation write their end down when they begin."""
    settings.ACCOUNT_GRACE_DAYS = 4
    user = make_user()

    closing.close(user)

    user.refresh_from_db()
    assert user.erase_at - user.closed_at == timedelta(days=4)


def test_a_resume_in_use_stays_however_old():
    candidate = make_candidate()
    kept = make_resume(candidate, created_at=timezone.now() - timedelta(days=4000))
    open_one = make_application(make_listing(), candidate, stage_changed_at=timezone.now() - timedelta(days=4000))

    call_command("purge_old_data", verbosity=0)

    assert stands(kept)
    assert stands(open_one.resume)
    assert Application.objects.count() == 1
    assert Report.objects.count() == 0
