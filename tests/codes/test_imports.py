import os
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from codes import services
from codes.grammar import display, parse
from codes.management.commands.import_icd10cm import package_order
from codes.models import Code, CodeRelease, FeeIndicator, LicensedDescriptor, Place
from core.models import ImportRun

pytestmark = pytest.mark.django_db


def order_line(code, title, flag="1", number=1):
    return f"{number:05} {code:7} {flag} {title[:60]:60} {title}"


CM = [
    ("A00", "Cholera", "0"),
    ("A000", "Cholera, first", "1"),
    ("C3411", "Tumor of right upper lobe", "1"),
    ("QA00101", "New gene", "1"),
]


def order_file(folder, rows=CM, name="icd10cm_order_2026.txt", end="\r\n"):
    path = folder / name
    path.write_bytes(end.join(order_line(*row) for row in rows).encode() + end.encode())
    return path


def titles(system):
    return dict(CodeRelease.objects.filter(code__system=system).values_list("code__code", "title"))


def fee_line(code, modifier="", pctc="0", globe="XXX", status="A", na=""):
    cells = [
        code,
        modifier,
        "",
        status,
        "",
        "1.00",
        "1.00",
        na,
        "1.00",
        "",
        "0.1",
        "2",
        "2",
        pctc,
        globe,
        "0",
        "0",
        "0",
    ]
    return ",".join([*cells, "0", "0", "0", "1", "0", "", "32.3465", "09", "0", "99", "0", "0", "0"])


def fee_file(folder, lines, name="PPRRVU2025_Oct.csv"):
    preamble = [",,2025 National Physician Fee Schedule Relative Value File October Release" + "," * 28] * 9
    path = folder / name
    path.write_bytes("\r\n".join([*preamble, "HCPCS,MOD,DESCRIPTION" + "," * 28, *lines]).encode("cp1252"))
    return path


FEES = [
    fee_line("32701", pctc="2", na="NA"),
    fee_line("77301", pctc="1"),
    fee_line("77301", "26", pctc="1"),
    fee_line("77301", "TC", pctc="1"),
]


# ICD-10 -----------------------------------------------------------------------------------------------------------
def test_order_file_comes_in_with_its_release(tmp_path):
    call_command("import_icd10cm", order_file(tmp_path), verbosity=0)

    row = CodeRelease.objects.get(code__code="A00")
    run = ImportRun.objects.get()
    assert titles("icd10cm") == {
        "A00": "Cholera",
        "A000": "Cholera, first",
        "C3411": "Tumor of right upper lobe",
        "QA00101": "New gene",
    }
    assert (row.is_billable, row.last_release) == (False, "FY2026")
    assert (run.release, run.status, run.counts["new"]) == ("FY2026", "done", 4)


def test_the_same_file_again_writes_no_row(tmp_path):
    path = order_file(tmp_path)
    call_command("import_icd10cm", path)
    before = list(CodeRelease.objects.values_list("pk", "last_release"))

    call_command("import_icd10cm", path)

    assert list(CodeRelease.objects.values_list("pk", "last_release")) == before
    assert ImportRun.objects.first().counts["unchanged"] == 4


def test_the_next_release_keeps_what_the_last_one_said(tmp_path):
    call_command("import_icd10cm", order_file(tmp_path))
    revised = [
        ("A00", "Cholera", "0"),
        ("A000", "Cholera, revised", "1"),
        ("C3411", "Tumor of right upper lobe", "1"),
        ("A001", "New", "1"),
    ]

    call_command("import_icd10cm", order_file(tmp_path, revised, "icd10cm_order_2027.txt"))

    texts = CodeRelease.objects.filter(code__code="A000").order_by("first_release")
    assert list(texts.values_list("title", "first_release", "last_release")) == [
        ("Cholera, first", "FY2026", "FY2026"),
        ("Cholera, revised", "FY2027", "FY2027"),
    ]
    assert CodeRelease.objects.get(code__code="C3411").last_release == "FY2027"
    assert CodeRelease.objects.get(code__code="QA00101").last_release == "FY2026"
    assert ImportRun.objects.first().counts["left_out"] == 1


def test_a_code_left_out_of_the_newest_release_says_so(tmp_path, client):
    call_command("import_icd10cm", order_file(tmp_path))
    kept = [*CM[:3], ("A001", "New", "1")]
    call_command("import_icd10cm", order_file(tmp_path, kept, "icd10cm_order_2027.txt"))

    text = client.get("/codes/icd10cm/QA0.0101/").content.decode()

    assert "Not in FY2027" in text


