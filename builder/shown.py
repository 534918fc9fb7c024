"""Text as it may be shown on a terminal or in a log: nothing in it can act or hide."""

from __future__ import annotations


def printable(text: str) -> str:
    """The text with every character that could act or hide written as an escape."""
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode() for c in text
    )


def one_line(text: str) -> str:
    """The text with line breaks shown as well: a file name cannot forge a line of ours."""
    return printable(text).replace("\n", "\\n")
