"""What a candidate meets: the reasons in words, the filter, and that both are one judgement."""

from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from accounts.models import CandidateProfile
from codes.models import Term
from listings.facts import money
from listings.filters import ListingFilter
from listings.fit import CHOICES, Verdict, candidate_of, judge
from listings.models import Listing
from listings.search import search
from tests.factories import (
    make_candidate,
    make_certification,
    make_employer,
    make_listing,
    make_specialty,
    make_state,
    make_term,
)

pytestmark = pytest.mark.django_db

TERMS = (Term.Kind.EHR, Term.Kind.ENCODER, Term.Kind.EMPLOYMENT_TYPE, Term.Kind.SCHEDULE)


def make_profile(
    *, credentials=(), expired=(), specialties=(), terms=(), states=(), home_state="", **fields
) -> CandidateProfile:
    """`specialties` are (slug, years), `terms` (kind, slug)."""
    profile = make_candidate(credentials=credentials, home_state=home_state).candidate_profile
    for acronym in expired:
        yesterday = timezone.localdate() - timedelta(days=1)
        profile.credentials.create(certification=make_certification(acronym), expires_on=yesterday)
    for slug, years in specialties:
        profile.experience.create(specialty=make_specialty(slug), years=years)
    profile.terms.set([make_term(kind, slug) for kind, slug in terms])
    profile.work_states.set([make_state(code) for code in states])
    for name, value in fields.items():
        setattr(profile, name, value)
    profile.save()
    return profile


def row(listing: Listing) -> Listing:
    return Listing.objects.for_rows().get(pk=listing.pk)


def line(topic: str, listing: Listing, profile: CandidateProfile):
    return judge(row(listing), candidate_of(profile.user)).line(topic)


def told(topic: str, listing: Listing, profile: CandidateProfile) -> tuple[str, str]:
    found = line(topic, listing, profile)
    return found.verdict, found.text


@pytest.mark.parametrize(
    ("asked", "rule", "held", "verdict", "text"),
    [
        (["CPC"], "any", ["CPC"], "met", "You hold CPC"),
        (["CPC", "CCS"], "any", ["CCS"], "met", "You hold CCS"),
        (["CPC", "CCS"], "any", ["ROCC"], "missing", "Not met: asks for CCS or CPC"),
        (["CPC", "CCS"], "all", ["CPC", "CCS"], "met", "You hold CCS and CPC"),
        (["CPC", "CCS"], "all", ["CPC"], "missing", "Not met: asks for CCS and CPC"),
        (["CPC"], "any", ["CPC-A"], "missing", "Not met: asks for full CPC"),
        (["CPC-A"], "any", ["CPC"], "met", "You hold CPC"),
        (["CPC"], "any", [], "unsaid", "Asks for CPC; you have not said which you hold"),
        ([], "none", ["CPC"], "free", "Asks for no credential"),
        ([], "", ["CPC"], "silent", "Not stated"),
        (["CPC"], "", ["CPC"], "met", "You hold CPC"),
        (["CPC", "CCS"], "", ["CPC"], "silent", "Whether all of CCS, CPC are needed is not stated"),
        (["CPC", "CCS"], "", ["ROCC"], "missing", "Not met: asks for CCS, CPC"),
    ],
)
def test_credentials_are_told_with_their_reason(reference, asked, rule, held, verdict, text):
    listing = make_listing(credentials=asked, credentials_rule=rule)

    assert told("Credentials", listing, make_profile(credentials=held)) == (verdict, text)


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        (True, ("met", "You hold CPC-A: apprentices are accepted")),
        (False, ("missing", "Not met: asks for full CPC")),
        (None, ("missing", "Not met: asks for full CPC")),
    ],
)
def test_an_apprentice_meets_the_full_credential_only_where_apprentices_are_accepted(reference, accepted, expected):
    listing = make_listing(credentials=["CPC"], apprentices_accepted=accepted)

    assert told("Credentials", listing, make_profile(credentials=["CPC-A"])) == expected


def test_an_expired_credential_is_not_counted(reference):
    listing = make_listing(credentials=["CPC"])
    profile = make_profile(expired=["CPC"])

    verdict, text = told("Credentials", listing, profile)

    day = timezone.localdate() - timedelta(days=1)
    assert (verdict, text) == ("missing", f"Not met: asks for CPC; your CPC expired on {day:%-d %b %Y}")


