"""`manage.py demo`: what it builds, that it repeats, and what clearing leaves."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest
from django.conf import settings
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import Claim, Employer, User
from accounts.services import claims
from applications.models import Application
from applications.workflow import Stage
from codes.models import Specialty
from core.models import ImportRun, OutboxMail
from jobboard.demo import build, clearing
from jobboard.demo.material import houses, trades
from jobboard.demo.people import PASSWORD, personas
from listings import rules, services
from listings.models import Listing, Report, SavedListing
from listings.safety import flags
from listings.services import save_content
from listings.workflow import MOVES, PayUnit, Status, Work
from tests.factories import make_application, make_candidate, make_employer, make_listing, make_member

OPEN = 110


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _board(stands):
    """A small demo on an empty, migrated database: the reference comes with it."""
    assert stands(build.build, listings=OPEN, seed=7) is True


def open_listings():
    rows = Listing.objects.public().filter(is_demo=True)
    return rows.select_related("employer", "text", "level", "employment_type").order_by("pk")


def contents():
    """What the board says, without keys and moments."""
    listings = sorted(
        (row.employer.name, row.title, row.status, row.pay_row, row.where_row, row.credentials_row, row.text.html)
        for row in Listing.objects.select_related("employer", "text", "state")
    )
    sent = sorted(
        (row.candidate.email, row.listing.title, row.stage, row.cover_note)
        for row in Application.objects.select_related("candidate", "listing")
    )
    return listings, sent


# What stands there --------------------------------------------------------------------------------------------


def test_build_makes_the_promised_number_of_open_listings():
    assert OPEN <= open_listings().count() <= OPEN + 2  # today a moderator let one in, and an employer closed one


def test_build_has_every_state_of_life():
    found = Counter(Listing.objects.values_list("status", flat=True))

    assert set(found) == set(Status.values)
    assert found[Status.PENDING] >= 15
    assert found[Status.CLOSED] > found[Status.EXPIRED] > 0


def test_every_main_specialty_has_an_open_listing():
    main = set(Specialty.objects.filter(tier=1).values_list("slug", flat=True))

    assert main - set(open_listings().values_list("specialties__slug", flat=True)) == set()


def test_every_posted_listing_passes_the_rules_of_posting():
    wrong = {
        (row.title, problem.text)
        for row in open_listings().filter(source=None)
        for problem in rules.problems(row) + rules.warnings(row)
    }

    assert wrong == set()


def test_no_open_listing_raises_a_flag_but_the_copied_one():
    found = {(row.title, flag.code) for row in open_listings() for flag in flags(row)}

    assert [code for _, code in found] == ["same_text"]


def test_no_two_open_listings_have_the_same_text():
    texts = list(open_listings().values_list("text__description", flat=True))

    assert len(set(texts)) == len(texts)
    assert all(120 <= len(text.split()) <= 350 for text in texts)


def test_only_imported_listings_leave_facts_out():
    facts = ("pay_unit", "work", "credentials_rule", "apply_method")
    silent = [row for row in open_listings() if any(not getattr(row, name) for name in facts)]

    assert silent
    assert all(row.source_id and not row.employer.is_claimed for row in silent)


def test_listings_are_spread():
    rows = list(open_listings())

    assert {row.work for row in rows} == set(Work.values)
    assert {row.pay_unit for row in rows} >= {PayUnit.HOUR, PayUnit.YEAR, ""}
    assert {row.has_coding_test for row in rows} == {True, False, None}
    assert {row.credentials_rule for row in rows} >= {"any", "all", "none"}
    assert len({row.employer_id for row in rows}) >= 15
    ages = [(timezone.now() - row.first_posted_at).days for row in rows]
    assert min(ages) == 0
    assert 40 < max(ages) <= 58


def test_32701_is_tagged_and_worked():
    tagged = open_listings().filter(codes__system="cpt", codes__code="32701")
    worked = open_listings().filter(specialties__slug="radiation-oncology").exclude(pk__in=tagged)

    assert tagged.exists()
    assert worked.exists()


def test_stored_rows_are_what_save_content_would_write():
    """Stored in bulk; the form's own service finds nothing to change."""
    for row in open_listings()[:12]:
        was, doc = row.changed_at, row.text.doc_id
        credentials = list(row.listing_credentials.select_related("certification"))

        save_content(
            row,
            html=row.text.html,
            specialties=row.specialties.all(),
            codes=row.codes.values_list("system", "code"),
            code_ranges=row.code_ranges.values_list("system", "start", "end"),
            required=[one.certification for one in credentials if one.is_required],
            preferred=[one.certification for one in credentials if not one.is_required],
            eligible_states=row.eligible_states.all(),
            settings=row.settings.all(),
            systems=row.systems.all(),
            schedules=row.schedules.all(),
        )

        row = Listing.objects.select_related("text").get(pk=row.pk)
        assert (row.changed_at, row.text.doc_id) == (was, doc)


