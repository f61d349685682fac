from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from codes import services as codes
from codes.services import table
from listings.models import Listing
from listings.search import search
from listings.search.spelling import closest
from tests.factories import (
    make_certification,
    make_employer,
    make_listing,
    make_place,
    make_specialty,
    make_states,
    make_term,
    named_states,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_reference(monkeypatch):
    """Nothing of another test's reference, and no look at its stamp while statements are counted."""
    monkeypatch.setattr(table, "SECONDS_BETWEEN_LOOKS", 3_600)
    codes.forget()
    yield
    codes.forget()


def titles(query: str) -> list[str]:
    result = search(QueryDict(query))
    by_id = Listing.objects.in_bulk(result.ids)
    return [by_id[pk].title for pk in result.ids]


def test_newest_first_without_a_query(reference):
    make_listing(title="older", days_ago=9)
    make_listing(title="newest", days_ago=1)
    make_listing(title="middle", days_ago=4)

    assert titles("") == ["newest", "middle", "older"]


def test_equal_moments_go_to_the_higher_number(reference):
    moment = timezone.now() - timedelta(days=2)
    make_listing(title="first", first_posted_at=moment)
    make_listing(title="second", first_posted_at=moment)

    assert titles("") == ["second", "first"]


def test_every_word_must_be_found_and_the_title_weighs_more(reference):
    make_listing(title="Burn unit auditor", days_ago=3, description="Hospital charts.")
    make_listing(title="Auditor", days_ago=1, description="Sometimes the burn unit.")
    make_listing(title="Burn unit biller", days_ago=1, description="Claims.")

    assert titles("q=burn+auditor") == ["Burn unit auditor", "Auditor"]


def test_coder_ranks_but_does_not_decide(reference):
    make_listing(title="Burn unit analyst", days_ago=1)
    make_listing(title="Burn unit coder", days_ago=3)

    assert titles("q=burn+coder") == ["Burn unit coder", "Burn unit analyst"]


def test_words_are_found_in_employer_and_skills(reference):
    make_listing(title="Coder", employer=make_employer(name="Blue Ridge Orthopedics"), credentials=("CCS",))
    make_listing(title="Coder elsewhere")

    assert titles("q=ridge+ccs") == ["Coder"]


def test_a_short_word_is_a_word(reference):
    make_listing(title="ER coder")
    make_listing(title="Career auditor")

    assert titles("q=er") == ["ER coder"]


def test_plural_finds_singular(reference):
    make_listing(title="Denials auditor")

    assert titles("q=auditors") == ["Denials auditor"]


def test_percent_and_underscore_are_plain_text(reference):
    make_listing(title="Coder")

    assert titles("q=%25_%25") == ["Coder"]  # no words in it: nothing to search for
    assert titles("q=c%25r") == []


def test_a_code_finds_tagged_and_ranged_first_then_who_works_it(reference):
    make_listing(title="works it", specialties=("thoracic-surgery",), days_ago=1)
    make_listing(title="tagged", specialties=(), codes=[("cpt", "32701")], days_ago=9)
    make_listing(title="in range", specialties=(), code_ranges=[("cpt", "32000", "32999")], days_ago=8)
    make_specialty("dermatology")
    make_listing(title="other", specialties=("dermatology",), days_ago=1)

    result = search(QueryDict("q=32701"))

    assert titles("q=32701") == ["tagged", "in range", "works it"]
    assert [(part.kind, part.label, part.means) for part in result.understood] == [
        ("code", "CPT 32701", "Thoracic Surgery, Radiation Oncology")
    ]


def test_the_code_filter_does_not_add_who_works_it(reference):
    make_listing(title="works it", specialties=("thoracic-surgery",))
    make_listing(title="tagged", codes=[("cpt", "32701")])

    assert titles("code=32701") == ["tagged"]


@pytest.mark.parametrize("line", ["cpt 32701", "CPT: 32701", "32701-26", "code 32701"])
def test_a_code_may_carry_its_label(reference, line):
    make_listing(title="tagged", codes=[("cpt", "32701")], specialties=())

    assert titles(f"q={line}") == ["tagged"]


def test_code_and_word_together(reference):
    make_listing(title="Lead coder", codes=[("cpt", "32701")])
    make_listing(title="Coder", codes=[("cpt", "32701")])

    assert titles("q=32701+lead") == ["Lead coder"]


def test_pay_sorts_by_the_stated_yearly_maximum(reference):
    make_listing(title="none", pay_min=None, pay_max=None, pay_unit="")
    make_listing(title="low", pay_max=Decimal(30))
    make_listing(title="high", pay_max=Decimal(50))

    assert titles("sort=pay") == ["high", "low", "none"]


def test_pages_hold_25_and_an_end(reference):
    moment = timezone.now() - timedelta(days=1)
    for number in range(30):
        make_listing(title=f"Coder {number}", first_posted_at=moment)

    first, second, far = (search(QueryDict(f"page={page}")) for page in (1, 2, 99999))

    assert (first.total, first.pages, len(first.ids)) == (30, 2, 25)
    assert (second.page, len(second.ids)) == (2, 5)
    assert (far.page, far.ids) == (2, second.ids)
    assert not set(first.ids) & set(second.ids)


def test_facets_count_what_one_more_press_finds(reference):
    """Whatever the choice, each count is what the page finds with that value alone in its group."""
    make_certification("CCS-P")
    make_listing(title="a", credentials=("CPC", "CCS"), states=("TX", "OK"), systems=("epic",), years_min=2)
    make_listing(title="b", work="onsite", remote_scope="", state_id="TX", settings=("professional",), days_ago=20)
    make_listing(title="c", specialties=("thoracic-surgery",), apprentices_accepted=True, has_coding_test=False)
    make_listing(title="d", codes=[("cpt", "32701"), ("hcpcs", "G0339")], level=make_term("level", "mid"))
    make_listing(title="e", code_ranges=[("cpt", "32000", "32999")], pay_min=None, pay_max=None, pay_unit="")
    make_listing(title="f", work="hybrid", remote_scope="", state_id="OK", pay_max=Decimal(20), pay_min=Decimal(18))
    make_listing(title="g", employer=make_employer(name="Solo"))
    for chosen in ("state=TX&credential=CPC", "code=32701&unit=hour", "pay_min=60000&q=linear"):
        params = QueryDict(chosen, mutable=True)
        result = search(params)
        assert result.facets
        for name, options in result.facets.items():
            for value, count in dict([*options.items()][:1] + [*options.items()][-1:]).items():
                alone = params.copy()
                alone.setlist(name, [value])
                assert (name, value, count) == (name, value, search(alone).total)


def test_that_do_not_say_is_a_number_and_a_list_of_its_own(reference):
    make_listing(title="says hybrid", work="hybrid")
    make_listing(title="does not say", work="")
    make_listing(title="remote", work="remote")

    plain, unstated = search(QueryDict("work=hybrid")), search(QueryDict("work=hybrid&unstated=1"))

    assert (plain.total, plain.not_stated) == (1, 1)
    assert titles("work=hybrid") == ["says hybrid"]
    assert (unstated.total, unstated.not_stated) == (1, 1)
    assert titles("work=hybrid&unstated=1") == ["does not say"]


def test_unknown_values_are_named(reference):
    result = search(QueryDict("specialty=radiation-oncology&specialty=knitting&state=XX"))

    assert [(part.parameter, part.value) for part in result.unknown] == [("specialty", "knitting"), ("state", "XX")]
    assert result.total == 0


def test_words_beyond_eight_are_said_to_be_ignored(reference):
    make_listing(title="one two three four five six seven eight")

    result = search(QueryDict("q=one+two+three+four+five+six+seven+eight+nine+ten"))

    assert (result.total, result.ignored) == (1, "nine ten")


def test_search_takes_a_plain_dict(reference):
    make_listing(work="hybrid")

    assert search({"work": ["hybrid", "onsite"], "q": "coder"}).total == 1
    assert search({}).total == 1


def test_statements_do_not_grow_with_the_rows(reference):
    def statements() -> int:
        codes.resolve("cpt", "32701")
        with CaptureQueriesContext(connection) as asked:
            search(QueryDict("q=32701+coder&work=remote&state=TX"))
        return len(asked)

    make_listing(codes=[("cpt", "32701")], credentials=("CPC",))
    few = statements()
    for number in range(25):
        make_listing(title=f"Coder {number}", codes=[("cpt", "32701")], credentials=("CPC", "CCS"))

    assert statements() == few <= 8


def test_recognised_places_and_remote_decide(reference):
    make_listing(title="Texas site", work="onsite", remote_scope="", state_id="TX")
    make_listing(title="Remote in Texas", states=("TX",))
    make_listing(title="Remote in Oklahoma", states=("OK",))

    assert set(titles("q=texas")) == {"Texas site", "Remote in Texas"}
    assert titles("q=remote+TX") == ["Remote in Texas"]


def test_a_specialty_is_found_in_tags_and_in_text(reference):
    make_listing(title="Coder", days_ago=1)
    make_listing(title="Rad onc coder", specialties=(), days_ago=9, description="Charts.")
    make_listing(title="Thoracic coder", specialties=("thoracic-surgery",), description="Charts.")

    assert set(titles("q=rad+onc")) == {"Coder", "Rad onc coder"}


def test_several_credentials_of_one_line_mean_or(reference):
    make_listing(title="one", credentials=("CPC",))
    make_listing(title="both", credentials=("CPC", "CCS"))
    make_listing(title="other", credentials=("ROCC",))

    assert titles("q=CPC+or+CCS") == ["both", "one"]


def test_pay_in_the_line_decides(reference):
    make_listing(title="enough", pay_max=Decimal(34))
    make_listing(title="less", pay_min=Decimal(18), pay_max=Decimal(20))

    assert titles("q=$30/hr") == ["enough"]


def test_a_word_nobody_uses_is_respelled_and_said_so(reference):
    make_listing(title="Dermatology coder", specialties=(), description="Charts.")

    result = search(QueryDict("q=dermatolgy"))

    assert (result.total, result.corrected) == (1, (("dermatolgy", "dermatology"),))


def test_what_is_in_quotes_is_plain_text(reference):
    make_listing(title="Coder")
    make_listing(title="Rad onc coder", specialties=(), description="Charts.")

    assert titles('q="rad onc"') == ["Rad onc coder"]


def test_next_to_nothing_shows_the_nearest_apart(reference):
    make_listing(title="Burn unit auditor", work="onsite", remote_scope="", state_id="OK")
    make_listing(title="Auditor", states=("TX",))

    result = search(QueryDict("q=burn+auditor+TX"))

    assert result.total == 0
    assert len(result.nearest) == 2
    assert not set(result.nearest) & set(result.ids)


@pytest.mark.parametrize("backend", ["sql", "snapshot"])
def test_the_nearest_answer_as_much_of_the_line_as_any_and_half_of_it_at_least(reference, settings, backend):
    settings.SEARCH_BACKEND = backend
    make_listing(title="Burn unit auditor", work="onsite", remote_scope="", state_id="OK")
    make_listing(title="Burn coder", states=("TX",))
    make_listing(title="Other auditor", states=("OK",))

    def nearest(line: str) -> set[str]:
        result = search({"q": line})
        assert result.total == 0
        return set(Listing.objects.filter(pk__in=result.nearest).values_list("title", flat=True))

    assert nearest("burn unit auditor zebra") == {"Burn unit auditor"}
    assert nearest("burn unit auditor zebra giraffe") == {"Burn unit auditor"}
    assert nearest("burn unit auditor zebra giraffe lion") == {"Burn unit auditor"}
    assert nearest("burn unit auditor zebra giraffe lion tiger") == set()
    assert nearest("auditor zebra") == {"Burn unit auditor", "Other auditor"}
    assert nearest("zebra giraffe") == set()


def test_indian_is_no_slip_of_a_state(reference):
    make_states(named_states("IN"))

    assert search(QueryDict("q=indian+health")).corrected == ()
    assert search(QueryDict("q=indianna+health")).corrected == (("indianna", "indiana"),)


@pytest.mark.parametrize("backend", ["sql", "snapshot"])
def test_what_is_not_wanted_neither_finds_nor_ranks(reference, settings, backend):
    settings.SEARCH_BACKEND = backend
    make_place("Tampa", "FL", "33602", 27.96, -82.45)
    there = {"work": "onsite", "remote_scope": "", "state_id": "FL", "city": "Tampa"}
    make_listing(title="Burn coder", description="No travel.", days_ago=1, latitude=27.95, longitude=-82.46, **there)
    make_listing(title="Burn travel coder", days_ago=2)
    make_listing(title="Burn auditor", description="Some agency work.", days_ago=3)

    assert titles("q=burn+no+travel") == ["Burn coder", "Burn auditor"]
    assert titles("q=burn+-travel") == ["Burn coder", "Burn auditor"]
    assert titles("q=burn+without+agency") == ["Burn coder", "Burn travel coder", "Burn auditor"]
    assert titles("q=burn+not+near+tampa") == titles("q=burn+not+in+tampa") == ["Burn travel coder", "Burn auditor"]
    assert search(QueryDict("q=burn+no+travle")).corrected == ()


@pytest.mark.parametrize("backend", ["sql", "snapshot"])
def test_a_credential_spelled_out_is_its_name_or_its_acronym(reference, settings, backend):
    settings.SEARCH_BACKEND = backend
    make_certification("CCA", name="Certified Coding Associate")
    make_listing(title="Tagged", credentials=("CCA",), days_ago=1)
    make_listing(title="Acronym", description="CCA or the like.", days_ago=2)
    make_listing(title="Name", description="A certified coding associate.", days_ago=3)
    make_listing(title="Billing associate", description="Certified.")

    assert set(titles("q=certified+coding+associate")) == set(titles("q=cca")) | {"Name"}
    assert "Billing associate" not in titles("q=certified+coding+associate")


def test_a_word_that_a_text_uses_is_no_slip(reference):
    make_listing(title="Casting coder", description="Charts.")
    assert search(QueryDict("q=casing+giraffe")).corrected == (("casing", "casting"),)

    make_listing(title="Coder", description="We are casing the joint.")

    assert search(QueryDict("q=casing+giraffe")).corrected == ()


@pytest.mark.parametrize("backend", ["sql", "snapshot"])
def test_a_line_says_since_when(reference, settings, backend):
    settings.SEARCH_BACKEND = backend
    for days in (0.5, 2, 6, 20):
        make_listing(title=f"{days} days", days_ago=days)

    result = search(QueryDict("q=posted+last+3+days"))

    assert result.total == 2
    assert [part.label for part in result.understood] == ["First posted in the last 3 days"]
    assert (result.understood[0].without, result.words) == ("", ())
    assert search(QueryDict("q=new+today")).understood[0].label == "First posted in the last 24 hours"
    assert search(QueryDict("q=new+today")).total == 1


def test_employers_of_equally_good_jobs_take_turns(reference):
    moment = timezone.now() - timedelta(days=2)
    many, few = make_employer(name="Many"), make_employer(name="Few")
    make_listing(title="Few 1", employer=few, first_posted_at=moment - timedelta(hours=9))
    for number in range(3):
        make_listing(title=f"Many {number}", employer=many, first_posted_at=moment)

    assert titles("q=radiation") == ["Many 2", "Few 1", "Many 1", "Many 0"]


def test_without_says_what_each_part_keeps_away(reference):
    make_listing(title="Burn auditor", work="hybrid")

    result = search(QueryDict("q=burn&work=remote&level=mid"))

    assert result.without == {}
    assert search(QueryDict("q=burn&work=remote")).without == {"work": 1}


def test_the_code_itself_comes_before_a_narrow_range_and_that_before_a_wide_one(reference):
    make_listing(title="wide", specialties=(), code_ranges=[("cpt", "10004", "69990")], days_ago=1)
    make_listing(title="narrow", specialties=(), code_ranges=[("cpt", "32035", "32999")], days_ago=2)
    make_listing(title="itself", specialties=(), codes=[("cpt", "32701")], days_ago=30)

    assert titles("q=32701") == ["itself", "narrow", "wide"]


def test_a_range_finds_what_is_tagged_inside_it_or_over_it_and_who_works_it(reference):
    make_listing(title="inside", specialties=(), codes=[("cpt", "77301")])
    make_listing(title="over", specialties=(), code_ranges=[("cpt", "77300", "77370")])
    make_listing(title="works it", specialties=("radiation-oncology",), description="Charts.")
    make_listing(title="elsewhere", specialties=("thoracic-surgery",), codes=[("cpt", "32701")], description="Charts.")

    assert set(titles("q=77xxx")) == {"inside", "over", "works it"}
    assert titles("q=77xxx")[-1] == "works it"
    assert set(titles("q=77310-77320")) == {"over", "works it"}


def test_a_required_credential_comes_before_a_preferred_one(reference):
    make_listing(title="preferred", preferred=("CPC",), days_ago=1)
    make_listing(title="required", credentials=("CPC",), days_ago=30)

    assert titles("q=CPC") == ["required", "preferred"]


def test_a_city_is_a_site_and_no_remote_job(reference):
    make_listing(title="in Tampa", work="onsite", remote_scope="", city="Tampa", state_id="FL")
    make_listing(title="in Miami", work="hybrid", remote_scope="", city="Miami", state_id="FL")
    make_listing(title="remote", states=("FL",))

    assert titles("q=tampa") == ["in Tampa"]
    assert titles("q=coder+Tampa+FL") == ["in Tampa"]


def test_not_remote_leaves_remote_jobs_out(reference):
    make_listing(title="remote")
    make_listing(title="hybrid", work="hybrid", remote_scope="")

    assert titles("q=radiation+oncology+not+remote") == ["hybrid"]


def test_years_rank_and_do_not_decide(reference):
    make_listing(title="asks for five", years_min=5, days_ago=1)
    make_listing(title="asks for two", years_min=2, days_ago=2)

    assert titles("q=rad+onc+3+years") == ["asks for two", "asks for five"]


def test_a_job_title_is_found_under_its_other_names(reference):
    make_term("job_title", "oncology-data-specialist", label="Oncology Data Specialist", aliases=["cancer registrar"])
    make_listing(title="Oncology Data Specialist", specialties=(), description="Charts.")
    make_listing(title="Coder", specialties=(), description="Charts.")

    assert titles("q=cancer+registrar") == ["Oncology Data Specialist"]


def test_the_words_side_by_side_come_first(reference):
    make_listing(title="Unit coder, burn charts", specialties=(), description="x", days_ago=1)
    make_listing(title="Burn unit coder", specialties=(), description="x", days_ago=30)

    assert titles("q=burn+unit") == ["Burn unit coder", "Unit coder, burn charts"]


def test_a_slip_of_one_letter_is_read_as_the_word_of_the_trade(reference):
    make_specialty("coding-audit-compliance", synonyms=("auditor",))
    codes.mark_changed()
    make_listing(title="Auditor", specialties=("coding-audit-compliance",), description="Charts.")
    make_listing(title="Coder", specialties=(), description="Helps with audits.")

    result = search(QueryDict("q=auditer"))

    assert result.corrected == (("auditer", "auditor"),)
    assert [part.value for part in result.understood] == ["coding-audit-compliance"]
    assert search(QueryDict("q=%22auditer%22")).corrected == ()


def test_a_new_name_of_a_specialty_is_no_slip_from_then_on(reference):
    specialty = make_specialty("coding-audit-compliance", synonyms=("auditor",))
    codes.mark_changed()
    make_listing(title="Auditor", specialties=("coding-audit-compliance",))
    assert search(QueryDict("q=auditer")).corrected == (("auditer", "auditor"),)

    specialty.synonyms.create(text="auditer general")
    codes.mark_changed()

    assert search(QueryDict("q=auditer")).corrected == ()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("radiatoin", "radiation"), ("oncolgy", "oncology"), ("oncologyy", "oncology"), ("thorasic", "thoracic")],
)
def test_added_lost_changed_and_swapped_letters_are_found(reference, typed, meant):
    assert closest(typed, frozenset({"radiation", "oncology", "thoracic", "audit"})) == meant


