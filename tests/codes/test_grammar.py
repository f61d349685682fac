import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from codes.grammar import (
    CodeSystem,
    Kind,
    Range,
    canonical_path,
    display,
    is_wellformed,
    normalise,
    parse,
    range_holds,
)


def labels(text):
    parsed = parse(text)
    return [reading.label for reading in parsed.readings], [span.label for span in parsed.ranges]


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("32701", ["CPT 32701", "ZIP code 32701"]),
        ("77301", ["CPT 77301", "ZIP code 77301"]),
        ("99285", ["CPT 99285", "ZIP code 99285"]),
        ("00142", ["CPT 00142"]),
        ("02134", ["ZIP code 02134"]),
        ("J9271", ["HCPCS J9271", "ICD-10-CM J92.71"]),
        ("J0120", ["HCPCS J0120", "ICD-10-CM J01.20"]),
        ("J01.20", ["ICD-10-CM J01.20"]),
        ("D2740", ["CDT D2740", "ICD-10-CM D27.40"]),
        ("Z51.0", ["ICD-10-CM Z51.0"]),
        ("QA0.0101", ["ICD-10-CM QA0.0101"]),
        ("qa00101", ["ICD-10-CM QA0.0101"]),
        ("T36.0X1A", ["ICD-10-CM T36.0X1A"]),
        ("0SRC0J9", ["ICD-10-PCS 0SRC0J9"]),
        ("DB22DZZ", ["ICD-10-PCS DB22DZZ"]),
        ("GZFZZZZ", ["ICD-10-PCS GZFZZZZ"]),
        ("XXEZXAB", ["ICD-10-PCS XXEZXAB"]),
        ("470", ["MS-DRG 470", "HCC 470", "Revenue code 0470"]),
        ("3044F", ["CPT II 3044F"]),
        ("0395t", ["CPT III 0395T"]),
        ("0017U", ["CPT PLA 0017U"]),
        ("0002M", ["CPT MAAA 0002M"]),
        ("11", ["Place of service 11", "MS-DRG 011"]),
        ("26", ["Modifier 26", "Place of service 26", "MS-DRG 026"]),
        ("0333", ["Revenue code 0333"]),
        ("5112", ["APC 5112"]),
    ],
)
def test_parse_returns_every_reading(text, readings):
    assert labels(text) == (readings, [])


@pytest.mark.parametrize(
    "text",
    [
        "CPT 77301",
        "cpt 77301",
        "CPT® code: 77301",
        "cpt-77301",
        "CPT77301",
        "77301 cpt",
        "CPT-4 77301",
        "code 77301",
        "  CPT\u00a077301 ",
        "\ufeff77301\u200b cpt",
    ],
)
def test_parse_takes_the_label_at_its_word(text):
    assert labels(text) == (["CPT 77301"], [])


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("ICD-10 J0120", "ICD-10-CM J01.20"),
        ("icd10cm c3411", "ICD-10-CM C34.11"),
        ("dx Z51.0", "ICD-10-CM Z51.0"),
        ("ICD-10-PCS 0SRC0J9", "ICD-10-PCS 0SRC0J9"),
        ("MS-DRG 470", "MS-DRG 470"),
        ("drg 64", "MS-DRG 064"),
        ("modifier 26", "Modifier 26"),
        ("-26", "Modifier 26"),
        ("POS 2", "Place of service 02"),
        ("zip 32701", "ZIP code 32701"),
        ("32701-1234", "ZIP code 32701"),
        ("HCC 19", "HCC 19"),
        ("HCPCS J9271", "HCPCS J9271"),
    ],
)
def test_parse_with_a_label_gives_one_reading(text, reading):
    assert labels(text) == ([reading], [])


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("77261-77799", ["CPT 77261–77799"]),
        ("77261 – 77799", ["CPT 77261–77799"]),
        ("77799-77261", ["CPT 77261–77799"]),
        ("99202 through 99215", ["CPT 99202–99215"]),
        ("99202 to 99215", ["CPT 99202–99215"]),
        ("99202-215", ["CPT 99202–99215"]),
        ("77xxx", ["CPT 77000–77999"]),
        ("992XX", ["CPT 99200–99299"]),
        ("03xxT", ["CPT III 0300T–0399T"]),
        ("J9xxx", ["HCPCS J9000–J9999"]),
        ("C00-C96", ["ICD-10-CM C00–C96"]),
        ("C34.-", ["ICD-10-CM C34"]),
        ("M54.xx", ["ICD-10-CM M54"]),
        ("469-470", ["MS-DRG 469–470"]),
    ],
)
def test_parse_reads_ranges_and_wildcards(text, ranges):
    found = [f"{span.label}" if span.category != "III" else f"CPT III {span.display}" for span in parse(text).ranges]

    assert found == ranges
    assert parse(text).refusals == ()


