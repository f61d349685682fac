"""{{ title|marked:words }}: the words somebody searched for, marked where a row shows them."""

import re
from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from listings.search.query import STOP_WORDS, forms

register = template.Library()


@lru_cache(maxsize=256)
def pattern_of(words: tuple[str, ...]) -> re.Pattern[str] | None:
    told = {word for word in words if word not in STOP_WORDS and len(word) > 1}
    if not told:
        return None
    shapes = [re.escape(form) for word in sorted(told) for form in sorted(forms(word), reverse=True)]
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(shapes)})(?![a-z0-9])", re.IGNORECASE)


@register.filter
def marked(text: str, words: Iterable[str] = ()) -> SafeString:
    pattern = pattern_of(tuple(words or ()))
    if pattern is None:
        return escape(text)
    pieces, last = [], 0
    for match in pattern.finditer(text):
        pieces += [escape(text[last : match.start()]), f"<mark>{escape(match[0])}</mark>"]
        last = match.end()
    return mark_safe("".join([*pieces, escape(text[last:])]))
