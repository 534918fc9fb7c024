"""How fast to ask: the account's rate limit, waits between tries, and the end of all patience."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from msgspec import Struct

_REFILL = 60 / 75
"""Seconds in which the pool of an account gains one request (documented: about 75 a minute)."""
_RESERVE = 100
"""Requests that are left to the account's other tokens before we ask no faster than the refill."""
_LONGEST_WAIT = 120.0
_FIRST_BACKOFF = 0.5


class Clock(Struct, frozen=True):
    """Seconds that only grow, the way to let some pass, and the wall clock (UTC)."""

    monotonic: Callable[[], float]
    sleep: Callable[[float], object]
    now: Callable[[], datetime]
    random: Callable[[], float]
    """From 0 to 1, for waits that do not coincide."""


class OutOfTime(Exception):  # noqa: N818 - how a collection ends, not an error of the program
    """The collection may not take longer."""


class Pace:
    """The patience of one collection, shared by all its threads."""

    def __init__(self, clock: Clock, patience: float) -> None:
        """Give up after ``patience`` seconds in all."""
        self.clock = clock
        self._end = clock.monotonic() + patience
        self._lock = threading.Lock()
        self._next = 0.0
        self._remaining: int | None = None
        self._blocked_until = 0.0
        self._stopped = False

    def stop(self) -> None:
        """No wait begins any more, and one that ends is the last: a person has had enough.

        Whoever made the clock wakes those who sleep.
        """
        self._stopped = True

    @property
    def left(self) -> float:
        """Seconds that are left."""
        return self._end - self.clock.monotonic()

    def wait_for_turn(self) -> None:
        """Wait while the account's pool is low or spent. Raises `OutOfTime`."""
        with self._lock:
            now = self.clock.monotonic()
            low = self._remaining is not None and self._remaining < _RESERVE
            start = max(now, self._next) if low else now
            start = max(start, self._blocked_until)
            self._next = start + _REFILL
        self.wait(start - now)

    def block(self, seconds: float) -> None:
        """Nobody asks for so long: the pool belongs to all threads alike."""
        with self._lock:
            until = self.clock.monotonic() + seconds
            self._blocked_until = max(self._blocked_until, until)

    def note(self, remaining: str) -> None:
        """What ``RateLimit-Remaining`` said last."""
        if remaining.isdecimal() and len(remaining) < 9:  # noqa: PLR2004 - no pool is larger
            with self._lock:
                self._remaining = int(remaining)

    def wait(self, seconds: float) -> None:
        """Let some seconds pass. Raises `OutOfTime` when they are not left."""
        if seconds >= self.left or self.left <= 0:
            raise OutOfTime
        if seconds > 0 and not self._stopped:
            self.clock.sleep(seconds)
        if self._stopped:
            raise OutOfTime

    def backoff(self, attempt: int) -> float:
        """Seconds before the next try, from ``attempt`` 0 on: doubled each time, half random."""
        longest: float = min(_FIRST_BACKOFF * 2.0**attempt, _LONGEST_WAIT)
        return longest * (0.5 + self.clock.random() / 2)

    def retry_after(self, text: str, attempt: int) -> float:
        """Seconds that ``Retry-After`` asks for, as a number or a date (RFC 9110, 10.2.3)."""
        if text.isdecimal() and len(text) < 9:  # noqa: PLR2004 - longer ones are no wait
            return float(text)
        try:
            at = parsedate_to_datetime(text)
        except (TypeError, ValueError):
            return self.backoff(attempt + 3)
        if at.tzinfo is None:
            at = at.replace(tzinfo=UTC)
        return max((at - self.clock.now()).total_seconds(), 0.0)
