"""Random boards, requests and writes: what the snapshot and SQL are asked to agree on."""

import random
from dataclasses import fields
from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from accounts.models import Employer
from codes.models import Certification
from listings.filters import ListingFilter
from listings.models import DocSequence, Listing, ListingCode, ListingCodeRange, ListingCredential, ListingText
from listings.search import SearchResult, answer, read_line
from listings.search.fast import SnapshotSearch
from listings.search.keeping import keeper
from listings.search.sql import SqlSearch
from tests.factories import make_candidate, make_employer, make_listing, make_place, make_reference, make_term

STATES = ("TX", "OK", "FL", "CA", "NY")
CITIES = {("Austin", "TX"): (30.27, -97.74), ("Tulsa", "OK"): (36.15, -95.99), ("Tampa", "FL"): (27.95, -82.46)}
# Where no job is, and names that hold a state's.
TOWNS = {
    ("Oklahoma City", "OK"): (35.47, -97.52), ("Kansas City", "KS"): (39.11, -94.63),
    ("Kansas City", "MO"): (39.10, -94.58), ("Lakeland", "FL"): (28.04, -81.95), ("Round Rock", "TX"): (30.51, -97.68),
}  # fmt: skip
TITLES = ("Radiation Oncology Coder", "Inpatient Coder", "Thoracic Coder", "Coding Auditor", "Remote Coder II")
WORDS = ("simulation", "planning", "lung", "audit", "epic", "denials", "coder", "surgery", "charge", "capture")
CREDENTIALS = ("CPC", "CPC-A", "CCS", "ROCC")
CODES = (("cpt", "32701"), ("cpt", "77301"), ("cpt", "32480"), ("icd10cm", "C341"), ("hcpcs", "J0120"))
RANGES = (("cpt", "77261", "77799"), ("cpt", "32035", "32999"), ("icd10cm", "C00", "C96"))
SPECIALTIES = ("radiation-oncology", "thoracic-surgery")
LINES = (
    "", "", "", "coder", "rad onc", "32701", "77261-77799", "remote coder", '"charge capture"', "coder -remote",
    "texas", "CPC or CCS", "cpc-a", "epic", "radiolgy simulation", "lung surgery planning", "near tampa, fl", "austin",
    "entry level", "$60k", "2 years", "no coding test", "inpatient coder i", "capture lung", "not CPC coder",
    "auditor ccs 32480 texas", "pos 21 coder", "pos 99", "coder not pos 21", "remote tx or ok", "hourly 20",
    "modifier 59", "Lakeland, FL", "round rock tx coder", "oklahoma city", "kansas city or tampa, fl",
    "not lakeland fl", "within 10 miles of lakeland, fl", "tampa 1 mile", "lakeland fl 300 miles coder", "near 99999",
    "200 miles of tulsa or near austin tx", "coder near me", "near kansas city", "coder in tampa, fl 33602",
    "lakeland fl or remote", "texas or hybrid", "posted last 7 days coder", "zebra coder giraffe lung tx",
    "zebra epic cpc",
)  # fmt: skip


def make_board(chance: random.Random, size: int) -> None:
    make_reference()
    make_term("schedule", "flex")
    make_term("level", "senior")
    for (city, state), point in {**CITIES, **TOWNS}.items():
        make_place(city, state, "", *point)
    make_place("Tampa", "FL", "33602", 27.95, -82.46)
    employers = [make_employer(name=f"Board Employer {number}") for number in range(6)]
    for _ in range(size):
        make_random_listing(chance, employers)


def maybe(chance: random.Random, *values):
    return chance.choice([None, *values])


def some(chance: random.Random, values, most: int = 3) -> list:
    return chance.sample(list(values), chance.randint(0, min(most, len(values))))


def words(chance: random.Random) -> str:
    return " ".join(chance.choices(WORDS, k=8)).capitalize() + "."


