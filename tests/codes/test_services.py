from itertools import product
from string import ascii_uppercase, digits

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codes import services
from codes.grammar import Range, is_wellformed, range_holds
from codes.grammar.lists import read
from codes.models import Code, CodeRange, Specialty, SpecialtySynonym, Term

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _loaded(stands):
    stands(services.load_reference)


def slugs(system, code):
    return [match.specialty.slug for match in services.resolve(system, code) if not match.is_generic]


def test_resolve_ranks_the_own_section_before_practice():
    matches = services.resolve("cpt", "32701")

    assert [(match.specialty.slug, match.role, match.range.display) for match in matches[:2]] == [
        ("thoracic-surgery", "primary", "32035–32999"),
        ("radiation-oncology", "practice", "32701"),
    ]
    assert all(match.is_generic for match in matches[2:])


GOLDEN = [
    ("cpt", "77301", "radiation-oncology"),
    ("cpt", "99285", "emergency-facility"),
    ("cpt", "00142", "anesthesiology"),
    ("hcpcs", "J9271", "infusion-injection"),
    ("hcpcs", "J0120", "infusion-injection"),
    ("icd10cm", "J0120", "otolaryngology"),
    ("icd10cm", "Z510", "radiation-oncology"),
    ("icd10cm", "QA00101", "neurology"),
    ("icd10pcs", "0SRC0J9", "orthopedic-surgery"),
    ("icd10pcs", "DB22DZZ", "radiation-oncology"),
    ("msdrg", "470", "orthopedic-surgery"),
    ("cpt", "3044F", "quality-hedis"),
    ("cpt", "0395T", "radiation-oncology"),
    ("cpt", "77385", "radiation-oncology"),
]


def test_resolve_golden_list():
    assert [(system, code, slugs(system, code)[0]) for system, code, _ in GOLDEN] == GOLDEN


def test_resolve_agrees_with_the_specialties_named_in_the_sample():
    strays = {
        row["code"]
        for row in read("codes_sample")["codes"]
        if not set(row["specialties"])
        <= set(slugs("cpt" if row["system"].startswith("cpt") else row["system"], row["code"]))
    }

    assert strays == set()


def test_resolve_range_gives_who_works_both_ends():
    matches = services.resolve_range(Range("cpt", "77261", "77799"))

    assert matches[0].specialty.slug == "radiation-oncology"


def test_resolve_sees_an_operators_new_range_at_once():
    specialty = Specialty.objects.get(slug="podiatry")
    before = slugs("cpt", "77301")

    CodeRange.objects.create(specialty=specialty, system="cpt", start="77301", end="77301", role="practice")

    assert before == ["radiation-oncology"]
    assert slugs("cpt", "77301") == ["radiation-oncology", "podiatry"]


def test_every_synonym_finds_its_specialty():
    lost = [
        synonym.text
        for synonym in SpecialtySynonym.objects.select_related("specialty")
        if synonym.specialty
        not in [specialty for hit in services.find_specialties(synonym.text) for specialty in hit.specialties]
    ]

    assert lost == []


def test_an_ambiguous_synonym_says_so():
    for text, named in read("specialties")["ambiguous_synonyms"].items():
        hits = services.find_specialties(text)

        assert [hit.is_ambiguous for hit in hits] == [True], text
        assert {specialty.slug for specialty in hits[0].specialties} >= set(named), text


def test_find_specialties_takes_the_longest_phrase():
    hits = services.find_specialties("Rad Onc coder, ED profee")

    assert [(hit.words, [specialty.slug for specialty in hit.specialties]) for hit in hits] == [
        ("Rad Onc", ["radiation-oncology"]),
        ("ED profee", ["emergency-profee"]),
    ]


def test_find_specialties_in_prose_wants_acronyms_as_written():
    text = "You hand over ir reports and are in the IR lab"

    hits = services.find_specialties(text, in_prose=True)

    assert [hit.words for hit in hits] == ["IR"]


