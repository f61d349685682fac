import json
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts.models import CandidateProfile, Export, Resume, User
from accounts.services import closing, exports, parcels
from accounts.signals import export_requested
from core.models import OutboxMail
from tests.accounts.lives import EMAIL, NAME, NOTE, PHONE, make_person
from tests.factories import make_candidate, make_operator

pytestmark = pytest.mark.django_db

# Every table that points at a person, a profile or a résumé: the document that shows it, or why none does.
SHOWN = {
    "account.EmailAddress": ("account", "signing_in", "email addresses"),
    "mfa.Authenticator": ("account", "signing_in", "authenticators"),
    "socialaccount.SocialAccount": ("account", "signing_in", "social accounts"),
    "usersessions.UserSession": ("account", "signing_in", "user sessions"),
    "accounts.Claim": ("account", "claims"),
    "accounts.DomainCode": ("account", "domain_codes"),
    "accounts.Invitation": ("account", "invitations_sent"),
    "accounts.Membership": ("account", "employers"),
    "accounts.Export": ("account", "exports"),
    "accounts.CandidateProfile": ("profile",),
    "accounts.HeldCredential": ("profile", "held credentials"),
    "accounts.SpecialtyExperience": ("profile", "specialty experiences"),
    "accounts.Block": ("blocks",),
    "accounts.Resume": ("resumes",),
    "accounts.EmployerEvent": ("employer_history",),
    "codes.CodeReader": ("code_views",),
    "listings.Listing": ("jobs_posted",),
    "listings.ListingEvent": ("job_history",),
    "listings.SavedListing": ("saved_jobs",),
    "listings.Report": ("reports",),
    "applications.Application": ("applications",),
    "applications.ApplicationEvent": ("answers_given",),
    "applications.ResumeAccess": ("resumes_opened",),
}
NOT_SHOWN = {
    "accounts.Employer": "a company, reached through its memberships, which stand in account.json",
    "core.ImportRun": "which file an operator read in says nothing about the operator but that she did her work",
    "admin.LogEntry": "the operators' log of what they changed; it names other people",
    "accounts.User_groups": "a row of numbers; the names of the groups stand in account.json",
    "accounts.User_user_permissions": "rights an operator gave; none are given one by one",
    "accounts.CandidateProfile_terms": "a row of numbers; the words stand in profile.json",
    "accounts.CandidateProfile_work_states": "a row of numbers; the words stand in profile.json",
}


def read(target: BytesIO) -> dict[str, object]:
    """The documents by name without .json, the other files by their whole name."""
    with ZipFile(target) as archive:
        assert archive.testzip() is None
        found = {name: archive.read(name) for name in archive.namelist()}
    return {
        name.removesuffix(".json"): json.loads(held) if name.endswith(".json") else held for name, held in found.items()
    }


def packed(user: User) -> dict[str, object]:
    target = BytesIO()
    parcels.fill(target, user)
    return read(target)


def pointing_at_people() -> set[str]:
    people = {User, CandidateProfile, Resume}
    return {
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if any(
            field.related_model in people for field in model._meta.get_fields() if field.is_relation and field.concrete
        )
    }


def test_every_table_about_a_person_is_shown_or_has_its_reason():
    assert pointing_at_people() == set(SHOWN) | set(NOT_SHOWN)


def test_the_export_holds_what_the_person_gave_and_what_came_of_it(reference):
    user = make_person()

    held = packed(user)

    assert held["account"]["email"] == EMAIL
    assert held["account"]["signing_in"]["email addresses"][0]["email"] == EMAIL
    assert held["account"]["signing_in"]["user sessions"][0]["ip"] == "203.0.113.77"
    assert "totp" in {row["type"] for row in held["account"]["signing_in"]["authenticators"]}
    assert "a secret" not in json.dumps(held["account"])
    assert "password" not in held["account"]
    assert held["profile"]["headline"] == "My quiet headline"
    assert held["profile"]["held credentials"][0]["number"] == "CPC-778812"
    assert [row["employer"] or row["domain"] for row in held["blocks"]] == ["Blocked Health", "former-boss.example"]
    assert [row["name"] for row in held["resumes"]] == [f"{NAME}, one page", "Zebulonia's text"]
    assert PHONE in held["resumes"][1]["text"]
    assert held["code_views"][0]["code"] == "32701"
    assert [row["listing__title"] for row in held["saved_jobs"]] == ["Radiation Oncology Coder"]
    assert held["reports"][0]["details"] == f"They asked me to pay. {NAME}"
    assert [row["cover_note"] for row in held["applications"]] == [NOTE, NOTE]
    first, second = held["applications"]
    assert [row["by"] for row in first["resume_opened"]] == ["Mercy Coding"]
    assert second["employer_wrote"] == "Dear Zebulonia, not this time."
    assert [row["what"] for row in second["history"]] == ["Applied", "Not selected"]
    subjects = {row["kind"] for row in held["mails"]["sent"]}
    assert subjects == {
        "accounts/claim_refused",
        "applications/application_received",
        "applications/application_moved",
    }
    assert held["mails"]["stopped"][0]["kind"] == "applications/application_arrived"
    stored = Resume.objects.get(kind="pdf")
    with stored.file.open("rb") as opened:
        assert held[f"resumes/{stored.pk}-Zebulonia Quartermain, one page.pdf"] == opened.read()
    assert "applications.json" in held["README.txt"].decode()


