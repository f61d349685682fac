"""Bricks for templates: {% icon %}, {% card %}, {% moment %}, {% not_stated %} and what header and page list need."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import lucide
from django import template
from django.conf import settings
from django.core.paginator import Page
from django.core.signals import setting_changed
from django.dispatch import receiver
from django.forms import BoundField
from django.http import HttpRequest
from django.template.base import FilterExpression, Parser, Token
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as plain_url
from django.template.loader import render_to_string
from django.urls import get_resolver, get_script_prefix, get_urlconf
from django.utils import dateformat
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from core.html import hide_addresses

register = template.Library()


@lru_cache(maxsize=256)
def _drawing(name: str) -> str:
    """The inside of a lucide icon; the frame around it is ours, short enough to stand in every row."""
    svg = lucide._render_icon(name, None)
    return "".join(line.strip() for line in svg[svg.index(">") + 1 : svg.rindex("</svg>")].splitlines())


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon in the size of its text. Decoration unless it carries a `label`."""
    return _icon(str(name), conditional_escape(label))


@lru_cache(maxsize=512)
def _icon(name: str, label: str) -> SafeString:
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" width="18" height="18" fill="none" stroke="currentColor"'
        ' stroke-linecap="round" stroke-linejoin="round" {}>{}</svg>',
        format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"'),
        mark_safe(_drawing(name)),
    )


@register.filter(is_safe=True)
def without_addresses(text: str) -> str:
    """{{ listing.text.html|without_addresses|safe }}: no e-mail address stands on a public page."""
    return hide_addresses(text)


@register.simple_block_tag
def card(content: str, title: str = "", level: int = 2, tone: str = "") -> SafeString:
    """{% card title="Pay" %}…{% endcard %}"""
    return render_to_string("components/card.html", {"content": content, "title": title, "level": level, "tone": tone})


class Once(template.Node):
    def __init__(self, name: str, nodes: template.NodeList, varies: list[FilterExpression]) -> None:
        self.name, self.nodes, self.varies = name, nodes, varies

    def render(self, context: template.Context) -> SafeString:
        key = (self.name, *(one.resolve(context) for one in self.varies))
        if key not in _rendered or settings.DEBUG:
            _rendered[key] = self.nodes.render(context)
        return _rendered[key]


_rendered: dict[tuple, SafeString] = {}


@register.tag
def once(parser: Parser, token: Token) -> Once:
    """{% once "footer" SITE_NAME %}…{% endonce %}: rendered once for each value it hangs on, and kept by the process.

    For what is the same on every page. Whatever varies stands in the tag, and takes few values.
    """
    _, name, *varies = token.split_contents()
    nodes = parser.parse(("endonce",))
    parser.delete_first_token()
    return Once(name, nodes, [parser.compile_filter(one) for one in varies])


@receiver(setting_changed)
def render_again(**kwargs: Any) -> None:
    _rendered.clear()


@register.simple_tag
def moment(at: datetime | None, zone: str) -> SafeString:
    """When something happened, as desks and moderators read it: 26 Nov 2026, 14:05 EST."""
    if at is None:
        return mark_safe("")
    there = at.astimezone(ZoneInfo(zone))
    shown = dateformat.format(there, "j M Y, H:i T")
    return format_html('<time class="nowrap" datetime="{}">{}</time>', there.isoformat(timespec="seconds"), shown)


@register.simple_tag
def day(on: date | datetime | None, zone: str = "") -> SafeString:
    """A day, as desks and moderators read it: 26 Nov 2026. Of a moment, the day it was in the zone."""
    if on is None:
        return mark_safe("")
    there = on.astimezone(ZoneInfo(zone)).date() if isinstance(on, datetime) else on
    shown = dateformat.format(there, "j M Y")
    return format_html('<time class="nowrap" datetime="{}">{}</time>', there.isoformat(), shown)