def make_random_listing(chance: random.Random, employers: list[Employer], **fields) -> Listing:
    pay = maybe(chance, 20, 28, 35, 50)
    (city, state), point = chance.choice(list(CITIES.items()))
    has_place, has_point = chance.random() < 0.7, chance.random() < 0.8
    when = timezone.now() - timedelta(days=chance.choice([0, 1, 2, 5, 9, 20, 40]), minutes=chance.randint(1, 900))
    fields = {
        "title": chance.choice(TITLES),
        "status": chance.choice(["published"] * 6 + ["draft", "closed"]),
        "employer": chance.choice(employers),
        "specialties": some(chance, SPECIALTIES, 2),
        "codes": some(chance, CODES),
        "code_ranges": some(chance, RANGES, 1),
        "credentials": some(chance, CREDENTIALS, 2),
        "states": some(chance, STATES),
        "systems": some(chance, ("epic",), 1),
        "settings": some(chance, ("professional", "hospital-inpatient"), 2),
        "description": words(chance),
        "work": chance.choice(["", "remote", "remote", "hybrid", "onsite"]),
        "remote_scope": chance.choice(["", "all", "listed"]),
        "city": city if has_place else "",
        "state_id": state if has_place else None,
        "latitude": point[0] if has_place and has_point else None,
        "longitude": point[1] if has_place and has_point else None,
        "pay_min": Decimal(pay) if pay else None,
        "pay_max": Decimal(pay + 4) if pay else None,
        "pay_unit": "hour" if pay else "",
        "credentials_rule": chance.choice(["", "any", "all", "none"]),
        "apprentices_accepted": maybe(chance, True, False),
        "has_coding_test": maybe(chance, True, False),
        "coding_test_when": chance.choice(["", "before", "after", "offer"]),
        "years_min": maybe(chance, 0, 1, 2, 5),
        "level": maybe(chance, make_term("level", "entry"), make_term("level", "senior")),
        "employment_type": maybe(chance, make_term("employment_type", "full-time")),
        **fields,
    }
    if fields["status"] == "published":
        fields |= {"first_posted_at": when, "expires_at": timezone.now() + timedelta(days=chance.choice([-1, 5, 30]))}
    listing = make_listing(**fields)
    listing.schedules.set([make_term("schedule", "flex")] if chance.random() < 0.3 else [])
    return listing


# Requests ----------------------------------------------------------------------------------------------------------


def random_request(chance: random.Random) -> str:
    """A query string of /jobs/ with what people choose, and some of what they should not."""
    query = QueryDict(mutable=True)
    choices = {
        "specialty": [*SPECIALTIES, "nonsense"],
        "code": ["32701", "77301", "C34.1", "J0120", "hcpcs:J0120", "icd10cm J0120", "99999", "zzz"],
        "credential": [*CREDENTIALS],
        "apprentice": ["yes", "no"],
        "state": [*STATES, "ZZ"],
        "work": ["remote", "hybrid", "onsite"],
        "type": ["full-time"],
        "pay_min": ["40000", "60000", "$80k"],
        "unit": ["hour", "year"],
        "setting": ["professional", "hospital-inpatient"],
        "level": ["entry", "senior"],
        "years_max": ["0", "1", "3"],
        "schedule": ["flex"],
        "ehr": ["epic"],
        "test": ["none", "not-before"],
        "posted": ["1", "3", "7", "30"],
        "employer": ["board-employer-1", "board-employer-2", "nobody"],
        "near": ["Tampa, FL", "33602", "Austin, TX", "Nowhere"],
        "fit": ["all", "credentials", "state", "wishes"],
    }
    for name in chance.sample(sorted(choices), chance.choice([0, 1, 1, 2, 3])):
        query.setlist(name, chance.sample(choices[name], min(len(choices[name]), chance.choice([1, 1, 2]))))
    if line := chance.choice(LINES):
        query["q"] = line
    if chance.random() < 0.5:
        query["sort"] = chance.choice(["relevance", "newest", "pay", "near"])
    if chance.random() < 0.2:
        query["within"] = chance.choice(["10", "200", "500"])
    if chance.random() < 0.2:
        query["page"] = chance.choice(["2", "3", "99"])
    if chance.random() < 0.15:
        query["unstated"] = "1"
    return query.urlencode()


def make_people() -> list:
    """A guest and candidates of whom the profile says little and much."""
    plain = make_candidate(home_state="TX", credentials=("CPC",))
    full = make_candidate(home_state="FL", credentials=("CPC-A", "CCS"))
    profile = full.candidate_profile
    profile.years, profile.wanted_work = 2, ["remote", "hybrid"]
    profile.pay_floor, profile.pay_floor_unit = Decimal("28"), "hour"
    profile.save()
    profile.terms.set([make_term("ehr", "epic"), make_term("schedule", "flex")])
    return [None, plain, full]


