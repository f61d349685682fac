"""The rows of a list as HTML. Written here and not in a template: a page has twenty-five of them, and is asked often.

A row is scanned in two seconds: title and pay, who and where, what it takes, how old it is. Whoever looks decides the
rest: her state leads, what she saved has its star filled. Every list of the board shows rows through `rows_html`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from accounts.models import User
from core.words import without_accents
from listings.search.query.words import STOP_WORDS, forms, plural, singular

SNIPPET = 170
MONTHS = ("", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Reader:
    """Who looks at the rows."""

    is_guest: bool = True
    saved: frozenset[int] = frozenset()
    # States that lead in a row: the reader's own, then those she filters by.
    states: tuple[str, ...] = ()
    token: str = ""
    back: str = ""


GUEST = Reader()


def reader_of(request: HttpRequest | None) -> Reader:
    """Asked once a request; a guest costs nothing and brings no cookie about."""
    user = getattr(request, "user", None)
    if request is None or user is None or not user.is_authenticated:
        return GUEST
    if not hasattr(request, "reader_of_rows"):
        rows = User.objects.filter(pk=user.pk).values_list("candidate_profile__home_state", "saved_listings__listing")
        found = list(rows.order_by())
        home = found[0][0] if found else None
        request.reader_of_rows = Reader(  # type: ignore[attr-defined]
            is_guest=False,
            saved=frozenset(listing for _, listing in found if listing),
            states=(home,) if home else (),
            token=get_token(request),
            back=request.get_full_path(),
        )
    return request.reader_of_rows  # type: ignore[attr-defined]


# Words that were searched for ---------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def pattern_of(words: tuple[str, ...]) -> re.Pattern[str] | None:
    told = {word for word in words if word not in STOP_WORDS and len(word) > 1}
    if not told:
        return None
    shapes = [shape for word in sorted(told) for shape in shapes_of(word)]
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(shapes)})(?![a-z0-9])", re.IGNORECASE)


def shapes_of(word: str) -> list[str]:
    """A word in the forms that the trade uses as one. A phrase, in quotes, stands side by side as it was typed: of each
    word only one and several are the same, as they are in the index."""
    if not word.startswith('"'):
        return [re.escape(form) for form in sorted(forms(word), reverse=True)]
    numbers = [sorted({one, plural(one), singular(one)} - {""}, reverse=True) for one in re.findall(r"[a-z0-9]+", word)]
    return [r"[\W_]+".join(f"(?:{'|'.join(either)})" for either in numbers)]


def marked(text: str, words: Iterable[str] = ()) -> SafeString:
    pattern = pattern_of(tuple(words or ()))
    if pattern is None:
        return mark_safe(escape(text))
    pieces, last = [], 0
    for match in pattern.finditer(without_accents(text)):
        pieces += [escape(text[last : match.start()]), f"<mark>{escape(text[match.start() : match.end()])}</mark>"]
        last = match.end()
    return mark_safe("".join([*pieces, escape(text[last:])]))


def snippet(text: str, words: tuple[str, ...]) -> str:
    """The place of the text where the first of these words stands, with a little around it."""
    pattern = pattern_of(words)
    match = pattern.search(without_accents(text)) if pattern else None
    if match is None:
        return ""
    start = max(0, match.start() - SNIPPET // 3)
    start = text.find(" ", start) + 1 if start else 0
    end = start + SNIPPET
    cut = text[start:end].rsplit(" ", 1)[0] if end < len(text) else text[start:]
    return f"{'… ' if start else ''}{' '.join(cut.split())}{' …' if end < len(text) else ''}"


# One row ------------------------------------------------------------------------------------------------------------


def rows_html(listings: Iterable[Any], reader: Reader = GUEST) -> SafeString:
    return mark_safe("".join(row_html(listing, reader) for listing in listings))


def row_html(listing: Any, reader: Reader = GUEST) -> SafeString:
    top, guest_star, middle, bottom = pieces(listing, (*reader.states, *listing.searched_states), reader.states[:1])
    star = guest_star if reader.is_guest else star_html(listing, reader)
    return mark_safe(f"{top}{star}{middle}{over_html(listing)}{bottom}{fit_html(listing)}</p></article>\n")


def pieces(listing: Any, first: tuple[str, ...], home: tuple[str, ...]) -> tuple[str, str, str, str]:
    """What stands before the star, a guest's star, what follows it, and the dates. A kept row keeps those of its last
    search."""
    search = listing.searched_words, listing.searched_codes, first, home
    kept: dict[str, Any] = getattr(listing, "kept", {})
    last = kept.get("pieces")
    if last is None or last[0] != search:
        last = kept["pieces"] = search, tuple(written(listing, first, home))  # in one go: other threads read it, too
    top, guest_star, middle, bottom = last[1]
    return top, guest_star, middle, bottom


def written(listing: Any, first: tuple[str, ...], home: tuple[str, ...]) -> Iterator[str]:
    words = listing.searched_words
    title, who = marked(listing.title, words), marked(employer_words(listing), words)
    takes, tags = marked(listing.credentials_row, words), marked(listing.row_tags, words)
    codes, quote = codes_html(listing), ""
    if words and "<mark>" not in title + who + takes + tags and " chip--on" not in codes:
        quote = snippet(getattr(listing, "description", ""), words)
    ref = f' data-source-ref="{escape(listing.source_ref)}"' if listing.source_ref else ""
    facts = "".join(f" · {escape(fact)}" for fact in listing.row_facts)
    soft = f'<span class="soft">{tags}</span>' if tags else ""
    quoted = f'<p class="job-row__quote">{marked(quote, words)}</p>\n' if quote else ""
    yield (
        f'<article class="job-row" data-listing-id="{listing.pk}"{ref}>'
        f'<div class="job-row__head"><h3 class="job-row__title"><a href="{address(listing)}">{title}</a></h3>'
        f'<p class="job-row__pay">{pay_html(listing)}</p>'
    )
    yield star_html(listing)
    yield (
        f"</div>\n<p>{who}{trust_html(listing.employer)} · {where_html(listing, first, home)}{facts}</p>\n"
        f'<p class="job-row__chips">{takes_html(listing, takes)}{codes}{soft}</p>\n'
        f'{quoted}<p class="soft small">'
    )
    yield dates_html(listing)


@lru_cache(maxsize=8)
def _around(name: str, *marks: str) -> list[str]:
    """An address taken apart at its number and its slug, so that a page need not ask for it twenty-five times."""
    rest, pieces = reverse(name, args=marks), []
    for mark in marks:
        before, rest = rest.split(mark)
        pieces.append(before)
    return [*pieces, rest]


def address(listing: Any) -> str:
    before, between, after = _around("listings:detail", "987654321", "slug-of-a-job")
    return f"{before}{listing.pk}{between}{listing.slug}{after}"


def pay_html(listing: Any) -> str:
    stated = listing.pay_row
    if not stated:
        return '<span class="not-stated">Pay not stated</span>'
    converted = listing.pay_row_converted
    if not converted:
        return f'<b class="pay">{escape(stated)}</b>'
    return (
        f'<b class="pay">{escape(stated)}</b> '
        f'<abbr class="pay soft" title="{escape(listing.pay_assumption)}">{escape(converted)}</abbr>'
    )


def employer_words(listing: Any) -> str:
    return listing.employer.name if listing.employer.is_named else "Employer not named"


def trust_html(employer: Any) -> str:
    """The verified mark, or that nobody has claimed this employer."""
    if employer.is_proven:
        return f" {_proven(employer.proven_domain, employer.domain_proven_at)}"
    return "" if employer.is_claimed else ' <span class="not-stated">(unclaimed)</span>'


@lru_cache(maxsize=512)
def _proven(domain: str, moment: Any) -> str:
    employer = {"is_proven": True, "proven_domain": domain, "domain_proven_at": moment}
    return render_to_string("components/proven.html", {"employer": employer, "short": True}).strip()


def where_html(listing: Any, first: tuple[str, ...], home: tuple[str, ...]) -> str:
    """These states lead, and the reader's own stands out."""
    words = escape(listing.where_row_for(first))
    return words.replace(f"Remote: {home[0]} ", f"Remote: <b>{home[0]}</b> ", 1) if home else words


