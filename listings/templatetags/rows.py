"""{% job_rows listings %} and {% job_row listing %}: rows of jobs; {% star listing %}: the toggle that saves one."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.safestring import SafeString

from listings import rows

register = template.Library()


@register.simple_tag(takes_context=True)
def job_rows(context: template.Context, listings: Iterable[Any]) -> SafeString:
    return rows.rows_html(listings, rows.reader_of(getattr(context, "request", None)))


@register.simple_tag(takes_context=True)
def job_row(context: template.Context, listing: Any) -> SafeString:
    return rows.row_html(listing, rows.reader_of(getattr(context, "request", None)))


@register.simple_tag(takes_context=True)
def star(context: template.Context, listing: Any) -> SafeString:
    return rows.star_html(listing, rows.reader_of(getattr(context, "request", None)))
