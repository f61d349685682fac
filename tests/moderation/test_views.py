from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Employer
from accounts.services import domains
from core.errors import DomainError
from core.models import ImportRun, OutboxMail
from listings import services
from listings.models import ImportSource, Listing, ListingText, Report
from listings.workflow import Status
from tests.factories import make_employer, make_listing, make_member, make_report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


def decide(browser, listing, decision, **fields):
    return browser.post(reverse("moderation:decide", args=[listing.pk]), {"decision": decision, **fields})


def make_batch(count=3, **fields):
    run = ImportRun.objects.create(kind="listings", source="Feed", file_name="feed.xml", sha256="0" * 64)
    source = ImportSource.objects.create(name="Feed")
    employer = make_employer(name="Imported Health", claimed_at=None)
    for number in range(count):
        text = f"Codes visits of clinic number {number}, from the record and not from memory."
        make_listing(
            employer=employer,
            title=f"Clinic Coder {number}",
            status=Status.PENDING,
            description=text,
            source=source,
            source_ref=f"F{number}",
            import_run=run,
            **fields,
        )
    return run


def test_queue_lists_what_waits_oldest_first_and_leaves_imports_apart(as_user, moderator):
    young = make_listing(title="Young One", status=Status.PENDING, days_ago=1)
    old = make_listing(title="Old One", status=Status.PENDING, days_ago=5)
    make_batch(1)

    page = as_user(moderator).get(reverse("moderation:queue"))

    assert [listing.pk for listing, _ in page.context["rows"]] == [old.pk, young.pk]
    assert page.context["counts"] == {"desk": 2, "imported": 1, "reports": 0, "claims": 0}


def test_queue_puts_grave_listings_first_and_says_so(as_user, moderator):
    old = make_listing(title="Old One", status=Status.PENDING, days_ago=9)
    for_chat = make_listing(title="For Chat", status=Status.PENDING, days_ago=2, description="Write on Telegram.")
    reported = make_listing(title="Reported One", status=Status.PENDING, days_ago=4)
    doubted = make_listing(title="Doubted One", status=Status.PENDING, days_ago=5)
    make_report(reported, reason="money")
    make_report(doubted, reason="wrong")
    make_report(doubted, reason="scam", status="dismissed")

    page = as_user(moderator).get(reverse("moderation:queue"))

    assert [one.pk for one, _ in page.context["rows"]] == [reported.pk, for_chat.pk, old.pk, doubted.pk]
    assert page.text.count(">Grave<") == 2
    assert "Grave ones first, then the oldest." in page.text
    assert reverse("moderation:review", args=[reported.pk]) in page.text.split("Open the first")[0]


def test_after_a_decision_the_grave_one_opens_next(as_user, moderator):
    make_listing(title="Old One", status=Status.PENDING, days_ago=9)
    grave = make_listing(status=Status.PENDING, days_ago=1, description="Paid by Zelle.")
    decided = make_listing(status=Status.PENDING, days_ago=3)

    answer = decide(as_user(moderator), decided, "approve")

    assert answer.url == reverse("moderation:review", args=[grave.pk])


def test_queue_costs_the_same_for_one_row_and_for_five(as_user, moderator):
    browser = as_user(moderator)
    make_listing(status=Status.PENDING)
    browser.get(reverse("moderation:queue"))
    with CaptureQueriesContext(connection) as one:
        browser.get(reverse("moderation:queue"))
    for number in range(5):
        make_listing(title=f"Coder {number}", status=Status.PENDING)
    ListingText.objects.update(fingerprint="a" * 64)

    with CaptureQueriesContext(connection) as five:
        browser.get(reverse("moderation:queue"))

    # The texts have twins now, which is one query for the order and one for the page.
    assert len(five) <= len(one) + 2


