"""The admin as a whole: every page of every table opens, stays cheap, and gives nothing away.

A table that is registered without a maker here fails `test_every_table_has_a_maker`.
"""

import json
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.widgets import AutocompleteMixin, ForeignKeyRawIdWidget
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.contrib.flatpages.models import FlatPage
from django.contrib.sites.models import Site
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from accounts.models import Claim, Employer, EmployerEvent, Export, Invitation, Membership, User
from applications.models import Application, ApplicationEvent, ResumeAccess
from codes.models import Certification, Code, Modifier, Place, PlaceOfService, Specialty, State, Term
from core.models import Event, ImportRun, MailStop, OutboxMail, ScheduleSlot
from listings.models import ImportSource, Listing, ListingEvent, Report
from tests.factories import (
    make_application,
    make_candidate,
    make_employer,
    make_listing,
    make_member,
    make_operator,
    make_place,
    make_report,
    make_resume,
    make_specialty,
    make_term,
    make_user,
)

pytestmark = pytest.mark.django_db


def make_log_entry(n):
    content_type = ContentType.objects.get_for_model(State)
    return LogEntry.objects.create(
        user=make_operator(), content_type=content_type, object_repr=f"Row {n}", action_flag=CHANGE
    )


def make_task(n):
    return DBTaskResult.objects.create(
        task_path="core.tasks.deliver_mail", args_kwargs={"args": [], "kwargs": {}}, run_after=get_date_max()
    )


def make_run(n):
    return ImportRun.objects.create(kind="listings", file_name=f"{n}.xml", sha256="0" * 64, started_by=make_operator())


def make_opening(n):
    return ResumeAccess.objects.create(application=make_sent(n), by=make_user())


def make_sent(n):
    return make_application(make_listing(), make_candidate())


def make_invitation(n):
    owner = make_member(make_employer())
    ends = timezone.now() + timedelta(days=1)
    return owner.employers.get().invitations.create(
        email=f"asked{n}@people.test", role="viewer", invited_by=owner, expires_at=ends
    )


MAKERS = {
    Application: make_sent,
    ApplicationEvent: lambda n: ApplicationEvent.objects.create(application=make_sent(n), code="moved", by=make_user()),
    Authenticator: lambda n: Authenticator.objects.create(user=make_user(), type="totp", data={"secret": "hush"}),
    Certification: lambda n: Certification.objects.create(acronym=f"C{n}", name="One", category="coding"),
    Claim: lambda n: Claim.objects.create(
        employer=make_employer(), user=make_user(), reason="Mine", decided_by=make_user()
    ),
    Code: lambda n: Code.objects.create(system="cpt", code=f"{10000 + n}"),
    DBTaskResult: make_task,
    EmailAddress: lambda n: make_user().emailaddress_set.get(),
    Employer: lambda n: make_member(make_employer()).employers.get(),
    EmployerEvent: lambda n: EmployerEvent.objects.create(employer=make_employer(), code="edited", by=make_user()),
    Export: lambda n: Export.objects.create(user=make_user()),
    FlatPage: lambda n: FlatPage.objects.create(url=f"/page{n}/", title="Page"),
    Group: lambda n: Group.objects.create(name=f"Group {n}"),
    ImportRun: make_run,
    ImportSource: lambda n: ImportSource.objects.create(name=f"Feed {n}"),
    Invitation: make_invitation,
    Listing: lambda n: make_listing(source=ImportSource.objects.create(name=f"Source {n}"), posted_by=make_user()),
    ListingEvent: lambda n: ListingEvent.objects.create(listing=make_listing(), code="approved", by=make_user()),
    LogEntry: make_log_entry,
    MailStop: lambda n: MailStop.objects.create(address=f"quiet{n}@people.test", kind="shop/hello"),
    Membership: lambda n: make_member(make_employer()).memberships.get(),
    Modifier: lambda n: Modifier.objects.create(code=f"{n:02}", meaning="Two sides"),
    OutboxMail: lambda n: OutboxMail.objects.create(to=f"to{n}@people.test", subject="Hello", text="Words"),
    Place: lambda n: make_place(f"Town {n}", "TX", f"{75000 + n}"),
    PlaceOfService: lambda n: PlaceOfService.objects.create(code=f"{n:02}", meaning="Office"),
    Report: lambda n: make_report(make_listing(), by=make_user(), handled_by=make_user()),
    ResumeAccess: make_opening,
    ScheduleSlot: lambda n: ScheduleSlot.objects.create(name=f"slot {n}", next_run_at=timezone.now()),
    Site: lambda n: Site.objects.create(pk=n + 1, domain=f"board{n}.example", name=f"Board {n}"),
    Specialty: lambda n: make_specialty(f"specialty-{n}", synonyms=[f"spec {n}"]),
    State: lambda n: State.objects.create(code=f"{n:02}", name=f"State {n}"),
    Term: lambda n: make_term("setting", f"setting-{n}"),
    User: lambda n: make_user(name=f"Person {n}"),
}
# One row, a handful, or a list of names: nothing to filter by.
NO_FILTER = {Site, Group}
# Rows of history: what was written stays as it was written, whoever asks.
HISTORY = {
    model for model in admin.site._registry if issubclass(model, Event) or model in (ResumeAccess, LogEntry, ImportRun)
}
LARGE = {User, Employer, Listing, Application, Code, Place}
by_name = pytest.mark.parametrize("model", MAKERS, ids=lambda model: model._meta.label)


