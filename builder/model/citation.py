"""Citations: one canonical spelling for the many ways in which people write a paragraph of a rule.

Knows how a citation is built; which citations exist is catalog data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from builder.model.spelling import NearNames

_CANONICAL = re.compile(
    r"(?P<part>[0-9]+)\.(?P<number>[0-9]+)(?P<levels>(?:\([A-Za-z0-9]+\))*)(?:\[(?P<tag>[a-z0-9-]+)\])?"
)
# Letters of every script are tokens, so that a look-alike is not passed over but not found.
_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}
_ROMAN_LEVELS = frozenset({2, 5})
"""Paragraph levels run (a) (1) (i) (A) (1) (i): the third and sixth are roman numerals."""
_AFTER_EVERY_LEVEL = 10**6
_MOST_TOKENS = 12
"""More numbers and letters than any citation has; what follows is not worth a comparison."""


class Citation:
    """One paragraph of a rule in its canonical spelling, such as ``1.2(a)(2)(iv)``.

    Sorts as the rule's own table of contents does, so ``(2)`` before ``(10)`` and ``(v)``
    before ``(ix)``. Immutable. Not a dataclass, so that decoders take it for one text.
    """

    __slots__ = ("key", "text")

    text: str
    key: tuple[tuple[int, str], ...]

    def __init__(self, text: str) -> None:
        """Raises ``ValueError`` for a text that is not in canonical form."""
        match = _CANONICAL.fullmatch(text)
        if match is None:
            raise ValueError(text)
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "key", _sort_key(match))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a citation cannot change: {name} = {value!r}")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Citation) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __lt__(self, other: Citation) -> bool:
        return self.key < other.key

    def __repr__(self) -> str:
        return f"Citation({self.text!r})"

    def __str__(self) -> str:
        return self.text

    @property
    def section(self) -> str:
        """The section the paragraph stands in: the part before the first bracket."""
        return re.split(r"[(\[]", self.text, maxsplit=1)[0]

    @property
    def slug(self) -> str:
        """The spelling used in addresses and file names: ``1-2-a-2-iv``."""
        return "-".join(_TOKEN.findall(self.text)).lower()


def citation_tokens(text: str) -> tuple[str, ...]:
    """The numbers and letters of a citation in any spelling, in lower case."""
    return tuple(token.lower() for token in _TOKEN.findall(text))


def spellings(
    tokens: tuple[str, ...], prefixes: Iterable[tuple[str, ...]], parts: Iterable[str]
) -> Iterator[tuple[str, ...]]:
    """The tokens of every citation that a text may mean, in the order they are tried.

    The longest of ``prefixes`` stands first; it is passed over. ``parts`` are the first numbers
    that may be left out.
    """
    for lead in prefixes:
        if tokens[: len(lead)] == lead:
            tokens = tokens[len(lead) :]
            break
    yield tokens
    for part in parts:
        yield (part, *tokens)


class CitationIndex:
    """Finds the canonical citation behind any spelling.

    Not a dataclass: look-ups import this module, and `dataclasses` would double their start.
    """

    __slots__ = ("_near", "known", "parts", "prefixes")

    def __init__(
        self,
        known: Mapping[tuple[str, ...], Citation],
        prefixes: tuple[tuple[str, ...], ...] = (),
        parts: tuple[str, ...] = (),
    ) -> None:
        self.known = known
        """Tokens of every citation and alias, to the citation."""
        self.prefixes = prefixes
        """Tokens that may stand in front and are passed over, longest first."""
        self.parts = parts
        """First numbers that may be left out of a spelling."""
        self._near: NearNames | None = None

    @classmethod
    def of(
        cls,
        citations: Iterable[tuple[Citation, Iterable[str]]],
        prefixes: Iterable[str] = (),
    ) -> CitationIndex:
        """Index citations with their aliases; ``prefixes`` (title and code) may precede them."""
        known: dict[tuple[str, ...], Citation] = {}
        aliased: list[tuple[str, Citation]] = []
        for citation, aliases in citations:
            known[citation_tokens(citation.text)] = citation
            aliased.extend((alias, citation) for alias in aliases)
        for alias, citation in aliased:  # a paragraph's own spelling wins over an alias
            known.setdefault(citation_tokens(alias), citation)
        leads = sorted({citation_tokens(prefix) for prefix in prefixes}, key=len, reverse=True)
        parts = sorted({tokens[0] for tokens in known if tokens})
        return cls(known, tuple(leads), tuple(parts))

    def find(self, text: str) -> Citation | None:
        """The citation that ``text`` spells, or None when no citation has that spelling."""
        return self.find_tokens(citation_tokens(text))

    def find_tokens(self, tokens: tuple[str, ...]) -> Citation | None:
        """The same for a text that is already cut into tokens."""
        for candidate in spellings(tokens, self.prefixes, self.parts):
            if candidate in self.known:
                return self.known[candidate]
        return None

    def nearest(self, text: str) -> Citation | None:
        """The known citation whose spelling is closest to ``text``, for a hint."""
        tokens = citation_tokens(text)[:_MOST_TOKENS]
        for length in range(len(tokens) - 1, 1, -1):
            shorter = self.find_tokens(tokens[:length])
            if shorter is not None:
                return shorter
        if self._near is None:
            from builder.model.spelling import NearNames  # noqa: PLC0415 - only for a hint

            self._near = NearNames(dict.fromkeys(c.text for c in self.known.values()))
        close = self._near.to(text)
        return Citation(close) if close is not None else None


def _sort_key(match: re.Match[str]) -> tuple[tuple[int, str], ...]:
    key = [(int(match[name]), match[name]) for name in ("part", "number")]
    for level, token in enumerate(re.findall(r"\w+", match["levels"])):
        key.append((_level_value(token, level), token))
    if match["tag"]:
        key.append((_AFTER_EVERY_LEVEL, match["tag"]))
    return tuple(key)


def _level_value(token: str, level: int) -> int:
    if token.isdigit():
        return int(token)
    if level in _ROMAN_LEVELS and set(token) <= _ROMAN.keys():
        return _roman(token)
    return sum((ord(letter.lower()) - 96) * 26**place for place, letter in enumerate(token[::-1]))


def _roman(token: str) -> int:
    values = [_ROMAN[letter] for letter in token]
    signed = (-v if v < n else v for v, n in zip(values, [*values[1:], 0], strict=True))
    return sum(signed)
