"""Nobody is in the logs: the ways people take through the board, with every line it wrote read afterwards."""

import inspect
import io
import logging
import re
from smtplib import SMTPRecipientsRefused

import pytest
import structlog
from django.conf import settings as board
from django.core import mail as sent
from django.core.exceptions import SuspiciousOperation
from django.core.mail.backends.base import BaseEmailBackend
from django.db import IntegrityError
from django.test import Client
from django.urls import include, path, reverse
from django_tasks_db.models import DBTaskResult

from accounts.models import Employer, User
from accounts.services import exports, team
from core import outbox, schedule
from core.mail import stop_url
from core.models import OutboxMail
from tests.accounts.lives import EMAIL, NAME, PHONE, TYPED
from tests.accounts.test_profile import typed
from tests.core.tasks import name_somebody
from tests.core.test_queue import run_worker_once
from tests.factories import PASSWORD, make_employer, make_listing, make_member

CODE = re.compile(r"\b(\d{3} ?\d{3})\b")


def broken(request):
    words = request.POST.get("words", "")
    raise RuntimeError(f"cannot save {words} for {EMAIL}")


def taken(request):
    User.objects.create_user(EMAIL)
    User.objects.create_user(EMAIL)


def suspicious(request):
    raise SuspiciousOperation(f"{NAME} tried /resumes/{EMAIL}")


urlpatterns = [
    path("broken/", broken),
    path("taken/", taken),
    path("suspicious/", suspicious),
    path("", include("jobboard.urls")),
]
handler400, handler404, handler500 = "core.views.bad_request", "core.views.page_not_found", "core.views.server_error"


class RefusingBackend(BaseEmailBackend):
    def send_messages(self, email_messages):
        raise SMTPRecipientsRefused({EMAIL: (550, f"no {NAME} <{EMAIL}> here".encode())})


class BrokenBackend(BaseEmailBackend):
    def send_messages(self, email_messages):
        raise ValueError(f"cannot encode {NAME} <{EMAIL}>")


@pytest.fixture(params=[logging.INFO, logging.DEBUG], ids=["info", "debug"])
def lines(request):
    """Whatever the real handler writes, once in the shape of production and once in a developer's."""
    root = logging.getLogger()
    configured = next(one for one in root.handlers if isinstance(one.formatter, structlog.stdlib.ProcessorFormatter))
    chain = board.LOGGING["formatters"]["line"]
    production = logging.StreamHandler(io.StringIO())
    production.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=chain["foreign_pre_chain"],
            processors=[chain["processors"][0], structlog.processors.JSONRenderer(ensure_ascii=False)],
        )
    )
    written = [production.stream, io.StringIO()]
    before, level = configured.setStream(written[1]), root.level
    root.addHandler(production)
    root.setLevel(request.param)
    yield lambda: "\n".join(stream.getvalue() for stream in written)
    root.setLevel(level)
    root.removeHandler(production)
    configured.setStream(before)


def code_for(address: str) -> str:
    """Of the mail that went out: the row is blank by then."""
    return CODE.search(next(mail.body for mail in reversed(sent.outbox) if mail.to == [address]))[1]


class Told(list):
    """Everything that must not be read in a log."""

    def code(self, address: str) -> str:
        self.append(code_for(address))
        return self[-1]


@pytest.fixture
def told():
    return Told(
        ["Zebulonia", "Quartermain", EMAIL, PHONE, "Velvet Harbor", PASSWORD, "wrong-pass-phrase", "@people.test"]
    )


def register(browser, told):
    browser.get(reverse("account_signup"))
    person = {"role": "candidate", "email": EMAIL, "name": NAME, "password1": PASSWORD, "website": ""}
    browser.post(reverse("account_signup"), person)
    browser.post(reverse("account_email_verification_sent"), {"code": "000000"})
    browser.post(reverse("account_email_verification_sent"), {"code": told.code(EMAIL)})
    assert User.objects.get(email=EMAIL).emailaddress_set.get().verified


def come_back(browser, told):
    for password in ("wrong-pass-phrase", PASSWORD):
        Client().post(reverse("account_login"), {"login": EMAIL, "password": password})
    for step, field in (("account_request_login_code", "email"), ("account_reset_password", "email")):
        other = Client()
        other.post(reverse(step), {field: EMAIL})
        told.code(EMAIL)
    Client().post(reverse("account_reset_password"), {"email": "nobody.quartermain@people.test"})


