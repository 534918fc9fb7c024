"""Finds the answer to a question in any wording: a citation, an id, or words.

Imports next to nothing: `shieldbook who` has to start in a tenth of a second, and the standard
library's `dataclasses`, `typing`, `pathlib` and `tempfile` alone would take half of that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from builder.model.citation import citation_tokens, spellings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Protocol

    from builder.model.citation import CitationIndex
    from builder.render.answer import Answer
    from builder.word_index import WordIndex

    class Known(Protocol):
        """Citation tokens joined by spaces, to the canonical citation."""

        def get(self, key: str, /) -> str | None:
            """The citation, or None."""

        def items(self) -> Iterable[tuple[str, str]]:
            """Every pair of them."""


_CLOSE_ENOUGH = 0.6
MANY = 9
"""Answers that are named when there is not one."""
_ALSO = 3
_CLEAR = 1.5
"""How many times the next one's score the best one has to have to be the answer."""
_KEPT = ("kind", "title", "text", "terms", "facts", "about")


class Found:
    """What a question found."""

    __slots__ = ("also", "names", "nearest", "unknown")

    def __init__(
        self,
        names: Iterable[str] = (),
        *,
        also: Iterable[str] = (),
        nearest: bool = False,
        unknown: Iterable[str] = (),
    ) -> None:
        self.names = list(names)
        """Names of answers: one when it is clear, several best first when it is not, or none."""
        self.also = list(also)
        """The next best when there is one."""
        self.nearest = nearest
        """Whether none of them holds every word of the question."""
        self.unknown = list(unknown)
        """Words of the question that no answer holds."""


