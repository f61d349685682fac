"""What the codes app does for the others."""

from codes.services.loading import load_reference
from codes.services.lookup import Lookup, look_up
from codes.services.metering import Opening, allowance, delete_old_views, open_page, peek
from codes.services.pages import CodePage, code_page, is_shown
from codes.services.resolution import resolve, resolve_range
from codes.services.synonyms import SpecialtyHit, find_specialties
from codes.services.table import Match, forget, mark_changed

__all__ = [
    "CodePage",
    "Lookup",
    "Match",
    "Opening",
    "SpecialtyHit",
    "allowance",
    "code_page",
    "delete_old_views",
    "find_specialties",
    "forget",
    "is_shown",
    "load_reference",
    "look_up",
    "mark_changed",
    "open_page",
    "peek",
    "resolve",
    "resolve_range",
]