def facts_of(result: SearchResult) -> dict:
    """All of an answer but who gave it and what he keeps. Counts are compared as they are, their order aside."""
    return {one.name: getattr(result, one.name) for one in fields(result) if one.compare and one.name != "version"}


def both(request: str, user=None) -> tuple[dict, dict]:
    """(what SQL answers, what the snapshot answers) at this moment."""
    filters = ListingFilter(QueryDict(request), user=user)
    query = read_line(filters.values["q"], filters)
    snapshot = keeper.current()
    assert snapshot is not None
    now = timezone.now()
    slow = answer(filters, query, SqlSearch)[0]
    fast = answer(filters, query, lambda filters, query: SnapshotSearch(filters, query, snapshot, now))[0]
    return facts_of(slow), facts_of(fast)


# Writes ------------------------------------------------------------------------------------------------------------


def random_write(chance: random.Random) -> str:
    """One change of the board; returns what it was."""
    name = chance.choice([*WRITES])
    WRITES[name](chance)
    return name


def any_listing(chance: random.Random) -> Listing:
    return Listing.objects.get(pk=chance.choice(list(Listing.objects.values_list("pk", flat=True))))


def post(chance: random.Random) -> None:
    make_random_listing(chance, list(Employer.objects.all()), status="published")


def publish_or_end(chance: random.Random) -> None:
    listing = any_listing(chance)
    now = timezone.now()
    status = "closed" if listing.status == "published" else "published"
    Listing.objects.filter(pk=listing.pk).update(
        status=status, first_posted_at=listing.first_posted_at or now, expires_at=now + timedelta(days=9)
    )


def retag(chance: random.Random) -> None:
    listing = any_listing(chance)
    ListingCredential.objects.filter(listing=listing).delete()
    for acronym in some(chance, CREDENTIALS, 2):
        certification = Certification.objects.get(acronym=acronym)
        ListingCredential.objects.create(listing=listing, certification=certification, is_required=True)
    ListingCode.objects.filter(listing=listing).delete()
    ListingCodeRange.objects.get_or_create(listing=listing, system="cpt", start="32035", end="32999")


def reprice(chance: random.Random) -> None:
    Listing.objects.filter(pk=any_listing(chance).pk).update(pay_yearly_max=maybe(chance, 30_000, 90_000))


def rewrite(chance: random.Random) -> None:
    doc = DocSequence.objects.create().pk
    ListingText.objects.filter(pk=any_listing(chance).pk).update(description=words(chance), doc_id=doc)


def reword_in_place(chance: random.Random) -> None:
    ListingText.objects.filter(pk=any_listing(chance).pk).update(title=chance.choice(TITLES))


def suspend_or_not(chance: random.Random) -> None:
    employer = chance.choice(list(Employer.objects.all()))
    employer.suspended_at = None if employer.suspended_at else timezone.now()
    employer.save(update_fields=["suspended_at"])


def rename(chance: random.Random) -> None:
    employer = chance.choice(list(Employer.objects.all()))
    Employer.objects.filter(pk=employer.pk).update(name=f"{employer.name.split(' (')[0]} ({chance.randint(1, 99)})")


def take_back(chance: random.Random) -> None:
    """Everything above, rolled back."""
    try:
        with transaction.atomic():
            post(chance)
            reprice(chance)
            rewrite(chance)
            raise TakenBackError
    except TakenBackError:
        pass


class TakenBackError(Exception):
    pass


def remove(chance: random.Random) -> None:
    draft = Listing.objects.filter(status="draft", events=None).first()
    if draft is not None:
        draft.delete()


def reference_word(chance: random.Random) -> None:
    term = make_term("ehr", "epic")
    term.label = f"Epic {chance.randint(1, 99)}"
    term.save()


WRITES = {
    one.__name__: one
    for one in (
        post, publish_or_end, retag, reprice, rewrite, reword_in_place, suspend_or_not, rename, take_back, remove,
        reference_word,
    )
}  # fmt: skip