def test_the_lookup_says_that_a_code_is_gone(tmp_path):
    call_command("import_icd10cm", order_file(tmp_path))
    kept = [*CM[:3], ("A001", "New", "1")]
    call_command("import_icd10cm", order_file(tmp_path, kept, "icd10cm_order_2027.txt"))
    ended = tmp_path / "HCPC2026_JAN_ANWEB.txt"
    days = {"A0427": "20251231", "A0428": "29991231"}
    ended.write_text(
        "".join(hcpcs_record(code, 100, "3", "Ambulance", ended=day) + "\r\n" for code, day in days.items())
    )
    call_command("import_hcpcs", ended)

    notes = {text: services.look_up(text).answers[0].note for text in ("QA0.0101", "C34.11", *days)}

    assert notes == {
        "QA0.0101": "Not in FY2027; last in FY2026.",
        "C34.11": "",
        "A0427": "Ended on 31 December 2025.",
        "A0428": "Ends on 31 December 2999.",
    }


def test_an_older_release_is_refused(tmp_path):
    call_command("import_icd10cm", order_file(tmp_path))

    with pytest.raises(CommandError, match="older"):
        call_command("import_icd10cm", order_file(tmp_path, name="icd10cm_order_2025.txt"))

    assert set(CodeRelease.objects.values_list("last_release", flat=True)) == {"FY2026"}
    assert ImportRun.objects.first().status == "refused"


def test_a_cut_off_file_empties_nothing(tmp_path):
    call_command("import_icd10cm", order_file(tmp_path))

    with pytest.raises(CommandError, match="cut off"):
        call_command("import_icd10cm", order_file(tmp_path, CM[:1], "icd10cm_order_2027.txt"))

    assert len(titles("icd10cm")) == 4


def test_bad_lines_are_reported_and_the_rest_comes_in(tmp_path):
    path = order_file(tmp_path)
    extra = [order_line("A000", "Twice"), order_line("!!", "No code"), "00009 A0", ""]
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes() + "\r\n".join(extra).encode())

    call_command("import_icd10cm", path)

    run = ImportRun.objects.get()
    assert len(titles("icd10cm")) == 4
    assert {reject["reason"] for reject in run.rejects} == {
        "the code stands in the file twice",
        "not a code of ICD-10-CM",
        "not the columns of an order file",
    }


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_a_line_cut_in_its_middle_is_no_title(tmp_path, end):
    path = order_file(tmp_path, end=end)
    path.write_bytes(path.read_bytes()[: -len(end) - 4])

    call_command("import_icd10cm", path)

    run = ImportRun.objects.get()
    assert [reject["row"] for reject in run.rejects] == [4]
    assert "cut off" in run.rejects[0]["reason"]
    assert sorted(titles("icd10cm")) == ["A00", "A000", "C3411"]


def test_windows_text_is_decoded(tmp_path):
    path = tmp_path / "icd10cm_order_2026.txt"
    path.write_bytes(order_line("A000", "Ménière").encode("cp1252"))

    call_command("import_icd10cm", path)

    assert titles("icd10cm") == {"A000": "Ménière"}


def test_the_zip_it_comes_in_is_read(tmp_path):
    path = tmp_path / "cm.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(order_file(tmp_path), "icd10cm_order_2026.txt")
        archive.writestr("icd10cm_order_addenda_2026.txt", "Add: nothing")

    call_command("import_icd10cm", path)

    assert len(titles("icd10cm")) == 4


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("icd10cm_order_2026.txt", b"", "empty"),
        ("icd10cm_order_2026.txt", b"  \r\n", "empty"),
        ("icd10cm_order_2026.txt", b"code,title\nA00,Cholera\n", "is not the ICD-10-CM order file"),
        ("icd10cm_order_2026.txt", order_line("0SRC0J9", "A joint").encode(), "is not the ICD-10-CM order file"),
        ("icd10cm_order_2026.txt", b"\xd0\xcf\x11\xe0 old Excel", "not a text file"),
        ("book.xlsx", None, "Excel workbook"),
        ("list.txt", order_line("A000", "Cholera").encode(), "--release"),
    ],
)
def test_a_wrong_file_is_refused_whole(tmp_path, name, data, words):
    path = tmp_path / name
    if data is None:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("xl/workbook.xml", "<x/>")
    else:
        path.write_bytes(data)

    with pytest.raises(CommandError, match=words):
        call_command("import_icd10cm", path)

    assert not CodeRelease.objects.exists()
    assert ImportRun.objects.get().status == "refused"


