"""What we wrote about codes ourselves: as long, as whole and as plainly sourced as it must be to be worth unlocking."""

import json

from codes.grammar.lists import DATA, content, modifiers, read

FILES = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted((DATA / "content").glob("*.json"))}
PROCEDURES = ("cpt", "hcpcs", "icd10pcs")


def system(row):
    return row["system"].split("_")[0]


def notes(row):
    return {modifier["code"]: modifier["when_to_use"] for modifier in row["modifiers"]}


SAMPLE = {(system(row), row["code"]): row for row in read("codes_sample")["codes"]}


def is_whole(row):
    """Description, context and a use for every modifier that the page lists."""
    listed = SAMPLE[system(row), row["code"]]["modifiers"]
    return 60 <= len(row["description"].split()) <= 150 and row["clinical_context"] and all(map(notes(row).get, listed))


def test_sixty_procedure_codes_over_twenty_specialties_are_written_up():
    written = [row for row in content() if system(row) in PROCEDURES]

    assert [row["code"] for row in written if not is_whole(row)] == []
    assert len(written) >= 61
    assert len(FILES) >= 20
    assert "32701" in {row["code"] for row in written}


def test_every_fact_says_where_it_comes_from():
    unsourced = [
        (row["code"], fact)
        for row in content()
        for fact in ("description", "clinical_context", "modifiers")
        if row[fact] and fact not in {source["about"] for source in row["facts"] if source["source"]}
    ]

    assert unsourced == []


def test_what_we_wrote_is_labelled_as_ours():
    assert {data["meta"]["label"] for data in FILES.values()} == {
        "Illustrative, written by this project; not the official descriptor"
    }


def test_no_modifier_is_written_about_that_does_not_exist():
    assert {code for row in content() for code in notes(row)} <= modifiers()
