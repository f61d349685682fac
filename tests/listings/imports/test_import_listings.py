import json
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import Employer
from core.models import ImportRun
from listings import services
from listings.imports.services import Import, Options
from listings.models import Listing, Report
from listings.workflow import Status
from tests.factories import make_employer, make_member, make_state

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

DATA = Path(__file__).resolve().parents[2] / "data"


def bring(name, **options):
    job = Import(DATA / name, Options(**options))
    job.go()
    return {result.row: result for result in job.results}


def command(*args, **options):
    out = StringIO()
    call_command("import_listings", *map(str, args), stdout=out, **options)
    return out.getvalue()


def write(tmp_path, *rows):
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps({"title": "Coder", **row}) + "\n" for row in rows))
    return path


def test_import_puts_rows_into_the_queue_with_what_they_state():
    for code in ("LA",):
        make_state(code)

    results = bring("postings.jsonl")

    listing = Listing.objects.get(source_ref="A100")
    assert results[1].outcome == "imported"
    assert (listing.status, listing.work, listing.requisition) == (Status.PENDING, "remote", "REQ-77-A")
    assert (listing.pay_min, listing.pay_max, listing.pay_unit) == (Decimal("28"), Decimal("34.5"), "hour")
    assert listing.pay_yearly_max == Decimal("34.5") * 2080
    assert {s.code for s in listing.eligible_states.all()} == {"TX", "OK", "LA"}
    assert {c.acronym for c in listing.required_credentials} == {"CPC", "ROCC"}
    assert {c.acronym for c in listing.preferred_credentials} == {"CCS"}
    assert listing.apprentices_accepted is True
    assert set(listing.codes.values_list("system", "code")) == {("cpt", "77301"), ("cpt", "77427")}
    assert {s.slug for s in listing.specialties.all()} == {"radiation-oncology"}
    assert listing.years_min == 2
    assert (listing.apply_method, listing.apply_url) == ("url", "https://jobs.lakeside.example/a100")
    assert listing.first_posted_at.date().isoformat() == "2026-10-01"
    assert list(listing.events.values_list("code", flat=True)) == ["created", "imported"]


def test_what_a_row_does_not_say_is_not_stated():
    bring("postings.jsonl")

    listing = Listing.objects.select_related("text", "employer").get(source_ref="A101")
    assert (listing.work, listing.pay_unit, listing.credentials_rule, listing.city) == ("", "", "", "")
    assert (listing.apprentices_accepted, listing.has_coding_test, listing.employment_type) == (None, None, None)
    assert (listing.text.html, listing.text.description) == ("", "")
    assert (listing.employer.name, listing.employer.is_claimed) == ("Employer not named", False)
    assert listing.apply_method == "none"


def test_rows_without_a_title_or_that_cannot_be_read_are_skipped_with_the_reason():
    results = bring("postings.jsonl")

    assert (results[4].outcome, results[4].reason) == ("skipped", "no title")
    assert (results[5].outcome, results[5].reason) == ("skipped", "this line is not JSON")
    assert results[6].outcome == "imported"


def test_a_hostile_row_is_made_harmless():
    bring("postings.jsonl")

    listing = Listing.objects.select_related("text").get(source_ref="A104")
    assert "script" not in listing.text.html
    assert (listing.apply_url, listing.apply_method) == ("", "none")
    assert listing.pay_unit == ""


def test_a_past_closing_day_imports_as_expired_and_keeps_its_dates():
    results = bring("postings.jsonl", publish=True)

    listing = Listing.objects.get(source_ref="A102")
    assert results[3].became == Status.EXPIRED
    assert listing.first_posted_at.date().isoformat() == "2025-07-10"
    assert listing.expires_at.date().isoformat() == "2025-07-23"
    assert listing not in Listing.objects.public()


