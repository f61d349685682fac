from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Resume
from accounts.services import resumes
from applications import services
from applications.models import Application, ApplicationEvent
from applications.workflow import ANSWERS, EMPLOYER_MOVES, MOVES, OPEN, Stage, What
from core.errors import DomainError
from core.models import OutboxMail
from listings import services as listing_services
from listings.models import Listing
from listings.workflow import Outcome, Status
from tests.factories import make_application, make_candidate, make_listing, make_member, make_resume


def mails() -> list[tuple[str, str]]:
    return list(OutboxMail.objects.order_by("pk").values_list("kind", "to"))


@pytest.fixture
def listing(employer, owner):
    return make_listing(employer=employer)


@pytest.fixture
def application(listing, candidate):
    return make_application(listing, candidate)


def test_apply_records_and_tells_both_sides(listing, candidate, owner, colleague, viewer):
    resume = make_resume(candidate)

    application = services.apply(listing, by=candidate, resume=resume, cover_note=" Hello ", answers=[])

    assert (application.stage, application.cover_note, application.resume) == (Stage.RECEIVED, "Hello", resume)
    assert list(application.events.values_list("code", "became", "by")) == [(What.RECEIVED, "received", candidate.pk)]
    assert mails() == [
        ("applications/application_received", candidate.email),
        ("applications/application_arrived", owner.email),
        ("applications/application_arrived", colleague.email),
    ]


def test_apply_mails_carry_nothing_of_what_was_sent(listing, candidate):
    resume = make_resume(candidate, text="Secret résumé text", name="Secret name")

    answers = [{"question": "?", "answer": "Secret"}]
    services.apply(listing, by=candidate, resume=resume, cover_note="Secret note", answers=answers)

    assert OutboxMail.objects.count() == 2
    assert not [mail for mail in OutboxMail.objects.all() if "Secret" in mail.text + mail.html + mail.subject]


def test_apply_twice_is_refused_and_leads_to_the_first(listing, candidate):
    resume = make_resume(candidate)
    first = services.apply(listing, by=candidate, resume=resume)
    OutboxMail.objects.all().delete()

    with pytest.raises(services.AlreadyApplied) as refusal:
        services.apply(listing, by=candidate, resume=resume)

    assert refusal.value.application == first
    assert (Application.objects.count(), mails()) == (1, [])


def test_apply_again_after_withdrawing_is_refused(application, candidate):
    services.withdraw(application, by=candidate)

    with pytest.raises(services.AlreadyApplied):
        services.apply(application.listing, by=candidate, resume=application.resume)


@pytest.mark.parametrize("status", [status for status in Status if status != Status.PUBLISHED])
def test_apply_refuses_what_is_not_public(status, employer, owner, candidate):
    listing = make_listing(employer=employer, status=status)

    with pytest.raises(DomainError):
        services.apply(listing, by=candidate, resume=make_resume(candidate))

    assert Application.objects.count() == 0


@pytest.mark.parametrize(
    "change",
    [{"apply_method": "url"}, {"apply_method": "none"}, {"expires_at": timezone.now() - timedelta(hours=1)}],
)
def test_apply_refuses_a_listing_changed_since_the_page_was_read(change, listing, candidate):
    Listing.objects.filter(pk=listing.pk).update(**change)

    with pytest.raises(DomainError):
        services.apply(listing, by=candidate, resume=make_resume(candidate))

    assert Application.objects.count() == 0


def test_apply_refuses_a_suspended_employer(listing, candidate):
    listing.employer.suspended_at = timezone.now()
    listing.employer.save()

    with pytest.raises(DomainError):
        services.apply(listing, by=candidate, resume=make_resume(candidate))


def test_apply_refuses_the_employers_own_people(listing, viewer):
    with pytest.raises(DomainError, match="member"):
        services.apply(listing, by=viewer, resume=make_resume(viewer))


def test_apply_refuses_where_nobody_reads(candidate):
    with pytest.raises(DomainError, match="Nobody"):
        services.apply(make_listing(), by=candidate, resume=make_resume(candidate))


def test_apply_refuses_somebody_elses_resume(listing, candidate, rival):
    with pytest.raises(DomainError, match="your own"):
        services.apply(listing, by=candidate, resume=make_resume(rival))


