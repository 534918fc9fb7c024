"""For whom a hand-written page is: the key ``audience`` at its head."""

from __future__ import annotations

import re

from builder.model.audience import UNMARKED_PAGE, Audience

_KEY = re.compile(r"""["']?audience["']?\s*:(.*)""", re.IGNORECASE)
_MENTIONED = re.compile(r"""\baudience["']?\s*:""", re.IGNORECASE)


class UnknownAudienceError(ValueError):
    """A word that is no audience: who wrote it meant one, so the page is for nobody."""

    def __init__(self, word: str, line: int) -> None:
        super().__init__(word)
        self.word = word
        self.line = line
        """From 1."""


def page_audience(text: str) -> Audience:
    """What the head of a page says; `UNMARKED_PAGE` when it says nothing.

    The head is the block between two lines of dashes, or without these the lines down to the first
    blank one, as the site builder reads it. Where the key stands twice the more trusted counts.
    Raises `UnknownAudienceError`, also for a key that the head holds in another way than as a line
    of its own, or below blank lines, where there is no head: who wrote it meant one.
    """
    begun = text.lstrip()
    if begun != text and begun.startswith("---"):
        for number, line in _head(begun):
            if _MENTIONED.search(line):
                blank = text[: len(text) - len(begun)].count("\n")
                raise UnknownAudienceError(line.strip(), number + blank)
    found = [_audience(line, number) for number, line in _head(text)]
    told = [audience for audience in found if audience is not None]
    return next((audience for audience in Audience if audience in told), UNMARKED_PAGE)


def _head(text: str) -> list[tuple[int, str]]:
    lines = text.splitlines()
    fenced = bool(lines) and lines[0].rstrip() == "---"
    head: list[tuple[int, str]] = []
    for number, line in enumerate(lines[fenced:], start=1 + fenced):
        if line.rstrip() in (("---", "...") if fenced else ("",)):
            break
        head.append((number, line))
    return head


def _audience(line: str, number: int) -> Audience | None:
    match = _KEY.fullmatch(line)
    if match is None:
        if _MENTIONED.search(line):
            raise UnknownAudienceError(line.strip(), number)
        return None
    word = match.group(1).partition(" #")[0].strip().strip("\"'")
    try:
        return Audience(word)
    except ValueError:
        raise UnknownAudienceError(word, number) from None
