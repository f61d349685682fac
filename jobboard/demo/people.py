"""The people of the demo board: personas, members of employers, applicants with their résumés."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from random import Random

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Q
from django.utils.text import slugify

from accounts.models import (
    Block,
    CandidateProfile,
    Employer,
    HeldCredential,
    Membership,
    Resume,
    SpecialtyExperience,
    User,
)
from accounts.services import resumes
from accounts.workflow import Role, Visibility, WorkAuthorisation
from codes.models import Certification, Specialty, State, Term
from codes.workflow import PayUnit, Work
from jobboard.demo.material import Trade, houses, read, trades
from jobboard.demo.pdf import pdf

PASSWORD = "crosswalk-demo"
DOMAIN = "@demo.test"
OURS, RIVALS = "larkspur", "northreach"
# The coder's employer of today, as it were: she hides from it and sends it nothing.
HIDDEN_FROM = "quillmark"
YEARS = {0: "no time yet", 1: "one year", 2: "two years", 3: "three years", 4: "four years", 5: "five years"}
YEARS |= {6: "six years", 7: "seven years", 8: "eight years", 9: "nine years", 10: "ten years", 12: "twelve years"}
HELD = {"coder": ["CPC", "CCS", "ROCC"], "apprentice": ["CPC-A"], "new": []}


@dataclass(frozen=True)
class Persona:
    key: str
    name: str
    what: str
    hint: str
    go: str
    link: str

    @property
    def email(self) -> str:
        return self.key + DOMAIN


@dataclass
class Applicant:
    user: User
    trade: Trade
    years: int
    state: str
    resume: Resume
    holds: list[str] = field(default_factory=list)


@dataclass
class Crew:
    """Everybody, by what they do."""

    personas: dict[str, User]
    members: dict[str, list[User]]  # by employer key
    applicants: list[Applicant]
    coder: Applicant
    apprentice: Applicant


@cache
def words() -> dict:
    return read("people.toml")


def personas() -> list[Persona]:
    return [
        Persona(row["key"], row["name"], row["what"], row["try"], row["go"], row["link"]) for row in words()["persona"]
    ]


def make_employers(now: datetime, shelves) -> dict[str, Employer]:
    rows = {}
    for key, house in houses().items():
        rows[key] = Employer(
            name=house.name,
            slug=slugify(house.name),
            kind=shelves.term("employer_type", house.kind),
            website="" if house.unclaimed else f"https://www.{house.domain}/",
            about=house.about,
            city=house.city,
            state=shelves.states[house.state],
            size=house.size or None,
            time_zone=house.zone,
            claimed_at=None if house.unclaimed else now - timedelta(days=120 + house.size % 200),
            created_at=now - timedelta(days=130 + house.size % 200),
            is_demo=True,
        )
    Employer.objects.bulk_create(rows.values())
    return rows


class People:
    """Makes them in the order asked, so that the same seed gives the same names."""

    def __init__(self, seed: int, now: datetime, files: list[str]) -> None:
        """`files` collects the names of stored files: a build that fails takes them away again."""
        self.rng = Random(f"people {seed}")
        self.now = now
        self.files = files
        self.taken: set[str] = set()
        self.password = make_password(PASSWORD)
        self.specialties = dict(Specialty.objects.values_list("slug", "name"))

    def name(self) -> str:
        names = words()["names"]
        while True:
            name = f"{self.rng.choice(names['first'])} {self.rng.choice(names['last'])}"
            if name not in self.taken:
                self.taken.add(name)
                return name

    def user(self, name: str, email: str = "", *, zone: str = "", **fields) -> User:
        """With a verified address. Only personas have a password."""
        if not email:
            email = slugify(name).replace("-", ".") + DOMAIN
            fields["password"] = "!"
        else:
            fields["password"] = self.password
        joined = self.now - timedelta(days=self.rng.randint(60, 300))
        user = User(email=email, name=name, is_demo=True, date_joined=joined, **fields)
        if zone:
            user.time_zone = zone
        user.save()
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        return user

    def candidate(self, user: User, holds: list[str], state: str, headline: str) -> None:
        profile = CandidateProfile.objects.create(user=user, home_state_id=state or None, headline=headline)
        found = Certification.objects.in_bulk(holds, field_name="acronym")
        HeldCredential.objects.bulk_create(
            [
                HeldCredential(
                    profile=profile,
                    certification=found[acronym],
                    expires_on=date(self.now.year + 1, self.rng.randint(1, 12), 1),
                )
                for acronym in holds
            ]
        )

    def state_more(self, one: Applicant, *, visibility: str, is_full: bool = False) -> None:
        """What a profile says beyond name, state and credentials: years, specialty, the trade's systems, wishes."""
        profile = one.user.candidate_profile
        profile.visibility = visibility
        profile.years = one.years or None
        if is_full:
            profile.wanted_work = [Work.REMOTE, Work.HYBRID]
            profile.pay_floor, profile.pay_floor_unit = Decimal(30), PayUnit.HOUR
            profile.work_authorisation = WorkAuthorisation.AUTHORISED
            types = Q(kind=Term.Kind.EMPLOYMENT_TYPE, slug__in=("full-time", "contract"))
            profile.terms.add(*Term.objects.filter(types))
            profile.work_states.set(State.objects.filter(code__in=("OK", "LA")))
        profile.save()
        known = Q(kind__in=(Term.Kind.EHR, Term.Kind.ENCODER), label__in=one.trade.systems)
        profile.terms.add(*Term.objects.filter(known))
        if one.years:
            side = Term.objects.filter(kind=Term.Kind.SETTING, slug="professional").first()
            specialty = Specialty.objects.get(slug=one.trade.slug)
            SpecialtyExperience.objects.create(profile=profile, specialty=specialty, years=one.years, setting=side)

    # All of them --------------------------------------------------------------------------------------------

    def everybody(self, employers: dict[str, Employer]) -> Crew:
        chosen = {}
        for persona in personas():
            is_operator = persona.key == "operator"
            chosen[persona.key] = self.user(persona.name, persona.email, is_staff=is_operator, is_superuser=is_operator)
        chosen["moderator"].groups.add(Group.objects.get(name="Moderators"))
        members: dict[str, list[User]] = {}
        self._member(members, employers, OURS, chosen["owner"], Role.OWNER)
        self._member(members, employers, OURS, chosen["recruiter"], Role.RECRUITER)
        self._member(members, employers, RIVALS, chosen["rival"], Role.OWNER)
        for key, house in houses().items():
            if house.unclaimed:
                continue
            if key not in (OURS, RIVALS):
                self._member(members, employers, key, self.user(self.name(), zone=house.zone), Role.OWNER)
            if house.size > 400:
                role = Role.VIEWER if key == OURS else Role.RECRUITER
                self._member(members, employers, key, self.user(self.name(), zone=house.zone), role)
        coder = self._persona_applicant(chosen["coder"], "radiation-oncology", 8, "TX", "Radiation oncology, 8 years")
        apprentice = self._persona_applicant(
            chosen["apprentice"], "multi-specialty-profee", 0, "OH", "CPC-A, looking for the first chart"
        )
        self.candidate(chosen["new"], [], "", "")
        self.state_more(coder, visibility=Visibility.APPLIED, is_full=True)
        Block.objects.create(user=coder.user, employer=employers[HIDDEN_FROM])
        Block.objects.create(user=coder.user, domain="former-employer.example")
        self.state_more(apprentice, visibility=Visibility.VERIFIED)
        return Crew(chosen, members, [self._applicant(row) for row in words()["applicant"]], coder, apprentice)

    def _member(self, members: dict, employers: dict[str, Employer], key: str, user: User, role: Role) -> None:
        made = employers[key].created_at
        Membership.objects.create(employer=employers[key], user=user, role=role, created_at=made)
        if role != Role.VIEWER:
            members.setdefault(key, []).append(user)

    def _persona_applicant(self, user: User, trade: str, years: int, state: str, headline: str) -> Applicant:
        holds = HELD[user.email.removesuffix(DOMAIN)]
        self.candidate(user, holds, state, headline)
        one = Applicant(user, trades()[trade], years, state, Resume(), holds)
        one.resume = self.resume(one, as_pdf=bool(years), name=f"{user.name}, résumé")
        if years:
            self.resume(one, as_pdf=False, name="Short version")
            resumes.make_default(one.resume)
        return one

    def _applicant(self, row: dict) -> Applicant:
        trade = trades().get(row["trade"]) or next(iter(trades().values()))
        user = self.user(self.name())
        title = trade.titles[next(iter(trade.titles))][0]
        self.candidate(user, row["holds"], row["state"], f"{title}, {row['years']} years" if row["years"] else title)
        one = Applicant(user, trade, row["years"], row["state"], Resume(), row["holds"])
        one.resume = self.resume(one, as_pdf=row.get("pdf", False), name="Résumé")
        open_ones = (Visibility.APPLIED, Visibility.APPLIED, Visibility.VERIFIED, Visibility.PRIVATE)
        self.state_more(one, visibility=open_ones[len(self.taken) % len(open_ones)])
        return one

    def resume(self, one: Applicant, *, as_pdf: bool, name: str) -> Resume:
        text = self.resume_text(one, short=name.startswith("Short"))
        if as_pdf:
            upload = SimpleUploadedFile("resume.pdf", pdf(text.split("\n")), "application/pdf")
            resume = resumes.store(one.user, upload=upload, name=name)
            self.files.append(str(resume.file.name))
        else:
            resume = resumes.store(one.user, text=text, name=name)
        Resume.objects.filter(pk=resume.pk).update(created_at=self.now - timedelta(days=self.rng.randint(59, 90)))
        return resume

    def resume_text(self, one: Applicant, *, short: bool = False) -> str:
        """A page of plain lines: who, what is held, where it was done, what was done there."""
        rng, trade = self.rng, one.trade
        titles = [title for titles in trade.titles.values() for title in titles]
        lines = [one.user.name, f"{', '.join(one.holds)} - {one.state}", ""]
        year = self.now.year
        mostly = self.specialties[trade.slug]
        lines += ["Summary", f"{YEARS[one.years].capitalize()} of coding, mostly {mostly}.", ""]
        if one.years:
            places = rng.sample(
                ["Alder Bay Hospital", "Gull Harbor Clinics", "Ninefold Coding", "Upper Marsh Surgery"], 2
            )
            since = year - max(one.years // 2, 1)
            spans = [(places[0], since, "today")] + (
                [(places[1], year - one.years, str(since))] if one.years > 2 else []
            )
        else:
            spans = [("Ellison Park Career College, practicum", year - 1, str(year))]
        for place, begin, end in spans[:1] if short else spans:
            lines += [f"{rng.choice(titles)}, {place}, {begin} to {end}"]
            for duty in rng.sample(trade.duties, min(4, len(trade.duties))):
                lines += _wrap(f"- {duty}")
            lines.append("")
        accuracy = f"Accuracy {rng.choice(['95.8', '96.4', '97.1', '98.0'])} percent at the last audit."
        lines += ["Systems: " + ", ".join(trade.systems[:3]), accuracy]
        return "\n".join(lines)


def _wrap(text: str, width: int = 88) -> list[str]:
    return re.findall(rf".{{1,{width}}}(?:\s+|$)", text)
