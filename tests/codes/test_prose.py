import pytest
from hypothesis import given
from hypothesis import strategies as st

from codes.grammar import find_codes


def labels(text):
    return [found.reading.label for found in find_codes(text)]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("CPT codes 77301, 77334 and 77338-26 are coded daily.", ["CPT 77301", "CPT 77334", "CPT 77338"]),
        ("Radiation oncology codes 77261-77799 (CPT)", ["CPT 77261–77799"]),
        ("Bill 77xxx and 992XX levels", ["CPT 77000–77999", "CPT 99200–99299"]),
        ("E/M 99202 through 99215", ["CPT 99202–99215"]),
        ("99281-99285 facility levels", ["CPT 99281–99285"]),
        ("IMRT planning (77301) and SBRT (77373) CPT experience", ["CPT 77301", "CPT 77373"]),
        ("ICD-10-CM C34.11, Z51.0", ["ICD-10-CM C34.11", "ICD-10-CM Z51.0"]),
        ("neoplasms, ICD-10 C00-C96", ["ICD-10-CM C00–C96"]),
        ("ICD-10 I10", ["ICD-10-CM I10"]),
        ("HCPCS J9271-JW", ["HCPCS J9271"]),
        ("ICD-10 J0120", ["ICD-10-CM J01.20"]),
        ("ICD-10-PCS 0SRC0J9", ["ICD-10-PCS 0SRC0J9"]),
        ("MS-DRGs 469-470, 871 and 291", ["MS-DRG 469–470", "MS-DRG 871", "MS-DRG 291"]),
        ("codes such as 0395T", ["CPT III 0395T"]),
        ("dental CDT D2740", ["CDT D2740"]),
        ("77301, 77334, 77338", ["CPT 77301", "CPT 77334", "CPT 77338"]),
        ("modifier 25 with 99214", ["CPT 99214"]),
    ],
)
def test_find_codes_reads_codes_with_context(text, codes):
    assert labels(text) == codes


@pytest.mark.parametrize(
    "text",
    [
        "Houston, TX 77301",
        "Located in Altamonte Springs, FL 32701. CPT coding.",
        "Cleveland, Ohio 44115",
        "Salary 50000-75000 per year",
        "$77,301 a year",
        "$77301 for a CPT coder",
        "Req 32701: CPT coder",
        "Requisition # 77301",
        "Coder - 12313",
        "Epic job 99213",
        "call 555-123-4567",
        "(555) 123-4567",
        "in 2026 and 2027",
        "over 12000 employees",
        "Knowledge of CPT, ICD-10 and HCPCS; Denver 80202",
        "APR-DRG 470",
        "A1C, H1B, B12, COVID-19",
        "Code 100 charts",
        "Our ZIP 77301",
        "",
    ],
)
def test_find_codes_invents_none(text):
    assert labels(text) == []


def test_find_codes_says_from_which_words():
    found = find_codes("We code daily. CPT codes 77301 and 77334-26.")

    assert [(item.words, item.modifiers) for item in found] == [
        ("CPT codes 77301", ()),
        ("CPT codes 77301 and 77334-26", ("26",)),
    ]


@given(st.text(max_size=400))
def test_find_codes_never_raises(text):
    for found in find_codes(text):
        assert 0 <= found.start < found.end <= len(text)
