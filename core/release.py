"""Which release of the product this is: a digest of everything a page may be made from, equal on every machine."""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.dispatch import receiver
from django.utils.autoreload import file_changed

MADE_FROM = {".py", ".html", ".txt", ".css", ".js", ".svg"}
# What an operator sets and every page prints.
PRINTED = ("SITE_NAME", "SITE_TAGLINE", "SITE_FOOTER", "SITE_ACCENT", "SITE_URL", "CONTACT_EMAIL", "DEMO", "CPT_PAGES")


def release() -> str:
    return "|".join([files_digest(), *(str(getattr(settings, name)) for name in PRINTED)])


@lru_cache(maxsize=1)
def files_digest() -> str:
    root = Path(settings.BASE_DIR)
    ours = [Path(app.path) for app in apps.get_app_configs() if Path(app.path).parent == root]
    digest = hashlib.sha256()
    for folder in [root / "templates", root / "requirements", *sorted(ours)]:
        for path in sorted(folder.rglob("*")):
            if path.suffix in MADE_FROM and path.is_file():
                digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


@receiver(file_changed)
def on_file_changed(**kwargs: Any) -> None:
    """A developer's server goes on after a template was edited."""
    files_digest.cache_clear()
