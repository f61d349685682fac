"""save_content: what is derived, what changes the document, and what it never touches."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from codes.models import Certification, Specialty
from core.errors import DomainError
from listings import services
from listings.models import DocSequence, ImportSource, Listing
from listings.workflow import Status
from tests.factories import make_certification, make_listing, make_specialty, make_state, make_term

pytestmark = pytest.mark.django_db


def saved(employer, **fields):
    fields.setdefault("title", "Radiation Oncology Coder")
    return services.save_content(Listing(employer=employer, **fields), html="<p>Codes planning.</p>")


@pytest.mark.parametrize(
    ("unit", "low", "high", "charts", "yearly_low", "yearly_high"),
    [
        ("hour", "28", "34", None, "58240.00", "70720.00"),
        ("hour", "27.51", None, None, "57220.80", "57220.80"),
        ("day", "300", "320", None, "78000.00", "83200.00"),
        ("year", "60000", "70000", None, "60000.00", "70000.00"),
        ("chart", "2.50", "3", "10", "52000.00", "62400.00"),
        ("chart", "2.50", "3", None, None, None),
        ("project", "5000", "9000", None, None, None),
        ("", "28", "34", None, None, None),
        ("hour", None, "34", None, "70720.00", "70720.00"),
        ("hour", None, None, None, None, None),
        ("hour", "9999999.99", "9999999.99", None, "999999999.99", "999999999.99"),
    ],
)
def test_yearly_pay_is_derived(unit, low, high, charts, yearly_low, yearly_high, employer):
    amounts = [None if amount is None else Decimal(amount) for amount in (low, high, charts)]

    listing = saved(employer, pay_unit=unit, pay_min=amounts[0], pay_max=amounts[1], charts_per_hour=amounts[2])

    fresh = Listing.objects.get(pk=listing.pk)
    wanted = tuple(None if amount is None else Decimal(amount) for amount in (yearly_low, yearly_high))
    assert (fresh.pay_yearly_min, fresh.pay_yearly_max) == wanted


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("ED Coder II (Remote)", "ed-coder-ii-remote"),
        ("编码员", "job"),
        ("", "job"),
        ("!!!", "job"),
        ("a" * 200, "a" * 200),
    ],
)
def test_the_slug_follows_the_title(title, slug, employer):
    listing = saved(employer, title=title)

    assert Listing.objects.get(pk=listing.pk).slug == slug


def test_everything_stated_is_kept(reference, employer, owner):
    listing = Listing(employer=employer, title="Coder")

    services.save_content(
        listing,
        html='<p onclick="x()">Codes <b>planning</b>.</p>',
        specialties=[Specialty.objects.get(slug="radiation-oncology")],
        codes=[("cpt", "32701"), ("icd10cm", "C3411"), ("cpt", "32701")],
        code_ranges=[("cpt", "77261", "77799")],
        required=[make_certification("CPC"), make_certification("CCS")],
        preferred=[make_certification("ROCC"), make_certification("CPC")],
        eligible_states=[make_state("TX"), make_state("OK")],
        settings=[make_term("setting", "professional")],
        systems=[make_term("ehr", "epic", aliases=["Resolute"])],
        by=owner,
    )

    fresh = Listing.objects.get(pk=listing.pk)
    assert fresh.posted_by == owner
    assert set(fresh.codes.values_list("system", "code")) == {("cpt", "32701"), ("icd10cm", "C3411")}
    assert [str(span) for span in fresh.code_ranges.all()] == ["77261–77799"]
    assert [one.acronym for one in fresh.required_credentials] == ["CCS", "CPC"]
    assert [one.acronym for one in fresh.preferred_credentials] == ["ROCC"]
    assert {state.code for state in fresh.eligible_states.all()} == {"TX", "OK"}
    assert fresh.text.html == "<p>Codes <strong>planning</strong>.</p>"
    assert fresh.text.description == "Codes planning."
    words = fresh.text.skills.split("\n")
    assert {"rad onc", "CPC", "32701", "C3411", "C34.11", "77261", "Professional", "Epic"} <= set(words)
    assert [event.code for event in fresh.events.all()] == ["created"]


def test_a_new_doc_id_only_when_searchable_content_changed(employer):
    listing = saved(employer)
    first = listing.text.doc_id

    services.save_content(listing, html="<p>Codes planning.</p>")
    same = listing.text.doc_id
    services.save_content(listing, html="<p>Codes planning and delivery.</p>")

    assert same == first
    assert listing.text.doc_id > first
    assert DocSequence.objects.count() == 0


def test_a_doc_id_is_never_used_again(employer):
    listing = saved(employer)
    used = {listing.text.doc_id}

    for number in range(3):
        services.save_content(listing, html=f"<p>{number}</p>")
        used.add(listing.text.doc_id)

    assert len(used) == 4


def test_changed_at_moves_with_the_content_alone(employer):
    listing = saved(employer)
    Listing.objects.filter(pk=listing.pk).update(changed_at=timezone.now() - timedelta(days=3))
    listing = Listing.objects.get(pk=listing.pk)
    old = listing.changed_at

    services.save_content(listing, html="<p>Codes planning.</p>")
    unchanged = Listing.objects.get(pk=listing.pk).changed_at
    services.save_content(listing, html="<p>Codes planning.</p>", specialties=[make_specialty("radiation-oncology")])

    assert unchanged == old
    assert Listing.objects.get(pk=listing.pk).changed_at > old


@pytest.mark.parametrize("status", [s for s in Status if s not in (Status.DRAFT, Status.CHANGES_REQUESTED)])
def test_people_change_drafts_only(status, employer, owner):
    listing = make_listing(employer=employer, status=status)
    listing.title = "Another job"

    with pytest.raises(DomainError, match="no longer a draft"):
        services.save_content(listing, html="", by=owner)

    assert Listing.objects.get(pk=listing.pk).title == "Radiation Oncology Coder"


def test_saving_never_brings_back_an_old_status(employer):
    listing = make_listing(employer=employer, status=Status.PENDING, source=ImportSource.objects.create(name="feed"))
    stale = Listing.objects.get(pk=listing.pk)
    services.reject(listing, by=None, note="Not a job.")
    stale.title = "Coder II"

    services.save_content(stale, html="<p>x</p>")

    fresh = Listing.objects.get(pk=listing.pk)
    assert (fresh.status, fresh.title, stale.status) == (Status.REJECTED, "Coder II", Status.REJECTED)


def test_a_second_import_moves_the_end_with_the_closing_day(employer):
    listing = make_listing(employer=employer, source=ImportSource.objects.create(name="feed"))
    listing.closes_on = timezone.now().date() + timedelta(days=5)

    services.save_content(listing, html="<p>x</p>")

    fresh = Listing.objects.get(pk=listing.pk)
    assert fresh.expires_at == services.end_of_day(fresh.closes_on, employer.time_zone)


def test_copy_is_a_draft_without_dates_or_import_marks(reference, employer, owner):
    source = ImportSource.objects.create(name="feed")
    listing = make_listing(
        employer=employer,
        status=Status.CLOSED,
        source=source,
        source_ref="A-1",
        codes=[("cpt", "32701")],
        credentials=["CPC"],
        preferred=["ROCC"],
        states=["TX"],
        apply_clicks=7,
    )

    draft = services.copy(listing, by=owner)

    fresh = Listing.objects.get(pk=draft.pk)
    assert (fresh.status, fresh.first_posted_at, fresh.expires_at) == (Status.DRAFT, None, None)
    assert (fresh.source, fresh.source_ref, fresh.apply_clicks, fresh.posted_by) == (None, "", 0, owner)
    assert (fresh.title, fresh.pay_min, fresh.text.html) == (listing.title, listing.pay_min, listing.text.html)
    assert fresh.text.doc_id != listing.text.doc_id
    assert [one.acronym for one in fresh.required_credentials] == ["CPC"]
    assert Certification.objects.filter(listing_credentials__listing=fresh).count() == 2
    assert Listing.objects.get(pk=listing.pk).status == Status.CLOSED


def test_long_and_strange_text_is_kept(employer):
    words = "Überprüfung 编码 🩺 " * 700

    listing = services.save_content(Listing(employer=employer, title="Coder\u202e 🩺"), html=f"<p>{words}\x00</p>")

    assert Listing.objects.get(pk=listing.pk).text.description == words.strip()