def test_histories_are_possible_and_in_order():
    now = timezone.now()
    for listing in Listing.objects.filter(is_demo=True).prefetch_related("events"):
        events = list(listing.events.all())
        assert events[-1].became == listing.status
        assert events[0].was == ""
        assert all(later.was == earlier.became for earlier, later in pairwise(events))
        assert all(event.became in MOVES[event.was] for event in events[1:])
        assert all(event.at <= now for event in events)


def test_applications_stand_in_all_stages_with_their_way_there():
    now = timezone.now()
    rows = Application.objects.select_related("listing").prefetch_related("events")

    assert {row.stage for row in rows} == set(Stage.values)
    for row in rows:
        events = list(row.events.all())
        assert events[-1].became == row.stage
        assert row.listing.first_posted_at <= row.created_at <= events[-1].at <= now
        assert row.listing.apply_method == "board"


def test_the_employer_of_the_personas_has_everything():
    ours = Listing.objects.filter(employer__memberships__user__email="owner@demo.test")

    assert set(ours.values_list("status", flat=True)) == set(Status.values)
    assert Application.objects.filter(listing__in=ours).values("stage").distinct().count() >= 6


def test_the_employer_of_the_personas_shows_what_one_can_show(client):
    ours, rivals = (Employer.objects.get(members__email=f"{who}@demo.test") for who in ("owner", "rival"))

    page = client.get(ours.get_absolute_url()).text

    assert (ours.is_proven, rivals.is_proven) == (True, False)
    assert "Proven: writes from larkspur.example" in page
    assert "Kentucky" in page
    assert "403(b) with a five percent match" in page
    assert client.get(ours.logo_url).status_code == 200
    invitation = ours.invitations.get()
    assert (invitation.state, invitation.email) == ("open", "newcomer@larkspur.example")
    assert OutboxMail.objects.filter(to=invitation.email, kind="accounts/invitation").exists()
    assert [(event.code, event.note) for event in ours.events.filter(code="domain_proven")] == [
        ("domain_proven", "larkspur.example")
    ]


def test_employers_wait_to_be_claimed_both_ways():
    free = {one.slug: claims.deciding_domain(one) for one in Employer.objects.claimable()}

    assert free == {
        "tamarack-valley-hospital": "tamarack.example",
        "bright-basin-medical-group": "",
        "corvid-row-revenue-management": "",
    }
    assert Claim.objects.get(status="open").employer.slug == "corvid-row-revenue-management"


def test_the_coder_has_heard_from_employers():
    stages = set(Application.objects.filter(candidate__email="coder@demo.test").values_list("stage", flat=True))

    assert {Stage.RECEIVED, Stage.TEST, Stage.DECLINED, Stage.WITHDRAWN, Stage.OFFER} <= stages


def test_the_coder_keeps_some_jobs_and_one_that_closed():
    rows = SavedListing.objects.select_related("listing__employer")

    assert {row.user.email for row in rows} == {"coder@demo.test"}
    kept = Counter(row.listing.is_public for row in rows)
    assert kept[False] == 1
    assert 1 <= kept[True] <= 4


def test_the_queue_holds_bad_ones():
    pending = Listing.objects.pending().select_related("employer", "text", "level")
    found = {flag.code for row in pending for flag in flags(row)}
    problems = {problem.field for row in pending for problem in rules.problems(row)}

    assert {"asks_for_money", "bank_details", "chat_elsewhere", "same_text"} <= found
    assert {"pay_min", "level"} <= problems
    assert any("five days a week" in row.text.description for row in pending if row.work == Work.REMOTE)