def test_dry_run_keeps_nothing(tmp_path, capsys):
    call_command("import_icd10cm", order_file(tmp_path), dry_run=True)

    assert "Dry run" in capsys.readouterr().out
    assert not CodeRelease.objects.exists()
    assert not ImportRun.objects.exists()


def test_pcs_table_headers_are_no_codes(tmp_path):
    rows = [("001", "Bypass", "0"), ("0016070", "Bypass of something", "1")]

    call_command("import_icd10pcs", order_file(tmp_path, rows, "icd10pcs_order_2026.txt"))

    assert titles("icd10pcs") == {"0016070": "Bypass of something"}


def test_an_import_keeps_our_own_words(tmp_path):
    services.load_reference()
    call_command("import_icd10cm", order_file(tmp_path))

    row = Code.objects.get(system="icd10cm", code="C3411")

    assert row.summary
    assert row.releases.get().title == "Tumor of right upper lobe"


# HCPCS, MS-DRG ----------------------------------------------------------------------------------------------------
def hcpcs_record(code, sequence, record, text, short="", added="", ended=""):
    line = f"{code:5}{sequence:05}{record}{text:80}{short:28}"
    return f"{line:268}{added:8}{'':8}{ended:8}".ljust(320)


def test_hcpcs_records_join_to_one_row_a_code(tmp_path):
    first = "Ambulance service, advanced life support, emergency transport, level 1 (als 1 - "
    path = tmp_path / "HCPC2026_JAN_ANWEB.txt"
    records = [
        hcpcs_record("A0427", 100, "3", first, "Ambulance", "20200101", "20251231"),
        hcpcs_record("A0427", 200, "4", "emergency)"),
        hcpcs_record("J9271", 100, "3", "Injection", "Inj"),
        hcpcs_record("   JW", 100, "7", "Drug thrown away"),
        hcpcs_record("D0120", 100, "3", "Dental text"),
    ]
    path.write_text("\r\n".join(records))

    call_command("import_hcpcs", path)

    ended = CodeRelease.objects.get(code__code="A0427")
    assert titles("hcpcs") == {"A0427": f"{first}emergency)", "J9271": "Injection"}
    assert (ended.last_release, ended.ends_on.isoformat()) == ("2026-01", "2025-12-31")
    assert not Code.objects.filter(code__in=["JW", "D0120"]).exists()


def test_a_hcpcs_text_cut_in_its_continuation_is_no_text(tmp_path):
    path = tmp_path / "HCPC2026_JAN_ANWEB.txt"
    records = [hcpcs_record("J9271", 100, "3", "Injection"), hcpcs_record("A0427", 100, "3", "Ambulance")]
    path.write_text("\r\n".join([*records, hcpcs_record("A0427", 200, "4", "emergency")[:15]]))

    call_command("import_hcpcs", path)

    assert titles("hcpcs") == {"J9271": "Injection"}


def test_msdrg_list_comes_in(tmp_path):
    path = tmp_path / "appendix_A.txt"
    lines = ["|  Appendix A List of MS-DRGs Version 43.1  |", "", "DRG MDC MS Description"]
    lines += ["001     P  Heart transplant with MCC", "470 08  P  Major hip", "999        Ungroupable"]
    path.write_text("\r\n".join([*lines, ""]))

    call_command("import_msdrg", path)

    hip = CodeRelease.objects.get(code__code="470")
    assert titles("msdrg") == {"001": "Heart transplant with MCC", "470": "Major hip", "999": "Ungroupable"}
    assert (hip.data, hip.last_release) == ({"mdc": "08", "kind": "surgical"}, "v43.1")


# Fee schedule, licensed texts -------------------------------------------------------------------------------------
def test_fee_indicators_come_in_without_a_descriptor(tmp_path):
    call_command("import_pfs_indicators", fee_file(tmp_path, FEES))

    target = FeeIndicator.objects.get(code__code="32701")
    assert (target.pctc, target.global_days, target.is_na_non_facility) == ("2", "XXX", True)
    assert list(FeeIndicator.objects.filter(code__code="77301").values_list("modifier", flat=True)) == ["", "26", "TC"]
    assert not CodeRelease.objects.exists()


def test_fee_indicators_show_on_the_code_page_with_their_release(tmp_path, client):
    services.load_reference()
    call_command("import_pfs_indicators", fee_file(tmp_path, FEES))

    text = client.get("/codes/cpt/32701/").content.decode()

    assert "Physician fee schedule, 2025-10" in text
    assert "marks the non-facility setting as not applicable" in text


