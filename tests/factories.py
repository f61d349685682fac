"""Makers: plain functions that give a valid row with believable defaults; name only what the test is about."""

from datetime import timedelta
from decimal import Decimal
from itertools import count

from django.contrib.auth.models import Group
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import CandidateProfile, Employer, HeldCredential, Membership, Resume, User
from accounts.workflow import Visibility
from applications.models import Application
from codes.grammar.lists import read
from codes.models import Certification, Code, CodeRange, Place, Specialty, SpecialtySynonym, State, Term
from listings.models import (
    DocSequence,
    Listing,
    ListingCode,
    ListingCodeRange,
    ListingCredential,
    ListingSpecialty,
    ListingText,
    Report,
)
from listings.workflow import Status

EVENT_TABLES = (
    "accounts_employerevent",
    "listings_listingevent",
    "applications_applicationevent",
    "applications_resumeaccess",
)
PASSWORD = "correct-horse-battery"
STATES = {"TX": "Texas", "OK": "Oklahoma", "FL": "Florida", "CA": "California", "NY": "New York"}
TERMS = (
    ("employment_type", "full-time"),
    ("employment_type", "contract"),
    ("level", "entry"),
    ("level", "mid"),
    ("setting", "professional"),
    ("setting", "hospital-inpatient"),
    ("ehr", "epic"),
    ("encoder", "trucode-encoder"),
    ("quota_unit", "inpatient-per-hour"),
    ("employer_type", "acute-hospital"),
)
_number = count(1)


def make_user(*, email: str = "", name: str = "", password: str = PASSWORD, **fields) -> User:
    """A person with a verified address."""
    email = email or f"person{next(_number)}@people.test"
    user = User.objects.create_user(email, password, name=name, **fields)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return user


def make_candidate(
    *, email: str = "", credentials=(), home_state: str = "", visibility: str = Visibility.APPLIED, **fields
) -> User:
    """Somebody who lets employers she applies to read her profile."""
    user = make_user(email=email, **fields)
    profile = CandidateProfile.objects.create(
        user=user, home_state=make_state(home_state) if home_state else None, visibility=visibility
    )
    for acronym in credentials:
        HeldCredential.objects.create(profile=profile, certification=make_certification(acronym))
    return user


def make_employer(*, name: str = "", **fields) -> Employer:
    name = name or f"Employer {next(_number)}"
    fields.setdefault("slug", slugify(name))
    fields.setdefault("claimed_at", timezone.now() - timedelta(days=1000))  # before whatever is sent to it
    return Employer.objects.create(name=name, **fields)


def make_member(employer: Employer, *, role: str = "owner", email: str = "", **fields) -> User:
    user = make_user(email=email, **fields)
    Membership.objects.create(employer=employer, user=user, role=role)
    return user


def make_moderator(*, email: str = "") -> User:
    user = make_user(email=email)
    user.groups.add(Group.objects.get(name="Moderators"))
    return user


def make_operator(*, email: str = "") -> User:
    return make_user(email=email, is_staff=True, is_superuser=True)


def make_state(code: str) -> State:
    return State.objects.get_or_create(code=code, defaults={"name": STATES.get(code, f"State {code}")})[0]


def named_states(codes: str) -> dict[str, str]:
    """These, "FL OK TX", with the names that everybody gives them."""
    names = {state["code"]: state["name"] for state in read("states")}
    return {code: names[code] for code in codes.split()}


def make_states(states: dict[str, str]) -> None:
    for code, name in states.items():
        State.objects.update_or_create(code=code, defaults={"name": name})


def label_of(slug: str) -> str:
    return slug.replace("-", " ").capitalize()


def make_term(kind: str, slug: str, **fields) -> Term:
    fields.setdefault("label", label_of(slug))
    return Term.objects.get_or_create(kind=kind, slug=slug, defaults=fields)[0]


def facts_of(acronym: str) -> dict[str, str]:
    level = "apprentice" if acronym == "CPC-A" else "certified"
    return {"name": f"Certificate {acronym}", "category": "coding", "level": level}


def make_certification(acronym: str, **fields) -> Certification:
    return Certification.objects.get_or_create(acronym=acronym, defaults=facts_of(acronym) | fields)[0]


def make_specialty(slug: str, *, name: str = "", synonyms=(), ranges=(), **fields) -> Specialty:
    """`ranges` are (system, start, end, role)."""
    fields.setdefault("group", "Oncology")
    fields.setdefault("kind", "clinical")
    fields.setdefault("description", f"What {slug} coders work on.")
    specialty, is_new = Specialty.objects.get_or_create(
        slug=slug, defaults={"name": name or slug.replace("-", " ").title(), **fields}
    )
    if is_new:
        SpecialtySynonym.objects.bulk_create([SpecialtySynonym(specialty=specialty, text=text) for text in synonyms])
        CodeRange.objects.bulk_create(
            [
                CodeRange(specialty=specialty, system=system, start=start, end=end, role=role)
                for system, start, end, role in ranges
            ]
        )
    return specialty