def test_an_import_reports_and_a_suspension_wait():
    batch = ImportRun.objects.filter(kind="listings", listings__status=Status.PENDING).distinct().get()

    assert batch.listings.count() >= 8
    assert batch.rejects
    assert Report.objects.filter(status=Report.Status.OPEN).count() >= 4
    assert Employer.objects.exclude(suspended_at=None).get().listings.exists()


def test_personas_can_log_in_with_the_password(settings):
    settings.DEMO = True

    for persona in personas():
        user = User.objects.get(email=persona.email)
        assert user.check_password(PASSWORD)
        assert user.emailaddress_set.get().verified


def test_nobody_has_a_public_address():
    assert not User.objects.exclude(email__endswith="@demo.test").exists()
    assert all(".example" in row.website for row in Employer.objects.exclude(website=""))
    assert all(".example/" in row.apply_url for row in Listing.objects.exclude(apply_url=""))


def test_mails_of_the_morning_are_there():
    kinds = set(OutboxMail.objects.values_list("kind", flat=True))

    assert {"listings/listing_approved", "applications/application_received"} <= kinds


# Again, and otherwise -----------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_board():
    first = contents()
    clearing.clear()

    build.build(listings=OPEN, seed=7)

    assert contents() == first


def test_another_seed_gives_another_board():
    first = contents()
    clearing.clear()

    build.build(listings=OPEN, seed=8)

    assert contents() != first


# Away again ---------------------------------------------------------------------------------------------------


def test_clear_with_real_people_on_the_demo():
    """What a real person did with an invented job goes with the job; the person and the résumé stay."""
    ann = make_candidate(email="ann@people.test")
    sent = make_application(open_listings().first(), ann)
    employer = make_employer(name="Real Health")
    owner = make_member(employer, email="owner@real.example")
    listing = make_listing(employer=employer, status=Status.PENDING)
    services.approve(listing, by=User.objects.get(email="moderator@demo.test"))
    make_application(listing, User.objects.get(email="coder@demo.test"))
    OutboxMail.objects.create(to="ann@people.test", subject="Kept")

    clearing.clear()

    listing.refresh_from_db()
    assert set(User.objects.all()) == {ann, owner}
    assert list(Application.objects.all()) == []
    assert list(ann.resumes.all()) == [sent.resume]
    assert listing.status == Status.PUBLISHED
    assert [(event.code, event.by) for event in listing.events.all()] == [("approved", None)]
    assert set(OutboxMail.objects.values_list("to", flat=True)) == {"ann@people.test", "owner@real.example"}


def test_clear_takes_an_employer_a_persona_made():
    employer = make_employer(name="Noa's Coding")
    employer.memberships.create(user=User.objects.get(email="new@demo.test"), role="owner")
    make_listing(employer=employer)

    clearing.clear()

    assert Employer.objects.count() == 0
    assert Listing.objects.count() == 0


# The material ---------------------------------------------------------------------------------------------------


def test_material_covers_every_specialty_and_names_only_what_exists():
    shelves = build.Shelves()

    assert set(trades()) == set(shelves.specialties)
    for trade in trades().values():
        assert set(trade.credentials) <= set(shelves.certifications), trade.slug
        assert {slugify(name) for name in trade.systems} <= set(shelves.systems), trade.slug
        assert set(trade.also) <= set(shelves.specialties), trade.slug
        assert all(("setting", slug) in shelves.terms for slug in trade.settings), trade.slug
        assert len(trade.duties) >= 5, trade.slug
        assert any(house.share and house.takes(trade) for house in houses().values()), trade.slug
    assert all(("employer_type", house.kind) in shelves.terms for house in houses().values())


def test_material_repeats_no_sentence():
    sentences = Counter(text for trade in trades().values() for text in [*trade.lede, *trade.duties])

    assert [text for text, count in sentences.items() if count > 1] == []


def test_open_listings_outlive_the_days_a_listing_is_open():
    assert timedelta(days=settings.LISTING_DAYS_OPEN) > timedelta(days=59)