def apply(browser, listing):
    browser.post("/me/profile/", typed(name=NAME, headline=f"{NAME}, {PHONE}"))
    words = {"resume": "text", "resume_text": TYPED, "cover_note": f"Velvet Harbor, {PHONE}"}
    browser.post(reverse("applications:apply", args=[listing.pk, listing.slug]), words)
    assert User.objects.get(email=EMAIL).applications.exists()


def export(browser):
    asked = browser.post(reverse("accounts:request_export"))
    browser.post(asked.url, {"password": PASSWORD, "next": reverse("accounts:request_export")}, follow=True)
    exports.build_waiting()
    assert User.objects.get(email=EMAIL).exports.get().is_ready


def prove_and_invite(owner, employer, told):
    browser = Client()
    browser.force_login(owner)
    browser.post(reverse("accounts:prove_domain", args=[employer.slug]), {"address": "zebulonia"})
    browser.post(
        reverse("accounts:confirm_domain", args=[employer.slug]), {"code": told.code("zebulonia@mercy.example")}
    )
    assert Employer.objects.get().is_proven
    browser.post(reverse("accounts:invite", args=[employer.slug]), {"email": EMAIL, "role": "viewer"})
    token = team.token(employer.invitations.get())
    told.append(token)
    link = reverse("accounts:invitation", args=[token])
    for visit in (
        link,
        link[:-1],
        link[:-4] + "/",
        f"/somewhere{link}",
        f"/jobs/{EMAIL}/",
        f"/{NAME}/",
        f"/jobs/?q={NAME}",
    ):
        Client().get(visit)
    Client(enforce_csrf_checks=True).post(link, headers={"referer": f"https://elsewhere.test/{EMAIL}"})
    stop = stop_url(EMAIL, "shop/hello")
    told.append(stop.rstrip("/").rpartition("/")[2])
    Client().get(stop)


def break_things(settings):
    client = Client(raise_request_exception=False)
    client.post("/broken/", {"words": f"{NAME} {PHONE} Velvet Harbor"}, headers={"user-agent": f"{NAME} phone"})
    client.get("/taken/")
    client.get("/suspicious/")
    client.get("/", headers={"host": "zebulonia.quartermain.test"})
    client.post("/accounts/login/", {f"{NAME}{n}": "x" for n in range(1100)})
    for backend in ("RefusingBackend", "BrokenBackend"):
        settings.MAIL_TRANSPORT = f"{__name__}.{backend}"
        OutboxMail.objects.update(next_try_at="2000-01-01T00:00Z", failed_at=None, sent_at=None)
        outbox.deliver()
    logging.getLogger("elsewhere").error("cannot reach %s", EMAIL)
    try:
        raise IntegrityError(f"DETAIL: Key (email)=({EMAIL}) already exists.")
    except IntegrityError:
        logging.getLogger("elsewhere").exception("not written")


@pytest.mark.urls("tests.jobboard.test_logs")
@pytest.mark.django_db(transaction=True)
def test_no_line_and_no_task_names_anybody(lines, told, reference, settings, monkeypatch):
    employer = make_employer(name="Mercy Coding", website="https://www.mercy.example")
    owner = make_member(employer, email="zebulonia.owner@mercy.example", name="Zebulonia Owner")
    listing = make_listing(employer=employer, apply_method="board")
    settings.MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
    browser = Client()

    register(browser, told)
    come_back(browser, told)
    apply(browser, listing)
    export(browser)
    prove_and_invite(owner, employer, told)
    User.objects.filter(email=EMAIL).update(email="moved@elsewhere.test")
    break_things(settings)
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
    monkeypatch.setattr(schedule, "REGISTRY", {})
    name_somebody.enqueue()
    run_worker_once()

    written = lines()
    assert [word for word in told if word in written or word.replace(" ", "") in written] == []
    stored = " ".join(str(row) for row in DBTaskResult.objects.values())
    assert "RuntimeError" in stored
    assert [word for word in told if word in stored] == []
    # What was read is the log, and it says enough to find the place.
    for said in (
        "request_finished",
        "request_failed",
        "RuntimeError",
        "IntegrityError",
        "in broken",
        "mail_not_sent",
        "SMTPRecipientsRefused 550",
        "suspicious_request",
        "cannot reach <address>",
        "GET /invitations/<token>/",
        "name_somebody",
    ):
        assert said in written, said


def test_no_task_of_the_board_carries_anything():
    """Rows are what a task looks for: its arguments would stay in the queue's table."""
    assert schedule.REGISTRY
    assert [name for name, (_, task) in schedule.REGISTRY.items() if inspect.signature(task.func).parameters] == []
