"""Keeps pages that MkDocs has turned from Markdown into HTML: most pages do not change in an edit.

A cache: an entry is found by what the page is made from, which is its text, its place, the settings
of the Markdown and the list of all pages it may link to. The stamp, which names the build on each
page, is taken out before and put in after. Safe to delete at any time. A page that gave a warning
is not kept, so that the next build gives it again.
"""

from __future__ import annotations

import hashlib
import json
import logging
import sys
import zlib
from importlib.metadata import version
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, get_toc

from builder import __version__
from builder.cache_folder import cache_folder, keep_file, own_folder

_MAKERS = ("markdown", "mkdocs", "pymdown-extensions")
_STAMP = "\x02stamp\x03"
"""Stands for the stamp: Python-Markdown lets no such characters through."""
_PAGES_LOG = logging.getLogger("mkdocs.structure.pages")


class KeptPages:
    """The rendered pages of one workspace; without a folder of the user's own none are kept."""

    def __init__(self, root: Path, folder: Path | None = None) -> None:
        """Read what is kept in ``folder``, by default one in the user's cache folder."""
        folder = folder or Path(cache_folder(), "pages")
        self._file = folder / f"{zlib.crc32(str(root).encode('utf-8', 'surrogateescape')):08x}.json"
        self._private = own_folder(str(folder))
        self._held: dict[str, dict[str, Any]] = _read(self._file) if self._private else {}
        self._used: dict[str, dict[str, Any]] = {}
        self._surroundings = b""
        self._stamp = ""

    def begin(self, files: Files, config: MkDocsConfig, stamp: str = "") -> None:
        """Start a build of these pages, which bear the HTML ``stamp``.

        What the last build did not use is forgotten.
        """
        self._stamp = stamp or _STAMP
        self._held, self._used = self._used or self._held, {}
        settings = (config["markdown_extensions"], config["mdx_configs"])
        parts = [__version__, sys.version, *(version(maker) for maker in _MAKERS)]
        parts.append(json.dumps(settings, default=repr, sort_keys=True))
        parts += sorted(f"{f.src_uri} {f.url} {f.inclusion.name}" for f in files)
        self._surroundings = hashlib.sha256("\n".join(parts).encode()).digest()

    def render(self, page: Page, config: MkDocsConfig, files: Files) -> None:
        """Give ``page`` its HTML, anchors and links: those kept, or made now."""
        key = self._key(page)
        kept = self._held.get(key)
        if kept is None or not self._restore(page, kept, files):
            warnings = _Count()
            _PAGES_LOG.addHandler(warnings)
            try:
                Page.render(page, config, files)
            finally:
                _PAGES_LOG.removeHandler(warnings)
            if warnings.count or page.links_to_anchors is None:
                return
            kept = self._kept(page)
        self._used[key] = kept

    def save(self) -> None:
        """Keep the pages of this build for the next one."""
        if self._private and self._used.keys() != self._held.keys():
            keep_file(str(self._file), [json.dumps(self._used).encode()])

    def _key(self, page: Page) -> str:
        text = (page.markdown or "").replace(self._stamp, _STAMP)
        made_from = f"{page.file.src_uri}\n{page.file.url}\n{text}".encode("utf-8", "surrogatepass")
        return hashlib.sha256(self._surroundings + made_from).hexdigest()

    def _kept(self, page: Page) -> dict[str, Any]:
        links = (page.links_to_anchors or {}).items()
        return {
            "content": (page.content or "").replace(self._stamp, _STAMP),
            "title": page._title_from_render,  # noqa: SLF001 - as `Page.render` sets it
            "toc": [_token(entry) for entry in page.toc],
            "anchors": sorted(page.present_anchor_ids or ()),
            "links": {file.src_uri: anchors for file, anchors in links},
        }

    def _restore(self, page: Page, kept: dict[str, Any], files: Files) -> bool:
        """Give a page what was kept of it; False when what is kept is not of this form."""
        try:
            links = {files.src_uris[name]: anchors for name, anchors in kept["links"].items()}
            toc, anchors = get_toc(kept["toc"]), set(kept["anchors"])
            content = kept["content"].replace(_STAMP, self._stamp)
            title = kept["title"]
        except (KeyError, TypeError, AttributeError):
            return False
        page.content, page.toc = content, toc
        page._title_from_render = title  # noqa: SLF001 - as `Page.render` sets it
        page.present_anchor_ids, page.links_to_anchors = anchors, links
        return True


class KeptPage(Page):
    """A page that is turned into HTML only when it is not kept."""

    def __init__(
        self, title: str | None, file: File, config: MkDocsConfig, pages: KeptPages
    ) -> None:
        """Become the page of ``file``."""
        super().__init__(title, file, config)
        self._pages = pages

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Take the HTML that is kept, or make it."""
        self._pages.render(self, config, files)


class _Count(logging.Handler):
    """Counts what is said while a page is made."""

    count = 0

    def emit(self, record: logging.LogRecord) -> None:
        del record
        self.count += 1


def _token(entry: AnchorLink) -> dict[str, Any]:
    """An entry of the table of contents as Python-Markdown gives it."""
    return {
        "name": entry.title,
        "id": entry.id,
        "level": entry.level,
        "children": [_token(child) for child in entry.children],
    }


def _read(file: Path) -> dict[str, dict[str, Any]]:
    try:
        found = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
