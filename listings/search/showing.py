"""The rows of what was found. An ordinal of a snapshot never says anything else, so a row made of it may be kept."""

from listings.models import Listing
from listings.prefetch import Row
from listings.search.result import SearchResult

# Bytes of a row with all that belongs to it, and of a letter of its text.
ROW, LETTER = 12_000, 2


def rows(result: SearchResult, ids: list[int]) -> list[Row]:
    """The rows of these listings in their order, each for this page alone; what is no longer there is left out. They
    bring their descriptions where words were searched for."""
    has_texts, shelf = bool(result.words), result.shelf
    if shelf is None:
        return Listing.objects.rows(ids, texts=has_texts)
    found: dict[int, Row] = {}
    for pk in ids:
        kept = shelf.get(result.keys[pk])
        if kept and (kept[1] or not has_texts):
            found[pk] = kept[0].again()
    for row in Listing.objects.rows([pk for pk in ids if pk not in found], texts=has_texts):
        shelf.put(result.keys[row.pk], (row, has_texts), ROW + LETTER * len(row.description))
        found[row.pk] = row.again()
    return [found[pk] for pk in ids if pk in found]
