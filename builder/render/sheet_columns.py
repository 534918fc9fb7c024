"""Makers of columns that many sheets have: key, text, word, date, link and the open ones."""

from __future__ import annotations

from collections.abc import Mapping

from builder.render.sheet_model import Column, Fill, StyleName

_NO_FILLS: Mapping[str, Fill] = {}
_COMMENT = "Write what you found or ask. It comes back to the catalog with your next return."


def key(name: str, title: str, width: float) -> Column:
    """The first column: the id by which a row is found again; formulas count it."""
    return Column(key=name, title=title, width=width, style=StyleName.KEY, named=True)


def text(name: str, title: str, width: float, *, printed: bool = True) -> Column:
    """Free text."""
    return Column(key=name, title=title, width=width, style=StyleName.TEXT, printed=printed)


def word(
    name: str,
    title: str,
    width: float,
    fills: Mapping[str, Fill] = _NO_FILLS,
    *,
    named: bool = False,
) -> Column:
    """A word of a list."""
    return Column(
        key=name,
        title=title,
        width=width,
        style=StyleName.TEXT,
        fills=fills,
        named=named,
    )


def day(name: str, title: str, *, named: bool = False, width: float = 12) -> Column:
    """A date."""
    return Column(key=name, title=title, width=width, style=StyleName.DATE, named=named)


def number(name: str, title: str, width: float, *, printed: bool = True) -> Column:
    """A whole number."""
    return Column(key=name, title=title, width=width, style=StyleName.NUMBER, printed=printed)


def link(name: str, title: str, width: float, *, printed: bool = True) -> Column:
    """A link."""
    return Column(key=name, title=title, width=width, style=StyleName.LINK, printed=printed)


def choice(name: str, title: str, width: float, words: str, prompt: str) -> Column:
    """An open cell with a drop-down; formulas count it."""
    return Column(
        key=name,
        title=title,
        width=width,
        style=StyleName.INPUT,
        words=words,
        prompt=prompt,
        named=True,
    )


def reply(name: str, title: str, width: float, prompt: str = _COMMENT) -> Column:
    """An open cell for free text."""
    return Column(key=name, title=title, width=width, style=StyleName.INPUT, prompt=prompt)


def open_day(name: str, title: str, prompt: str) -> Column:
    """An open cell for a date."""
    return Column(key=name, title=title, width=12, style=StyleName.INPUT_DATE, prompt=prompt)
