"""What `check --deploy` says about a board that is about to meet people."""

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from accounts.models import User
from accounts.policies import DEMO_DOMAIN
from accounts.services import factors
from core.accent import is_colour


@register(Tags.security, deploy=True)
def doors_are_closed(app_configs, **kwargs) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if settings.DEMO:
        found.append(Error("DEMO is on: anybody may become anybody. Unset DEMO.", id="jobboard.E001"))
    if settings.LOCAL:
        found.append(Error("LOCAL is on: cookies travel over plain http. Unset LOCAL.", id="jobboard.E003"))
    return found


@register(Tags.security, deploy=True)
def choices_are_made(app_configs, **kwargs) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if not settings.CPT_PAGES_CHOSEN:
        found.append(
            Warning(
                "CPT_PAGES is not set: pages of CPT codes are public by default.",
                hint="CPT belongs to the AMA. Decide whether this board shows pages of CPT codes: CPT_PAGES=1 or 0.",
                id="jobboard.W001",
            )
        )
    if settings.SITE_ACCENT and not is_colour(settings.SITE_ACCENT):
        found.append(Warning("SITE_ACCENT is no colour: write it as #8a1c4a.", id="jobboard.W005"))
    if "filebased" in settings.MAIL_TRANSPORT:
        found.append(Warning("EMAIL_URL is not set: mails end in a folder.", id="jobboard.W002"))
    if "locmem" in settings.CACHES["default"]["BACKEND"]:
        found.append(Warning("CACHE_URL is not set: every process counts its own limits of tries.", id="jobboard.W003"))
    if not settings.REQUIRE_MFA_FOR_STAFF_CHOSEN:
        found.append(
            Warning(
                "REQUIRE_MFA_FOR_STAFF is not set: a moderator's stolen password is enough to act for the board.",
                hint="Decide: with REQUIRE_MFA_FOR_STAFF=1 staff is led to where a second factor is added.",
                id="jobboard.W006",
            )
        )
    if not settings.SITE_URL.startswith("https://"):
        found.append(Warning("SITE_URL is no https address: links in mails lead nowhere.", id="jobboard.W004"))
    return found


@register(Tags.database, deploy=True)
def nobody_is_invented(app_configs, databases=None, **kwargs) -> list[CheckMessage]:
    """Runs with `check --deploy --database default`."""
    invented = User.objects.filter(email__iendswith=DEMO_DOMAIN)
    if settings.DEMO or not databases or not invented.exists():
        return []
    return [
        Error(
            f"Accounts at {DEMO_DOMAIN} exist while DEMO is off.",
            hint="`manage.py demo clear` takes away everything the demo made.",
            id="jobboard.E002",
        )
    ]


@register(Tags.database, deploy=True)
def factors_open(app_configs, databases=None, **kwargs) -> list[CheckMessage]:
    """Whoever holds a second factor no key opens is locked out."""
    if not databases or not (lost := factors.count_lost()):
        return []
    return [
        Error(
            f"{lost} second factors were stored under a SECRET_KEY that is gone.",
            hint="Add that key to SECRET_KEY_FALLBACKS and run `manage.py rotate_factor_secrets`.",
            id="jobboard.E004",
        )
    ]
