"""Clients of the stand-in, for tests: with a clock on which waiting takes no time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from builder.collect.asking import Asking
from builder.collect.collector import Scope
from builder.collect.collectors import collectors
from builder.collect.hosts import hosts
from builder.collect.pace import Clock, Pace
from builder.collect.token import Token
from builder.collect.transport import Transport
from builder.model.datasets import Dataset
from tests.fake_heroku.estates import scope
from tests.fake_heroku.server import FakeHeroku

SECRET = "the-word-of-the-collector"  # noqa: S105 - of a stand-in
ALL = frozenset({"identity", "read", "read-protected", "manage"})


class Waiting:
    """A clock that moves only when somebody waits."""

    def __init__(self) -> None:
        self.passed = 0.0
        self.waits: list[float] = []
        self.monotonic: Callable[[], float] = lambda: self.passed

    def sleep(self, seconds: float) -> None:
        """Let time pass at once."""
        self.waits.append(seconds)
        self.passed += seconds

    @property
    def clock(self) -> Clock:
        """What a transport is handed."""
        begin = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
        return Clock(
            self.monotonic,
            self.sleep,
            lambda: begin + timedelta(seconds=self.passed),
            lambda: 0.5,
        )


@contextmanager
def asking(
    fake: FakeHeroku, waiting: Waiting | None = None, patience: float = 600.0
) -> Iterator[Asking]:
    """A `Fetch` of a running stand-in, with a token that may do everything unless one is set."""
    fake.tokens.setdefault(SECRET, ALL)
    clock = (waiting or Waiting()).clock
    transport = Transport(
        hosts(fake.environment), Token(SECRET), Pace(clock, patience), "shieldbook/test"
    )
    asked = Asking(transport)
    try:
        yield asked
    finally:
        asked.close()


def collected(fake: FakeHeroku, asked: Asking, *, names: bool = True) -> dict[str, Dataset]:
    """Every dataset of the stand-in's estate."""
    spaces, apps = scope(fake.estate)
    wanted = Scope(spaces=spaces, apps=apps, config_var_names=names)
    held: dict[str, Dataset] = {}
    for one in collectors(str):
        held[one.name] = one.collect(asked, wanted, held)
    return held
