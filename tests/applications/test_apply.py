"""applications/views/apply.py and its form, as a browser uses them."""

from datetime import timedelta

import pytest
from django.conf import settings as board
from django.urls import reverse
from django.utils import timezone

from accounts.models import Resume
from accounts.services import resumes
from applications.models import Application
from core.models import OutboxMail
from listings.workflow import Status
from tests.accounts.documents import make_docx, make_pdf, upload
from tests.factories import make_application, make_listing, make_member, make_resume

TEXT = "Nine years of inpatient coding, CCS since 2017. " * 4


@pytest.fixture
def listing(employer, owner):
    return make_listing(employer=employer, screening_questions=["Which encoders have you used?", "When can you start?"])


@pytest.fixture
def browser(candidate, as_user):
    return as_user(candidate)


def address(listing, slug: str = "") -> str:
    return reverse("applications:apply", args=[listing.pk, slug or listing.slug])


def typed(**fields) -> dict:
    return {
        "resume": "text",
        "resume_text": TEXT,
        "cover_note": "I know your system.",
        "question_0": "3M and Optum.",
        "question_1": "In May.",
        **fields,
    }


def errors(response) -> dict[str, list[str]]:
    return dict(response.context["form"].errors)


def test_apply_with_text(browser, listing, candidate):
    response = browser.post(address(listing), typed())

    application = Application.objects.get()
    assert response.url == reverse("applications:detail", args=[application.pk])
    assert (application.candidate, application.listing) == (candidate, listing)
    assert application.resume.text == TEXT.strip()
    assert application.answers == [
        {"question": "Which encoders have you used?", "answer": "3M and Optum."},
        {"question": "When can you start?", "answer": "In May."},
    ]


@pytest.mark.parametrize(("data", "kind"), [(make_pdf(), "pdf"), (make_docx(), "docx")])
def test_apply_with_a_file_stores_it_on_the_profile(browser, listing, candidate, data, kind):
    browser.post(address(listing), typed(resume="upload", resume_text="", upload=upload(data, "Zoë.pdf")))

    resume = Application.objects.get().resume
    assert (resume.user, resume.kind, resume.name, resume.hidden_at) == (candidate, kind, "Zoë", None)


def test_apply_with_a_stored_resume(browser, listing, candidate):
    resume = make_resume(candidate)

    browser.post(address(listing), typed(resume=str(resume.pk), resume_text=""))

    assert Application.objects.get().resume == resume
    assert Resume.objects.count() == 1


@pytest.mark.parametrize("whose", ["rival", "hidden", "erased"])
def test_apply_offers_only_ones_own_visible_resumes(browser, listing, candidate, rival, whose):
    resume = make_resume(rival if whose == "rival" else candidate)
    if whose == "hidden":
        resumes.hide(resume)
    if whose == "erased":
        resumes.erase(resume)

    page = browser.get(address(listing))
    response = browser.post(address(listing), typed(resume=str(resume.pk)))

    assert f'value="{resume.pk}"' not in page.content.decode()
    assert list(errors(response)) == ["resume"]
    assert Application.objects.count() == 0


BAD_FILES = {
    "empty": (b"", "empty"),
    "html": (b"<!doctype html><script>alert(1)</script>", "web page"),
    "noise": (b"\x00\x01\x02" * 100, "whatever its name says"),
    "zip bomb": (make_docx(word__bomb=b"\0" * 20_000_000), "unpacks"),
    "too large": (make_pdf() + b"\0" * board.RESUME_MAX_BYTES, "larger than"),
    "50 MB": (b"%PDF-1.7\n" + b"\0" * (50 * 1024 * 1024), "larger than"),
}


@pytest.mark.parametrize("what", BAD_FILES)
def test_apply_refuses_a_bad_file_at_its_field_and_keeps_what_was_typed(browser, listing, what):
    data, reason = BAD_FILES[what]

    response = browser.post(address(listing), typed(resume="upload", resume_text="", upload=upload(data)))

    page = response.content.decode()
    assert list(errors(response)) == ["upload"]
    assert reason in page
    assert "I know your system." in page
    assert "3M and Optum." in page
    assert (Application.objects.count(), Resume.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.pdf", "a" * 300 + ".pdf", "履歴書 Zoë.pdf", "nul\x00name.pdf", ".pdf"]
)
def test_apply_takes_a_good_file_under_any_name(browser, listing, name):
    browser.post(address(listing), typed(resume="upload", upload=upload(make_pdf(), name)))

    resume = Application.objects.get().resume
    assert 0 < len(resume.name) <= 120
    assert not {"/", "\\", "\x00"} & set(resume.name)
    assert resume.file.name.count("/") == 1


