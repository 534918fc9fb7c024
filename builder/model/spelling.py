"""The name that was most likely meant: a help for people, bounded so that nothing waits for it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice

MOST_NAMES = 500
"""Names among which one is looked for; comparing is slow, and a longer list has no near name."""
MOST_WORDS = 200
"""Different words that are looked up in a run; nobody reads more hints before mending the first."""
MOST_LETTERS = 80
"""Letters from which a text is no misspelled name."""
_CUTOFF = 0.5


class NearNames:
    """The known names of one sort; each wrong word is compared with them once.

    Bounded work: at most `MOST_WORDS` words times `MOST_NAMES` names, about a second.
    """

    __slots__ = ("_found", "_names")

    def __init__(self, names: Iterable[str]) -> None:
        held = list(islice(names, MOST_NAMES + 1))
        self._names = [name for name in held if len(name) <= MOST_LETTERS]
        if len(held) > MOST_NAMES:
            self._names = []
        self._found: dict[str, str | None] = {}

    def to(self, word: str) -> str | None:
        """The known name closest to ``word``; None when none is close, or too much is asked."""
        if word in self._found:
            return self._found[word]
        if len(word) > MOST_LETTERS or len(self._found) >= MOST_WORDS:
            return None
        close = get_close_matches(word, self._names, n=1, cutoff=_CUTOFF)
        found = self._found[word] = close[0] if close else None
        return found
