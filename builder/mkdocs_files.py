"""Pages and assets as MkDocs files: added beside what lies in docs/, with the navigation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel

from builder.render.page import NavEntry, Pages
from builder.site_assets import site_assets
from builder.store.prose_files import DOCS

_PROSE = (("Guide", "guide/"), ("Reference", "reference/"))
"""Folders of hand-written pages, and how the navigation calls them."""


def made_files(pages: Pages, config: MkDocsConfig) -> Iterator[File]:
    """The pages and the assets; without any page one that says so."""
    for page in pages.pages:
        inclusion = InclusionLevel.UNDEFINED if page.in_nav else InclusionLevel.NOT_IN_NAV
        file = File.generated(config, page.src, content=page.text, inclusion=inclusion)
        file.edit_uri = page.edited_from or None
        yield file
    if not pages.pages:
        yield File.generated(config, "index.md", content="# Not built yet\n")
    for name, content in site_assets(pages).items():
        yield File.generated(config, name, content=content)


def add_files(files: Files, made: Iterable[File]) -> list[tuple[str, str]]:
    """Add what is made to what lies in docs/; two of one name are told, never one hidden.

    Returns a message and a hint for each such pair; the made file takes the place of the other.
    """
    taken = {file.dest_uri.casefold(): file for file in files}
    told = []
    for file in made:
        other = taken.get(file.dest_uri.casefold())
        if other is not None:
            place = other.src_uri if other.generated_by else f"docs/{other.src_uri}"
            told.append(
                (
                    f"{place}: the build makes a page `{file.src_uri}` as well",
                    "Give the file, or the id it is named after, another name.",
                )
            )
            files.remove(other)
        taken[file.dest_uri.casefold()] = file
        files.append(file)
    return told


def remove_unfit(files: Files, unfit: frozenset[str]) -> None:
    """Take out the files that must not be published, and all that lies in such a folder."""
    for file in [f for f in files if unfit.intersection(_lying_in(f.src_uri))]:
        files.remove(file)


def navigation(pages: Pages, files: Files) -> list[dict[str, Any]]:
    """The navigation of the pages, then the hand-written prose by folder."""
    entries = [_nav_item(entry) for entry in pages.nav]
    for title, folder in _PROSE:
        inside = [f.src_uri for f in files.documentation_pages() if f.src_uri.startswith(folder)]
        if inside:  # a folder's own first page stands first
            inside.sort(key=lambda src: (not src.endswith("/index.md"), src))
            entries.append({title: inside})
    return entries


def nav_titles(nav: Iterable[str | dict[str, Any]]) -> Iterator[tuple[str, str | None]]:
    """The files of a navigation, each with the title that it gives them, if any."""
    for item in nav:
        if isinstance(item, str):
            yield item, None
            continue
        for title, entry in item.items():
            if isinstance(entry, str):
                yield entry, title
            else:
                yield from nav_titles(entry)


def _lying_in(src: str) -> list[str]:
    """The name of a file of docs/ and those of its folders, each of these with a slash."""
    name = f"{DOCS}/{src}"
    parts = name.split("/")
    return [name, *("/".join(parts[:count]) + "/" for count in range(1, len(parts)))]


def _nav_item(entry: NavEntry) -> dict[str, Any]:
    return {entry.title: entry.src or [_nav_item(child) for child in entry.entries]}
