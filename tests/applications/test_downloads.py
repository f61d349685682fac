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
from tests.factories import make_application, make_listing, make_resume

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


def test_a_typed_resume_is_read_on_a_page_that_runs_nothing_of_it(as_user, owner, employer, candidate):
    text = "<!DOCTYPE html><script>alert(1)</script>\nTen years of <b>coding</b> & auditing."
    application = make_application(make_listing(employer=employer), candidate)
    type(application.resume).objects.update(text=text, size=len(text))

    response = as_user(owner).get(address(application))

    page = response.content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\nTen years of &lt;b&gt;coding&lt;/b&gt; &amp; auditing." in page
    assert "alert(1)</script>" not in page
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert (response["X-Content-Type-Options"], response["Cache-Control"]) == ("nosniff", "private, no-store")
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]
    assert 'content="noindex"' in page
    assert f'href="{reverse("applications:desk_detail", args=[employer.slug, application.pk])}"' in page
    assert ResumeAccess.objects.values_list("by", flat=True).get() == owner.pk


def test_reading_only_the_head_of_a_typed_resume_is_no_opening(as_user, owner, employer, candidate):
    application = make_application(make_listing(employer=employer), candidate)

    assert as_user(owner).head(address(application)).status_code == 200
    assert ResumeAccess.objects.count() == 0


def test_a_typed_resume_is_saved_as_text(as_user, owner, employer, candidate):
    application = make_application(make_listing(employer=employer), candidate)

    response = as_user(owner).get(address(application) + "?download")

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert file_name(response).endswith(".txt")
    assert b"".join(response.streaming_content).decode() == application.resume.text
    assert (response["X-Content-Type-Options"], response["Cache-Control"]) == ("nosniff", "private, no-store")
    assert ResumeAccess.objects.count() == 1


@pytest.mark.parametrize("who", ["rival", "moderator", "operator"])
def test_nobody_else_reads_a_typed_one(request, as_user, employer, candidate, who):
    application = make_application(make_listing(employer=employer), candidate)
    browser = as_user(request.getfixturevalue(who))

    for url in (address(application), reverse("applications:own_resume", args=[application.resume_id])):
        assert [browser.get(url).status_code, browser.get(url + "?download").status_code] == [404, 404]


def test_ones_own_typed_resume_is_read_and_saved(as_user, candidate):
    resume = make_resume(candidate, name="Short one")
    path = reverse("applications:own_resume", args=[resume.pk])

    page, saved = as_user(candidate).get(path), as_user(candidate).get(path + "?download")

    assert resume.text in page.content.decode()
    assert file_name(saved) == "Short one.txt"
    assert ResumeAccess.objects.count() == 0


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