def test_apply_stops_at_the_daily_limit(settings, employer, owner, candidate):
    settings.APPLICATIONS_PER_DAY = 2
    resume = make_resume(candidate)
    day = timezone.now() - timedelta(hours=25)
    make_application(make_listing(employer=employer), candidate, created_at=day)  # yesterday's does not count
    for _ in range(2):
        services.apply(make_listing(employer=employer), by=candidate, resume=resume)

    with pytest.raises(services.TooManyToday):
        services.apply(make_listing(employer=employer), by=candidate, resume=resume)

    assert Application.objects.count() == 3


@pytest.mark.parametrize("was", Stage)
@pytest.mark.parametrize("to", Stage)
def test_move_follows_the_table(was, to, listing, candidate, owner):
    application = make_application(listing, candidate, stage=was)
    allowed = to in EMPLOYER_MOVES[was]

    if allowed:
        services.move(application, to, by=owner)
    else:
        with pytest.raises(DomainError):
            services.move(application, to, by=owner)

    stored = Application.objects.get(pk=application.pk)
    assert stored.stage == (to if allowed else was)
    assert [(event.was, event.became) for event in stored.events.all()] == ([(was, to)] if allowed else [])


def test_no_employer_moves_to_withdrawn():
    assert [stage for stage, to in EMPLOYER_MOVES.items() if Stage.WITHDRAWN in to] == []
    assert all(Stage.WITHDRAWN in MOVES[stage] for stage in OPEN)


@pytest.mark.parametrize("to", sorted(MOVES[Stage.RECEIVED] - {Stage.WITHDRAWN}))
def test_move_mails_the_candidate_what_matters(to, application, candidate, owner):
    services.move(application, to, by=owner)

    told = to in ANSWERS
    assert mails() == ([("applications/application_moved", candidate.email)] if told else [])
    assert (application.answered_at is not None) == told


def test_move_sends_the_employers_own_words_with_a_no(application, owner):
    services.move(application, Stage.DECLINED, by=owner, note=" We hired inside. <b> ")

    mail = OutboxMail.objects.get()
    assert application.decline_note == "We hired inside. <b>"
    assert "We hired inside. <b>" in mail.text
    assert "We hired inside. &lt;b&gt;" in mail.html
    assert application.events.get().note == ""


def test_move_keeps_no_words_with_another_step(application, owner):
    services.move(application, Stage.INTERVIEW, by=owner, note="Only meant for a no")

    assert Application.objects.get().decline_note == ""


def test_move_tells_of_a_second_look_and_takes_the_words_back(listing, candidate, owner):
    application = make_application(listing, candidate, stage=Stage.DECLINED, decline_note="Sorry.")

    services.move(application, Stage.REVIEWING, by=owner)

    assert "second look" in OutboxMail.objects.get().text
    assert Application.objects.get().decline_note == ""


def test_move_keeps_the_first_answers_moment(application, owner):
    services.move(application, Stage.TEST, by=owner)
    first = application.answered_at

    services.move(application, Stage.INTERVIEW, by=owner)

    assert Application.objects.get().answered_at == first


def test_move_from_an_old_page_is_refused(application, owner, colleague):
    services.move(Application.objects.get(), Stage.INTERVIEW, by=colleague)
    fresh = Application.objects.get()

    with pytest.raises(DomainError, match="colleague"):
        services.move(fresh, Stage.DECLINED, by=owner, seen=Stage.RECEIVED)

    assert Application.objects.get().stage == Stage.INTERVIEW


def test_move_from_an_old_row_is_refused(application, owner, colleague):
    services.move(Application.objects.get(), Stage.INTERVIEW, by=colleague)

    with pytest.raises(DomainError):
        services.move(application, Stage.DECLINED, by=owner)

    assert Application.objects.get().stage == Stage.INTERVIEW


def test_withdraw_tells_the_employer(application, candidate, owner, viewer):
    services.withdraw(application, by=candidate)

    assert Application.objects.get().stage == Stage.WITHDRAWN
    assert mails() == [("applications/application_withdrawn", owner.email)]


@pytest.mark.parametrize("was", [stage for stage in Stage if stage not in OPEN])
def test_withdraw_refuses_what_is_over(was, listing, candidate):
    application = make_application(listing, candidate, stage=was)

    with pytest.raises(DomainError):
        services.withdraw(application, by=candidate)

    assert Application.objects.get().stage == was


