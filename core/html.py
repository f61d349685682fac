"""Rich text from people and feeds: one allow-list for the editor, imports and feeds alike."""

import re
from html import escape, unescape

import nh3

TAGS = {"p", "ul", "ol", "li", "strong", "em", "br", "a", "h2", "h3", "blockquote"}
# Stands on public pages where the text has an e-mail address; who wants to write applies through the board.
HIDDEN_ADDRESS = "[e-mail address not shown]"
_cleaner = nh3.Cleaner(
    tags=TAGS,
    attributes={"a": {"href"}},
    url_schemes={"http", "https"},
    link_rel="nofollow ugc noopener",
)
_bare = nh3.Cleaner(tags=set())

# What other editors write, said in our tags. Without it a feed's <div>s would run into each other.
_SAME = {"b": "strong", "i": "em", "h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3", "dt": "p", "dd": "p"}
_SAME |= dict.fromkeys(("div", "section", "article", "main", "header", "footer", "table", "tr", "pre", "center"), "p")
_RENAME = re.compile(rf"<(/?)({'|'.join(sorted(_SAME, key=len, reverse=True))})(?=[\s>/])[^>]*>", re.IGNORECASE)
_CELL = re.compile(r"<t[dh](?=[\s>])[^>]*>", re.IGNORECASE)
# Control characters no page, feed or database column can carry, and halves of surrogate pairs.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_EMPTY = re.compile(r"<(p|h2|h3|li|ul|ol|blockquote|strong|em)>(?:\s|&nbsp;|<br>)*</\1>")
_KNOWN_TAG = re.compile(
    rf"</?(?:{'|'.join(sorted(TAGS | set(_SAME) | {'span', 'font', 'u', 'td', 'th'}))})(?=[\s>/])[^<]*>", re.IGNORECASE
)
_ADDRESS = re.compile(r"(?:mailto:)?[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_TAG = re.compile(r"(<[^>]*>)")
_BULLET = re.compile(r"^\s*[-*•·▪]\s+")


def printable(text: str) -> str:
    """The text without characters that no page or database column can carry."""
    return _UNPRINTABLE.sub("", text)


def looks_like_html(text: str) -> bool:
    """Has at least one tag people write in descriptions; "<5 years" has none."""
    return bool(_KNOWN_TAG.search(text))


def sanitise(html: str) -> str:
    """The html reduced to the allow-list. Empty when nothing readable is left."""
    html = printable(html).replace("\xa0", " ")
    html = _RENAME.sub(lambda tag: f"<{tag[1]}{_SAME[tag[2].lower()]}>", html)
    html = _cleaner.clean(_CELL.sub(" ", html)).strip()
    before = ""
    while before != html:
        before, html = html, _EMPTY.sub("", html).strip()
    return html


def hide_addresses(html: str) -> str:
    """Text or sanitised html for a public page, without the e-mail addresses in its words. Tags stay as they are."""
    if "@" not in html:
        return html
    parts = _TAG.split(html)
    return "".join(part if place % 2 else _ADDRESS.sub(HIDDEN_ADDRESS, part) for place, part in enumerate(parts))


def to_text(html: str) -> str:
    """The words of the html, a line for each block, list items with a dash."""
    html = re.sub(r"<li>\s*(?:<p>)?", "\n- ", sanitise(html))
    html = re.sub(r"(?:</p>)?\s*</li>", "", html)
    html = re.sub(r"<br[^>]*>|</?(?:ul|ol)>", "\n", html)
    html = re.sub(r"</?(?:p|h2|h3|blockquote)>", "\n\n", html)
    text = unescape(_bare.clean(html)).replace("\xa0", " ")
    lines = [" ".join(line.split()) for line in text.split("\n")]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(line for line in lines if line != "-"))
    return text.strip()


def paragraphs(text: str) -> str:
    """Plain text as html: a blank line ends a paragraph, lines that start with a dash or dot become a list."""
    text = printable(text).replace("\r\n", "\n").replace("\r", "\n")
    blocks = []
    for block in re.split(r"\n\s*\n", text):
        lines = [line for line in block.split("\n") if line.strip()]
        kept: list[str] = []
        for index, line in enumerate(lines):
            if _BULLET.match(line):
                kept.append(f"<li>{escape(_BULLET.sub('', line).strip(), quote=False)}</li>")
            else:
                kept.append(escape(line.strip(), quote=False))
            is_last = index == len(lines) - 1
            if is_last or bool(_BULLET.match(lines[index + 1])) != bool(_BULLET.match(line)):
                is_list = kept[0].startswith("<li>")
                blocks.append(f"<ul>{''.join(kept)}</ul>" if is_list else f"<p>{'<br>'.join(kept)}</p>")
                kept = []
    return "".join(blocks)


def from_typed(text: str) -> str:
    """What somebody typed or pasted, as sanitised html, whether it came from the editor or a plain box."""
    return sanitise(text if looks_like_html(text) else paragraphs(text))