def test_queue_names_who_posted_the_same_text(as_user, moderator):
    first = make_listing(employer=make_employer(name="First Health"))
    copy = make_listing(employer=make_employer(name="Copy Cat"), status=Status.PENDING)
    ListingText.objects.update(fingerprint="a" * 64)

    page = as_user(moderator).get(reverse("moderation:queue"))
    review = as_user(moderator).get(reverse("moderation:review", args=[copy.pk]))

    ((_, flags),) = page.context["rows"]
    assert [(flag.code, flag.words) for flag in flags] == [("same_text", ("First Health",))]
    assert list(review.context["alike"]) == [first]


def test_review_names_who_acted(as_user, moderator, employer, owner):
    listing = make_listing(employer=employer, status=Status.PENDING)
    listing.events.create(code="submitted", was="draft", became="pending", by=owner)
    listing.events.create(code="imported", became="pending")

    page = as_user(moderator).get(reverse("moderation:review", args=[listing.pk]))

    assert [event.actor for event in page.context["events"]] == ["The board", str(owner)]
    assert "Sent for review" in page.content.decode()


def test_a_text_that_changed_meanwhile_is_not_approved_unseen(as_user, moderator):
    source = ImportSource.objects.create(name="Feed")
    listing = make_listing(status=Status.PENDING, source=source, source_ref="1")
    browser = as_user(moderator)
    seen = browser.get(reverse("moderation:review", args=[listing.pk])).context["form"]["seen"].value()
    services.save_content(listing, html="<p>Another text.</p>")

    page = decide(browser, listing, "approve", seen=seen, reason="Fine.")
    again = decide(browser, listing, "approve", seen=page.context["form"]["seen"].value())

    assert "Somebody was faster" in page.content.decode()
    assert page.context["form"]["reason"].value() == "Fine."
    assert again.status_code == 302
    assert listing.events.filter(code="approved").count() == 1


def test_review_shows_the_job_the_signs_and_the_history(as_user, moderator):
    listing = make_listing(status=Status.PENDING, description="Pay a training fee by gift card and write on Telegram.")

    page = as_user(moderator).get(reverse("moderation:review", args=[listing.pk])).content.decode()

    assert "It seems to ask applicants for money" in page
    assert "training fee" in page
    assert "This is its first listing" in page


def test_approve_makes_it_live_and_opens_the_next(as_user, moderator):
    first = make_listing(status=Status.PENDING, days_ago=3)
    second = make_listing(status=Status.PENDING, days_ago=2)

    answer = decide(as_user(moderator), first, "approve")

    assert answer.url == reverse("moderation:review", args=[second.pk])
    assert Listing.objects.get(pk=first.pk).status == Status.PUBLISHED
    assert first.events.get(code="approved").by == moderator


@pytest.mark.parametrize(("decision", "became"), [("changes", Status.CHANGES_REQUESTED), ("reject", Status.REJECTED)])
def test_a_refusal_stores_and_mails_its_reason(as_user, moderator, employer, owner, decision, became):
    listing = make_listing(employer=employer, status=Status.PENDING, posted_by=owner)

    answer = decide(as_user(moderator), listing, decision, reason="Please state the pay you would really give.")

    assert answer.url == reverse("moderation:queue")
    assert Listing.objects.get(pk=listing.pk).status == became
    assert listing.events.last().note == "Please state the pay you would really give."
    assert "Please state the pay you would really give." in OutboxMail.objects.get(to=owner.email).text


def test_a_refusal_without_a_reason_is_asked_for_one(as_user, moderator):
    listing = make_listing(status=Status.PENDING)

    page = decide(as_user(moderator), listing, "reject", reason="  ")

    assert "Give a reason" in page.content.decode()
    assert Listing.objects.get(pk=listing.pk).status == Status.PENDING


def test_a_picked_reason_counts(as_user, moderator):
    listing = make_listing(status=Status.PENDING)
    reason = "It is not a job in medical coding or next to it."

    decide(as_user(moderator), listing, "reject", canned=reason)

    assert listing.events.last().note == reason


