"""Which answers hold which words, as lines of text that are searched without being parsed.

A line is a word's stem and the answers that hold it, each with a weight: where it stands in them
and what sort of answer they are. A second kind of line is a whole title or term.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from builder.question import stems

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_TITLE, _ABOUT, _REST = 12, 5, 2
"""Weights of a word in title, term or id; in what an answer is about; anywhere else in it."""
_MOST_REPEATS = 4
_UNTITLED = ("gap", "claim", "action")
"""Kinds whose title is but the beginning of their text."""
_PER_KIND = {
    "row": 10, "feature": 9, "role": 9, "system": 9, "agreement": 8, "register": 8, "paragraph": 6,
    "document": 6, "gap": 5, "evidence": 5, "requirement": 5, "action": 4, "claim": 4,
}  # fmt: skip
_OTHER_KIND = 2
"""Tenths of a weight by kind of answer: a row says more to a reader than one record of evidence."""


class WordIndex:
    """Looks words up in the index's lines."""

    def __init__(self, text: str) -> None:
        self.text = f"\n{text}"

    @classmethod
    def of(cls, entries: Mapping[str, Mapping[str, Any]]) -> WordIndex:
        """The index of these answers, in their order."""
        weights: dict[str, list[str]] = {}
        phrases: dict[str, list[str]] = {}
        known: dict[str, list[str]] = {}
        for position, (name, entry) in enumerate(entries.items()):
            for word, weight in _weights(name, entry, known).items():
                weights.setdefault(word, []).append(f"{position}:{weight}")
            for phrase in {" ".join(stems(text)) for text in (entry["title"], *entry["terms"])}:
                phrases.setdefault(f"={phrase}", []).append(str(position))
        lines = {**weights, **phrases}
        return cls("".join(f"{word}\t{' '.join(held)}\n" for word, held in lines.items()))

    def holders(self, word: str) -> dict[int, int]:
        """Positions of the answers that hold a stem, each with its weight."""
        pairs = (pair.split(":") for pair in self._line(word))
        return {int(position): int(weight) for position, weight in pairs}

    def called(self, words: Iterable[str]) -> list[int]:
        """Positions of the answers of which these stems are the whole title or a term."""
        return [int(position) for position in self._line(f"={' '.join(words)}")]

    def _line(self, key: str) -> list[str]:
        start = self.text.find(f"\n{key}\t")
        if start < 0:
            return []
        start += len(key) + 2
        return self.text[start : self.text.index("\n", start)].split(" ")


def _weights(name: str, entry: Mapping[str, Any], known: dict[str, list[str]]) -> dict[str, int]:
    """The weight of every stem of an answer; ``known`` keeps the stems of words seen before."""

    def cut(text: str) -> list[str]:
        if text not in known:
            known[text] = stems(text)
        return known[text]

    found: dict[str, int] = {}
    title = "" if entry["kind"] in _UNTITLED else entry["title"]
    fields = (
        (_TITLE, " ".join((name, title, *entry["terms"]))),
        (_ABOUT, entry["about"]),
        (_REST, entry["text"]),
    )
    for weight, text in fields:
        repeats: dict[str, int] = {}
        for word in (stem for part in text.split() for stem in cut(part)):
            repeats[word] = repeats.get(word, 0) + 1
        for word, times in repeats.items():
            more = min(times - 1, _MOST_REPEATS) if weight != _TITLE else 0
            found[word] = found.get(word, 0) + weight + more
    tenths = _PER_KIND.get(entry["kind"], _OTHER_KIND)
    return {word: max(1, weight * tenths) for word, weight in found.items()}
