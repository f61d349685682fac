"""Every parameter of /jobs/: what it finds, what it does not, and which listings say nothing about it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.http import QueryDict
from django.utils import timezone

from listings.filters import GROUPS, ListingFilter
from listings.models import Listing
from tests.factories import make_employer, make_listing, make_place, make_specialty, make_term

pytestmark = pytest.mark.django_db

# `fit` depends on who asks: tests/listings/test_fit.py.
OF_LISTINGS = tuple(name for name in GROUPS if name != "fit")


def found(query: str) -> set[str]:
    return set(ListingFilter(QueryDict(query), queryset=Listing.objects.public()).qs.values_list("title", flat=True))


def unsaid(query: str) -> set[str]:
    condition = ListingFilter(QueryDict(query)).unstated_condition()
    return set(Listing.objects.public().filter(condition).values_list("title", flat=True))


def with_schedules(listing, *slugs):
    listing.schedules.set([make_term("schedule", slug) for slug in slugs])


def arrange_specialty():
    make_listing(title="yes")
    make_listing(title="no", specialties=("thoracic-surgery",))
    make_listing(title="silent", specialties=())


def arrange_code():
    make_listing(title="yes", codes=[("cpt", "32701")])
    make_listing(title="yes, by range", code_ranges=[("cpt", "32000", "32999")])
    make_listing(title="no", codes=[("cpt", "77427")])
    make_listing(title="no, other range", code_ranges=[("cpt", "77261", "77799")])
    make_listing(title="silent")


def arrange_credential():
    make_listing(title="yes", credentials=("CPC", "CCS"))
    make_listing(title="yes, preferred", preferred=("CPC",), credentials_rule="")
    make_listing(title="no", credentials=("ROCC",))
    make_listing(title="no, none needed")
    make_listing(title="silent", credentials_rule="")


def arrange_apprentice():
    make_listing(title="yes", apprentices_accepted=True)
    make_listing(title="no", apprentices_accepted=False)
    make_listing(title="silent", apprentices_accepted=None)


def arrange_state():
    make_listing(title="yes, site", work="onsite", remote_scope="", state_id="TX")
    make_listing(title="yes, hybrid", work="hybrid", remote_scope="", state_id="TX")
    make_listing(title="yes, all states")
    make_listing(title="yes, listed", states=("TX", "OK"))
    make_listing(title="yes, remote at a site", remote_scope="", state_id="TX")
    make_listing(title="no, site", work="onsite", remote_scope="", state_id="OK")
    make_listing(title="no, listed", states=("OK",))
    make_listing(title="no, listed although the office is there", states=("OK",), state_id="TX")
    make_listing(title="silent, remote", remote_scope="")
    make_listing(title="silent, no place", work="onsite", remote_scope="")


def arrange_work():
    make_listing(title="yes", work="hybrid")
    make_listing(title="no", work="remote")
    make_listing(title="silent", work="")


def arrange_type():
    make_listing(title="yes", employment_type=make_term("employment_type", "contract"))
    make_listing(title="no")
    make_listing(title="silent", employment_type=None)


def arrange_pay():
    make_listing(title="yes")  # $34 an hour is $70,720 a year
    make_listing(title="yes, salary", pay_min=None, pay_max=Decimal(70_000), pay_unit="year", pay_yearly_max=70_000)
    make_listing(title="no", pay_max=Decimal(30))
    make_listing(title="silent", pay_min=None, pay_max=None, pay_unit="")


def arrange_unit():
    make_listing(title="yes", pay_unit="year")
    make_listing(title="no")
    make_listing(title="silent", pay_min=None, pay_max=None, pay_unit="")


def arrange_setting():
    make_listing(title="yes", settings=("professional", "hospital-inpatient"))
    make_listing(title="no", settings=("hospital-inpatient",))
    make_listing(title="silent")


def arrange_level():
    make_listing(title="yes", level=make_term("level", "mid"))
    make_listing(title="no", level=make_term("level", "entry"))
    make_listing(title="silent")


def arrange_years():
    make_listing(title="yes", years_min=2)
    make_listing(title="yes, none", years_min=0)
    make_listing(title="no", years_min=5)
    make_listing(title="silent")


def arrange_schedule():
    with_schedules(make_listing(title="yes"), "weekend", "evening")
    with_schedules(make_listing(title="no"), "evening")
    make_term("schedule", "four-tens")
    make_listing(title="silent")


def arrange_ehr():
    make_listing(title="yes", systems=("epic",))
    make_listing(title="yes, encoder").systems.set([make_term("encoder", "trucode-encoder")])
    make_listing(title="no", systems=("cerner",))
    make_listing(title="silent")


def arrange_test():
    make_listing(title="yes", has_coding_test=False)
    make_listing(title="yes, later", has_coding_test=True, coding_test_when="offer")
    make_listing(title="no", has_coding_test=True, coding_test_when="before")
    make_listing(title="silent")
    make_listing(title="silent about when", has_coding_test=True)


def arrange_posted():
    make_listing(title="yes", days_ago=6)
    make_listing(title="no", days_ago=8)


def arrange_employer():
    make_listing(title="yes", employer=make_employer(name="Mercy Coding"))
    make_listing(title="no", employer=make_employer(name="Rival Health"))


ORLANDO = {"latitude": 28.54, "longitude": -81.38}
TAMPA = {"latitude": 27.95, "longitude": -82.46}  # 77 miles away


def arrange_near():
    make_place("Orlando", "FL", "32801", 28.54, -81.38)
    make_place("Altamonte Springs", "FL", "32701", 28.67, -81.37)  # 9 miles north
    site = {"work": "onsite", "remote_scope": "", "state_id": "FL"}
    make_listing(title="yes, on site", **site, **ORLANDO)
    make_listing(title="yes, hybrid", **site | {"work": "hybrid"}, **ORLANDO)
    make_listing(title="yes, work not stated", **site | {"work": ""}, **ORLANDO)
    make_listing(title="yes, remote at a site", **site | {"work": "remote"}, **ORLANDO)
    make_listing(title="no, too far", **site, **TAMPA)
    make_listing(title="no, remote from anywhere", state_id="FL", **ORLANDO)
    make_listing(title="no, remote from listed states", states=("FL",), state_id="FL", **ORLANDO)
    make_listing(title="no, city without a point in another state", **site | {"state_id": "TX"}, city="Waco")
    make_listing(title="silent, city without a point", **site, city="Nowhere")
    make_listing(title="silent, no place", work="onsite", remote_scope="")


CASES = {
    "specialty": (arrange_specialty, "specialty=radiation-oncology"),
    "code": (arrange_code, "code=32701"),
    "credential": (arrange_credential, "credential=cpc"),
    "apprentice": (arrange_apprentice, "apprentice=yes"),
    "state": (arrange_state, "state=tx"),
    "work": (arrange_work, "work=hybrid"),
    "type": (arrange_type, "type=contract"),
    "pay_min": (arrange_pay, "pay_min=$70,000"),
    "unit": (arrange_unit, "unit=year"),
    "setting": (arrange_setting, "setting=professional"),
    "level": (arrange_level, "level=mid"),
    "years_max": (arrange_years, "years_max=2"),
    "schedule": (arrange_schedule, "schedule=weekend"),
    "ehr": (arrange_ehr, "ehr=epic&ehr=trucode-encoder"),
    "test": (arrange_test, "test=not-before"),
    "posted": (arrange_posted, "posted=7"),
    "employer": (arrange_employer, "employer=mercy-coding"),
    "near": (arrange_near, "near=32701"),
}


def test_every_group_has_its_case():
    assert set(OF_LISTINGS) == set(CASES)


@pytest.mark.parametrize("name", OF_LISTINGS)
def test_group_finds_what_states_it(reference, name):
    arrange, query = CASES[name]
    arrange()
    titles = set(Listing.objects.values_list("title", flat=True))

    assert found(query) == {title for title in titles if title.startswith("yes")}


@pytest.mark.parametrize("name", OF_LISTINGS)
def test_group_knows_who_says_nothing(reference, name):
    arrange, query = CASES[name]
    arrange()
    titles = set(Listing.objects.values_list("title", flat=True))

    assert unsaid(query) == {title for title in titles if title.startswith("silent")}


@pytest.mark.parametrize("name", OF_LISTINGS)
def test_group_of_unknown_values_finds_nothing(reference, name):
    CASES[name][0]()

    assert found(f"{name}=zz-nobody-knows") == set()


@pytest.mark.parametrize("name", OF_LISTINGS)
def test_an_unknown_value_is_dropped_alone(reference, name):
    arrange, query = CASES[name]
    arrange()

    filters = ListingFilter(QueryDict(f"{query}&{name}=zz-nobody-knows"))

    assert found(f"{query}&{name}=zz-nobody-knows") == found(query)
    assert filters.values[name].unknown == ("zz-nobody-knows",)


def test_values_of_a_group_mean_or_and_groups_mean_and(reference):
    make_listing(title="both", work="hybrid", settings=("professional",))
    make_listing(title="one", work="onsite", settings=("professional",))
    make_listing(title="other", work="hybrid")

    assert found("work=hybrid&work=onsite") == {"both", "one", "other"}
    assert found("work=hybrid&work=onsite&setting=professional") == {"both", "one"}
    assert found("work=hybrid&setting=professional") == {"both"}


def test_an_apprentice_finds_jobs_she_may_take(reference):
    make_listing(title="accepts", credentials=("CPC",), apprentices_accepted=True)
    make_listing(title="needs none", apprentices_accepted=None)
    make_listing(title="refuses", credentials=("CPC",), apprentices_accepted=False)
    make_listing(title="does not say", credentials=("CPC",), apprentices_accepted=None)

    assert found("credential=CPC-A") == {"accepts", "needs none"}
    assert unsaid("credential=CPC-A") == {"does not say"}


@pytest.mark.parametrize("spelling", ["32701", "CPT 32701", " 32701 ", "32701-26"])
def test_code_in_any_spelling(reference, spelling):
    arrange_code()

    assert ListingFilter(QueryDict(f"code={spelling}")).values["code"].known == ("32701",)
    assert found(f"code={spelling}") == {"yes", "yes, by range"}


def test_diagnosis_codes_are_compared_without_their_dot(reference):
    make_listing(title="tagged", codes=[("icd10cm", "C3411")])
    make_listing(title="in range", code_ranges=[("icd10cm", "C34", "C34")])
    make_listing(title="other", codes=[("icd10cm", "C50911")])

    assert found("code=c34.11") == {"tagged", "in range"}


def test_only_public_listings_are_found(reference):
    make_listing(title="open")
    for status in ("draft", "pending", "closed", "expired", "removed"):
        make_listing(title=status, status=status)
    make_listing(title="over", expires_at=timezone.now() - timedelta(minutes=1))
    make_listing(title="suspended", employer=make_employer(suspended_at=timezone.now()))

    assert found("") == {"open"}


def test_no_listing_is_found_twice(reference):
    make_specialty("breast-imaging")
    make_listing(specialties=("radiation-oncology", "breast-imaging"), credentials=("CPC", "CCS"), systems=("epic",))

    filters = ListingFilter(
        QueryDict("specialty=radiation-oncology&specialty=breast-imaging&credential=CPC&credential=CCS&ehr=epic"),
        queryset=Listing.objects.public(),
    )

    assert filters.qs.count() == 1


@pytest.mark.parametrize(
    ("query", "page"),
    [("page=0", 1), ("page=abc", 1), ("page=-1", 1), ("page=", 1), ("page=7", 7), ("page=99999", 400), ("page=٣", 1)],
)
def test_page_is_always_a_page(reference, query, page):
    assert ListingFilter(QueryDict(query)).values["page"] == page


@pytest.mark.parametrize(
    "query",
    [
        "pay_min=%00",
        "pay_min=-5",
        "pay_min=1e9",
        "posted=0",
        "years_max=٣",
        "state=%ff%fe",
        "code=%00",
        "sort=%00x",
        "near=%00&within=%00",
        "near=%ff%fe&within=1e309",
        "q=%00%ff",
    ],
)
def test_odd_bytes_are_unknown_values(reference, query):
    make_listing()

    assert ListingFilter(QueryDict(query)).qs.count() in (0, 1)


def test_a_long_query_is_cut_after_a_whole_word_and_says_what_it_leaves_out(reference):
    filters = ListingFilter(QueryDict(f"q={'coder ' * 33}auditor {'rest ' * 900}"))

    assert filters.values["q"] == "coder " * 32 + "coder"
    assert filters.line_left_out.startswith("auditor rest rest")
    assert len(filters.line_left_out) <= 80
    assert ListingFilter(QueryDict(f"q={'x' * 300}")).values["q"] == "x" * 200
    assert ListingFilter(QueryDict(f"q={'x' * 200}")).line_left_out == ""


def test_many_values_are_capped(reference):
    query = "&".join(f"state=S{number}" for number in range(900))

    assert len(ListingFilter(QueryDict(query)).values["state"].unknown) == 40