def test_a_credential_counts_on_its_last_day(reference):
    listing, profile = make_listing(credentials=["CPC"]), make_profile(credentials=["CPC"])
    profile.credentials.update(expires_on=timezone.localdate())

    assert line("Credentials", listing, profile).verdict == "met"


def test_whoever_says_she_holds_none_has_said_it(reference):
    listing = make_listing(credentials=["CPC"])

    assert told("Credentials", listing, make_profile(has_no_credential=True)) == ("missing", "Not met: asks for CPC")


@pytest.mark.parametrize(
    ("job", "expected"),
    [
        ({"states": ["TX", "OK"]}, ("met", "TX eligible")),
        ({}, ("met", "TX eligible")),
        ({"states": ["OK"]}, ("missing", "Not met: TX is not among its states")),
        ({"remote_scope": ""}, ("silent", "The states where one may live are not stated")),
        ({"remote_scope": "listed"}, ("silent", "The states where one may live are not stated")),
        ({"work": "onsite", "state_id": "TX"}, ("met", "The workplace is in TX")),
        ({"work": "hybrid", "state_id": "FL"}, ("met", "The workplace is in FL")),
        ({"work": "onsite", "state_id": "OK"}, ("missing", "Not met: the workplace is in OK")),
        ({"work": "onsite"}, ("silent", "Not stated")),
        ({"work": "", "state_id": "TX"}, ("silent", "Not stated")),
    ],
)
def test_where_one_lives_is_told(reference, job, expected):
    profile = make_profile(home_state="TX", states=["FL"])

    assert told("Where you live", make_listing(**job), profile) == expected


def test_nothing_is_met_or_missing_that_the_profile_does_not_say(reference):
    listing = make_listing(
        credentials=["CPC"], states=["OK"], years_min=3, systems=["epic"], specialties=["thoracic-surgery"]
    )

    found = judge(row(listing), candidate_of(make_profile().user))

    assert {one.topic: one.verdict for one in found.lines} == {
        "Credentials": "unsaid",
        "Where you live": "unsaid",
        "Experience": "unsaid",
        "Specialty": "unsaid",
        "Health record system": "unsaid",
        "Encoder": "silent",
    }
    assert (found.met, found.judged, found.row_words) == (0, 0, "")


def test_nothing_is_met_or_missing_that_the_listing_does_not_state(reference):
    listing = make_listing(
        work="", remote_scope="", credentials_rule="", specialties=(), employment_type=None, pay_min=None, pay_unit=""
    )
    listing.pay_yearly_max = None
    listing.save()
    profile = full_profile()

    found = judge(row(listing), candidate_of(profile.user))

    assert {one.verdict for one in found.lines} == {Verdict.SILENT}
    assert (found.judged, found.wishes_judged) == (0, 0)


def full_profile() -> CandidateProfile:
    return make_profile(
        credentials=["CPC", "CCS"],
        home_state="TX",
        years=5,
        specialties=[("radiation-oncology", 4)],
        terms=[
            ("ehr", "epic"),
            ("encoder", "trucode-encoder"),
            ("employment_type", "full-time"),
            ("schedule", "flex"),
        ],
        wanted_work=["remote"],
        pay_floor=Decimal(30),
        pay_floor_unit="hour",
    )


def test_the_whole_fit_of_a_full_profile(reference):
    listing = make_listing(credentials=["CPC"], states=["TX"], years_min=3, systems=["epic"])
    listing.systems.add(make_term("encoder", "codify"))

    found = judge(row(listing), candidate_of(full_profile().user))

    assert [(one.topic, one.text) for one in found.lines] == [
        ("Credentials", "You hold CPC"),
        ("Where you live", "TX eligible"),
        ("Experience", "3 years asked, 5 stated"),
        ("Specialty", "Radiation Oncology, 4 years stated"),
        ("Health record system", "You know Epic"),
        ("Encoder", "Not met: Codify"),
        ("Remote or on-site", "Remote"),
        ("Type", "Full time"),
        ("Schedule", "Not stated"),
        ("Pay", f"up to {money(Decimal(70_720))} a year; you ask {money(Decimal(62_400))}"),
    ]
    assert found.words == "You meet 5 of 6 requirements"
    assert found.row_words == "You meet 5 of 6, not met: encoder"
    assert (found.wishes_met, found.wishes_judged) == (3, 3)


