"""Pages as values: what a site generator needs to know of a page, and nothing else."""

from __future__ import annotations

from msgspec import Struct


class Page(Struct, frozen=True, kw_only=True):
    """One page in Markdown."""

    src: str
    """Its file below the folder of pages, such as ``controls/1-2-a.md``."""
    title: str
    """Its name in navigation and title, escaped for both."""
    text: str
    """Front matter and Markdown."""
    edited_from: str
    """The workspace file it is made from first of all; empty when it gathers many."""
    in_nav: bool = True
    """False for the pages that are many: they are reached from their index."""


class NavEntry(Struct, frozen=True, kw_only=True):
    """A page in the navigation, or a section with entries below it."""

    title: str
    src: str = ""
    """The page; empty for a section."""
    entries: tuple[NavEntry, ...] = ()


class Pages(Struct, frozen=True, kw_only=True):
    """Every page that is made from an assessment, with the navigation over them."""

    pages: tuple[Page, ...]
    nav: tuple[NavEntry, ...]
    stamp: str
    """One line of HTML for every page: date, build and, for an example, that it is one."""
    print_style: str = ""
    """A style sheet that says the same below every printed page."""