def test_taking_down_ends_a_live_listing(as_user, moderator):
    listing = make_listing()

    decide(as_user(moderator), listing, "remove", reason="The employer says it never posted this.")

    assert Listing.objects.get(pk=listing.pk).status == Status.REMOVED
    assert listing not in Listing.objects.public()


def test_the_slower_of_two_moderators_is_told_and_loses_nothing(as_user, moderator):
    listing = make_listing(status=Status.PENDING)
    decide(as_user(moderator), listing, "approve")

    page = decide(as_user(moderator), listing, "reject", reason="Not a coding job.")

    assert "cannot become rejected" in page.content.decode()
    assert "Not a coding job." in page.content.decode() or "Nothing is to be decided" in page.content.decode()
    assert Listing.objects.get(pk=listing.pk).status == Status.PUBLISHED


def test_a_moderator_does_not_decide_for_her_own_employer(as_user, moderator, employer):
    employer.memberships.create(user=moderator, role="viewer")
    listing = make_listing(employer=employer, status=Status.PENDING)

    page = decide(as_user(moderator), listing, "approve")

    assert "another moderator decides" in page.content.decode()
    assert Listing.objects.get(pk=listing.pk).status == Status.PENDING


@pytest.mark.parametrize(("decision", "status"), [("", 400), ("publish", 400), ("remove", 200)])
def test_an_unknown_or_impossible_decision_changes_nothing(as_user, moderator, decision, status):
    listing = make_listing(status=Status.PENDING)

    answer = decide(as_user(moderator), listing, decision, reason="Because.")

    assert answer.status_code == status
    assert Listing.objects.get(pk=listing.pk).status == Status.PENDING


def test_a_draft_is_nobodys_business(as_user, moderator):
    listing = make_listing(status=Status.DRAFT)

    assert as_user(moderator).get(reverse("moderation:review", args=[listing.pk])).status_code == 404


@pytest.mark.parametrize("who", ["candidate", "owner"])
def test_others_are_refused(as_user, request, who):
    listing = make_listing(status=Status.PENDING)

    answer = decide(as_user(request.getfixturevalue(who)), listing, "approve")

    assert answer.status_code == 403
    assert Listing.objects.get(pk=listing.pk).status == Status.PENDING


# Reports ----------------------------------------------------------------------------------------------------


def settle(browser, report, decision, note):
    url = reverse("moderation:decide_report", args=[report.pk])
    return browser.post(url, {f"{report.pk}-decision": decision, f"{report.pk}-note": note})


def test_a_report_shows_in_the_queue_and_can_be_dismissed(as_user, moderator):
    report = make_report(make_listing(), details="They asked for my bank login.")
    browser = as_user(moderator)

    page = browser.get(reverse("moderation:reports")).content.decode()
    settle(browser, report, "dismiss", "Checked with the employer.")

    assert "They asked for my bank login." in page
    assert Report.objects.get().status == "dismissed"
    assert Report.objects.get().handled_by == moderator


def test_grave_reports_come_first_and_say_so(as_user, moderator):
    now = timezone.now()
    reasons = ["wrong", "scam", "gone", "money"]  # from the oldest to the newest
    rows = {
        reason: make_report(make_listing(), reason=reason, created_at=now - timedelta(days=9 - number))
        for number, reason in enumerate(reasons)
    }
    make_report(make_listing(), reason="scam", status="upheld")

    page = as_user(moderator).get(reverse("moderation:reports"))

    expected = [rows[reason] for reason in ("scam", "money", "wrong", "gone")]
    assert [report for report, _ in page.context["rows"]] == expected
    assert page.text.count(">Grave<") == 2
    assert "Grave ones first, then the oldest." in page.text