def page(model, name, *arguments):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=arguments)


def test_every_table_has_a_maker():
    assert set(admin.site._registry) == set(MAKERS)


def test_every_history_is_in_the_admin():
    events = {model for model in Event.__subclasses__() if not model._meta.abstract}

    assert {*events, ResumeAccess, LogEntry} <= HISTORY


@by_name
def test_every_list_is_searched_and_filtered(model):
    here = admin.site._registry[model]

    assert here.search_fields or here.get_search_fields(None)
    assert bool(here.list_filter) is (model not in NO_FILTER)
    assert len(here.list_display) > 1 or model in NO_FILTER


@by_name
def test_every_page_opens(model, as_user, operator):
    row = MAKERS[model](1)
    browser = as_user(operator)
    may_add = admin.site._registry[model].has_add_permission(browser.get(page(model, "changelist")).wsgi_request)

    answers = [
        browser.get(page(model, "changelist"), query).status_code
        for query in ({}, {"q": "mercy"}, {"q": "\x00'\""}, {"q": "1"}, {"o": "1.2"}, {"p": "9"})
    ]
    one = browser.get(page(model, "change", row.pk))
    missing = browser.get(page(model, "change", "999999"))

    assert answers == [200] * 6
    assert one.status_code == 200
    assert missing.status_code == 302
    assert browser.get(page(model, "history", row.pk)).status_code == 200
    assert browser.get(page(model, "add")).status_code == (200 if may_add else 403)


@by_name
def test_a_list_costs_the_same_with_many_rows(model, as_user, operator):
    browser = as_user(operator)
    costs = []

    for numbers in (range(1, 3), range(3, 13)):
        for number in numbers:
            MAKERS[model](number)
        browser.get(page(model, "changelist"))
        with CaptureQueriesContext(connection) as queries:
            answer = browser.get(page(model, "changelist"))
        costs.append(len(queries))
        assert answer.context["cl"].result_count >= numbers[-1]

    assert costs[0] == costs[1]


@pytest.mark.parametrize("events", ["employer", "listing"])
def test_a_page_with_a_history_costs_the_same_with_a_long_one(events, as_user, operator):
    row = make_employer() if events == "employer" else make_listing()
    browser = as_user(operator)
    costs = []

    for more in (2, 10):
        for _ in range(more):
            row.events.create(code="edited", by=make_user())
            if events == "employer":
                make_member(row)
        browser.get(page(type(row), "change", row.pk))
        with CaptureQueriesContext(connection) as queries:
            browser.get(page(type(row), "change", row.pk))
        costs.append(len(queries))

    assert costs[0] == costs[1]


@by_name
def test_references_to_large_tables_are_no_lists_to_choose_from(model, as_user, operator):
    row = MAKERS[model](1)
    request = as_user(operator).get(page(model, "changelist")).wsgi_request
    here = admin.site._registry[model]

    forms = [here.get_form(request, row, change=True)] if here.has_change_permission(request, row) else []
    forms += [here.get_form(request)] if here.has_add_permission(request) else []
    fields = [pair for form in forms for pair in form.base_fields.items()]
    for formset, _ in here.get_formsets_with_inlines(request, row):
        fields += [pair for pair in formset.form.base_fields.items() if pair[0] != formset.fk.name]
    lists = {
        name
        for name, field in fields
        if getattr(getattr(field, "queryset", None), "model", None) in LARGE
        and not isinstance(field.widget.widget, AutocompleteMixin | ForeignKeyRawIdWidget)
    }

    assert lists == set()