def test_closing_a_listing_tells_every_open_applicant(listing, owner):
    people = {stage: make_application(listing, make_candidate(), stage=stage) for stage in Stage}
    other = make_application(make_listing(employer=listing.employer), make_candidate())

    listing_services.close(listing, by=owner, outcome=Outcome.FILLED_HERE)

    told = set(OutboxMail.objects.filter(kind="applications/job_left").values_list("to", flat=True))
    assert told == {people[stage].candidate.email for stage in OPEN}
    assert {row.pk: row.stage for row in Application.objects.filter(listing=listing)} == {
        row.pk: stage for stage, row in people.items()
    }
    notes = set(ApplicationEvent.objects.filter(code=What.JOB_LEFT).values_list("note", flat=True))
    assert notes == {"The job has closed: filled by somebody who applied here."}
    assert not other.events.exists()


def test_removing_a_listing_warns_the_applicants(listing, application, moderator):
    listing_services.remove(listing, by=moderator, note="Asks for money.")

    mail = OutboxMail.objects.get(kind="applications/job_left")
    assert "can no longer open what you sent" in mail.text
    assert "Asks for money" not in mail.text


def test_an_applicant_still_gets_an_answer_after_the_job_closed(listing, application, owner):
    listing_services.close(listing, by=owner, outcome=Outcome.FILLED_HERE)

    services.move(Application.objects.get(), Stage.HIRED, by=owner)

    assert Application.objects.get().stage == Stage.HIRED


TEXT = "Nine years of inpatient coding, CCS since 2017. " * 4


def test_erase_resumes_takes_only_hidden_ones_nobody_needs(settings, listing, candidate):
    now = timezone.now()
    long_ago = now - timedelta(days=settings.APPLICATION_RETENTION_DAYS + 1)
    kept = resumes.store(candidate, text=TEXT + "kept on the profile")
    unused = resumes.store(candidate, text=TEXT + "hidden, never sent")
    sent = resumes.store(candidate, text=TEXT + "hidden, sent lately")
    old = resumes.store(candidate, text=TEXT + "hidden, sent long ago")
    for resume in (unused, sent, old):
        resumes.hide(resume)
    Application.objects.create(listing=listing, candidate=candidate, resume=sent, stage=Stage.DECLINED)
    Application.objects.create(
        listing=make_listing(), candidate=candidate, resume=old, stage=Stage.DECLINED, stage_changed_at=long_ago
    )

    counts = [services.erase_resumes(now=now), services.erase_resumes(now=now)]

    assert counts == [2, 0]
    assert not Resume.objects.filter(pk=unused.pk).exists()
    assert Resume.objects.get(pk=old.pk).is_erased
    assert [Resume.objects.get(pk=row.pk).text for row in (kept, sent)] == [kept.text, sent.text]


def test_retention_of_an_open_application_starts_when_its_job_ends(settings, employer, candidate):
    now = timezone.now()
    long_ago = now - timedelta(days=settings.APPLICATION_RETENTION_DAYS + 1)
    open_job, over, lately = (
        make_listing(employer=employer),
        make_listing(employer=employer, status=Status.CLOSED, ended_at=long_ago),
        make_listing(employer=employer, status=Status.CLOSED, ended_at=now - timedelta(days=3)),
    )
    for job in (open_job, over, lately):
        make_application(job, candidate, stage_changed_at=long_ago)

    past = Application.objects.past_retention(now)

    assert [row.listing for row in past] == [over]


def test_unanswered_is_open_and_silent(listing):
    silent = make_application(listing, make_candidate())
    make_application(listing, make_candidate(), answered_at=timezone.now(), stage=Stage.INTERVIEW)
    make_application(listing, make_candidate(), stage=Stage.WITHDRAWN)

    assert list(Application.objects.unanswered()) == [silent]


def test_news_is_what_others_did_since_the_last_reading(application, candidate, owner):
    def has_news():
        return Application.objects.with_news().get().has_news

    before = has_news()
    services.move(application, Stage.REVIEWING, by=owner)
    after = has_news()
    services.mark_seen(application)
    read = has_news()
    services.withdraw(application, by=candidate)

    assert (before, after, read, has_news()) == (False, True, False, False)


def test_no_mail_goes_to_a_closed_account(application, candidate, owner):
    candidate.is_active = False
    candidate.save()

    services.move(Application.objects.get(), Stage.INTERVIEW, by=owner)

    assert mails() == []


def test_a_member_who_left_gets_no_mail(listing, candidate, employer):
    left = make_member(employer, role="recruiter", is_active=False)

    services.apply(listing, by=candidate, resume=make_resume(candidate))

    assert left.email not in {to for _, to in mails()}
