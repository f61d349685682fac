"""A large board of invented listings, written straight into the project's own tables: fixed seed, uneven as life is.

Specialties, credentials, codes, states, systems and employers follow Zipf; three quarters state their pay; the texts
have about 150 words of 2,200, "coder" among nearly all of them. Use it in a scratch database only.
"""

import itertools
import random
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

SEED = 20_261_126
BATCH = 2_000


def words_of(text: str) -> list[str]:
    return text.split()


HEAD = words_of(
    """
    coding medical icd cpt hcpcs documentation physician review claims compliance audit quality accuracy
    productivity assignment diagnosis procedure guidelines query payer denial reimbursement drg apc modifier
    encounter abstracting chart record epic cerner meditech encoder nuance clinical hospital facility provider
    team experience required preferred certification credential ahima aapc education degree knowledge anatomy
    physiology terminology pharmacology communication analytical detail deadline hipaa confidentiality schedule
    weekend benefits salary insurance retirement training mentor lead manage report metrics backlog edits
    appeals medicare medicaid commercial hcc raf sequencing principal secondary comorbidity complication
    severity grouper ncci lcd revenue cycle charge capture reconciliation workflow software independent
    collaborate feedback inpatient outpatient surgical emergency observation radiology laboratory oncology
    cardiology orthopedic trauma concurrent retrospective prospective validation ensure perform assign maintain
    support provide identify apply demonstrate participate responsible ability skills candidate system
    department patient care services professional standards policies procedures regulatory federal state
    """
)
PHRASES = [
    "risk adjustment",
    "revenue cycle",
    "medical necessity",
    "charge capture",
    "coding clinic",
    "same day surgery",
]
FRONT = words_of(
    """
    cardio neuro gastro hepato nephro osteo dermato hemato onco pulmo endo rhino ophthalmo uro gyneco arthro myo
    angio cysto broncho laryngo lympho cholecysto colono entero thoraco cranio spondylo chondro teno adeno lipo
    phlebo pyelo sigmoido rhabdo sclero kerato retino oto mammo hystero salpingo oophoro orchido prostato vaso
    veno arterio fibro
    """
)
BACK = words_of(
    """
    logy logist scopy ectomy plasty tomy stomy itis osis pathy gram graphy metry rrhaphy centesis desis lysis
    pexy cele megaly malacia plegia sthenia trophy genic oma emia uria algia penia rrhea stenosis sclerosis
    rupture perfusion ablation bypass graft stent implant
    """
)
ROLES = """Coder|Auditor|Coding Specialist|Coding Manager|Coding Educator|CDI Specialist|Billing Specialist|Denials
Analyst|Coding Supervisor|HIM Director|Revenue Integrity Analyst|Compliance Auditor|Charge Capture Analyst""".replace(
    "\n", " "
).split("|")
FIRST = words_of(
    """
    Summit Valley Mercy Unity Pioneer Lakeside Northern Coastal Riverbend Apex Harbor Evergreen Cedar Beacon
    """
)
LAST = ["Health System", "Medical Center", "Hospital", "Physicians Group", "Revenue Partners", "Health Plan", "Clinic"]
CITIES = """Chicago,IL,41.88,-87.63|New York,NY,40.71,-74.01|Houston,TX,29.76,-95.37|Los Angeles,CA,34.05,-118.24|
Phoenix,AZ,33.45,-112.07|Philadelphia,PA,39.95,-75.17|San Antonio,TX,29.42,-98.49|San Diego,CA,32.72,-117.16|
Dallas,TX,32.78,-96.80|Jacksonville,FL,30.33,-81.66|Columbus,OH,39.96,-82.99|Charlotte,NC,35.23,-80.84|
Indianapolis,IN,39.77,-86.16|Seattle,WA,47.61,-122.33|Denver,CO,39.74,-104.99|Boston,MA,42.36,-71.06|
Nashville,TN,36.16,-86.78|Detroit,MI,42.33,-83.05|Portland,OR,45.52,-122.68|Louisville,KY,38.25,-85.76|
Baltimore,MD,39.29,-76.61|Milwaukee,WI,43.04,-87.91|Tucson,AZ,32.22,-110.97|Atlanta,GA,33.75,-84.39|
Omaha,NE,41.26,-95.93|Raleigh,NC,35.78,-78.64|Miami,FL,25.76,-80.19|Minneapolis,MN,44.98,-93.27|Tampa,FL,27.95,-82.46|
Cleveland,OH,41.50,-81.69|Pittsburgh,PA,40.44,-80.00|Boise,ID,43.62,-116.20|Wichita,KS,37.69,-97.34""".replace(
    "\n", ""
).split("|")
# How many of each a listing has, and how often.
SPECIALTIES = ((1, 2, 3, 4), (45, 30, 17, 8))
CODES = (tuple(range(13)), (8, 6, 8, 10, 12, 12, 10, 9, 8, 6, 5, 3, 3))
CREDENTIALS = ((0, 1, 2, 3, 4, 5), (10, 30, 27, 18, 10, 5))


