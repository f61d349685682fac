"""applications/views/files.py and applications/policies.py: who may open a résumé."""

from datetime import timedelta
from email.message import Message
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.services import resumes
from applications import services
from applications.models import Application, ResumeAccess
from applications.workflow import Stage
from listings.models import Listing
from tests.accounts.documents import make_pdf, upload
from tests.factories import make_application, make_listing

PDF = make_pdf()


@pytest.fixture
def application(employer, candidate):
    candidate.name = "Ann Lee"
    candidate.save()
    resume = resumes.store(candidate, upload=upload(PDF, "Résumé 2026.pdf"))
    return Application.objects.create(listing=make_listing(employer=employer), candidate=candidate, resume=resume)


def address(application) -> str:
    return reverse("applications:resume", args=[application.pk])


def file_name(response) -> str:
    header = Message()
    header["content-disposition"] = response["Content-Disposition"]
    assert header.get_content_disposition() == "attachment"
    return header.get_filename()


def test_the_employer_gets_the_very_bytes(as_user, owner, application):
    response = as_user(owner).get(address(application))

    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Type"] == "application/pdf"
    assert file_name(response) == "Ann Lee Résumé 2026.pdf"
    assert (response["X-Content-Type-Options"], response["Cache-Control"]) == ("nosniff", "private, no-store")


@pytest.mark.parametrize("who", ["owner", "colleague", "viewer"])
def test_every_opening_by_the_employer_is_recorded(request, as_user, application, who):
    member = request.getfixturevalue(who)
    browser = as_user(member)

    browser.get(address(application))
    browser.get(address(application))

    assert list(ResumeAccess.objects.values_list("application", "by")) == [(application.pk, member.pk)] * 2


def test_asking_only_for_the_head_opens_nothing(as_user, owner, application):
    response = as_user(owner).head(address(application))

    assert response.status_code == 200
    assert ResumeAccess.objects.count() == 0


def test_the_candidates_own_reading_is_not_recorded(as_user, candidate, application):
    response = as_user(candidate).get(address(application))

    assert response.status_code == 200
    assert ResumeAccess.objects.count() == 0


@pytest.mark.parametrize("who", ["rival", "moderator", "operator"])
def test_nobody_else_gets_it(request, as_user, application, who):
    assert as_user(request.getfixturevalue(who)).get(address(application)).status_code == 404


@pytest.mark.parametrize("case", ["withdrawn", "removed", "suspended", "long ago"])
def test_the_employers_way_closes(as_user, owner, candidate, application, settings, case):
    long_ago = timezone.now() - timedelta(days=settings.APPLICATION_RETENTION_DAYS + 1)
    if case == "withdrawn":
        services.withdraw(application, by=candidate)
    elif case == "removed":
        Listing.objects.update(status="removed")
    elif case == "suspended":
        type(application.listing.employer).objects.update(suspended_at=timezone.now())
    else:
        Application.objects.update(stage=Stage.DECLINED, stage_changed_at=long_ago)

    theirs = as_user(owner).get(address(application))
    own = as_user(candidate).get(address(application))

    assert (theirs.status_code, own.status_code) == (403, 200)
    assert ResumeAccess.objects.count() == 0


def test_a_member_who_left_gets_nothing(as_user, owner, application):
    browser = as_user(owner)
    owner.memberships.all().delete()

    assert browser.get(address(application)).status_code == 404


def test_a_hidden_resume_stays_with_its_application(as_user, owner, application):
    resumes.hide(application.resume)

    assert as_user(owner).get(address(application)).status_code == 200


def test_an_erased_resume_is_404_for_both(as_user, owner, candidate, application):
    resumes.erase(application.resume)

    assert [as_user(who).get(address(application)).status_code for who in (owner, candidate)] == [404, 404]


def test_a_file_missing_on_disk_is_404_and_not_recorded(as_user, owner, application):
    Path(application.resume.file.path).unlink()

    assert as_user(owner).get(address(application)).status_code == 404
    assert ResumeAccess.objects.count() == 0


def test_a_typed_resume_comes_as_text(as_user, owner, employer, candidate):
    application = make_application(make_listing(employer=employer), candidate)

    response = as_user(owner).get(address(application))

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert file_name(response).endswith(".txt")
    assert b"".join(response.streaming_content).decode() == application.resume.text


@pytest.mark.parametrize("name", ['a"; filename=evil.exe', "x\r\nSet-Cookie: a=b", "..\\..\\evil", "履歴書", "a" * 120])
def test_a_strange_name_makes_a_safe_header(as_user, owner, application, name):
    type(application.resume).objects.update(name=name)

    response = as_user(owner).get(address(application))

    shown = file_name(response)
    assert shown.endswith(".pdf")
    assert not set('"\\/\r\n;:') & set(shown)
    assert "Set-Cookie: a" not in str(response.headers)


def test_own_resume_from_the_profile(as_user, candidate, rival, application):
    path = reverse("applications:own_resume", args=[application.resume_id])

    own = as_user(candidate).get(path)

    assert b"".join(own.streaming_content) == PDF
    assert file_name(own) == "Résumé 2026.pdf"
    assert as_user(rival).get(path).status_code == 404


def test_no_address_leads_to_the_file_itself(as_user, candidate, application):
    browser = as_user(candidate)

    for path in (f"/{application.resume.file.name}", f"/media/{application.resume.file.name}"):
        assert browser.get(path).status_code == 404
