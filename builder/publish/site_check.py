"""Checks a finished site: every link and anchor leads somewhere, and nothing loads from outside.

MkDocs checks the links it writes from Markdown; this looks at the HTML that readers get, prose
inserted as finished HTML included. Refuses the site as a whole when anything is wrong.
"""

from __future__ import annotations

import html
import os
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from msgspec import Struct, field

from builder.errors import BuilderError

_ATTRIBUTE = re.compile(r"""\s([a-z:-]+)=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_NAME = re.compile(r"[a-z][a-z0-9-]*", re.IGNORECASE)
_STYLE_LOAD = re.compile(
    r"""(?:url\(\s*['"]?|@import\s+['"])\s*((?:[a-z][a-z0-9+.-]*:)?//[^'")\s]+)""", re.IGNORECASE
)
_INERT_RELATIONS = {"canonical", "prev", "next", "alternate", "edit", "author", "license"}
"""What a ``link`` element may point to without the browser fetching it."""
_LINK_SCHEMES = {"https", "http", "mailto", "tel"}
_ERROR_PAGE = "404.html"
_SHOWN = 20
"""How many problems the message lists."""


class _Page(Struct):
    """What one page, or one of its tags, offers and asks for."""

    ids: set[str] = field(default_factory=set)
    links: set[str] = field(default_factory=set)
    loads: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


_NOTHING = _Page()
"""What most tags have to say."""


class _Lead(Struct, frozen=True, kw_only=True):
    """Where a link leads from the pages of one folder."""

    file: str = ""
    """Empty for the page itself, and for an address outside."""
    anchor: str = ""
    problem: str = ""


def check_site(folder: Path) -> None:
    """Raise `BuilderError` with the dead links, dead anchors and outside loads of a site."""
    names = set(_names(folder))
    tags: dict[str, _Page] = {}  # the navigation repeats the same tags on every page
    pages = {
        name: _read_page((folder / name).read_text(encoding="utf-8"), tags)
        for name in sorted(names)
        if name.endswith(".html")
    }
    known: dict[tuple[str, str], _Lead] = {}
    problems = [p for name in pages for p in _page_problems(name, pages, names, known)]
    for name in sorted(name for name in names if name.endswith(".css")):
        text = (folder / name).read_text(encoding="utf-8")
        problems += [f"{name}: loads from outside: {url}" for url in _STYLE_LOAD.findall(text)]
    if problems:
        listed = "; ".join(problems[:_SHOWN])
        more = f"; and {len(problems) - _SHOWN} more" if len(problems) > _SHOWN else ""
        raise BuilderError(
            f"the site is not sound: {listed}{more}",
            "Mend the page that is named; the links of a page come from the text it is made of.",
        )


def _names(folder: Path) -> Iterator[str]:
    for top, _, files in os.walk(folder):
        base = os.path.relpath(top, folder).replace(os.sep, "/")
        yield from (name if base == "." else f"{base}/{name}" for name in files)


def _read_page(text: str, known: dict[str, _Page]) -> _Page:
    page = _Page()
    for piece in set(text.split("<")):  # half the time of a pattern over the whole page
        tag, closed, _ = piece.partition(">")
        if not closed or "=" not in tag:
            continue
        read = known.get(tag)
        if read is None:
            read = known[tag] = _read_tag(tag)
        if read is _NOTHING:
            continue
        page.ids |= read.ids
        page.links |= read.links
        page.loads |= read.loads
        page.faults += read.faults
    if "<style" in text:
        for style in re.findall(r"<style[^>]*>(.*?)</style>", text, re.DOTALL):
            page.faults += _style_faults(style)
    page.faults.sort()  # tags were met in no order
    return page


def _style_faults(style: str) -> list[str]:
    return [f"loads from outside: {address}" for address in _STYLE_LOAD.findall(style)]


def _read_tag(tag: str) -> _Page:
    page = _Page()
    found = _NAME.match(tag)
    if found is None:  # a closing tag or a comment
        return _NOTHING
    name = found.group().lower()
    values = {
        key.lower(): html.unescape(double or single or bare)
        for key, double, single, bare in _ATTRIBUTE.findall(tag)
    }
    if "id" in values:
        page.ids.add(values["id"])
    if name == "a" and "name" in values:
        page.ids.add(values["name"])
    if name == "base" or values.get("http-equiv", "").lower() == "refresh":
        page.faults.append(f"has a `{name}` element that moves every link")
    if "mermaid" in values.get("class", "").split():
        page.faults.append("a diagram of this kind loads its program from outside")
    page.faults += _style_faults(values.get("style", ""))
    page.faults += [f"has a script in `{key}`" for key in values if key.startswith("on")]
    if name in ("a", "area") and "href" in values:
        page.links.add(values["href"])
    else:
        page.loads |= _loads(name, values)
    return page if page != _NOTHING else _NOTHING


def _loads(name: str, values: dict[str, str]) -> set[str]:
    found = {values[key] for key in ("src", "poster", "data") if key in values}
    found |= {part.split()[0] for part in values.get("srcset", "").split(",") if part.strip()}
    inert = name == "link" and _INERT_RELATIONS.intersection(values.get("rel", "").split())
    if name in ("link", "use", "image") and "href" in values and not inert:
        found.add(values["href"])
    return found


def _page_problems(
    name: str, pages: dict[str, _Page], names: set[str], known: dict[tuple[str, str], _Lead]
) -> Iterator[str]:
    page, folder = pages[name], posixpath.dirname(name)
    absolute = name == _ERROR_PAGE  # the page for any wrong address is the one without a place
    for fault in page.faults:
        yield f"{name}: {fault}"
    for load in sorted(page.loads):
        parts = urlsplit(load)
        if parts.netloc or parts.scheme not in ("", "data"):
            yield f"{name}: loads from outside: {load}"
        elif not parts.scheme and not _file(folder, parts.path, names, absolute=absolute):
            yield f"{name}: loads a file that is not there: {load}"
    for link in sorted(page.links):
        lead = known.get((folder, link))
        if lead is None:
            lead = known[folder, link] = _follow(folder, link, names, absolute=absolute)
        if lead.problem:
            yield f"{name}: {lead.problem}: {link}"
        elif lead.anchor and (lead.file or name) in pages:
            ids = pages[lead.file or name].ids
            if lead.anchor not in ids and unquote(lead.anchor) not in ids:
                yield f"{name}: dead anchor: {link}"


def _follow(folder: str, link: str, names: set[str], *, absolute: bool) -> _Lead:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        allowed = parts.scheme in _LINK_SCHEMES
        return _Lead(problem="" if allowed else "a link of a kind that is not allowed")
    if not parts.path:
        return _Lead(anchor=parts.fragment)
    file = _file(folder, parts.path, names, absolute=absolute)
    return _Lead(file=file, anchor=parts.fragment, problem="" if file else "dead link")


def _file(folder: str, path: str, names: set[str], *, absolute: bool) -> str:
    """The file that a path on a page of this folder leads to; empty when there is none."""
    path = unquote(path)
    if path.startswith("/") and not absolute:
        return ""
    joined = path.lstrip("/") if path.startswith("/") else posixpath.join(folder, path)
    resolved = posixpath.normpath(joined) if joined else "."
    if resolved in names:
        return resolved
    index = "index.html" if resolved == "." else f"{resolved}/index.html"
    return index if index in names else ""