@pytest.mark.parametrize("lines", [[fee_line("32701", pctc="9")], [fee_line("77301", pctc="1")]])
def test_a_fee_file_with_other_columns_is_refused(tmp_path, lines):
    with pytest.raises(CommandError, match="other columns"):
        call_command("import_pfs_indicators", fee_file(tmp_path, lines))

    assert not FeeIndicator.objects.exists()


def test_a_second_fee_file_changes_only_what_changed(tmp_path):
    call_command("import_pfs_indicators", fee_file(tmp_path, FEES))
    changed = [*FEES[1:], fee_line("32701", pctc="2", globe="XXX", status="B", na="NA")]

    call_command("import_pfs_indicators", fee_file(tmp_path, changed, "PPRRVU2026_Jan.csv"))

    assert ImportRun.objects.first().counts["changed"] == 1
    assert FeeIndicator.objects.get(code__code="32701").status == "B"
    assert set(FeeIndicator.objects.values_list("release", flat=True)) == {"2026-01"}


def test_licensed_descriptors_need_a_licence(tmp_path):
    path = tmp_path / "cpt.csv"
    path.write_text("code,descriptor\n32701,Words under licence\nJ9271,Not CPT\n")

    with pytest.raises(CommandError, match="licence"):
        call_command("import_cpt", path, licence=" ")
    call_command("import_cpt", path, licence="AMA 4711")

    assert list(LicensedDescriptor.objects.values_list("code__code", "text", "licence")) == [
        ("32701", "Words under licence", "AMA 4711")
    ]
    assert ImportRun.objects.filter(status="done").get().rejects[0]["reason"] == "not a CPT code"


# The wrong file ---------------------------------------------------------------------------------------------------
IMPORTS = {
    "import_icd10cm": {},
    "import_icd10pcs": {},
    "import_hcpcs": {},
    "import_msdrg": {},
    "import_pfs_indicators": {},
    "import_cpt": {"licence": "AMA 4711"},
    "import_places": {},
}


def right_files(folder):
    """A file that one command reads, and no other should."""
    for name, text in {
        "HCPC2026_JAN_ANWEB.txt": hcpcs_record("J9271", 100, "3", "Injection") + "\r\n",
        "appendix_A.txt": "Version 43.1\r\nDRG MDC MS Description\r\n001     P  Heart transplant with MCC\r\n",
        "cpt.csv": "code,descriptor\r\n32701,Words under licence\r\n",
        "places.csv": "zip,city,state,latitude,longitude\r\n32701,Altamonte Springs,FL,28.66,-81.37\r\n",
    }.items():
        (folder / name).write_text(text)
    return {
        "import_icd10cm": order_file(folder),
        "import_icd10pcs": order_file(folder, [("0016070", "Bypass", "1")], "icd10pcs_order_2026.txt"),
        "import_hcpcs": folder / "HCPC2026_JAN_ANWEB.txt",
        "import_msdrg": folder / "appendix_A.txt",
        "import_pfs_indicators": fee_file(folder, FEES),
        "import_cpt": folder / "cpt.csv",
        "import_places": folder / "places.csv",
    }


@pytest.mark.parametrize("command", IMPORTS)
def test_no_command_reads_the_file_of_another(tmp_path, command):
    services.load_reference()
    before = Code.objects.count(), Place.objects.count()
    files = right_files(tmp_path)
    files["long"] = tmp_path / "long.csv"
    files["long"].write_text("code,descriptor\r\n32701," + "x" * 200_000)
    strangers = [path for name, path in files.items() if name != command]

    for path in strangers:
        with pytest.raises(CommandError):
            call_command(command, path, release="2026-01", **IMPORTS[command])

    assert set(ImportRun.objects.values_list("status", flat=True)) == {"refused"}
    assert ImportRun.objects.count() == len(strangers)
    assert (Code.objects.count(), Place.objects.count()) == before
    assert not CodeRelease.objects.exists()
    call_command(command, files[command], release="2026-01", **IMPORTS[command])
    assert ImportRun.objects.filter(status="done").count() == 1


@pytest.mark.parametrize(
    ("command", "options", "lines"),
    [
        ("import_cpt", {"licence": "AMA 4711"}, "code,descriptor\n32701,Words\n"),
        ("import_places", {}, "zip,city,state,latitude,longitude\n10001,New York,NY,40.75,-73.99\n"),
    ],
)
def test_a_stated_release_must_be_no_older_than_the_last(tmp_path, command, options, lines):
    services.load_reference()
    path = tmp_path / "list.csv"
    path.write_text(lines)
    call_command(command, path, release="2026", **options)

    with pytest.raises(CommandError, match="older"):
        call_command(command, path, release="2025", **options)

    assert list(ImportRun.objects.order_by("id").values_list("status", flat=True)) == ["done", "refused"]