@register.simple_tag
def not_stated(value: object, suffix: str = "") -> object:
    """The fact, or the words "not stated". A yes-or-no fact has three values; a silent no would be a lie."""
    if value is None or value == "":
        return mark_safe('<span class="not-stated">not stated</span>')
    if value is True or value is False:
        return "Yes" if value else "No"
    return format_html("{}{}", value, suffix)


class PageLink(NamedTuple):
    """One of 1 2 … 7 8 9 … 40. A gap, and the page one is on, lead nowhere."""

    number: str
    url: str
    is_here: bool = False


@dataclass
class PageLinks:
    previous: str
    numbers: list[PageLink]
    next: str


@register.simple_tag(takes_context=True)
def page_links(context: template.Context, page: Page) -> PageLinks:
    """The other pages of this list, all else of the address as it is. Written once: a list links to six of them."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    start = f"?{query.urlencode()}&page=" if query else "?page="
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return PageLinks(
        previous=f"{start}{page.previous_page_number()}" if page.has_previous() else "",
        numbers=[
            PageLink(str(number), f"{start}{number}" if isinstance(number, int) else "", number == page.number)
            for number in numbers
        ],
        next=f"{start}{page.next_page_number()}" if page.has_next() else "",
    )


# Addresses without parts, as they were written once.
_addresses: dict[tuple[Any, ...], str] = {}


class PlainURLNode(URLNode):
    """The address of a view that asks for nothing: the same on every page, and every page has ten of them."""

    def render(self, context: template.Context) -> str:
        match = getattr(context.get("request"), "resolver_match", None)
        name, resolver = self.view_name.resolve(context), get_resolver(get_urlconf())
        # Written into a variable it is not yet escaped.
        key = (resolver, get_script_prefix(), getattr(match, "namespace", ""), name, bool(self.asvar))
        if key not in _addresses:
            found = super().render(context)
            _addresses[key] = context[self.asvar] if self.asvar else found
        if self.asvar:
            context[self.asvar] = _addresses[key]
            return ""
        return _addresses[key]


@register.tag
def url(parser: Parser, token: Token) -> URLNode:
    """Django's own tag, which looks an address without parts up only once."""
    node = plain_url(parser, token)
    return node if node.args or node.kwargs else PlainURLNode(node.view_name, [], {}, node.asvar)


@register.simple_tag(takes_context=True)
def current(context: template.Context, url: str, exact: bool = False) -> str:
    """Marks the link to where we are, or to the part of the board we are in."""
    request = context.get("request")
    path = getattr(request, "path", "")
    if path == url:
        return mark_safe(' aria-current="page"')
    return mark_safe(' aria-current="true"') if not exact and path.startswith(url) else ""


@register.simple_tag(takes_context=True)
def return_query(context: template.Context) -> str:
    """?next=… for the account links: from there one comes back to this page, or to where one was going already."""
    request = context.get("request")
    if request is None or request.resolver_match is None:
        return ""
    if request.path.startswith("/accounts/"):
        there = request.GET.get("next", "")
    else:
        there = request.get_full_path() if request.path != "/" else ""
    return f"?{urlencode({'next': there})}" if there else ""


@register.filter
def control_id(field: BoundField) -> str:
    """Where a link to a field leads: to its control, or to the first of its boxes in the order they are shown.

    A widget whose control is out of sight names the `anchor` that ends the id of what stands for it.
    """
    if anchor := getattr(field.field.widget, "anchor", ""):
        return f"{field.auto_id}{anchor}"
    if not field.use_fieldset:
        return field.id_for_label or field.auto_id
    boxes = field.subwidgets
    return (boxes[0].id_for_label if boxes else "") or field.auto_id


@register.filter
def is_room(request: HttpRequest | None) -> bool:
    """Is this one of the rooms behind the login? They have style sheets of their own, so every page loads little."""
    path = getattr(request, "path", "")
    return path.startswith(("/desk/", "/me/", "/moderation/")) or path.endswith("/apply/")


@register.filter
def is_moderation(request: HttpRequest | None) -> bool:
    return getattr(request, "path", "").startswith("/moderation/")
