"""The three real files, read from the folder SAMPLE_DATA names. Skipped, loudly, where it names none."""

import os
from collections import Counter
from pathlib import Path

import pytest

from codes.services.loading import load_reference
from listings.imports.services import Import, Options
from listings.models import Listing
from listings.workflow import Status

FOLDER = os.environ.get("SAMPLE_DATA", "")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.sample_data,
    pytest.mark.skipif(not FOLDER, reason="SAMPLE_DATA names no folder with the real postings"),
]
FILES = ("postings.jsonl", "employer_upload.csv", "indeed_feed.xml")


def bring(name, **options):
    job = Import(Path(FOLDER) / "postings_sample" / name, Options(**options))
    job.go()
    return job


@pytest.fixture(scope="module", autouse=True)
def _full_reference(stands):
    stands(load_reference)


def test_every_file_is_read_whole_no_row_is_lost_and_again_nothing_changes():
    jobs = [bring(name) for name in FILES]

    assert [len(job.results) for job in jobs] == [163, 114, 64]
    assert jobs[0].counts()["imported"] == 163
    assert jobs[0].counts()["expired"] == 78
    assert Counter(r.reason.split(" row")[0] for r in jobs[1].results if r.reason) == {"blank": 3, "repeats": 2}
    assert "skipped" not in jobs[2].counts()
    assert Listing.objects.count() == 163
    assert bring(FILES[-1]).counts() == {"unchanged": 64}


def test_nothing_is_invented():
    bring(FILES[0])

    listings = Listing.objects.select_related("text")
    assert listings.filter(text__description="").count() == 70
    assert listings.exclude(pay_unit="").count() >= 15
    assert listings.filter(has_coding_test__isnull=False).count() == 0
    assert not any("<script" in listing.text.html for listing in listings)
    assert listings.filter(employer__unnamed_source="").count() == 93


def test_reopened_rows_are_open_and_keep_their_first_day():
    bring(FILES[0], publish=True, reopen_days=30)

    assert Listing.objects.public().count() + Listing.objects.filter(status=Status.PENDING).count() == 163
    assert Listing.objects.get(source_ref="U12829690").first_posted_at.date().isoformat() == "2025-11-04"