def test_load_reference_again_changes_nothing():
    second = services.load_reference()

    assert {name: (counts.created, counts.updated) for name, counts in second.items()} == dict.fromkeys(second, (0, 0))


def test_load_reference_fills_every_kind():
    counts = {
        "specialties": Specialty.objects.count(),
        "retired": Code.objects.filter(retired_on__isnull=False).count(),
        "kinds": set(Term.objects.values_list("kind", flat=True)),
        "systems": set(Code.objects.values_list("system", flat=True)),
    }

    assert counts == {
        "specialties": 96,
        "retired": 46,
        "kinds": set(Term.Kind.values),
        "systems": {"cpt", "hcpcs", "icd10cm", "icd10pcs", "msdrg"},
    }


def test_load_reference_keeps_an_operators_edit():
    Specialty.objects.filter(slug="podiatry").update(description="Feet, as we see them.")
    SpecialtySynonym.objects.filter(specialty__slug="podiatry", text="pod").delete()
    SpecialtySynonym.objects.create(specialty=Specialty.objects.get(slug="podiatry"), text="bunions")

    result = services.load_reference()

    specialty = Specialty.objects.get(slug="podiatry")
    assert specialty.description == "Feet, as we see them."
    assert {synonym.text for synonym in specialty.synonyms.all()} == {
        "podiatric",
        "foot and ankle",
        "foot & ankle",
        "bunions",
    }
    assert result["specialties"].edited == ["Podiatry & Foot Surgery: description"]


def test_load_reference_updates_what_nobody_edited():
    row = Specialty.objects.get(slug="podiatry")
    row.description = row.loaded["description"] = "What an older release said."
    row.save()

    result = services.load_reference()

    row.refresh_from_db()
    assert row.description == next(
        item["description"] for item in read("specialties")["specialties"] if item["slug"] == "podiatry"
    )
    assert result["specialties"].updated == 1


def test_load_reference_reports_what_left_the_data():
    Specialty.objects.create(
        slug="phrenology", name="Phrenology", group="Old", kind="clinical", description="Gone.", loaded={"name": "x"}
    )

    result = services.load_reference()

    assert result["specialties"].gone == ["Phrenology"]
    assert Specialty.objects.filter(slug="phrenology").exists()


def test_load_reference_dry_run_writes_nothing(capsys):
    Specialty.objects.all().delete()

    call_command("load_reference", "--dry-run")

    assert not Specialty.objects.exists()
    assert "Dry run" in capsys.readouterr().out


def every_number() -> list[tuple[str, str]]:
    """All that CPT, HCPCS, CDT and MS-DRG could ever number, and every heading of ICD-10-CM."""
    fours = [f"{number:04}" for number in range(10_000)]
    found = [("cpt", f"{number:05}") for number in range(100_000)]
    found += [("cpt", four + letter) for letter in "FTUM" for four in fours]
    found += [("hcpcs", letter + four) for letter in "ABCEGHJKLMPQRSTUV" for four in fours]
    found += [("cdt", f"D{four}") for four in fours] + [("msdrg", f"{number:03}") for number in range(1000)]
    found += [("icd10cm", "".join(three)) for three in product(ascii_uppercase, digits, "0123456789AB")]
    return [(system, code) for system, code in found if is_wellformed(system, code)]


def test_any_well_formed_code_leads_to_a_specialty():
    assert [pair for pair in every_number() if not services.resolve(*pair)] == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # nothing is written
@given(pairs=st.lists(st.sampled_from(every_number()), max_size=40))
def test_resolve_says_what_the_ranges_say(pairs):
    told = [{match.specialty.pk for match in services.resolve(*pair)} for pair in pairs]

    ranges = list(CodeRange.objects.all())
    said = [
        {row.specialty_id for row in ranges if row.system == system and range_holds(system, row.start, row.end, code)}
        for system, code in pairs
    ]
    # A number of no section leads to one specialty that codes everything.
    assert [one if other else set() for one, other in zip(told, said, strict=True)] == said