def test_the_export_names_nobody_else_who_read(reference):
    held = packed(make_person())

    words = json.dumps({name: part for name, part in held.items() if not isinstance(part, bytes)})
    assert EMAIL in words
    assert "owner@mercy.example" not in words


def test_an_export_of_somebody_who_only_registered_works():
    held = packed(User.objects.create_user("bare@people.test"))

    assert (held["profile"], held["applications"], held["resumes"]) == (None, [], [])


def test_what_a_member_did_is_in_her_own_export(reference):
    make_person()
    owner = User.objects.get(email="owner@mercy.example")

    held = packed(owner)

    assert held["account"]["employers"][0]["employer__name"] == "Mercy Coding"
    assert [row["became"] for row in held["answers_given"]] == ["declined"]
    assert len(held["resumes_opened"]) == 1
    assert PHONE not in json.dumps(held["answers_given"])


def test_build_makes_the_file_tells_by_mail_and_keeps_it_for_the_stated_days(settings):
    settings.EXPORT_KEPT_DAYS = 3
    user = make_candidate(email="ada@people.test")
    export = exports.request(user)
    before = timezone.now()

    assert exports.build_waiting() == 1

    export.refresh_from_db()
    assert export.is_ready
    assert export.size == default_storage.size(export.file.name) > 0
    assert before + timedelta(days=3) <= export.expires_at <= timezone.now() + timedelta(days=3)
    assert len(export.file.name) == len("exports/") + 40 + len(".zip")
    assert read(BytesIO(export.file.read()))["account"]["email"] == "ada@people.test"
    mail = OutboxMail.objects.get(to="ada@people.test")
    assert mail.kind == "accounts/export_ready"
    assert export.file.name not in mail.text + mail.html
    assert exports.build_waiting() == 0


def test_asking_twice_is_one_wish_and_the_day_has_a_limit(settings):
    settings.EXPORTS_PER_DAY = 1
    user = make_candidate()
    first = exports.request(user)

    assert exports.request(user) == first
    exports.build_waiting()
    with pytest.raises(exports.TooManyExports, match="which is the limit"):
        exports.request(user)
    assert user.exports.count() == 1


def test_a_new_file_takes_the_place_of_the_old_one(django_capture_on_commit_callbacks):
    user = make_candidate()
    exports.request(user)
    exports.build_waiting()
    old = user.exports.get()
    exports.request(user)

    with django_capture_on_commit_callbacks(execute=True):
        exports.build_waiting()

    assert user.exports.get().pk != old.pk
    assert not default_storage.exists(old.file.name)
    assert default_storage.exists(user.exports.get().file.name)


def test_a_failing_part_is_tried_again_then_given_up_and_keeps_nobody(django_capture_on_commit_callbacks):
    unlucky, lucky = make_candidate(), make_candidate()
    exports.request(unlucky)
    exports.request(lucky)

    def breaks(sender, user, **kwargs):
        if user == unlucky:
            raise RuntimeError("a part is broken")

    export_requested.connect(breaks)
    try:
        built = [exports.build_waiting(timezone.now() + timedelta(minutes=5 * turn)) for turn in range(4)]
    finally:
        export_requested.disconnect(breaks)

    assert built == [1, 0, 0, 0]
    assert (unlucky.exports.get().status, lucky.exports.get().status) == ("failed", "ready")
    assert unlucky.exports.get().attempts == exports.MAX_ATTEMPTS
    exports.request(unlucky)
    assert exports.build_waiting() == 1


def test_a_worker_that_died_leaves_its_export_to_the_next():
    user = make_candidate()
    export = exports.request(user)
    Export.objects.filter(pk=export.pk).update(started_at=timezone.now(), attempts=1)

    assert exports.build_waiting() == 0
    assert exports.build_waiting(timezone.now() + exports.STALE_AFTER + timedelta(seconds=1)) == 1


def test_an_expired_export_goes_with_its_file(django_capture_on_commit_callbacks):
    user = make_candidate()
    exports.request(user)
    exports.build_waiting()
    name = user.exports.get().file.name
    edge = user.exports.get().expires_at

    with django_capture_on_commit_callbacks(execute=True):
        early = exports.erase_expired(edge - timedelta(seconds=1))
        due = exports.erase_expired(edge)
        again = exports.erase_expired(edge)

    assert (early, due, again) == (0, 1, 0)
    assert user.exports.count() == 0
    assert not default_storage.exists(name)


def test_an_export_made_while_the_account_was_erased_is_thrown_away():
    user = make_candidate()
    exports.request(user)

    def erased_meanwhile(sender, user, **kwargs):
        User.objects.filter(pk=user.pk).update(erased_at=timezone.now())

    export_requested.connect(erased_meanwhile)
    try:
        exports.build_waiting()
    finally:
        export_requested.disconnect(erased_meanwhile)

    assert user.exports.get().file.name == ""
    assert OutboxMail.objects.count() == 0


def test_an_operator_has_an_export_too():
    assert packed(make_operator(email="op@board.test"))["account"]["is_staff"] is True
    assert closing.why_not(make_operator(email="op2@board.test")) != ""