def test_answered_reports_can_be_read_again(as_user, moderator):
    services.dismiss_report(make_report(make_listing()), by=moderator, note="It is all true.")
    browser = as_user(moderator)

    answered = browser.get(reverse("moderation:reports"), {"state": "answered"}).content.decode()

    assert "It is all true." in answered
    assert "It is all true." not in browser.get(reverse("moderation:reports")).content.decode()


def test_upholding_can_take_the_listing_down(as_user, moderator):
    report = make_report(make_listing())

    settle(as_user(moderator), report, "remove", "A known scam.")

    assert Listing.objects.get().status == Status.REMOVED
    assert Report.objects.get().status == "upheld"


def test_a_report_needs_a_note_and_keeps_what_was_typed(as_user, moderator):
    report = make_report(make_listing())

    page = settle(as_user(moderator), report, "dismiss", "")

    assert "Write a note" in page.content.decode()
    assert Report.objects.get().status == "open"


# Employers --------------------------------------------------------------------------------------------------


def test_suspending_takes_the_jobs_out_of_sight_and_reinstating_brings_them_back(as_user, moderator, employer, owner):
    listing = make_listing(employer=employer)
    browser = as_user(moderator)

    browser.post(reverse("moderation:suspend", args=[employer.pk]), {"note": "Posts jobs that do not exist."})
    hidden = listing not in Listing.objects.public()
    browser.post(reverse("moderation:reinstate", args=[employer.pk]), {"note": "It was a mistake."})

    assert hidden
    assert listing in Listing.objects.public()
    assert list(employer.events.values_list("code", flat=True)) == ["suspended", "reinstated"]


def test_suspending_needs_a_reason(as_user, moderator, employer):
    page = as_user(moderator).post(reverse("moderation:suspend", args=[employer.pk]), {"note": ""})

    assert "Give a reason" in page.content.decode()
    employer.refresh_from_db()
    assert not employer.is_suspended


def test_employers_are_found_by_name_and_state(as_user, moderator, employer):
    make_employer(name="Other", claimed_at=None)

    page = as_user(moderator).get(reverse("moderation:employers"), {"q": "mercy", "which": "claimed"})

    assert [one.name for one in page.context["page"]] == ["Mercy Coding"]


# Imports ----------------------------------------------------------------------------------------------------


def batch_form(browser, run, **fields):
    page = browser.get(reverse("moderation:batch", args=[run.pk]))
    data = {"proof": page.context["form"].initial["proof"], "has_read": "on", **fields}
    return browser.post(reverse("moderation:decide_batch", args=[run.pk]), data)


def test_a_batch_lists_its_grave_ones_first(as_user, moderator):
    run = make_batch(3)
    grave = make_listing(
        employer=make_employer(name="Odd Health"),
        status=Status.PENDING,
        description="Buy your own kit.",
        import_run=run,
    )

    page = as_user(moderator).get(reverse("moderation:batch", args=[run.pk]))

    assert page.context["page"][0].pk == grave.pk
    assert page.context["grave"] == {grave.pk}


def test_a_batch_is_approved_as_one_after_its_sample_was_seen(as_user, moderator):
    run = make_batch(3)

    answer = batch_form(as_user(moderator), run, decision="approve")

    assert answer.url == reverse("moderation:batches")
    assert Listing.objects.public().count() == 3


def test_a_batch_is_refused_as_one_with_a_reason(as_user, moderator):
    run = make_batch(2)

    batch_form(as_user(moderator), run, decision="refuse", reason="Not coding jobs.")

    assert set(Listing.objects.values_list("status", flat=True)) == {Status.REJECTED}
    assert {event.note for listing in Listing.objects.all() for event in listing.events.all()} == {"Not coding jobs."}


@pytest.mark.parametrize(
    "fields",
    [
        {"decision": "approve", "has_read": ""},
        {"decision": "approve", "proof": "made-up"},
        {"decision": "refuse", "reason": ""},
        {"decision": "", "reason": "x"},
    ],
)
def test_a_batch_without_its_sample_or_reason_stays(as_user, moderator, fields):
    run = make_batch(1)

    batch_form(as_user(moderator), run, **fields)

    assert Listing.objects.get().status == Status.PENDING