def takes_html(listing: Any, takes: str) -> str:
    asked = f'<span class="badge">{takes}</span>' if takes else '<span class="not-stated">Credentials not stated</span>'
    return asked + (' <span class="badge badge--good">CPC-A accepted</span>' if listing.apprentices_accepted else "")


def codes_html(listing: Any) -> str:
    chips = ""
    for chip in listing.row_codes:
        on = " chip--on" if chip["is_found"] else ""
        chips += (
            f' <span class="chip chip--code{on}"><span class="chip__system">{escape(chip["system"])}</span>'
            f' <span class="chip__code">{escape(chip["label"])}</span></span>'
        )
    more = listing.row_more_codes
    return f'{chips} <span class="soft">+{more} code{"s" if more > 1 else ""}</span> ' if more else f"{chips} "


def over_html(listing: Any) -> str:
    """On the list of saved jobs, that it is over."""
    return "" if listing.is_public else '<b class="job-row__over">No longer open</b> · '


def dates_html(listing: Any) -> str:
    """How old it is."""
    words = f"First posted {_day(listing.first_day)}" if listing.first_day else "Not posted yet"
    return f"{words} · closes {_day(listing.closes_on)}" if listing.closes_on else words


def _day(day: Any) -> str:
    return f'<time datetime="{day:%Y-%m-%d}">{day.day} {MONTHS[day.month]} {day.year}</time>'


def fit_html(listing: Any) -> str:
    """How the job fits the reader, where somebody worked it out for her."""
    fit = getattr(listing, "fit", None)
    return f' · <span class="fit-line">{escape(fit.row_words)}</span>' if fit and fit.row_words else ""


def star_html(listing: Any, reader: Reader = GUEST) -> SafeString:
    """The toggle of a signed-in reader; for a guest the way to one."""
    before, after = _around("listings:save", "987654321")
    url, name = f"{before}{listing.pk}{after}", escape(f"Save {listing.title}")
    if reader.is_guest:
        return mark_safe(f'<a class="star" href="{url}" rel="nofollow" aria-label="{name}"></a>')
    is_saved = listing.pk in reader.saved
    return mark_safe(
        f'<form class="star-form" method="post" action="{url}" data-hx-post="{url}" data-hx-swap="outerHTML">'
        f'<input type="hidden" name="csrfmiddlewaretoken" value="{reader.token}">'
        f'<input type="hidden" name="next" value="{escape(reader.back)}">'
        f'<button class="star" id="save-{listing.pk}" name="saved" value="{0 if is_saved else 1}"'
        f' aria-pressed="{"true" if is_saved else "false"}" aria-label="{name}"></button></form>'
    )