def make_place(city: str, state: str, zip_code: str = "", latitude: float = 0.0, longitude: float = 0.0) -> Place:
    make_state(state)
    return Place.objects.create(
        city=city, state_id=state, zip=zip_code, latitude=latitude, longitude=longitude, source="test"
    )


def make_reference() -> None:
    """The smallest reference on which the whole path works, 32701 included. Many at once: most tests ask for it."""
    State.objects.bulk_create([State(code=code, name=name) for code, name in STATES.items()], ignore_conflicts=True)
    Term.objects.bulk_create(
        [Term(kind=kind, slug=slug, label=label_of(slug)) for kind, slug in TERMS], ignore_conflicts=True
    )
    Certification.objects.bulk_create(
        [Certification(acronym=acronym, **facts_of(acronym)) for acronym in ("CPC", "CPC-A", "CCS", "ROCC")],
        ignore_conflicts=True,
    )
    make_specialty(
        "radiation-oncology",
        synonyms=("rad onc", "radonc"),
        ranges=[("cpt", "77261", "77799", "primary"), ("cpt", "32701", "32701", "practice")],
    )
    make_specialty("thoracic-surgery", group="Surgery", ranges=[("cpt", "32035", "32999", "primary")])
    Code.objects.get_or_create(
        system="cpt", code="32701", defaults={"summary": "Outlining a chest target for focused radiation."}
    )


def make_listing(
    *,
    employer: Employer | None = None,
    title: str = "Radiation Oncology Coder",
    status: str = Status.PUBLISHED,
    specialties=("radiation-oncology",),
    codes=(),
    code_ranges=(),
    credentials=(),
    preferred=(),
    states=(),
    systems=(),
    settings=(),
    description: str = "Codes simulation, planning and delivery for two linear accelerators.",
    days_ago: int = 1,
    **fields,
) -> Listing:
    """A listing in any state of its life. `codes` are (system, code), `code_ranges` (system, start, end)."""
    now = timezone.now()
    posted = now - timedelta(days=days_ago)
    if status in (Status.PUBLISHED, Status.CLOSED, Status.EXPIRED, Status.REMOVED):
        fields.setdefault("first_posted_at", posted)
        fields.setdefault("published_at", posted)
        fields.setdefault("expires_at", now + timedelta(days=30 if status == Status.PUBLISHED else -1))
    if status != Status.DRAFT:
        fields.setdefault("submitted_at", posted)
    fields.setdefault("slug", slugify(title)[:220] or "job")
    fields.setdefault("work", "remote")
    fields.setdefault("remote_scope", "listed" if states else "all")
    fields.setdefault("pay_min", Decimal("28"))
    fields.setdefault("pay_max", Decimal("34"))
    fields.setdefault("pay_unit", "hour")
    if fields["pay_unit"] == "hour" and fields["pay_min"] is not None:
        fields.setdefault("pay_yearly_min", fields["pay_min"] * 2080)
        fields.setdefault("pay_yearly_max", (fields["pay_max"] or fields["pay_min"]) * 2080)
    fields.setdefault("credentials_rule", "any" if credentials else "none")
    fields.setdefault("apprentices_accepted", False)
    if "employment_type" not in fields:
        fields["employment_type"] = make_term("employment_type", "full-time")
    listing = Listing.objects.create(employer=employer or make_employer(), title=title, status=status, **fields)
    for slug in specialties:
        ListingSpecialty.objects.create(listing=listing, specialty=make_specialty(slug))
    for system, code in codes:
        ListingCode.objects.create(listing=listing, system=system, code=code)
    for system, start, end in code_ranges:
        ListingCodeRange.objects.create(listing=listing, system=system, start=start, end=end)
    for required, acronyms in ((True, credentials), (False, preferred)):
        for acronym in acronyms:
            ListingCredential.objects.create(
                listing=listing, certification=make_certification(acronym), is_required=required
            )
    listing.eligible_states.add(*[make_state(code) for code in states])
    listing.systems.add(*[make_term("ehr", slug) for slug in systems])
    listing.settings.add(*[make_term("setting", slug) for slug in settings])
    ListingText.objects.create(
        listing=listing,
        doc_id=DocSequence.objects.create().pk,
        title=title,
        employer=listing.employer.name,
        skills=" ".join([*specialties, *credentials]),
        description=description,
        html=f"<p>{description}</p>" if description else "",
    )
    return listing


def make_resume(user: User, *, text: str = "Ten years of radiation oncology coding.", **fields) -> Resume:
    fields.setdefault("name", "My résumé")
    return Resume.objects.create(user=user, kind="text", text=text, size=len(text), sha256="0" * 64, **fields)


def make_application(listing: Listing, candidate: User, **fields) -> Application:
    return Application.objects.create(listing=listing, candidate=candidate, resume=make_resume(candidate), **fields)


def make_report(listing: Listing, *, reason: str = "scam", **fields) -> Report:
    return Report.objects.create(listing=listing, reason=reason, **fields)