def test_reopen_opens_past_rows_for_so_many_days():
    bring("postings.jsonl", publish=True, reopen_days=30)

    listing = Listing.objects.get(source_ref="A102")
    assert listing.status == Status.PUBLISHED
    assert timedelta(days=29) < listing.expires_at - timezone.now() <= timedelta(days=30)
    assert listing.first_posted_at.date().isoformat() == "2025-07-10"
    assert listing.closes_on.isoformat() == "2025-07-22"


def test_reopen_after_an_import_that_found_them_expired():
    bring("postings.jsonl", publish=True)

    results = bring("postings.jsonl", publish=True, reopen_days=30)

    assert (results[3].outcome, results[3].became) == ("updated", Status.PUBLISHED)
    assert results[1].outcome == "unchanged"


def test_reopened_rows_keep_their_days_through_the_queue(moderator):
    bring("postings.jsonl", reopen_days=30)
    listing = Listing.objects.get(source_ref="A102")

    services.approve(listing, by=moderator)

    assert timedelta(days=29) < listing.expires_at - timezone.now() <= timedelta(days=30)


def test_publish_holds_back_what_a_safety_rule_stops(tmp_path):
    text = "Send a $50 training fee by gift card and contact us on Telegram."
    path = write(tmp_path, {"id": "S1", "description": text}, {"id": "S2", "description": "Codes office visits."})

    job = Import(path, Options(publish=True))
    job.go()

    assert dict(Listing.objects.values_list("source_ref", "status")) == {"S1": Status.PENDING, "S2": Status.PUBLISHED}


def test_a_second_import_writes_nothing(django_assert_max_num_queries):
    bring("postings.jsonl")
    before = list(Listing.objects.values_list("pk", "changed_at", "text__doc_id").order_by("pk"))

    results = bring("postings.jsonl")

    assert {result.outcome for result in results.values()} == {"unchanged", "skipped"}
    assert list(Listing.objects.values_list("pk", "changed_at", "text__doc_id").order_by("pk")) == before
    assert Employer.objects.filter(name="Employer not named").count() == 1


def test_three_formats_of_one_source_are_one_listing():
    bring("postings.jsonl")
    bring("employer_upload.csv")

    results = bring("feed.xml")

    listing = Listing.objects.get(source_ref="A100")
    assert results[1].outcome == "updated"
    assert (listing.pay_min, listing.pay_unit) == (Decimal("28"), "hour")
    assert listing.requisition == "REQ-77-A"  # only the first file carries it
    assert listing.title == "Radiation Oncology Coder (Remote)"


def test_another_source_is_another_listing():
    bring("postings.jsonl")

    bring("postings.jsonl", source="Another feed")

    assert Listing.objects.filter(source_ref="A100").count() == 2
    assert Employer.objects.filter(name="Employer not named").count() == 2


def test_csv_rows_that_repeat_are_skipped_and_odd_cells_are_noted():
    make_state("KS")

    results = bring("employer_upload.csv")

    assert (results[3].outcome, results[3].reason) == ("skipped", "blank row")
    assert (results[5].outcome, results[5].reason) == ("skipped", "repeats row 4")
    assert len(results[6].notes) == 2  # "Hybrid?" and "someday"
    assert "disagree" in results[7].notes[0] or "the text says remote" in " ".join(results[7].notes)
    assert results[8].reason.startswith("no reference number")
    by_ref = {listing.source_ref: listing for listing in Listing.objects.all()}
    assert (by_ref["B201"].work, by_ref["B201"].pay_form, by_ref["B201"].pay_unit) == ("onsite", "1099", "")
    assert by_ref["B202"].work == ""
    assert by_ref["B203"].work == ""


def test_a_decision_made_here_outlives_the_next_import(moderator):
    bring("postings.jsonl")
    services.reject(Listing.objects.get(source_ref="A100"), by=moderator, note="Not a coding job.")

    results = bring("feed.xml", publish=True)

    assert (results[1].outcome, results[1].reason) == (
        "skipped",
        "a moderator rejected it here; an import does not bring it back",
    )
    assert Listing.objects.get(source_ref="A100").status == Status.REJECTED