def test_a_word_far_from_all_is_left_alone(reference):
    assert closest("zebra", frozenset({"radiation", "zeta"})) == ""


@pytest.mark.parametrize(
    "line", ["coder near 33602", "coder near Tampa, FL", "coder tampa", "coder near 33602&within=25"]
)
def test_a_place_in_the_line_reaches_around(reference, line):
    make_place("Tampa", "FL", "33602", 27.96, -82.45)
    site = {"work": "onsite", "remote_scope": "", "state_id": "FL", "days_ago": 1}
    make_listing(title="Clearwater coder", city="Clearwater", latitude=27.97, longitude=-82.76, **site)
    make_listing(title="Miami coder", city="Miami", latitude=25.76, longitude=-80.19, **site)
    make_listing(title="Tampa coder", city="Tampa", latitude=27.95, longitude=-82.46, **site)
    make_listing(title="Remote coder")

    assert set(titles(f"q={line}")) == {"Tampa coder", "Clearwater coder"}


def test_the_city_itself_comes_before_what_lies_around_it(reference):
    make_place("Tampa", "FL", "33602", 27.96, -82.45)
    site = {"work": "onsite", "remote_scope": "", "state_id": "FL"}
    make_listing(title="around", city="Clearwater", latitude=27.97, longitude=-82.76, days_ago=1, **site)
    make_listing(title="in it", city="Tampa", latitude=27.95, longitude=-82.46, days_ago=40, **site)

    assert titles("q=tampa") == ["in it", "around"]