def test_the_proof_of_another_moderator_is_not_mine(as_user, moderator, operator):
    run = make_batch(1)
    page = as_user(operator).get(reverse("moderation:batch", args=[run.pk]))
    proof = page.context["form"].initial["proof"]

    as_user(moderator).post(
        reverse("moderation:decide_batch", args=[run.pk]), {"decision": "approve", "has_read": "on", "proof": proof}
    )

    assert Listing.objects.get().status == Status.PENDING


def test_a_grave_sign_keeps_a_listing_out_of_the_batch(as_user, moderator):
    run = make_batch(2)
    text = Listing.objects.order_by("pk").first().text
    text.description = "Send us money for the starter kit by gift card."
    text.save()

    answer = batch_form(as_user(moderator), run, decision="approve")

    assert answer.url == reverse("moderation:batch", args=[run.pk])
    assert Listing.objects.get(status=Status.PENDING).text == text
    assert Listing.objects.public().count() == 1


def test_acts_are_not_done_by_get(as_user, moderator, employer):
    listing = make_listing(status=Status.PENDING)
    run = make_batch(1)
    report = make_report(make_listing())
    addresses = [
        reverse("moderation:decide", args=[listing.pk]),
        reverse("moderation:decide_report", args=[report.pk]),
        reverse("moderation:suspend", args=[employer.pk]),
        reverse("moderation:reinstate", args=[employer.pk]),
        reverse("moderation:decide_batch", args=[run.pk]),
    ]

    assert [as_user(moderator).get(url).status_code for url in addresses] == [405] * 5


def test_a_member_of_the_employer_learns_nothing_here(as_user):
    employer = make_employer()
    member = make_member(employer)

    assert as_user(member).get(reverse("moderation:employer", args=[employer.pk])).status_code == 403


def test_employers_of_one_house_are_let_share_a_domain(as_user, moderator, employer, owner):
    Employer.objects.filter(pk=employer.pk).update(website="https://mercy.example")
    make_employer(name="Mercy Health", proven_domain="mercy.example", domain_proven_at=timezone.now())
    employer.refresh_from_db()
    with pytest.raises(DomainError, match=r"proven mercy\.example already"):
        domains.ask(employer, by=owner, address="jane")
    browser, url = as_user(moderator), reverse("moderation:share_domain", args=[employer.pk])

    without_reason = browser.post(url, {"note": " "}).text
    before = Employer.objects.get(pk=employer.pk).shares_domain
    answer = browser.post(url, {"note": "One house, two names."}, follow=True)
    twice = browser.post(url, {"note": "Once more."}).text

    assert "Give a reason" in without_reason
    assert not before
    assert "may prove a domain that another employer of its house has" in answer.text
    assert "May share domain" in answer.text
    assert "Let it share a domain" not in answer.text
    assert "may share a domain already" in twice
    assert list(employer.events.values_list("code", "by", "note")) == [
        ("may_share_domain", moderator.pk, "One house, two names.")
    ]
    mail = OutboxMail.objects.get(kind="accounts/employer_may_share_domain")
    assert (mail.to, "One house, two names." in mail.text, "/profile/domain/" in mail.html) == (owner.email, True, True)
    domains.ask(Employer.objects.get(pk=employer.pk), by=owner, address="jane")


def test_a_moderator_does_not_let_her_own_employer_share_a_domain(as_user, moderator, employer):
    employer.memberships.create(user=moderator, role="viewer")

    page = as_user(moderator).post(reverse("moderation:share_domain", args=[employer.pk]), {"note": "It is ours."})

    assert "another moderator decides" in page.text
    assert not Employer.objects.get(pk=employer.pk).shares_domain
