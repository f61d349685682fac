"""What the codes app does for the others."""

from codes.services.loading import load_reference
from codes.services.lookup import Lookup, look_up
from codes.services.metering import Opening, allowance, delete_old_views, old_views, open_page, peek
from codes.services.pages import CodePage, code_page
from codes.services.places import Gazetteer, Point, candidates, find_place, find_zip, point_of, state_beside
from codes.services.resolution import explain, is_shown, resolve, resolve_range
from codes.services.synonyms import SpecialtyHit, find_specialties
from codes.services.table import Match, follow, forget, mark_changed

__all__ = [
    "CodePage",
    "Gazetteer",
    "Lookup",
    "Match",
    "Opening",
    "Point",
    "SpecialtyHit",
    "allowance",
    "candidates",
    "code_page",
    "delete_old_views",
    "explain",
    "find_place",
    "find_specialties",
    "find_zip",
    "follow",
    "forget",
    "is_shown",
    "load_reference",
    "look_up",
    "mark_changed",
    "old_views",
    "open_page",
    "peek",
    "point_of",
    "resolve",
    "resolve_range",
    "state_beside",
]
