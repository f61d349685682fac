"""The five plain pages: where they live and the texts they start with. Operators edit them in the admin."""

import hashlib
import re

from django.apps import apps as installed
from django.apps.registry import Apps
from django.conf import settings
from django.template.defaultfilters import pluralize
from django.template.loader import render_to_string

PAGES = {
    "about": "About this board",
    "privacy": "Privacy",
    "terms": "Terms",
    "accessibility": "Accessibility",
    "contact": "Contact",
}

# What a text may ask the settings for, written [[ACCOUNT_GRACE_DAYS]]: it never disagrees with what the board does.
NUMBERS = {
    "ACCOUNT_GRACE_DAYS",
    "APPLICATION_RETENTION_DAYS",
    "CODE_VIEWS_WINDOW_DAYS",
    "EXPORT_KEPT_DAYS",
    "INVITATION_DAYS",
    "MAIL_KEPT_DAYS",
}
# What the privacy page said when it first came with the software, as sha-256: the board does more today. A page that
# still reads like that was never edited and gets the new text.
FORMER = {
    "56e7cb56950ccd6d7c800bceef32d1d430befa9dcb4dab1a21ce85180b1d28a7",
    "855e0d3d438d1474e997e83612ec700da77f06a437a5bcdc26c7463e74ca912d",
    "2cf2478da4b70951414951d25f4566cc1d74967a3642313b13017f0c813253e3",
}
_ASKED = re.compile(r"\[\[([A-Z_]+)\]\]")


def with_numbers(text: str) -> str:
    """Days in words, "1 day" or "30 days". What is no number of ours stays as it was typed."""

    def answer(asked: re.Match[str]) -> str:
        if asked[1] not in NUMBERS:
            return asked[0]
        days = getattr(settings, asked[1])
        return f"{days} day{pluralize(days)}"

    return _ASKED.sub(answer, text)


def load_missing(sender: object, using: str, apps: Apps = installed, **kwargs: object) -> None:
    """Writes the pages a board lacks and touches none an operator has written in. Runs after every migrate."""
    try:
        pages, sites = apps.get_model("flatpages", "FlatPage"), apps.get_model("sites", "Site")
    except LookupError:  # only a part was migrated
        return
    domain = settings.SITE_URL.split("//")[-1]
    site, _ = sites.objects.using(using).get_or_create(
        pk=settings.SITE_ID, defaults={"domain": domain[:100], "name": settings.SITE_NAME[:50]}
    )
    there = {page.url: page for page in pages.objects.using(using).filter(sites=site)}
    for slug, title in PAGES.items():
        text = render_to_string(f"flatpages/defaults/{slug}.html", {"SITE_NAME": settings.SITE_NAME})
        page = there.get(f"/{slug}/")
        if page is None:
            template = "flatpages/contact.html" if slug == "contact" else ""
            page = pages.objects.using(using).create(url=f"/{slug}/", title=title, content=text, template_name=template)
            page.sites.add(site)
        elif hashlib.sha256(page.content.strip().encode()).hexdigest() in FORMER:
            page.content = text
            page.save(using=using)
