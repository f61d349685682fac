"""Two requests at the same moment, each on its own connection."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from accounts.models import Resume
from accounts.services import resumes
from applications import services
from applications.models import Application
from core.errors import DomainError
from core.models import OutboxMail
from tests.accounts.documents import make_pdf, upload
from tests.factories import make_application, make_listing, make_resume

pytestmark = pytest.mark.django_db(transaction=True)


def both(*acts) -> list[object]:
    """Runs the acts at once; each outcome is what it returned or the refusal it raised."""
    start = Barrier(len(acts))
    outcomes: list[object] = []

    def run(act):
        try:
            start.wait()
            outcomes.append(act())
        except DomainError as refusal:
            outcomes.append(refusal)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_applying_in_two_tabs_makes_one_application(employer, owner, candidate):
    listing, resume = make_listing(employer=employer), make_resume(candidate)

    outcomes = both(*[lambda: services.apply(listing, by=candidate, resume=resume)] * 2)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["AlreadyApplied", "Application"]
    assert Application.objects.count() == 1
    assert OutboxMail.objects.filter(kind="applications/application_received").count() == 1


def test_the_daily_limit_holds_in_two_tabs(settings, employer, owner, candidate):
    settings.APPLICATIONS_PER_DAY = 1
    resume = make_resume(candidate)
    one, other = make_listing(employer=employer), make_listing(employer=employer)

    both(
        lambda: services.apply(one, by=candidate, resume=resume),
        lambda: services.apply(other, by=candidate, resume=resume),
    )

    assert Application.objects.count() == 1


def test_two_recruiters_at_once_make_one_move(employer, owner, colleague, candidate):
    application = make_application(make_listing(employer=employer), candidate)

    both(
        lambda: services.move(Application.objects.get(), "declined", by=owner, seen="received"),
        lambda: services.move(Application.objects.get(), "offer", by=colleague, seen="received"),
    )

    assert application.events.count() == 1


def test_the_same_file_in_two_tabs_is_stored_once(candidate):
    data = make_pdf()

    both(*[lambda: resumes.store(candidate, upload=upload(data))] * 2)

    assert Resume.objects.count() == 1