def test_a_visitor_and_somebody_who_only_hires_have_no_fit(visitor, owner):
    assert [candidate_of(who) for who in (None, visitor, owner)] == [None, None, None]


# The filter --------------------------------------------------------------------------------------------------


def random_profile(rng: Random) -> CandidateProfile:
    def some(values, most=2):
        return rng.sample(values, rng.randint(0, min(most, len(values))))

    credentials = some(["CPC", "CPC-A", "CCS", "ROCC"])
    terms = some(
        [("ehr", "epic"), ("ehr", "aria"), ("encoder", "codify"), ("encoder", "epic"), ("schedule", "flex")], 4
    )
    floor = rng.choice([None, Decimal(20), Decimal(31)])
    return make_profile(
        credentials=credentials,
        expired=[one for one in some(["CPC", "CCS"]) if one not in credentials],
        home_state=rng.choice(["", "TX", "OK"]),
        states=some(["TX", "FL"]),
        years=rng.choice([None, None, 0, 2, 5]),
        specialties=[(slug, rng.choice([None, 1, 4])) for slug in some(["radiation-oncology", "thoracic-surgery"])],
        terms=[*terms, *[("employment_type", slug) for slug in some(["full-time", "contract"])]],
        has_no_credential=not credentials and rng.random() < 0.3,
        wanted_work=some(["remote", "hybrid", "onsite"]),
        pay_floor=floor,
        pay_floor_unit="hour" if floor else "",
    )


def random_listing(rng: Random, employer) -> Listing:
    def some(values, most=2):
        return rng.sample(values, rng.randint(0, min(most, len(values))))

    is_paid = rng.random() < 0.8
    listing = make_listing(
        employer=employer,
        specialties=some(["radiation-oncology", "thoracic-surgery"]),
        credentials=some(["CPC", "CPC-A", "CCS", "ROCC"], 3),
        preferred=some(["RHIT"], 1),
        credentials_rule=rng.choice(["any", "all", "none", ""]),
        apprentices_accepted=rng.choice([True, False, None]),
        work=rng.choice(["remote", "remote", "hybrid", "onsite", ""]),
        remote_scope=rng.choice(["all", "listed", "listed", ""]),
        states=some(["TX", "OK", "FL"]),
        state_id=rng.choice([None, "TX", "OK", "FL"]),
        years_min=rng.choice([None, 0, 1, 3, 5]),
        systems=some(["epic", "aria"]),
        employment_type=rng.choice([None, make_term("employment_type", "full-time"), make_term("level", "contract")]),
        pay_min=Decimal(28) if is_paid else None,
        pay_max=Decimal(rng.choice([30, 34])) if is_paid else None,
        pay_unit="hour" if is_paid else "",
    )
    listing.systems.add(*[make_term("encoder", slug) for slug in some(["codify", "epic"])])
    listing.schedules.set([make_term("schedule", slug) for slug in some(["flex", "weekend"])])
    return listing


@pytest.mark.parametrize("seed", range(4))
def test_the_filter_finds_what_the_lines_say(reference, seed):
    rng, employer = Random(seed), make_employer()
    for _ in range(40):
        random_listing(rng, employer)
    rows = list(Listing.objects.public().for_rows())
    compared = 0
    for _ in range(12):
        candidate = candidate_of(random_profile(rng).user)
        profile_user = CandidateProfile.objects.latest("pk").user
        fits = {one.pk: judge(one, candidate) for one in rows}
        for value in CHOICES:
            if not candidate.can_judge(value):
                continue
            filters = ListingFilter(QueryDict(f"fit={value}"), queryset=Listing.objects.public(), user=profile_user)
            found = set(filters.qs.values_list("pk", flat=True))
            compared += 1

            assert found == {pk for pk, one in fits.items() if one.fits(value)}, (seed, value, candidate)
    assert compared > 20


