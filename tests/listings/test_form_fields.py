"""The listing form's own fields: what is typed into the box of codes, and what the box shows again."""

import pytest
from django.core.exceptions import ValidationError

from listings.forms.fields import CodesField, typed
from listings.models import ListingCode, ListingCodeRange


def read(text):
    return CodesField(required=False).clean(text)


def refusals(text):
    with pytest.raises(ValidationError) as refused:
        read(text)
    return refused.value.messages


@pytest.mark.parametrize(
    ("number", "wanted"),
    [("11", "DRG 011"), ("25", "DRG 025"), ("470", "DRG 470"), ("470-473", "DRG 470-473"), ("32701 470", "DRG 470")],
)
def test_a_bare_number_is_never_guessed_to_be_a_drg(number, wanted):
    assert refusals(number) == [
        f"“{number}” may be an MS-DRG, a place of service, a modifier, an HCC or a revenue code. "
        f"For the MS-DRG type “{wanted}”; the others do not belong here."
    ]


@pytest.mark.parametrize(
    ("text", "codes", "ranges"),
    [
        ("DRG 11", ["011"], []),
        ("470 MS-DRG", ["470"], []),
        ("drg 470, 12, 871–873", ["470", "012"], [("871", "873")]),
        ("MS-DRG 470\n471", ["470", "471"], []),
    ],
)
def test_a_list_that_begins_with_drg_is_a_list_of_drgs(text, codes, ranges):
    found = read(text)

    assert found.codes == tuple(("msdrg", code) for code in codes)
    assert found.ranges == tuple(("msdrg", start, end) for start, end in ranges)


def test_drg_does_not_reach_past_a_code_of_another_system():
    assert refusals("DRG 470, 32701, 11")[0].startswith("“11” may be")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("32701 11", "11 is place of service Office, not a modifier."),
        ("CPT J9271", "J9271 is HCPCS, not CPT."),
        ("0450", "“0450” is not a code."),
    ],
)
def test_no_piece_is_dropped_without_a_word(text, reason):
    assert refusals(text) == [reason]


@pytest.mark.parametrize(
    "text",
    [
        "CPT 32701, ICD-10-CM C34.11, MS-DRG 011, CPT 77261-77799",
        "ICD-10-CM C50.-, ICD-10-CM C34.1-, ICD-10-PCS 0SRXXXX, MS-DRG 470-473",
    ],
)
def test_what_the_box_shows_again_is_read_as_what_was_saved(text):
    found = read(text)
    codes = [ListingCode(system=system, code=code) for system, code in found.codes]
    ranges = [ListingCodeRange(system=system, start=start, end=end) for system, start, end in found.ranges]

    assert typed(codes, ranges) == text
    assert read(typed(codes, ranges)) == found
