"""Stretches of whole days: the window that an audit looks at, and pieces of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})/(\d{4}-\d{2}-\d{2})", re.ASCII)
_LAST_SECOND = time(23, 59, 59, tzinfo=UTC)
_ONE = timedelta(days=1)


def end_of_day(day: date) -> datetime:
    """The moment for which a day is judged, as for ``--as-of``: its last second, UTC."""
    return datetime.combine(day, _LAST_SECOND)


class Window:
    """The days from ``first`` to ``last``, both included; in UTC, as every day here.

    Immutable. Not a struct, so that decoders take it for one text.
    """

    __slots__ = ("first", "last")

    first: date
    last: date

    def __init__(self, first: date, last: date) -> None:
        """Raises ``ValueError`` for a last day before the first."""
        if last < first:
            raise ValueError(f"{last} is before {first}")
        object.__setattr__(self, "first", first)
        object.__setattr__(self, "last", last)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a window cannot change: {name} = {value!r}")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Window) and (self.first, self.last) == (other.first, other.last)

    def __hash__(self) -> int:
        return hash((self.first, self.last))

    def __repr__(self) -> str:
        return f"Window({self.first}, {self.last})"

    def __str__(self) -> str:
        return f"{self.first}/{self.last}"

    @classmethod
    def parse(cls, text: str) -> Window:
        """Read an ISO 8601 interval of two days such as ``2026-01-01/2026-12-31`` (4.4.1 a).

        Raises ``ValueError`` for anything else, and for a last day before the first.
        """
        match = _ISO.fullmatch(text)
        if match is None:
            raise ValueError(text)
        first, last = (date.fromisoformat(day) for day in match.groups())
        return cls(first, last)

    @property
    def days(self) -> int:
        """How many days it has: one at least."""
        return (self.last - self.first).days + 1

    @property
    def words(self) -> str:
        """The window as a reader says it; a single day once."""
        return str(self.first) if self.first == self.last else f"{self.first} to {self.last}"

    def overlap(self, other: Window) -> Window | None:
        """The days that both have; None when they share none."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return Window(first, last) if first <= last else None

    def until(self, day: date) -> Window | None:
        """The part up to ``day``, which is included; None when it has not begun."""
        return Window(self.first, min(self.last, day)) if self.first <= day else None


def merged(pieces: Iterable[Window]) -> tuple[Window, ...]:
    """The same days without overlap, earliest first; pieces that touch become one."""
    whole: list[Window] = []
    for piece in sorted(pieces, key=lambda piece: (piece.first, piece.last)):
        if whole and piece.first - _ONE <= whole[-1].last:
            whole[-1] = Window(whole[-1].first, max(whole[-1].last, piece.last))
        else:
            whole.append(piece)
    return tuple(whole)


def left_open(window: Window, pieces: Iterable[Window]) -> tuple[Window, ...]:
    """The days of ``window`` that no piece has, earliest first: the holes, named."""
    holes: list[Window] = []
    next_open: date | None = window.first
    for piece in merged(filter(None, (window.overlap(piece) for piece in pieces))):
        if next_open is not None and next_open < piece.first:
            holes.append(Window(next_open, piece.first - _ONE))
        next_open = piece.last + _ONE if piece.last < window.last else None
    if next_open is not None:
        holes.append(Window(next_open, window.last))
    return tuple(holes)
