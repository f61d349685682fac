"""The five plain pages: where they live and the texts they start with. Operators edit them in the admin."""

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
    """Writes the pages a board lacks and touches none it has. Runs after every migrate."""
    try:
        pages, sites = apps.get_model("flatpages", "FlatPage"), apps.get_model("sites", "Site")
    except LookupError:  # only a part was migrated
        return
    domain = settings.SITE_URL.split("//")[-1]
    site, _ = sites.objects.using(using).get_or_create(
        pk=settings.SITE_ID, defaults={"domain": domain[:100], "name": settings.SITE_NAME[:50]}
    )
    there = set(pages.objects.using(using).filter(sites=site).values_list("url", flat=True))
    for slug, title in PAGES.items():
        if f"/{slug}/" not in there:
            page = pages.objects.using(using).create(
                url=f"/{slug}/",
                title=title,
                content=render_to_string(f"flatpages/defaults/{slug}.html", {"SITE_NAME": settings.SITE_NAME}),
                template_name="flatpages/contact.html" if slug == "contact" else "",
            )
            page.sites.add(site)
