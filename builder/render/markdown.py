"""The Jinja environment and its escaping rule: data is never Markdown, HTML or template source.

Owns what happens to a text on its way into a page. Two kinds exist. Plain text, the default,
comes out as the same text whatever its characters. `Markdown` is author prose: it is rendered
alone, without raw HTML or attribute lists, sanitized, and enters the page as finished HTML.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache

import jinja2
import markdown as python_markdown
import nh3
from markupsafe import Markup

_ACTIVE = {ord(char): f"&#{ord(char)};" for char in '\\`*_{}[]<>|~^#!"$@'} | {
    ord("&"): "&amp;",
    ord("<"): "&lt;",
    ord(">"): "&gt;",
}
"""Characters that mean something to Markdown or to one of the extensions, wherever they stand."""
_LEADING = re.compile(r"(\d*)([-+=:.)])")
"""What means something only where a line begins; line breaks inside a text are finished HTML."""
_SPACE = re.compile(r"[ \t]+")
_LINE_END = re.compile(r"[ \t]*\n[ \t\n]*")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")

_PROSE_TAGS = {
    "a", "blockquote", "br", "code", "em", "h3", "h4", "h5", "hr", "li", "ol", "p", "pre",
    "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_PROSE_SCHEMES = {"https", "mailto"}
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_PAGE_ADDRESS = re.compile(r"(\w[\w-]*(?:/\w[\w-]*)*)\.md((?:#[\w.-]+)?)", re.ASCII)


class Markdown(str):
    """Author prose in Markdown that has not been rendered yet."""

    __slots__ = ()


@lru_cache(maxsize=1 << 14)  # most texts stand on several pages
def escape_text(text: str) -> Markup:
    """The Markdown that reads as ``text`` and holds no syntax, in a line, a table cell or a tag.

    Runs of spaces become one, as they do in any HTML; a line end becomes ``<br>``.
    Characters that no page can carry are shown as U+FFFD.
    """
    clean = _CONTROL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = _LINE_END.sub("\n", _SPACE.sub(" ", clean).strip()).split("\n")
    return Markup("<br>".join([_escape_line(line) for line in lines]))  # noqa: S704 - escaped


def _escape_line(line: str) -> str:
    found = _LEADING.match(line)
    if found is None:
        return line.translate(_ACTIVE)
    number, mark = found.groups()
    if number and line[found.end() : found.end() + 1].strip():  # `1.5` begins no list
        return line.translate(_ACTIVE)
    return f"{number}&#{ord(mark)};{line[found.end() :].translate(_ACTIVE)}"


def coded(text: str) -> Markup:
    """A text in which what stands between two backticks is shown as code; all of it is escaped."""
    parts = text.split("`")
    if len(parts) % 2 == 0:  # one of them has no partner
        return escape_text(text)
    shown = (
        Markup("<code>{}</code>").format(escape_text(part)) if number % 2 else _spaced(part)
        for number, part in enumerate(parts)
    )
    return Markup("").join(shown)


def _spaced(text: str) -> Markup:
    """As `escape_text`, with a space at either end where there is one."""
    lead, tail = (" " if edge.isspace() else "" for edge in (text[:1], text[-1:]))
    shown = escape_text(text)
    return Markup(lead) + shown + Markup(tail) if shown else Markup(lead)  # noqa: S704 - spaces


def verbatim(text: str) -> Markup:
    """The inside of a ``pre`` element: as `escape_text`, with spaces and line ends kept."""
    clean = _CONTROL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    # A line end as a reference: a blank line would end the block for some Markdown readers.
    return Markup(clean.strip("\n").translate(_ACTIVE).replace("\n", "&#10;").replace("\t", "&#9;"))  # noqa: S704 - escaped in this line


def page_name(text: str) -> str:
    """A text as the name of a page: safe in a title, a navigation entry and front matter.

    The theme writes names into pages unescaped after stripping tags, so angle brackets are
    shown as angle quotes there; the heading on the page keeps the exact text.
    """
    plain = _SPACE.sub(" ", _CONTROL.sub("\ufffd", text).replace("\n", " ")).strip()
    plain = plain.replace("<", "\u2039").replace(">", "\u203a")
    return plain.replace("&", "&amp;").replace('"', "&quot;")


def render_prose(prose: Markdown, src: str = "") -> Markup:
    """Author prose as finished, sanitized HTML, for the page ``src``.

    Links keep ``https`` and ``mailto`` addresses, and those of a page as it is called from the
    top of the book, such as ``gaps.md#gap-1`` or ``guide/what-this-is.md``; the check of the
    finished site tells when there is no such page. Any other loses its address.
    """
    up = "../" * src.count("/")

    def address(tag: str, name: str, value: str) -> str | None:
        if (tag, name) != ("a", "href") or _SCHEME.match(value):
            return value
        page = _PAGE_ADDRESS.fullmatch(value)
        return f"{up}{page[1]}.html{page[2]}" if page else None

    renderer = python_markdown.Markdown(extensions=["tables", "sane_lists"])
    renderer.preprocessors.deregister("html_block")
    renderer.inlinePatterns.deregister("html")
    html = nh3.clean(
        renderer.convert(_CONTROL.sub("\ufffd", str(prose))),
        tags=_PROSE_TAGS,
        attributes={"a": {"href"}},
        url_schemes=_PROSE_SCHEMES,
        url_relative="pass_through",
        attribute_filter=address,
        strip_comments=True,
        link_rel="noopener noreferrer",
    )
    # As references: a blank line would end the HTML block it is inserted as.
    return Markup(html.replace("\n", "&#10;"))  # noqa: S704 - sanitized above


@lru_cache(maxsize=1)
def environment() -> jinja2.Environment:
    """The environment of the page templates; data is only ever a value in it."""
    templates = jinja2.Environment(
        loader=jinja2.PackageLoader("builder.render"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_finished,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    templates.filters["verbatim"] = verbatim
    templates.filters["coded"] = coded
    return templates


def _finished(value: object) -> Markup:
    """What a template prints: escaped, unless it is finished Markdown already."""
    if isinstance(value, Markup):
        return value
    if isinstance(value, Markdown):
        return render_prose(value)
    if isinstance(value, str):
        return escape_text(value)
    if isinstance(value, datetime):
        return Markup(f"{value:%Y-%m-%d %H:%M} UTC")  # noqa: S704 - digits
    if isinstance(value, (int, date)):
        return Markup(str(value))  # noqa: S704 - digits
    if isinstance(value, jinja2.Undefined):
        str(value)  # raises, and names what is missing
    raise TypeError(f"a page cannot show a {type(value).__name__}")
