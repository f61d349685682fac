import pytest
from django.core.management import CommandError, call_command

from codes.models import Place
from codes.services.loading import load_states
from codes.signals import places_changed
from core.models import ImportRun
from tests.factories import make_state

pytestmark = pytest.mark.django_db
HEADER = "zip,city,state,latitude,longitude"
ROWS = ["32701,Altamonte Springs,FL,28.66,-81.36", "32114,Daytona Beach,FL,29.2,-81.05"]


@pytest.fixture(autouse=True)
def florida():
    make_state("FL")


def write(folder, rows=ROWS, *, header=HEADER, end="\n", encoding="utf-8", name="places.csv"):
    path = folder / name
    path.write_bytes(end.join([header, *rows, ""]).encode(encoding))
    return path


def cities():
    return dict(Place.objects.values_list("zip", "city"))


def test_places_come_in_with_a_record_of_the_file(tmp_path):
    call_command("import_places", write(tmp_path), release="2026", verbosity=0)

    run = ImportRun.objects.get()
    place = Place.objects.get(zip="32701")
    assert cities() == {"32701": "Altamonte Springs", "32114": "Daytona Beach"}
    assert (place.key, place.state_id, place.latitude, place.longitude) == ("altamonte spgs", "FL", 28.66, -81.36)
    assert (run.kind, run.file_name, run.release, len(run.sha256)) == ("places", "places.csv", "2026", 64)
    assert run.counts == {"rows": 2, "rejected": 0, "new": 2, "changed": 0, "unchanged": 0, "edited": 0}


def test_the_same_places_again_write_no_row(tmp_path):
    path = write(tmp_path)
    call_command("import_places", path)
    before = list(Place.objects.values())

    call_command("import_places", path)

    counts = ImportRun.objects.order_by("-pk")[0].counts
    assert list(Place.objects.values()) == before
    assert (counts["new"], counts["changed"], counts["unchanged"]) == (0, 0, 2)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_places_in_any_spelling_of_text(tmp_path, encoding):
    call_command("import_places", write(tmp_path, ["32701,Cañon,fl,28.66,-81.36"], end="\r\n", encoding=encoding))

    assert cities() == {"32701": "Cañon"}


def test_lines_that_are_no_place_are_reported_and_the_rest_comes_in(tmp_path):
    bad = [
        "3211,Daytona,FL,1,1",
        "32115,Daytona,ZZ,1,1",
        "32701,Again,FL,1,1",
        "32116,Daytona,FL,nan,1",
        "32117,Daytona,FL,1,west",
        "32118,Day",
    ]
    good = [f"3300{number},Miami,FL,25.7,-80.2" for number in range(6)]

    call_command("import_places", write(tmp_path, [*ROWS, *good, *bad]))

    assert len(cities()) == 8
    assert [reject["reason"] for reject in ImportRun.objects.get().rejects] == [
        "not a ZIP code of five digits",
        "not a state this board knows",
        "the ZIP code stands in the file twice",
        "latitude or longitude is not on the globe",
        "latitude or longitude is not a number",
        "2 cells instead of 5",
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (HEADER.encode(), "no line could be read"),
        (f"{HEADER}\n{ROWS[0]}\n".encode(), "looks cut off"),
        (b"code,descriptor\n32701,Text\n", "its first line is not this header"),
        (b"PK\x03\x04 not a zip", "damaged zip"),
    ],
)
def test_a_wrong_or_cut_off_file_is_refused_and_takes_nothing_away(tmp_path, content, reason):
    path = write(tmp_path)
    call_command("import_places", path)
    path.write_bytes(content)

    with pytest.raises(CommandError, match=reason):
        call_command("import_places", path)

    assert cities() == {"32701": "Altamonte Springs", "32114": "Daytona Beach"}
    assert sorted(ImportRun.objects.values_list("status", flat=True)) == ["done", "refused"]


def test_dry_run_keeps_nothing(tmp_path):
    call_command("import_places", write(tmp_path), dry_run=True)

    assert (Place.objects.count(), ImportRun.objects.count()) == (0, 0)


def test_what_an_operator_edited_or_wrote_stays(tmp_path):
    call_command("import_places", write(tmp_path))
    edited = Place.objects.get(zip="32701")
    edited.city = "Altamonte"
    edited.save()
    Place.objects.create(zip="33101", city="Our Miami", state_id="FL", latitude=1, longitude=1)

    moved = ["32701,Altamonte Springs,FL,28.7,-81.36", ROWS[1], "33101,Miami,FL,25.7,-80.2"]
    call_command("import_places", write(tmp_path, moved))

    assert cities() == {"32701": "Altamonte", "32114": "Daytona Beach", "33101": "Our Miami"}
    assert Place.objects.get(zip="32701").latitude == 28.7


def test_listings_are_told_once(tmp_path):
    told = []

    def hear(sender, **kwargs):
        told.append(Place.objects.count())

    places_changed.connect(hear)
    try:
        call_command("import_places", write(tmp_path))
        call_command("import_places", write(tmp_path), dry_run=True)
    finally:
        places_changed.disconnect(hear)

    assert told == [2]


def test_the_package_is_read_in_the_same_way():
    pytest.importorskip("zipcodes")
    load_states()

    call_command("import_places", from_package=True)

    assert Place.objects.get(zip="32701").town == "Altamonte Springs, FL"
    assert ImportRun.objects.get().file_name == "zipcodes package"
