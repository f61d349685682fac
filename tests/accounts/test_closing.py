import html
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.db import connection, models
from django.urls import reverse
from django.utils import timezone

from accounts.models import Export, Resume, User
from accounts.services import closing, exports, team
from accounts.signals import account_erased
from applications import policies, services
from applications.models import Application
from core import outbox
from core.errors import DomainError
from core.models import Event, OutboxMail
from listings.models import Report
from listings.services import close as close_listing
from tests.accounts.lives import EMAIL, TRACES, make_person
from tests.accounts.test_exports import SHOWN
from tests.factories import (
    make_application,
    make_candidate,
    make_employer,
    make_listing,
    make_member,
    make_moderator,
    make_operator,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_folder_of_its_own(settings, tmp_path):
    """Files of rows that other tests rolled back are not hers."""
    storages = settings.STORAGES
    settings.STORAGES = {**storages, "default": {**storages["default"], "OPTIONS": {"location": tmp_path}}}


def everything_written() -> str:
    """Every value of every column of every table, as the database holds it."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # names from the database itself
            found += [f"{table}: {row}" for row in cursor.fetchall()]
    return "\n".join(found)


def everything_stored() -> str:
    """Every private file, archives opened. Mails that left are elsewhere: in the mailbox of whoever got them."""
    found = []
    for path in (path for path in Path(default_storage.location).rglob("*") if path.is_file()):
        parts = [path.read_bytes()]
        if is_zipfile(path):
            with ZipFile(path) as archive:
                parts += [name.encode() + archive.read(name) for name in archive.namelist()]
        found += [part.decode("utf-8", "replace") for part in parts]
    return "\n".join(found)


def traces() -> set[str]:
    written = everything_written().lower() + everything_stored().lower()
    return {trace for trace in (*TRACES, EMAIL) if trace.lower() in written}


def test_the_search_for_traces_finds_them_all_while_they_are_there(reference):
    make_person()

    assert traces() == {*TRACES, EMAIL}


def test_the_person_has_something_in_every_table_that_could_hold_it(reference):
    """Or else the searches below prove nothing about that table."""
    make_person()

    empty = {label for label in SHOWN if not apps.get_model(label)._base_manager.exists()}
    assert empty == {
        "accounts.Export",  # asked for in the tests themselves
        "listings.ListingEvent",  # she works for nobody; its rows hold a number
    }


def test_the_search_for_traces_reads_files_too(reference):
    user = make_person()
    exports.request(user)
    exports.build_waiting()

    stored = everything_stored().lower()

    assert {trace for trace in TRACES if trace.lower() in stored} == set(TRACES)


def test_mails_to_others_stop_naming_her(reference, settings):
    """What a team got because of her: it is kept for MAIL_KEPT_DAYS here, and for ever in their mailboxes."""
    settings.MAIL_KEPT_DAYS = 400
    employer = make_employer(name="Harbor Group")
    user = make_member(employer, role="owner", email=EMAIL, name="Zebulonia Quartermain")
    other = make_member(employer, role="recruiter", email="other@harbor.example")
    team.invite(employer, by=user, email="asked@people.test", role="viewer")
    team.make_owner(employer, other.memberships.get().pk, by=user, stays=True)
    team.change_role(employer, user.memberships.get().pk, by=other, role="recruiter")
    team.make_owner(employer, user.memberships.get().pk, by=other, stays=True)
    assert OutboxMail.objects.exclude(to=EMAIL).filter(text__contains="Zebulonia").count() >= 2
    outbox.deliver()
    closing.close(user)

    closing.erase_due(timezone.now() + timedelta(days=31))
    outbox.deliver()

    assert traces() == set()
    assert OutboxMail.objects.filter(to="other@harbor.example").exists()


def names_erased(user, *texts: str) -> list[str]:
    """Which of the texts are gone from sent mails of others, and from the admin's log, once she is erased."""
    operator, employer = make_operator(), ContentType.objects.get(app_label="accounts", model="employer")
    sent = {"to": "somebody@else.test", "sent_at": timezone.now()}
    mails = {text: OutboxMail.objects.create(subject="News", text=text, **sent) for text in texts}
    common = {"user": operator, "content_type": employer, "action_flag": CHANGE}
    rows = {text: LogEntry.objects.create(object_id="0", object_repr=text, **common) for text in texts}
    closing.close(user)
    closing.erase_due(timezone.now() + timedelta(days=31))

    gone = [text for text, mail in mails.items() if not OutboxMail.objects.filter(pk=mail.pk, text=text).exists()]
    unlogged = [text for text, row in rows.items() if not LogEntry.objects.filter(pk=row.pk, object_repr=text).exists()]
    assert unlogged == gone
    return gone


@pytest.mark.parametrize("name", ["Zoë Ångström", "José", 'Ann "Nan" Byron', "Ада Байрон", "Ada Byron"])
def test_the_admins_log_forgets_a_name_however_it_wrote_it(as_user, operator, name):
    """Django keeps what changed as JSON with every letter beyond ASCII escaped; people read it unescaped."""
    user = make_candidate(name=name)
    changes = [{"added": {"name": "team member", "object": f"{name}, Owner of Mercy"}}]
    employer = make_employer(name="Mercy")
    LogEntry.objects.log_actions(operator.pk, [employer], CHANGE, change_message=changes)
    other = LogEntry.objects.log_actions(
        operator.pk, [employer], CHANGE, change_message=[{"changed": {"fields": ["É"]}}]
    )
    log = reverse("admin:admin_logentry_changelist")
    shown = html.unescape(as_user(operator).get(log).text)
    closing.close(user)

    closing.erase_due(timezone.now() + timedelta(days=31))

    assert f"{name}, Owner of Mercy" in shown
    assert list(LogEntry.objects.exclude(change_message="")) == other
    assert name not in html.unescape(as_user(operator).get(log).text)


@pytest.mark.parametrize(
    ("name", "gone", "stays"),
    [
        ("A", [], ["A coder left", "Bad day"]),
        ("Ada", [], ["Ada left", "Canada"]),
        ("Anna", ["Anna’s team", "ask ANNA."], ["Annapolis", "Susanna left"]),
        ("Li Wu", ["Li Wu left", "(Li Wu)"], ["Li Wurm left", "Ali Wu left", "Li left"]),
        ("Ирина", ["пишет Ирина."], ["Иринарх пишет"]),
        ("राम दास", ["राम दास left"], ["राम दासी left"]),  # the sign that follows is a mark, not a letter
        ("Jo (Ann) C++", ["by Jo (Ann) C++"], ["by Jo Ann C"]),
        ("", [], ["nothing"]),
    ],
)
def test_a_name_is_erased_where_it_stands_in_whole_words_and_only_one_that_speaks_of_somebody(name, gone, stays):
    user = make_candidate(email="x@people.test", name=name)

    assert names_erased(user, *gone, *stays) == gone


def test_addresses_are_erased_whatever_the_name_and_none_that_only_end_alike():
    user = make_candidate(email="a@people.test", name="A")
    user.emailaddress_set.create(email="second@people.test", verified=True, primary=False)
    gone = ["from A@people.test.", "<a@people.test>", "second@people.test"]

    assert names_erased(user, *gone, "ada@people.test", "x.a@people.test", "a@people.test.example") == gone


def test_after_erasing_nothing_of_the_person_is_left_anywhere(reference, django_capture_on_commit_callbacks):
    user = make_person()
    exports.request(user)
    exports.build_waiting()
    files = [name for name in Resume.objects.values_list("file", flat=True) if name]
    files += list(Export.objects.values_list("file", flat=True))
    assert len(files) == 2
    assert all(default_storage.exists(name) for name in files)
    with django_capture_on_commit_callbacks(execute=True):
        closing.close(user)
        exports.request(user)
        erased = closing.erase_due(timezone.now() + timedelta(days=31))
    outbox.deliver()

    assert erased == 1
    assert traces() == set()
    assert Session.objects.count() == 0
    assert [name for name in files if default_storage.exists(name)] == []


def test_the_row_stays_empty_and_the_histories_stay_whole(reference):
    user = make_person()
    closing.close(user)
    counted = {model: model._base_manager.count() for model in apps.get_models() if issubclass(model, Event)}

    closing.erase_due(timezone.now() + timedelta(days=31))

    user.refresh_from_db()
    assert (user.name, user.is_active, user.is_erased, str(user)) == ("", False, True, "a closed account")
    assert user.email.endswith("@erased.invalid")
    assert not user.has_usable_password()
    assert user.last_login is None
    assert {model: model._base_manager.count() for model in counted} == counted
    assert Application.objects.filter(candidate=user).count() == 2
    assert [row.stage for row in Application.objects.order_by("pk")] == ["withdrawn", "declined"]
    assert Report.objects.values_list("by", "details", "reason").get() == (None, "", "scam")
    assert Application.objects.get(stage="withdrawn").accesses.count() == 1


def test_what_still_points_at_an_erased_person_holds_no_words_of_hers(reference):
    """Event rows and the like: their text columns are the workflow's own words."""
    user = make_person()
    closing.close(user)
    closing.erase_due(timezone.now() + timedelta(days=31))

    left = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.related_model is User and field.name in ("by", "user", "candidate", "posted_by"):
                rows = model._base_manager.filter(**{field.name: user})
                left |= {model._meta.label for _ in rows[:1]}
    assert left == {
        "accounts.EmployerEvent",  # that she asked for an employer; her words went with the request
        "accounts.Resume",  # emptied rows, for the applications that name them
        "applications.Application",
        "applications.ApplicationEvent",
    }
    assert set(Resume.objects.values_list("name", "text", "size", "file", "sha256")) == {
        ("Erased résumé", "", 0, "", "")
    }


def test_closing_withdraws_open_applications_and_tells_the_employer(reference):
    user = make_person()
    OutboxMail.objects.all().delete()

    closing.close(user)

    first, second = Application.objects.order_by("pk")
    assert (first.stage, second.stage) == ("withdrawn", "declined")
    assert [event.code for event in first.events.all()] == ["received", "account_closed"]
    assert sorted(OutboxMail.objects.values_list("kind", "to")) == [
        ("accounts/account_closed", EMAIL),
        ("applications/application_withdrawn", "owner@mercy.example"),
    ]
    told = OutboxMail.objects.get(to="owner@mercy.example").text
    assert "closed the account here" in told
    assert "Zebulonia" not in told


def test_a_desk_reads_nothing_of_a_closed_account(reference, as_user):
    user = make_person()
    owner = User.objects.get(email="owner@mercy.example")
    declined = Application.objects.get(stage="declined")
    path = f"/desk/mercy-coding/applicants/{declined.pk}/"
    assert "Zebulonia" in as_user(owner).get(path).content.decode()

    closing.close(user)

    page = as_user(owner).get(path).content.decode()
    assert "Zebulonia" not in page
    assert EMAIL not in page
    assert "The candidate closed the account" in page
    assert not policies.can_open_resume(owner, Application.objects.get(pk=declined.pk))
    listed = as_user(owner).get("/desk/mercy-coding/applicants/").content.decode()
    assert "Zebulonia" not in listed
    assert "account closed" in listed
    found = as_user(owner).get("/desk/mercy-coding/applicants/?q=Zebulonia").content.decode()
    assert "Nobody matches" in found


def test_reopening_brings_everything_back_but_the_withdrawn(reference):
    user = make_person()
    closing.close(user)

    closing.reopen(user)

    user.refresh_from_db()
    assert (user.closed_at, user.erase_at, user.name) == (None, None, "Zebulonia Quartermain")
    assert Application.objects.filter(stage="withdrawn").count() == 1
    assert closing.erase_due(timezone.now() + timedelta(days=400)) == 0
    with pytest.raises(DomainError, match="not closed"):
        closing.reopen(user)


def test_nothing_is_erased_before_its_day_nor_twice(settings):
    settings.ACCOUNT_GRACE_DAYS = 10
    user = make_candidate(email="ada@people.test", name="Ada")
    closing.close(user)
    day = User.objects.get(pk=user.pk).erase_at

    early = closing.erase_due(day - timedelta(seconds=1))
    settings.ACCOUNT_GRACE_DAYS = 30  # what was promised stands
    due, again = closing.erase_due(day), closing.erase_due(day)

    assert (early, due, again) == (0, 1, 0)
    assert OutboxMail.objects.filter(kind="accounts/account_erased").count() == 1


def test_an_account_that_cannot_be_erased_keeps_no_other(reference):
    broken, fine = make_candidate(email="a@people.test", name="Ada"), make_candidate(email="b@people.test")
    for user in (broken, fine):
        closing.close(user)
    later = timezone.now() + timedelta(days=31)

    def breaks(sender, user, **kwargs):
        if user == broken:
            raise RuntimeError("on purpose")

    account_erased.connect(breaks)
    try:
        first = closing.erase_due(later)
    finally:
        account_erased.disconnect(breaks)
    whole = User.objects.get(pk=broken.pk)
    assert (first, whole.name, whole.email, whole.is_erased) == (1, "Ada", "a@people.test", False)
    assert hasattr(whole, "candidate_profile")

    assert closing.erase_due(later) == 1
    assert User.objects.get(pk=broken.pk).name == ""


def test_the_address_is_free_again_after_erasing():
    user = make_candidate(email="ada@people.test")
    closing.close(user)
    closing.erase_due(timezone.now() + timedelta(days=31))

    assert make_candidate(email="ada@people.test").pk != user.pk


def test_a_sole_owner_closes_only_after_her_jobs_have_ended(reference):
    employer = make_employer(name="Mercy Coding")
    owner = make_member(employer, role="owner")
    listing = make_listing(employer=employer)

    with pytest.raises(DomainError, match="You are the only owner of Mercy Coding, which has a job on the board"):
        closing.close(owner)
    assert User.objects.get(pk=owner.pk).closed_at is None
    close_listing(listing, by=owner, outcome="filled_elsewhere")
    closing.close(owner)
    closing.erase_due(timezone.now() + timedelta(days=31))

    employer.refresh_from_db()
    assert employer.claimed_at is None
    assert employer.memberships.count() == 0
    assert employer.events.last().code == "left_unclaimed"


def test_a_sole_owner_does_not_leave_her_team_behind():
    employer = make_employer(name="Mercy Coding")
    owner = make_member(employer, role="owner")
    make_member(employer, role="recruiter")

    with pytest.raises(DomainError, match="only owner of Mercy Coding, and others work there"):
        closing.close(owner)


def test_one_of_two_owners_leaves_at_once(reference):
    employer = make_employer()
    leaving, staying = make_member(employer, role="owner"), make_member(employer, role="owner")
    make_listing(employer=employer)

    closing.close(leaving)

    assert list(employer.memberships.values_list("user", flat=True)) == [staying.pk]
    assert employer.events.last().code == "member_left"


def test_a_moderator_loses_the_right_with_the_account():
    moderator = make_moderator(email="mod@board.test")
    closing.close(moderator)
    closing.erase_due(timezone.now() + timedelta(days=31))

    assert User.objects.get(pk=moderator.pk).groups.count() == 0


def test_an_application_in_flight_does_not_arrive_after_closing(reference):
    employer = make_employer()
    make_member(employer, role="owner")
    listing = make_listing(employer=employer, apply_method="board")
    user = make_candidate()
    resume = make_application(make_listing(), user).resume
    closing.close(user)

    with pytest.raises(DomainError, match="You closed your account"):
        services.apply(listing, by=user, resume=resume)


def test_text_columns_are_scanned_on_every_table():
    """The scan reads tables, so it must know every one of our models."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))

    assert {model._meta.db_table for model in apps.get_models() if issubclass(model, models.Model)} <= tables