def test_a_place_with_few_jobs_brings_those_its_people_may_take_from_home(reference):
    make_listing(title="In Tulsa", work="onsite", remote_scope="", city="Tulsa", state_id="OK")
    make_listing(title="Anywhere")
    make_listing(title="Oklahoma only", states=("OK",))
    make_listing(title="Texas only", states=("TX",))

    result = search(QueryDict("q=tulsa"))

    assert titles("q=tulsa") == ["In Tulsa"]
    assert set(Listing.objects.filter(pk__in=result.nearest).values_list("title", flat=True)) == {
        "Anywhere",
        "Oklahoma only",
    }


@pytest.mark.parametrize("label", ["CPT ", "cpt: ", "codes "])
def test_the_name_of_a_system_before_a_range_changes_nothing(reference, label):
    make_listing(title="Radiation", code_ranges=[("cpt", "77261", "77799")])

    assert titles(f"q={label}77261-77799".replace(" ", "+")) == titles("q=77261-77799") == ["Radiation"]


def test_the_name_of_another_system_reads_the_range_as_its_own(reference):
    make_listing(title="Groups", code_ranges=[("msdrg", "001", "989")])

    assert titles("q=MS-DRG+001-989") == ["Groups"]


def test_a_range_of_one_category_meets_none_of_another(reference):
    make_listing(title="Measures", specialties=(), code_ranges=[("cpt", "0001F", "9007F")])
    make_listing(title="Measure", specialties=(), codes=[("cpt", "3008F")])
    make_listing(title="Radiation", code_ranges=[("cpt", "77261", "77799")])

    assert titles("q=00100-99999") == ["Radiation"]


def test_the_credential_of_an_apprentice_is_what_a_job_states_not_what_its_text_mentions(reference):
    make_listing(title="Takes them", apprentices_accepted=True, credentials=("CPC",))
    make_listing(title="Does not", credentials=("CPC",), description="A CPC-A cannot be considered.")

    assert titles("q=CPC-A") == ["Takes them"]


@pytest.mark.parametrize("line", ["over 60k", "at least $60,000", "60k-80k", "$60k to $80k", "minimum 60k"])
def test_a_pay_is_read_with_the_words_around_it(reference, line):
    make_listing(title="Pays", pay_yearly_min=Decimal(65_000), pay_yearly_max=Decimal(75_000))
    make_listing(title="Pays less", pay_yearly_min=Decimal(40_000), pay_yearly_max=Decimal(50_000))

    assert titles(f"q={line}".replace(" ", "+").replace("$", "%24")) == ["Pays"]
