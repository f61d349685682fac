"""What the codes app does for the others."""

from codes.services.loading import load_reference
from codes.services.resolution import resolve, resolve_range
from codes.services.synonyms import SpecialtyHit, find_specialties
from codes.services.table import Match, forget, mark_changed

__all__ = [
    "Match",
    "SpecialtyHit",
    "find_specialties",
    "forget",
    "load_reference",
    "mark_changed",
    "resolve",
    "resolve_range",
]
