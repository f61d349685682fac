"""What employers show of themselves: payroll, benefits, proven domains, a logo; who is invited and who asks for one."""

import io
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from accounts.models import Employer, EmployerEvent, Invitation
from accounts.services import claims, logos, team
from accounts.workflow import Role
from jobboard.demo.material import House, houses
from jobboard.demo.people import DOMAIN, OURS, RIVALS, People
from jobboard.demo.scenes import Stage

# Its website is known, so whoever claims it gets a code; the other unclaimed ones go by a moderator.
KNOWN_SITE, ASKED_FOR = "tamarack", "corvidrow"
INVITED = "newcomer@larkspur.example"
SIDE = 240


def furnish(stage: Stage, people: People) -> None:
    proven = proves(stage)
    for key, house in houses().items():
        employer = stage.employers[key]
        employer.benefits = "\n".join(house.perks)
        if key == KNOWN_SITE:
            employer.website = f"https://www.{house.domain}/"
        if key in proven:
            employer.proven_domain, employer.domain_proven_at = house.domain, stage.now - timedelta(days=proven[key])
    Employer.objects.bulk_update(
        stage.employers.values(), ["benefits", "website", "proven_domain", "domain_proven_at"], batch_size=50
    )
    EmployerEvent.objects.bulk_create(
        EmployerEvent(
            employer=stage.employers[key],
            code="domain_proven",
            was="open",
            became="open",
            by=next(iter(stage.crew.members.get(key, [])), None),
            note=stage.employers[key].proven_domain,
            at=stage.now - timedelta(days=days),
        )
        for key, days in proven.items()
    )
    paid_in = Employer.payroll_states.through
    paid_in.objects.bulk_create(
        paid_in(employer_id=stage.employers[key].pk, state_id=code)
        for key, house in houses().items()
        for code in house.payroll
    )
    owner = stage.crew.personas["owner"]
    logos.put(stage.employers[OURS], logos.check(SimpleUploadedFile("larkspur.png", larkspur())), by=owner)
    people.files.append(str(stage.employers[OURS].logo))
    team.invite(stage.employers[OURS], by=owner, email=INVITED, role=Role.RECRUITER)
    asks = people.user(people.name())
    claims.request(
        stage.employers[ASKED_FOR],
        by=asks,
        reason="I lead the coding office of Corvid Row in Kansas City. Our switchboard puts you through to me, and the "
        "page about our people names me.",
    )


def proves(stage: Stage) -> dict[str, int]:
    """Who has proven its domain, and how many days ago: ours, and every second other house that could."""
    able = [key for key, house in houses().items() if house.share and is_able(house)]
    rng = stage.rng("proofs")
    return {key: rng.randint(5, 110) for key in (OURS, *able[::2])}


def is_able(house: House) -> bool:
    return not house.unclaimed and not house.suspended and house.key not in (OURS, RIVALS)


def larkspur() -> bytes:
    """A flower of five petals, as a PNG."""
    picture = Image.new("RGBA", (SIDE, SIDE), "white")
    petal = Image.new("RGBA", (SIDE, SIDE))
    ImageDraw.Draw(petal).ellipse((SIDE * 0.37, SIDE * 0.06, SIDE * 0.63, SIDE * 0.52), fill="#4b4a9f")
    for turn in range(5):
        picture.alpha_composite(petal.rotate(72 * turn, Image.Resampling.BICUBIC))
    ImageDraw.Draw(picture).ellipse((SIDE * 0.42, SIDE * 0.42, SIDE * 0.58, SIDE * 0.58), fill="#f2b63c")
    file = io.BytesIO()
    picture.convert("RGB").save(file, "PNG")
    return file.getvalue()


def strangers(employers: set[int]) -> set[str]:
    """Addresses outside the demo's own domain to which these employers had mail sent."""
    invited = Invitation.objects.filter(employer__in=employers).exclude(email__endswith=DOMAIN)
    return set(invited.values_list("email", flat=True))
