from pathlib import Path

import pytest

from core.errors import DomainError
from listings.imports.readers import BadRow, read

DATA = Path(__file__).resolve().parents[2] / "data"


def rows(name):
    return dict(read(DATA / name))


def test_jsonl_reads_rows_and_reports_a_bad_line():
    found = rows("postings.jsonl")

    assert found[1]["ref"] == "A100"
    assert found[1]["pay_min"] == "28"
    assert found[1]["remote"] == "yes"
    assert found[2]["employer"] == ""
    assert found[5] == BadRow("this line is not JSON")
    assert len(found) == 6


def test_csv_reads_a_bom_odd_heads_and_a_cell_with_lines():
    found = rows("employer_upload.csv")

    assert found[2]["title"] == "RADIATION ONCOLOGY CODER (REMOTE)"
    assert found[2]["description"] == 'Codes for two "linacs".\nSecond line, with a comma.'
    assert found[3] == BadRow("blank row")
    assert found[4]["pay"] == "DOE"
    assert "city" not in found[2]


def test_xml_reads_cdata_and_tells_absent_from_empty():
    found = rows("feed.xml")

    assert found[1]["pay"] == "$28 - $34 per hourly"
    assert found[2]["pay"] == ""
    assert "closes" not in found[2]
    assert "requisition" not in found[2]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.csv", b" \n", "is empty"),
        ("book.csv", b"PK\x03\x04rest", "Save the sheet as CSV"),
        ("binary.csv", b"Job Title,Req #\n\x00\x01", "NUL bytes"),
        ("other.csv", b"name,phone\nAda,1\n", "no column for the job title"),
        ("noref.csv", b"Job Title,Employer\nCoder,Ada\n", "no column with the employer's own number"),
        ("list.jsonl", b"[1, 2]\n[3]\n", "not JSON Lines"),
        ("cut.xml", b"<source><job><title>x</title>", "not well-formed"),
        ("page.xml", b"<html><body/></html>", "root is <html>"),
        ("none.xml", b"<source></source>", "holds no <job>"),
        (
            "bomb.xml",
            b'<!DOCTYPE s [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><source><job><title>&b;</title></job></source>',
            "entities",
        ),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_whole(tmp_path, name, content, says):
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(DomainError, match=says):
        list(read(path))


@pytest.mark.parametrize(
    ("name", "wrong"), [("feed.xml", "csv"), ("feed.xml", "jsonl"), ("postings.jsonl", "indeed-xml")]
)
def test_a_format_that_does_not_fit_is_refused(name, wrong):
    with pytest.raises(DomainError):
        list(read(DATA / name, wrong))


def test_windows_letters_are_read(tmp_path):
    path = tmp_path / "win.csv"
    path.write_bytes("Job Title;Req #\nCodeur médical;7\n".encode("cp1252"))

    assert dict(read(path)) == {2: {"title": "Codeur médical", "ref": "7"}}