@pytest.mark.parametrize(
    ("text", "code", "modifiers"),
    [
        ("77301-26", "77301", ("26",)),
        ("77301\u201326", "77301", ("26",)),
        ("77301 26 59", "77301", ("26", "59")),
        ("77301-26-59", "77301", ("26", "59")),
        ("99213, 25", "99213", ("25",)),
        ("J9271JW", "J9271", ("JW",)),
        ("A0428HN", "A0428", ("HN",)),
        ("77301-26 x5", "77301", ("26",)),
    ],
)
def test_parse_takes_modifiers_from_a_code(text, code, modifiers):
    parsed = parse(text)

    assert parsed.codes[0].code == code
    assert parsed.modifiers == modifiers
    assert parsed.refusals == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("modifier 11", "11 is place of service Office, not a modifier."),
        ("77301-11", "11 is place of service Office, not a modifier."),
        ("11", "11 is place of service Office, not a modifier."),
        ("modifier 21", "Modifier 21 is retired"),
        ("modifier RH", "only ambulance codes take it"),
        ("POS 95", "95 is a modifier, not a place of service."),
        ("J927\u041e", "cyrillic"),
        ("\uff17\uff17\uff13\uff10\uff11", "fullwidth digit"),
        ("J927O", "Did you mean J9270?"),
        ("0SRCOJ9", "never uses the letters I and O"),
        ("C3.411", "dot stands after the third character: C34.11"),
        ("CPT J9271", "J9271 is HCPCS, not CPT."),
        ("77261-J9271", "span no range"),
        ("0777-3105-02", "NDC"),
        ("555-123-4567", "telephone"),
        ("ICD-9 162.9", "ICD-9 ended"),
        ("APR-DRG 470", "Solventum"),
        ("123456", "6 digits"),
        ("A" * 32 + "1", "33 characters"),
        ("7" * 10_000, "longer than any code"),
    ],
)
def test_parse_refuses_with_a_reason(text, words):
    assert words in " ".join(parse(text).refusals)


@pytest.mark.parametrize("text", ["", "   ", "\x00", "rad onc", "oncology coder", "\u200b"])
def test_parse_says_nothing_about_words(text):
    parsed = parse(text)

    assert parsed.is_empty
    assert parsed.refusals == ()


def test_parse_takes_a_state_behind_a_zip_code_for_no_modifier():
    parsed = parse("32701 FL")

    assert (parsed.words, parsed.refusals, parsed.modifiers) == (("fl",), (), ())


def test_parse_leaves_the_words_around_a_code():
    parsed = parse("rad onc 77301 remote")

    assert [reading.code for reading in parsed.codes] == ["77301"]
    assert parsed.words == ("rad", "onc", "remote")


@given(st.text(max_size=300))
def test_parse_never_raises(text):
    parsed = parse(text)

    assert all(is_wellformed(reading.system, reading.code) for reading in parsed.codes)
    assert all(span.start <= span.end for span in parsed.ranges)


@given(st.text(alphabet="0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZxtu .-–/,*", max_size=24))
def test_parse_never_raises_on_what_looks_like_a_code(text):
    parsed = parse(text)

    assert all(is_wellformed(reading.system, reading.code) for reading in parsed.codes)


shapes = st.one_of(
    st.tuples(st.just("cpt"), st.from_regex(r"(?:0[01]|[1-9][0-9])[0-9]{3}|[0-9]{4}[FTUM]", fullmatch=True)),
    st.tuples(st.just("hcpcs"), st.from_regex(r"[ABCEGHJKLMPQRSTUV][0-9]{4}", fullmatch=True)),
    st.tuples(st.just("cdt"), st.from_regex(r"D[0-9]{4}", fullmatch=True)),
    st.tuples(st.just("icd10cm"), st.from_regex(r"[A-Z][0-9][0-9AB](?:[0-9]{0,3}|[0-9X]{3}[A-S])", fullmatch=True)),
    st.tuples(st.just("icd10pcs"), st.from_regex(r"[0BDFX][0-9][0-9A-HJ-NP-Z]{4}[0-9Z]", fullmatch=True)),
    st.tuples(st.just("msdrg"), st.from_regex(r"[0-9]{3}", fullmatch=True)),
)


@given(shapes)
@example(("icd10pcs", "00000X0"))
def test_what_we_print_reads_back(pair):
    system, code = pair
    if system == "icd10cm" and code.endswith("XX"):
        return

    shown = display(system, code)

    assert normalise(system, shown) == code
    assert (system, code) in {(reading.system, reading.code) for reading in parse(shown).codes}


def test_range_holds_keeps_cpt_categories_apart():
    assert range_holds(CodeSystem.CPT, "0001F", "9999F", "3044F")
    assert not range_holds(CodeSystem.CPT, "0001F", "9999F", "0395T")
    assert not range_holds(CodeSystem.CPT, "00100", "01999", "0042T")


def test_range_holds_compares_icd10_by_prefix():
    assert range_holds(CodeSystem.ICD10CM, "C00", "C96", "C969")
    assert range_holds(CodeSystem.ICD10PCS, "D", "D", "DB22DZZ")
    assert not range_holds(CodeSystem.ICD10CM, "C00", "C96", "C970")


def test_canonical_path_is_upper_case_with_the_dot():
    assert canonical_path("icd10cm", "C3411") == "/codes/icd10cm/C34.11/"
    assert canonical_path("cpt", "32701") == "/codes/cpt/32701/"


def test_a_zip_code_has_no_page():
    readings = {reading.kind: reading.path for reading in parse("32701").readings}

    assert readings == {Kind.CODE: "/codes/cpt/32701/", Kind.ZIP: ""}


def test_range_displays_one_code_once():
    assert Range("icd10cm", "C341", "C341").display == "C34.1"