def test_apply_keeps_a_good_file_when_another_field_fails(browser, listing, candidate):
    response = browser.post(
        address(listing), typed(resume="upload", upload=upload(make_pdf(), "Zoë.pdf"), question_0="")
    )

    resume = candidate.resumes.get()
    assert list(errors(response)) == ["question_0"]
    assert response.context["form"]["resume"].value() == str(resume.pk)
    assert "kept as “Zoë”" in response.content.decode()
    assert Application.objects.count() == 0


def test_apply_asks_which_one_when_a_file_comes_with_a_stored_choice(browser, listing, candidate):
    stored = make_resume(candidate)

    response = browser.post(address(listing), typed(resume=str(stored.pk), upload=upload(make_pdf())))

    assert Application.objects.count() == 0
    assert response.context["form"]["resume"].value() == str(candidate.resumes.get(kind="pdf").pk)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"resume": ""}, ["resume"]),
        ({"resume": "upload"}, ["upload"]),
        ({"resume_text": "Too short"}, ["resume_text"]),
        ({"resume_text": "x" * (resumes.TEXT_MAX + 1)}, ["resume_text"]),
        ({"resume_text": "nul \x00 " * 40}, ["resume_text"]),
        ({"cover_note": "x" * 4001}, ["cover_note"]),
        ({"question_0": ""}, ["question_0"]),
        ({"question_1": "x" * 1001}, ["question_1"]),
    ],
)
def test_apply_says_at_the_field_what_is_wrong(browser, listing, fields, wrong):
    response = browser.post(address(listing), typed(**fields))

    assert response.status_code == 200
    assert list(errors(response)) == wrong
    assert Application.objects.count() == 0


def test_apply_twice_leads_to_the_first(browser, listing):
    browser.post(address(listing), typed())
    mails = OutboxMail.objects.count()

    again = browser.post(address(listing), typed(), follow=True)

    application = Application.objects.get()
    assert again.redirect_chain[-1][0] == reverse("applications:detail", args=[application.pk])
    assert "You applied for this job on" in again.content.decode()
    assert OutboxMail.objects.count() == mails


def test_apply_past_the_daily_limit_is_429_and_keeps_the_text(browser, listing, candidate, settings):
    settings.APPLICATIONS_PER_DAY = 1
    make_application(make_listing(employer=listing.employer), candidate)

    response = browser.post(address(listing), typed())

    assert response.status_code == 429
    assert "I know your system." in response.content.decode()
    assert Application.objects.count() == 1


def test_apply_sends_a_visitor_to_log_in_and_back(client, listing):
    response = client.get(address(listing))

    assert response.url == f"{reverse('account_login')}?next={address(listing)}"


def test_apply_under_another_slug_moves_for_good(browser, listing):
    response = browser.get(address(listing, "something-else"))

    assert (response.status_code, response.url) == (301, address(listing))


@pytest.mark.parametrize("method", ["url", "none"])
def test_apply_is_not_here_where_the_employer_takes_none(browser, employer, owner, method):
    listing = make_listing(employer=employer, apply_method=method, apply_url="https://mercy.example/jobs/1")

    response = browser.post(address(listing), typed())

    assert response.url == listing.get_absolute_url()
    assert Application.objects.count() == 0


def test_apply_is_not_here_where_nobody_reads(browser):
    listing = make_listing()

    assert browser.get(address(listing)).url == listing.get_absolute_url()


@pytest.mark.parametrize("status", [Status.CLOSED, Status.EXPIRED, Status.REMOVED])
def test_apply_to_a_job_that_is_over_is_410(browser, employer, owner, status):
    listing = make_listing(employer=employer, status=status)

    response = browser.get(address(listing))

    assert response.status_code == 410
    assert listing.get_absolute_url() in response.content.decode()


def test_apply_to_a_job_that_is_over_leads_to_ones_own_application(browser, employer, owner, candidate):
    listing = make_listing(employer=employer, expires_at=timezone.now() - timedelta(minutes=1))
    application = make_application(listing, candidate)

    response = browser.get(address(listing))

    assert response.status_code == 410
    assert reverse("applications:detail", args=[application.pk]) in response.content.decode()


@pytest.mark.parametrize("status", [Status.DRAFT, Status.PENDING, Status.REJECTED, Status.WITHDRAWN])
def test_apply_to_a_job_that_never_was_public_is_404(browser, employer, owner, status):
    listing = make_listing(employer=employer, status=status, first_posted_at=None)

    assert browser.get(address(listing)).status_code == 404


def test_apply_says_no_to_the_employers_own_people(as_user, listing, employer):
    response = as_user(make_member(employer, role="viewer")).post(address(listing), typed())

    assert response.status_code == 403
    assert Application.objects.count() == 0


def test_apply_says_what_happens_next(browser, listing, candidate):
    page = browser.get(address(listing)).content.decode()

    assert "What happens next" in page
    assert candidate.email in page
    assert "noindex" in page