def silent(found, value: str) -> bool:
    if value in ("credentials", "state"):
        topic = {"credentials": "Credentials", "state": "Where you live"}[value]
        return found.line(topic).verdict == Verdict.SILENT
    return not (found.wishes_judged if value == "wishes" else found.judged)


@pytest.mark.parametrize("seed", range(3))
def test_those_that_do_not_say_are_those_of_which_nothing_could_be_judged(reference, seed):
    rng, employer = Random(seed), make_employer()
    for _ in range(40):
        random_listing(rng, employer)
    rows = list(Listing.objects.public().for_rows())
    for _ in range(8):
        profile = random_profile(rng)
        candidate = candidate_of(profile.user)
        for value in filter(candidate.can_judge, CHOICES):
            condition = ListingFilter(QueryDict(f"fit={value}"), user=profile.user).unstated_condition()
            found = set(Listing.objects.public().filter(condition).values_list("pk", flat=True))

            assert found == {one.pk for one in rows if silent(judge(one, candidate), value)}, (seed, value, candidate)


def test_the_fit_of_a_guest_and_of_an_empty_profile_is_left_out_and_named(reference, visitor, candidate):
    make_listing()

    for user in (None, visitor, candidate):
        filters = ListingFilter(QueryDict("fit=all"), queryset=Listing.objects.public(), user=user)

        assert filters.qs.count() == 1
        assert filters.fit_ignored == ("I meet all it asks for",)
        assert "fit" not in filters.chosen


def test_an_unknown_fit_is_named_as_unknown_and_finds_nothing(reference):
    make_listing()
    profile = full_profile()

    result = search(QueryDict("fit=perfect"), profile.user)

    assert [one.value for one in result.unknown] == ["perfect"]
    assert result.total == 0


def test_the_search_knows_whose_fit_is_asked_for(reference):
    yes, _ = make_listing(credentials=["CPC"]), make_listing(credentials=["ROCC"])
    profile = make_profile(credentials=["CPC"])

    assert search(QueryDict("fit=credentials"), profile.user).ids == [yes.pk]
    assert search(QueryDict("fit=credentials"), make_profile(credentials=["CRC"]).user).ids == []


# The pages -----------------------------------------------------------------------------------------------------


def test_the_job_page_tells_a_candidate_each_line_and_others_nothing(reference, as_user, owner, visitor):
    listing = make_listing(credentials=["CPC"], states=["TX"])
    profile = make_profile(credentials=["CPC-A"], home_state="TX")

    page = as_user(profile.user).get(listing.get_absolute_url()).content.decode()

    assert "You meet 1 of 2 requirements" in page
    assert ">Not met: asks for full CPC<" in page
    assert ">TX eligible<" in page
    for other in (visitor, owner):
        assert "requirements" not in as_user(other).get(listing.get_absolute_url()).content.decode()


def test_the_job_page_asks_an_empty_profile_to_be_filled(reference, as_user, candidate):
    listing = make_listing(credentials=["CPC"])

    page = as_user(candidate).get(listing.get_absolute_url()).content.decode()

    assert "You meet" not in page
    assert reverse("accounts:profile") + "#credentials" in page


def test_rows_tell_the_fit_without_a_query_more_for_each(reference, as_user, django_assert_max_num_queries):
    profile = make_profile(credentials=["CPC"], home_state="TX")
    browser = as_user(profile.user)
    employer = make_employer()

    def queries(rows: int) -> int:
        for _ in range(rows):
            make_listing(employer=employer, credentials=["CPC"], states=["OK"])
        with django_assert_max_num_queries(60) as counted:
            page = browser.get(reverse("listings:list"), {"state": ""}).content.decode()
        assert "You meet 1 of 2, not met: where you live" in page
        return len(counted)

    queries(1)  # what a process reads once

    assert queries(1) == queries(9)


def test_the_list_names_a_fit_it_left_out(reference, as_user, visitor, candidate):
    make_listing()

    guest = as_user(visitor).get(reverse("listings:list") + "?fit=all").content.decode()
    empty = as_user(candidate).get(reverse("listings:list") + "?fit=all").content.decode()

    assert reverse("account_login") in guest
    assert "Log in to search by fit" in guest
    assert "Your profile does not say enough" in empty
