"""Pages to a plain Markdown tree with a plain mkdocs.yml: the way out to any site generator.

Owns the layout of that tree: ``mkdocs.yml`` beside ``docs/``, an explicit navigation, an
explicit list of extensions, and no plugin but the search.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path

from builder.errors import BuilderError
from builder.render.page import NavEntry, Pages

_EXTENSIONS = ("admonition", "attr_list", "def_list", "fenced_code", "md_in_html", "tables", "toc")
"""What the pages are written for; all of it comes with Python-Markdown."""


def write_tree(
    folder: Path,
    pages: Pages,
    *,
    site_name: str,
    prose: Mapping[str, bytes],
    styles: Mapping[str, bytes],
) -> int:
    """Write the tree into a new or empty folder and return how many files its pages are.

    ``prose`` are hand-written pages and ``styles`` style sheets, by their names below ``docs/``.
    Raises `BuilderError` when the folder holds something, so that nothing old stays in it.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BuilderError(f"{folder} is not an empty folder", "Name a new one.")
    written = {page.src: page.text.encode() for page in pages.pages} | dict(prose)
    for name, data in (written | dict(styles)).items():
        path = folder / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    settings = "\n".join(_settings(site_name, pages.nav, prose, styles))
    (folder / "mkdocs.yml").write_text(settings + "\n", encoding="utf-8")
    return len(written)


def _settings(
    site_name: str, nav: Iterable[NavEntry], prose: Iterable[str], styles: Iterable[str]
) -> Iterator[str]:
    yield "# Written by `shieldbook export site`; every text in quotes is JSON, which is YAML too."
    yield f"site_name: {_quoted(site_name)}"
    yield "use_directory_urls: false"
    yield "plugins: [search]"
    yield f"markdown_extensions: [{', '.join(_EXTENSIONS)}]"
    yield f"extra_css: [{', '.join(map(_quoted, styles))}]"
    yield "validation: {links: {anchors: warn}}"
    yield "nav:"
    yield from _nav(nav, "  ")
    for section, inside in groupby(sorted(prose), lambda src: src.partition("/")[0]):
        yield f"  - {_quoted(section.capitalize())}:"
        for src in sorted(inside, key=lambda src: (not src.endswith("/index.md"), src)):
            yield f"      - {_quoted(src)}"


def _nav(entries: Iterable[NavEntry], indent: str) -> Iterator[str]:
    for entry in entries:
        if entry.src:
            yield f"{indent}- {_quoted(entry.title)}: {_quoted(entry.src)}"
        elif entry.entries:
            yield f"{indent}- {_quoted(entry.title)}:"
            yield from _nav(entry.entries, indent + "    ")


def _quoted(text: str) -> str:
    return json.dumps(text)