class Zipf:
    """Draws places 0 … n-1, the first far more often than the last."""

    def __init__(self, chance: random.Random, count: int, slope: float = 1.0, shift: float = 0.0) -> None:
        weights = (1 / (place + 1 + shift) ** slope for place in range(count))
        self.sums = list(itertools.accumulate(weights))
        self.chance = chance

    def draw(self) -> int:
        return bisect(self.sums, self.chance.random() * self.sums[-1])

    def some(self, count: int) -> list[int]:
        found: dict[int, None] = {}
        while len(found) < count:
            found[self.draw()] = None
        return list(found)


def insert(model: Any, rows: Iterable[Any]) -> None:
    """Instances with their keys set, many at once; signals and `save` are not asked."""
    from django.db import connection

    fields = model._meta.concrete_fields
    names = ", ".join(f'"{field.column}"' for field in fields)
    # Table and columns are the models' own.
    sql = f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({", ".join(["%s"] * len(fields))})'  # noqa: S608
    values = [tuple(f.get_db_prep_save(getattr(row, f.attname), connection) for f in fields) for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(sql, values)


def link(table: str, columns: str, rows: Sequence[tuple]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(rows[0])) if rows else ""
        if rows:
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)  # noqa: S608


class Corpus:
    """`active` open listings among `total`; codes 0 to 1,999 are CPT numbers that follow each other unevenly."""

    def __init__(self, *, active: int, total: int) -> None:
        from codes.models import Certification, CodeRange, Specialty, State, Term

        self.active, self.total = active, total
        self.chance = chance = random.Random(SEED)
        tail = [front + back for back in BACK for front in FRONT]
        chance.shuffle(tail)
        self.words = [*HEAD, *PHRASES, *tail]
        self.word = Zipf(chance, len(self.words), 1.0, 2.7)
        self.specialties = list(Specialty.objects.order_by("tier", "slug"))
        self.certifications = list(Certification.objects.order_by("pk"))
        self.states = list(State.objects.order_by("code").values_list("code", flat=True))
        self.terms = {kind: list(Term.objects.filter(kind=kind).order_by("position")) for kind in Term.Kind.values}
        # The sections of the code book: what postings name, and not many of them.
        spans = CodeRange.objects.filter(system="cpt", start__regex=r"^[0-9]{5}$")
        self.ranges = sorted(set(spans.values_list("start", "end")))
        self.codes = [f"{10_004 + place * 37 % 59_000:05d}" for place in range(2_000)]
        self.cities = [city.split(",") for city in CITIES]
        self.employers = max(200, total // 40)
        self.of_specialty = Zipf(chance, len(self.specialties), 0.9)
        self.of_certification = Zipf(chance, len(self.certifications), 1.1)
        self.of_code = Zipf(chance, len(self.codes), 0.95)
        self.of_city = Zipf(chance, len(self.cities), 0.8)
        self.of_employer = Zipf(chance, self.employers, 0.9)
        self.of_system = Zipf(chance, len(self.terms["ehr"]), 0.9)
        self.of_setting = Zipf(chance, len(self.terms["setting"]), 0.8)

    def write(self) -> None:
        from django.db import transaction

        with transaction.atomic():
            self.write_employers()
            for start in range(0, self.total, BATCH):
                self.write_listings(start, min(BATCH, self.total - start))

    def employer_name(self, place: int) -> str:
        number = place // (len(FIRST) * len(LAST)) or ""
        return f"{FIRST[place % len(FIRST)]} {LAST[place // len(FIRST) % len(LAST)]} {number}".strip()

    def write_employers(self) -> None:
        from django.utils import timezone

        from accounts.models import Employer

        insert(
            Employer,
            [
                Employer(pk=n + 1, name=self.employer_name(n), slug=f"employer-{n + 1}", claimed_at=timezone.now())
                for n in range(self.employers)
            ],
        )

    def write_listings(self, start: int, count: int) -> None:
        from listings.models import Listing, ListingText

        listings, texts = [], []
        links: dict[str, list[tuple]] = {}
        for number in range(start + 1, start + count + 1):
            listing = self.listing(number)
            listings.append(listing)
            texts.append(self.text(listing, links))
        insert(Listing, listings)
        insert(ListingText, texts)
        for name, rows in links.items():
            table, columns = name.split(" ", 1)
            link(table, columns, rows)

    def listing(self, number: int) -> Any:
        from django.utils import timezone

        from listings.models import Listing
        from listings.workflow import Status

        chance, now = self.chance, timezone.now()
        is_open = number > self.total - self.active
        age = timedelta(days=(self.total - number) / self.total * 730 * (0.12 if is_open else 1) + chance.random() * 3)
        name, state, latitude, longitude = self.cities[self.of_city.draw()]
        work = chance.choices(("onsite", "hybrid", "remote"), (45, 15, 40))[0]
        scope = chance.choices(("all", "listed"), (60, 40))[0] if work == "remote" else ""
        level = chance.choices(self.terms["level"][:5], (15, 35, 30, 12, 8))[0]
        lowest = round(chance.lognormvariate(10.75, 0.25) / 500) * 500
        pay = chance.random() < 0.75
        highest = round(lowest * chance.uniform(1.1, 1.5) / 500) * 500
        self.main = self.specialties[self.of_specialty.draw()]
        title = f"{self.main.name} {chance.choice(ROLES)}"
        title = f"{chance.choice(('', '', '', 'Senior ', 'Lead ', 'Junior '))}{title}"
        fields: dict[str, Any] = {
            "pk": number,
            "employer_id": self.of_employer.draw() + 1,
            "title": title,
            "slug": "job",
            "status": Status.PUBLISHED if is_open else Status.CLOSED,
            "work": work,
            "remote_scope": scope,
            "city": "" if work == "remote" else name,
            "state_id": None if work == "remote" else state,
            "pay_min": Decimal(lowest) if pay else None,
            "pay_max": Decimal(highest) if pay else None,
            "pay_yearly_min": Decimal(lowest) if pay else None,
            "pay_yearly_max": Decimal(highest) if pay else None,
            "pay_unit": "year" if pay else "",
            "employment_type": chance.choices(self.terms["employment_type"][:5], (70, 10, 4, 12, 4))[0],
            "level": level,
            "years_min": chance.choice((None, 0, 1, 2, 3, 5)),
            "credentials_rule": "any",
            "apprentices_accepted": chance.choice((None, True, False, False)),
            "has_coding_test": chance.choice((None, True, False)),
            "coding_test_when": "",
            "first_posted_at": now - age,
            "published_at": now - age,
            "expires_at": now + timedelta(days=45) if is_open else now - age + timedelta(days=45),
        }
        known = {field.name for field in Listing._meta.concrete_fields}
        if "latitude" in known and work != "remote":
            fields["latitude"] = float(latitude) + chance.gauss(0, 0.25)
            fields["longitude"] = float(longitude) + chance.gauss(0, 0.3)
        return Listing(**fields)

    def text(self, listing: Any, links: dict[str, list[tuple]]) -> Any:
        from listings.models import ListingText

        chance, pk = self.chance, listing.pk

        def add(table: str, columns: str, row: tuple) -> None:
            links.setdefault(f"{table} {columns}", []).append((pk, *row))

        specialties = [self.specialties[n] for n in self.of_specialty.some(chance.choices(*SPECIALTIES)[0])]
        specialties = list({one.pk: one for one in (self.main, *specialties)}.values())
        codes = [self.codes[n] for n in self.of_code.some(chance.choices(*CODES)[0])]
        held = [self.certifications[n] for n in self.of_certification.some(chance.choices(*CREDENTIALS)[0])]
        systems = [self.terms["ehr"][n] for n in self.of_system.some(chance.choice((0, 1, 1, 2)))]
        settings = [self.terms["setting"][n] for n in self.of_setting.some(chance.choice((1, 1, 2)))]
        for specialty in specialties:
            add("listings_listingspecialty", "listing_id, specialty_id", (specialty.pk,))
        for code in codes:
            add("listings_listingcode", "listing_id, system, code", ("cpt", code))
        if chance.random() < 0.3:
            add("listings_listingcoderange", 'listing_id, system, "start", "end"', ("cpt", *chance.choice(self.ranges)))
        for one in held:
            columns = "listing_id, certification_id, is_required"
            add("listings_listingcredential", columns, (one.pk, chance.random() < 0.7))
        for system in systems:
            add("listings_listing_systems", "listing_id, term_id", (system.pk,))
        for setting in settings:
            add("listings_listing_settings", "listing_id, term_id", (setting.pk,))
        if chance.random() < 0.4:
            add("listings_listing_schedules", "listing_id, term_id", (chance.choice(self.terms["schedule"]).pk,))
        if listing.remote_scope == "listed":
            for state in chance.sample(self.states, chance.randint(3, 20)):
                add("listings_listing_eligible_states", "listing_id, state_id", (state,))
        skills = [*(one.name for one in specialties), *(one.acronym for one in held), *codes]
        skills += [term.label for term in (*systems, *settings)]
        return ListingText(
            listing_id=pk,
            doc_id=pk,
            title=listing.title,
            employer=self.employer_name(listing.employer_id - 1),
            skills="\n".join(skills),
            description=self.prose(specialties[0].name.lower()),
            html="",
        )

    def prose(self, topic: str) -> str:
        chance = self.chance
        words = [self.words[self.word.draw()] for _ in range(chance.randint(60, 240))]
        # One word in twelve is of the listing's own specialty, and nearly every text says "coder".
        for place in range(5, len(words), 12):
            words[place] = topic
        if chance.random() < 0.95:
            words[0] = "coder"
        return ". ".join(" ".join(words[place : place + 14]).capitalize() for place in range(0, len(words), 14))

    def rare_words(self) -> Iterator[str]:
        """Words from the tail, each in a few thousand of 100,000 texts at most."""
        yield from self.words[len(HEAD) + len(PHRASES) + 40 :: 23]
