"""The acts of a listing's life: what each does, from where, and what it refuses."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.services import employers
from core.errors import DomainError
from core.models import OutboxMail
from listings import services
from listings.models import ImportSource, Listing, ListingText, Report
from listings.signals import listing_left_public
from listings.workflow import MOVES, RULE_VERSION, Outcome, Status
from tests.factories import make_employer, make_listing, make_member, make_report

pytestmark = pytest.mark.django_db

# act -> (the status it leads to, how to call it)
ACTS = {
    "submit": (Status.PENDING, lambda one, by: services.submit(one, by=by)),
    "approve": (Status.PUBLISHED, lambda one, by: services.approve(one, by=by)),
    "request_changes": (
        Status.CHANGES_REQUESTED,
        lambda one, by: services.request_changes(one, by=by, note="State the pay."),
    ),
    "reject": (Status.REJECTED, lambda one, by: services.reject(one, by=by, note="Not a job.")),
    "withdraw": (Status.WITHDRAWN, lambda one, by: services.withdraw(one, by=by)),
    "close": (Status.CLOSED, lambda one, by: services.close(one, by=by, outcome=Outcome.FILLED_HERE)),
    "remove": (Status.REMOVED, lambda one, by: services.remove(one, by=by, note="A scam.")),
    "expire": (Status.EXPIRED, lambda one, by: services.expire(one, by=by)),
}
EVENT_CODES = {
    "submit": "submitted",
    "approve": "approved",
    "request_changes": "changes_requested",
    "reject": "rejected",
    "withdraw": "withdrawn",
    "close": "closed",
    "remove": "removed",
    "expire": "expired",
}
ALLOWED = [(act, was) for act, (to, _) in ACTS.items() for was in Status if to in MOVES[was]]
REFUSED = [(act, was) for act, (to, _) in ACTS.items() for was in Status if to not in MOVES[was]]


@pytest.fixture
def received():
    """What the signal said while the test ran."""
    seen = []

    def receiver(sender, listing, became, by, **kwargs):
        seen.append((listing.pk, became))

    listing_left_public.connect(receiver)
    yield seen
    listing_left_public.disconnect(receiver)


@pytest.mark.parametrize(("act", "was"), ALLOWED)
def test_act_moves_and_writes_its_event(act, was, employer, owner, moderator):
    listing = make_listing(employer=employer, status=was)
    to, call = ACTS[act]

    call(listing, moderator)

    assert Listing.objects.get(pk=listing.pk).status == to
    event = listing.events.get()
    assert (event.code, event.was, event.became, event.by, event.rule_version) == (
        EVENT_CODES[act],
        was,
        to,
        moderator,
        RULE_VERSION,
    )


@pytest.mark.parametrize(("act", "was"), REFUSED)
def test_act_refuses_other_states(act, was, employer, owner, moderator):
    listing = make_listing(employer=employer, status=was)
    _, call = ACTS[act]

    with pytest.raises(DomainError):
        call(listing, moderator)

    assert Listing.objects.get(pk=listing.pk).status == was
    assert listing.events.count() == 0
    assert OutboxMail.objects.count() == 0


@pytest.mark.parametrize("act", ["approve", "request_changes", "reject", "withdraw"])
def test_act_refuses_when_somebody_was_faster(act, employer, owner, moderator):
    listing = make_listing(employer=employer, status=Status.PENDING)
    stale = Listing.objects.get(pk=listing.pk)
    services.reject(listing, by=moderator, note="Not a job.")

    with pytest.raises(DomainError, match="Somebody else"):
        ACTS[act][1](stale, moderator)

    assert listing.events.count() == 1


@pytest.mark.parametrize("act", ["request_changes", "reject"])
def test_a_decision_against_needs_a_reason(act, moderator):
    listing = make_listing(status=Status.PENDING)

    with pytest.raises(DomainError, match="reason"):
        getattr(services, act)(listing, by=moderator, note="  ")

    assert Listing.objects.get(pk=listing.pk).status == Status.PENDING


@pytest.mark.parametrize(
    ("act", "became"), [("close", Status.CLOSED), ("remove", Status.REMOVED), ("expire", Status.EXPIRED)]
)
def test_leaving_the_public_is_told_upwards(act, became, employer, received):
    listing = make_listing(employer=employer)

    ACTS[act][1](listing, None)

    assert received == [(listing.pk, became)]


def test_a_receiver_that_fails_takes_everything_back(employer):
    listing = make_listing(employer=employer)

    def fails(**kwargs):
        raise DomainError("no")

    listing_left_public.connect(fails)
    with pytest.raises(DomainError):
        services.close(listing, by=None, outcome=Outcome.CANCELLED)
    listing_left_public.disconnect(fails)

    assert Listing.objects.get(pk=listing.pk).status == Status.PUBLISHED


def test_approve_sets_the_dates(employer, moderator, settings):
    listing = make_listing(employer=employer, status=Status.PENDING)
    before = timezone.now()

    services.approve(listing, by=moderator)

    fresh = Listing.objects.get(pk=listing.pk)
    assert before <= fresh.first_posted_at == fresh.published_at <= timezone.now()
    assert fresh.expires_at == fresh.published_at + timedelta(days=settings.LISTING_DAYS_OPEN)
    assert list(Listing.objects.public()) == [fresh]


def test_approve_never_moves_the_first_posted_date(moderator):
    long_ago = datetime(2026, 1, 5, 12, tzinfo=UTC)
    listing = make_listing(status=Status.PENDING, first_posted_at=long_ago)

    services.approve(listing, by=moderator)

    assert Listing.objects.get(pk=listing.pk).first_posted_at == long_ago


def test_approve_keeps_the_moment_an_import_set(moderator):
    source = ImportSource.objects.create(name="feed")
    moment = timezone.now() + timedelta(days=20)
    listing = make_listing(
        status=Status.PENDING, source=source, source_ref="1", expires_at=moment, closes_on=date(2020, 1, 1)
    )

    services.approve(listing, by=moderator)

    assert Listing.objects.get(pk=listing.pk).expires_at == moment


def test_approve_refuses_a_closing_day_that_has_passed(moderator):
    listing = make_listing(status=Status.PENDING, closes_on=timezone.now().date() - timedelta(days=2))

    with pytest.raises(DomainError, match="closing day"):
        services.approve(listing, by=moderator)


@pytest.mark.parametrize("act", ["submit", "approve"])
def test_nothing_of_a_suspended_employer_goes_on(act, moderator):
    employer = make_employer(suspended_at=timezone.now())
    make_member(employer)
    listing = make_listing(employer=employer, status=Status.DRAFT if act == "submit" else Status.PENDING)

    with pytest.raises(DomainError, match="suspended"):
        ACTS[act][1](listing, moderator)

    assert listing.events.count() == 0


@pytest.mark.parametrize(
    ("day", "zone", "moment"),
    [
        (date(2026, 3, 7), "America/New_York", datetime(2026, 3, 8, 5, tzinfo=UTC)),
        (date(2026, 3, 8), "America/New_York", datetime(2026, 3, 9, 4, tzinfo=UTC)),
        (date(2026, 11, 1), "America/New_York", datetime(2026, 11, 2, 5, tzinfo=UTC)),
        (date(2026, 11, 1), "America/Phoenix", datetime(2026, 11, 2, 7, tzinfo=UTC)),
        (date(2026, 12, 31), "Pacific/Guam", datetime(2026, 12, 31, 14, tzinfo=UTC)),
        # Midnight itself is skipped there: the day ends when the clock jumps.
        (date(2026, 3, 7), "America/Havana", datetime(2026, 3, 8, 5, tzinfo=UTC)),
    ],
)
def test_a_day_ends_at_24_in_the_zone(day, zone, moment):
    end = services.end_of_day(day, zone)

    assert end == moment


def test_a_closing_day_is_open_until_its_end(moderator):
    employer = make_employer(time_zone="America/Los_Angeles")
    day = timezone.now().date() + timedelta(days=10)
    listing = make_listing(employer=employer, status=Status.PENDING, closes_on=day)

    services.approve(listing, by=moderator)

    assert listing.expires_at == services.end_of_day(day, "America/Los_Angeles")
    assert listing.last_day == day


def test_expire_due_ends_what_is_over_and_nothing_else(received):
    over = make_listing(expires_at=timezone.now() - timedelta(minutes=1))
    make_listing(expires_at=timezone.now() + timedelta(minutes=1))
    make_listing(status=Status.PENDING)

    first, second = services.expire_due(), services.expire_due()

    assert (first, second) == (1, 0)
    assert received == [(over.pk, Status.EXPIRED)]
    assert Listing.objects.filter(status=Status.EXPIRED).count() == 1


@pytest.mark.parametrize(
    ("act", "subject"),
    [
        ("approve", "is live"),
        ("request_changes", "Please change"),
        ("reject", "was not accepted"),
        ("remove", "was taken down"),
        ("close", "is closed"),
        ("expire", "has ended"),
    ],
)
def test_the_poster_gets_a_mail_with_the_reason(act, subject, employer, owner, colleague, moderator):
    to, call = ACTS[act]
    was = next(state for state in (Status.PENDING, Status.PUBLISHED) if to in MOVES[state])
    if act == "expire":
        was = Status.PUBLISHED
    listing = make_listing(employer=employer, status=was, posted_by=colleague, title="Coder <II> & more")

    call(listing, moderator)

    mail = OutboxMail.objects.get()
    assert mail.to == colleague.email
    assert subject in mail.subject
    assert "Coder <II> & more" in mail.text
    assert "Coder &lt;II&gt; &amp; more" in mail.html
    note = listing.events.get().note
    assert note in mail.text


def test_owners_get_the_mail_when_the_poster_left(employer, owner, colleague, moderator):
    stranger = make_member(make_employer())
    listing = make_listing(employer=employer, status=Status.PENDING, posted_by=stranger)

    services.approve(listing, by=moderator)

    assert OutboxMail.objects.get().to == owner.email


def test_an_unclaimed_employer_gets_no_mail(moderator):
    listing = make_listing(employer=make_employer(claimed_at=None), status=Status.PENDING)

    services.approve(listing, by=moderator)

    assert OutboxMail.objects.count() == 0


def test_close_wants_an_outcome_of_the_list():
    listing = make_listing()

    with pytest.raises(DomainError, match="how the search ended"):
        services.close(listing, by=None, outcome="sold")

    assert Listing.objects.get(pk=listing.pk).status == Status.PUBLISHED


def test_upholding_a_report_with_removal_answers_the_others_too(moderator):
    listing = make_listing()
    first, second = make_report(listing), make_report(listing, reason="gone")

    services.uphold_report(first, by=moderator, note="It asks for money.", remove_listing=True)

    assert Listing.objects.get(pk=listing.pk).status == Status.REMOVED
    assert set(Report.objects.values_list("status", "handled_by")) == {(Report.Status.UPHELD, moderator.pk)}
    assert second.pk


def test_a_report_is_answered_once(moderator):
    report = make_report(make_listing())
    stale = Report.objects.get(pk=report.pk)
    services.dismiss_report(report, by=moderator, note="Looks fine.")

    with pytest.raises(DomainError):
        services.uphold_report(stale, by=moderator, note="No.", remove_listing=True)

    assert Listing.objects.get().status == Status.PUBLISHED
    assert Report.objects.get().note == "Looks fine."


def test_renaming_an_employer_renews_the_text_of_its_listings_only(employer, owner):
    mine, other = make_listing(employer=employer), make_listing()
    before = {one.pk: one.text.doc_id for one in (mine, other)}

    employers.edit(employer, by=owner, name="Mercy Health")

    after = {text.pk: (text.employer, text.doc_id) for text in ListingText.objects.all()}
    assert after[mine.pk][0] == "Mercy Health"
    assert after[mine.pk][1] > max(before.values())
    assert after[other.pk][1] == before[other.pk]


ACTS_OF_A_MEMBER = {
    "close": lambda listing, by: services.close(listing, by=by, outcome="filled_here"),
    "withdraw": lambda listing, by: services.withdraw(listing, by=by),
    "copy": lambda listing, by: services.copy(listing, by=by),
    "save": lambda listing, by: services.save_content(listing, html="<p>New</p>", by=by),
}


@pytest.mark.parametrize("act", ACTS_OF_A_MEMBER)
def test_people_of_a_suspended_employer_change_nothing(employer, owner, act):
    listing = make_listing(employer=employer, status=Status.DRAFT if act in ("withdraw", "save") else Status.PUBLISHED)
    employer.suspended_at = timezone.now()
    employer.save()
    listing = Listing.objects.get(pk=listing.pk)
    before = (listing.status, listing.title, Listing.objects.count())

    with pytest.raises(DomainError, match="suspended"):
        ACTS_OF_A_MEMBER[act](listing, owner)

    listing = Listing.objects.get(pk=listing.pk)
    assert (listing.status, listing.title, Listing.objects.count()) == before
