"""Labelled text for a terminal: one heading, labels in a column, paragraphs wrapped beside them."""

from __future__ import annotations

import textwrap

WIDTH = 88
"""Columns that every answer fits."""
_HEADING = 56
"""Characters of a text that stand for its title in a list."""


def screen(heading: str, *lines: tuple[str, str]) -> str:
    """A heading and labelled paragraphs, wrapped to the terminal; empty ones are left out."""
    width = max(len(name) for name, _ in lines) + 2
    out = [heading]
    for name, text in lines:
        if not text:
            continue
        hang = " " * (width + (2 if text.startswith("- ") else 0))
        out.extend(_wrapped(text, name.ljust(width), hang))
    return "\n".join(out) + "\n"


def _wrapped(text: str, lead: str, hang: str) -> list[str]:
    """A paragraph in lines; a word that is longer than a line stands in one of its own.

    Every answer is wrapped to be kept, and `textwrap` takes four times as long.
    """
    lines, line = [], lead
    for word in text.split():
        if len(line) + len(word) > WIDTH and line.strip() and line != lead:
            lines.append(line.rstrip())
            line = hang
        line += f"{word} "
    return [*lines, line.rstrip()]


def items(name: str, texts: list[str]) -> list[tuple[str, str]]:
    """A labelled list: the label stands before the first of its items."""
    return [(name if position == 0 else "", f"- {text}") for position, text in enumerate(texts)]


def heading_of(text: str) -> str:
    """The beginning of a text that has no title of its own, for a list."""
    return textwrap.shorten(text, _HEADING, placeholder=" …")