# The real files ---------------------------------------------------------------------------------------------------
@pytest.fixture
def codesets():
    folder = os.environ.get("SAMPLE_DATA")
    if not folder:
        pytest.skip("SAMPLE_DATA names no folder with the real files")
    return Path(folder) / "codesets"


@pytest.mark.sample_data
def test_real_samples_come_in_and_every_code_resolves(codesets):
    services.load_reference()

    call_command("import_icd10cm", codesets / "icd10cm_order_2026_sample.txt")
    call_command("import_icd10pcs", codesets / "icd10pcs_order_2026_sample.txt")
    call_command("import_msdrg", codesets / "msdrg_appendix_A_v40.txt")
    call_command("import_hcpcs", codesets / "HCPC_ANWEB_synthetic.txt", release="2025-10")
    call_command("import_pfs_indicators", codesets / "PPRRVU2025_Oct_sample_redacted.csv")

    lost = [str(row) for row in Code.objects.all() if not services.resolve(row.system, row.code)]
    assert lost == []
    assert CodeRelease.objects.filter(code__system="cpt").count() == 0
    assert {run.status for run in ImportRun.objects.all()} == {"done"}


@pytest.mark.sample_data
def test_the_text_of_the_fee_schedule_says_what_its_csv_says(codesets):
    told = []
    for end in ("csv", "txt"):
        FeeIndicator.objects.all().delete()
        ImportRun.objects.all().delete()
        call_command("import_pfs_indicators", codesets / f"PPRRVU2025_Oct_sample_redacted.{end}")
        told.append({(row.code.code, row.modifier): row for row in FeeIndicator.objects.select_related("code")})

    both = told[0].keys() & told[1].keys()
    names = [field.name for field in FeeIndicator._meta.fields if field.name not in ("id", "code")]
    assert len(both) > 300
    assert [key for key in both for name in names if getattr(told[0][key], name) != getattr(told[1][key], name)] == []


@pytest.mark.sample_data
def test_every_code_of_the_full_order_files_resolves(codesets):
    services.load_reference()
    read, counts = [], {}
    for system, name, member in (
        ("icd10cm", "icd10cm_order_fy2026_cms.zip", "icd10cm_order_2026.txt"),
        ("icd10pcs", "icd10pcs_order_fy2026_cms.zip", "icd10pcs_order_2026.txt"),
    ):
        with zipfile.ZipFile(codesets / name) as archive:
            lines = archive.read(member).decode("ascii").splitlines()
        counts[system] = sum(line[14] == "1" for line in lines)
        # A table of ICD-10-PCS is no code; a heading of ICD-10-CM is one.
        read += [(system, line[6:13].strip()) for line in lines if line[14] == "1" or system == "icd10cm"]

    assert counts == {"icd10cm": 74_719, "icd10pcs": 79_115}
    assert [pair for pair in read if not services.resolve(*pair)] == []
    assert [pair for pair in read if pair not in readings(display(*pair))] == []


def readings(text):
    return [(reading.system, reading.code) for reading in parse(text).codes]


# The package ------------------------------------------------------------------------------------------------------
@pytest.fixture
def package():
    """simple-icd-10-cm stands in the lock of the developers: where CI is set it must be there."""
    if not find_spec("simple_icd_10_cm"):
        words = "simple-icd-10-cm is not installed: import_icd10cm --from-package was not tried."
        pytest.fail(words) if os.environ.get("CI") else pytest.skip(words)


@pytest.mark.filterwarnings("ignore")  # the package's own
def test_the_package_brings_in_what_the_official_file_holds(package):
    services.load_reference()

    call_command("import_icd10cm", from_package=True)

    run, rows = ImportRun.objects.get(), CodeRelease.objects.all()
    assert (run.status, run.counts["rejected"], run.rejects) == ("done", 0, [])
    assert run.release >= "FY2026-04"
    assert rows.filter(is_billable=True).count() > 70_000
    assert rows.filter(is_billable=False).count() > 20_000
    assert rows.get(code__code="C3411").title == "Malignant neoplasm of upper lobe, right bronchus or lung"
    codes = rows.values_list("code__code", flat=True)
    assert [code for code in codes if not services.resolve("icd10cm", code)] == []


@pytest.mark.parametrize(
    ("name", "release"),
    [
        ("code-list-April-2026.txt", "order_2026_apr"),
        ("code-list-October-2026.txt", "order_2027"),
        ("icd10c-tabular-April-1-2026.xml", ""),
    ],
)
def test_the_release_of_the_package_follows_from_its_files(name, release):
    assert package_order([name]) == release