class Lookup:
    """Answers by name, with what finds a citation in any spelling."""

    def __init__(  # noqa: PLR0913 - the parts of a kept file
        self,
        entries: Mapping[str, Mapping[str, Any]],
        known: Known,
        *,
        prefixes: Iterable[str],
        parts: Iterable[str],
        notice: str = "",
        screen: Callable[[str], str] | None = None,
        index: Callable[[], WordIndex] | None = None,
    ) -> None:
        self.entries = entries
        """Name to the fields of an `Answer`."""
        self.known = known
        self.prefixes = tuple(prefixes)
        """What may stand in front of a citation and is passed over, longest first."""
        self.parts = tuple(parts)
        """First numbers of citations, which may be left out."""
        self.notice = notice
        """What has to be said with every answer: that the data is an invented example, say."""
        self.screen = screen or self._screen
        """From a name to the screen of its answer."""
        self._make_index = index or self._index_of_entries
        self._index: WordIndex | None = None

    def find(self, question: str) -> Found:
        """The answer to a question, or those that come nearest.

        Tried in turn: a citation in any spelling, an id, both again without the filler words of
        a question, and then its words in titles, terms and texts.
        """
        direct = self._named(question)
        if direct and not _plain(question):
            return Found(direct)
        from builder.question import without_filler  # noqa: PLC0415 - ids and citations need none

        exact = [*direct, *(name for name in self._called(question) if name not in direct)]
        if exact:
            return self._exact(exact, question)
        short = without_filler(question)
        for text in (short, *(word for word in short.split() if not _plain(word))):
            direct = self._named(text)
            if direct:
                return Found(direct)
        exact = self._called(short)
        found = self._exact(exact, short) if exact else self._by_words(short)
        if found.nearest and len(question.split()) == 1 and not _plain(question):
            return Found()  # an id that was mistyped: its parts as words would lead astray
        return found

    def nearest(self, query: str) -> list[str]:
        """Names close to a query that found nothing."""
        from difflib import get_close_matches  # noqa: PLC0415 - only on the way to a hint

        return get_close_matches(query, list(self.entries), n=3, cutoff=_CLOSE_ENOUGH)

    def _named(self, text: str) -> list[str]:
        """Names of the answers that a text spells as a citation or an id."""
        tokens = citation_tokens(text)
        if any(token.isdigit() for token in tokens):
            found = self._citation(tokens)
            if found is not None:
                return [found]
        name = "-".join(text.lower().split())
        if name not in self.entries:
            return []
        return [name, *(n for kind in SHARING for n in (f"{kind}:{name}",) if n in self.entries)]

    def _citation(self, tokens: tuple[str, ...]) -> str | None:
        prefixes = (tuple(prefix.split()) for prefix in self.prefixes)
        for spelling in spellings(tokens, prefixes, self.parts):
            found = self.known.get(" ".join(spelling))
            if found is not None:
                return found
        return None

    def _called(self, text: str) -> list[str]:
        """Names of the answers of which a text is the whole title or a term."""
        from builder.question import stems  # noqa: PLC0415 - ids and citations need none

        positions = self._words().called(stems(text))
        names = list(self.entries) if positions else []
        return [names[position] for position in positions]

    def _by_words(self, question: str) -> Found:
        from builder.question import stems  # noqa: PLC0415 - ids and citations need none

        words = list(dict.fromkeys(stems(question)))
        index, names = self._words(), list(self.entries)
        held = {word: index.holders(word) for word in words}
        known = [word for word in words if held[word]]
        scores = _scores([held[word] for word in known], len(names))
        whole = {p: s for p, s in scores.items() if all(p in held[word] for word in words)}
        ranked = sorted(whole or scores, key=lambda p: (-(whole or scores)[p], p))
        best = [names[position] for position in ranked[:MANY]]
        if whole and (len(ranked) == 1 or whole[ranked[0]] >= _CLEAR * whole[ranked[1]]):
            return Found(best[:1], also=best[1 : 1 + _ALSO])
        unknown = [word for word in question.split() if not any(held[s] for s in stems(word))]
        return Found(best, nearest=not whole, unknown=unknown)

    def _exact(self, names: list[str], question: str) -> Found:
        """One that a question names exactly, or the one row among several; else all of them.

        A published source bears the title of what it is about, and does not stand beside it.
        """
        kinds = {name: self.entries[name]["kind"] for name in names}
        names = [name for name in names if kinds[name] != "source"] or names
        rows = [name for name in names if kinds[name] == "row"]
        if len(names) > 1 and len(rows) != 1:
            return Found(names[:MANY])
        best = (rows or names)[0]
        near = self._by_words(question)
        others = dict.fromkeys((*names, *([] if near.nearest else (*near.names, *near.also))))
        return Found([best], also=[name for name in others if name != best][:_ALSO])

    def _screen(self, name: str) -> str:
        return str(self.entries[name]["text"])

    def _words(self) -> WordIndex:
        if self._index is None:
            self._index = self._make_index()
        return self._index

    def _index_of_entries(self) -> WordIndex:
        from builder.word_index import WordIndex  # noqa: PLC0415 - ids and citations need none

        return WordIndex.of(self.entries)


SHARING = ("document", "agreement", "system", "source", "action", "claim", "evidence", "gap")
"""Kinds of answer whose id another kind may have as well; theirs is then named with the kind."""


def make_lookup(answers: Iterable[Answer], index: CitationIndex, notice: str) -> Lookup:
    """The lookup of these answers."""
    entries: dict[str, dict[str, Any]] = {}
    for answer in answers:
        name = answer.name if answer.name not in entries else f"{answer.kind}:{answer.name}"
        entries[name] = {"name": name, **{field: getattr(answer, field) for field in _KEPT}}
    return Lookup(
        entries,
        {" ".join(tokens): str(citation) for tokens, citation in index.known.items()},
        prefixes=(" ".join(prefix) for prefix in index.prefixes if prefix),
        parts=index.parts,
        notice=notice,
    )


def _plain(text: str) -> bool:
    """Whether a text is plain words, which may be a term of other answers too, and no id."""
    return text.replace(" ", "").isalpha()


def _scores(held: list[dict[int, int]], total: int) -> dict[int, int]:
    """A score for each answer: words that few answers hold count more, as do many words."""
    scores: dict[int, int] = {}
    words: dict[int, int] = {}
    for weights in held:
        rarity = (2 * total // len(weights)).bit_length()
        for position, weight in weights.items():
            scores[position] = scores.get(position, 0) + rarity * weight
            words[position] = words.get(position, 0) + 1
    return {position: score * words[position] ** 2 for position, score in scores.items()}