def test_a_live_listing_that_turns_bad_is_reported_to_the_moderators(tmp_path):
    job = Import(write(tmp_path, {"id": "S2", "description": "Codes office visits."}), Options(publish=True))
    job.go()
    bad = {"id": "S2", "description": "Pay a $50 fee by gift card, write to us on WhatsApp."}

    job = Import(write(tmp_path, bad), Options(publish=True))
    job.go()

    assert Report.objects.get().listing == Listing.objects.get(source_ref="S2")


def test_a_claimed_employer_gets_nothing_by_its_name(tmp_path):
    claimed = make_employer(name="Lakeside Physicians")

    bring("postings.jsonl")

    assert not claimed.listings.exists()
    assert Listing.objects.get(source_ref="A100").employer.name == "Lakeside Physicians"


def test_employer_option_gives_all_rows_to_one_who_can_answer(tmp_path):
    employer = make_employer(name="Our Client")
    make_member(employer, role="owner")

    Import(write(tmp_path, {"id": "E1", "company": "Somebody else"}), Options(employer=employer)).go()

    listing = employer.listings.get()
    assert (listing.source_ref, listing.apply_method) == ("E1", "board")


def test_one_bad_row_stops_nothing(tmp_path):
    path = write(
        tmp_path,
        {"id": "X" * 500, "title": "T" * 900, "description": "\x00" + "é" * 20000, "salary_min": 1e300},
        {"id": "Y", "posted": "9999-12-31", "closes": "0001-01-01"},
        {"id": ["a"], "title": {"b": 1}},
        {"id": "Z"},
    )

    job = Import(path, Options())
    job.go()

    assert [r.outcome for r in job.results] == ["skipped", "imported", "imported", "imported"]
    assert job.results[0].reason == "its reference number is longer than 120 characters"
    assert Listing.objects.get(source_ref="Y").status == Status.EXPIRED


def test_a_row_with_endless_fields_is_cut_or_skipped_never_an_error(tmp_path):
    endless = {"title": "T" * 900, "company": "E" * 900, "city": "C" * 900, "state": "TX", "source_ref": "R" * 900}
    path = write(
        tmp_path, {"id": "L", **endless, "description": "\x00" + "é" * 20000, "salary_min": 1e300}, {"id": "Z"}
    )

    job = Import(path, Options())
    job.go()

    assert [r.outcome for r in job.results] == ["imported", "imported"]
    assert len(Listing.objects.get(source_ref="L").title) == 200


def test_the_command_prints_a_table_and_records_the_run():
    out = command(DATA / "postings.jsonl")

    run = ImportRun.objects.get()
    assert "no title" in out
    assert run.counts["imported"] == 4
    assert run.counts["skipped"] == 2
    assert run.counts["expired"] == 1
    assert run.status == ImportRun.Status.DONE
    assert {reject["reason"] for reject in run.rejects} == {"no title", "this line is not JSON"}


def test_dry_run_keeps_nothing():
    out = command(DATA / "postings.jsonl", dry_run=True)

    assert "nothing was kept" in out
    assert (Listing.objects.count(), ImportRun.objects.count(), Employer.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("wrong", [{"employer": "nobody"}, {"reopen": 0}, {"format": "csv"}])
def test_the_command_refuses_clearly_and_changes_nothing(wrong):
    with pytest.raises(CommandError):
        command(DATA / "postings.jsonl", **wrong)

    assert Listing.objects.count() == 0


def test_a_missing_file_is_said():
    with pytest.raises(CommandError, match="no file"):
        command(DATA / "nothing.jsonl")


def test_verbose_shows_the_words_each_fact_rests_on():
    out = command(DATA / "postings.jsonl", verbosity=2)

    assert "credential_preferred = CCS  (from “" in out