@pytest.mark.parametrize("model", sorted(HISTORY, key=str), ids=lambda model: model._meta.label)
def test_history_is_read_only(model, as_user, operator):
    row = MAKERS[model](1)
    before = list(model.objects.filter(pk=row.pk).values())
    browser = as_user(operator)

    codes = [
        browser.post(page(model, "add"), {}).status_code,
        browser.post(page(model, "change", row.pk), {"note": "rewritten", "code": "other"}).status_code,
        browser.post(page(model, "delete", row.pk), {"post": "yes"}).status_code,
        browser.post(
            page(model, "changelist"), {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
        ).status_code,
    ]

    assert codes[:3] == [403, 403, 403]
    assert codes[3] in (200, 302, 403)
    assert list(model.objects.filter(pk=row.pk).values()) == before


@by_name
def test_no_page_shows_a_resume_a_mail_or_a_secret(model, as_user, operator):
    """Everything one person wrote, on every page that could lead to her."""
    row = MAKERS[model](1)
    for resume in [*make_everything_secret()]:
        resume.refresh_from_db()
    browser = as_user(operator)

    shown = [browser.get(page(model, "changelist")), browser.get(page(model, "change", row.pk))]
    shown += [browser.get(page(model, "change", one.pk)) for one in model.objects.order_by("-pk")[:3]]

    words = " ".join(answer.content.decode() for answer in shown)
    assert not [secret for secret in SECRETS if secret in words]


SECRETS = ("resumes/hidden.pdf", "exports/hidden.zip", "QUIET-WORDS", "123456-code", "hush-secret")


def make_everything_secret():
    candidate = make_candidate(name="Ada Byron")
    resume = make_resume(candidate, text="QUIET-WORDS of a résumé", name="QUIET-WORDS")
    resume.file = "resumes/hidden.pdf"
    resume.save()
    application = Application.objects.create(
        listing=make_listing(), candidate=candidate, resume=resume, cover_note="QUIET-WORDS", decline_note="QUIET-WORDS"
    )
    ApplicationEvent.objects.create(application=application, code="received", by=candidate)
    ResumeAccess.objects.create(application=application, by=make_user())
    Export.objects.create(user=candidate, file="exports/hidden.zip", status="ready")
    Authenticator.objects.create(user=candidate, type="totp", data={"secret": "hush-secret"})
    OutboxMail.objects.create(
        to=candidate.email, subject="Your code", text="123456-code", html="123456-code", headers={"X": "123456-code"}
    )
    return [resume]


def test_the_front_page_is_the_boards(as_user, operator, settings):
    answer = as_user(operator).get(reverse("admin:index")).content.decode()

    assert settings.SITE_NAME in answer
    assert "Django administration" not in answer


def test_nobody_passes_for_somebody_else(as_user, operator):
    """Setting a password, adding an address or joining a team would open résumés without a reason."""
    person, employer = make_candidate(), make_employer()
    browser = as_user(operator)
    secret = {"password1": "a-long-phrase-9", "password2": "a-long-phrase-9", "usable_password": "true"}

    codes = [
        browser.post(reverse("admin:auth_user_password_change", args=[person.pk]), secret).status_code,
        browser.post(page(User, "change", person.pk), {**secret, "password": "x", "email": person.email}).status_code,
        browser.post(
            page(EmailAddress, "add"), {"user": person.pk, "email": operator.email, "verified": "on"}
        ).status_code,
        browser.post(
            page(EmailAddress, "change", person.emailaddress_set.get().pk), {"email": "mine@board.test"}
        ).status_code,
        browser.post(
            page(Membership, "add"), {"user": operator.pk, "employer": employer.pk, "role": "owner"}
        ).status_code,
    ]

    kept = User.objects.get(pk=person.pk)
    assert [codes[0], *codes[2:]] == [403, 403, 403, 403]
    assert kept.check_password("correct-horse-battery")
    assert list(kept.emailaddress_set.values_list("email", flat=True)) == [person.email]
    assert employer.memberships.count() == 0


def test_changes_of_operators_are_noted(as_user, operator):
    person = make_user(name="Old")
    browser = as_user(operator)
    form = browser.get(page(User, "change", person.pk)).context["adminform"].form
    typed = {name: value for name, value in form.initial.items() if value and name in form.fields}

    browser.post(page(User, "change", person.pk), {**typed, "name": "New", "groups": []})

    entry = LogEntry.objects.get(object_id=str(person.pk))
    assert (entry.user, json.loads(entry.change_message)) == (operator, [{"changed": {"fields": ["Your name"]}}])
    assert "Changed Your name" in browser.get(page(LogEntry, "changelist")).content.decode()


@by_name
def test_staff_without_rights_is_refused_every_page(model, as_user):
    row = MAKERS[model](1)
    browser = as_user(make_user(is_staff=True))

    answers = {
        browser.get(url).status_code
        for url in (page(model, "changelist"), page(model, "add"), page(model, "change", row.pk))
    }

    assert answers == {403}
