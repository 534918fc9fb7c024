"""Which days of an audit window valid evidence covers, and which it leaves open.

Two questions, and a requirement asks one of them (`Proves`):

- *moment*: was it shown on that day, as far as anybody could know on that day? A record covers
  the days on whose last second it was collected and had not yet run out, been replaced or been
  retired. A day is covered exactly when an assessment of that day finds it shown.
- *period*: was the safeguard operated on that day? Only a record that says which days it observed
  covers them. A snapshot proves its moment and nothing of the days around it.

Evidence that fails, is not whole or concludes nothing covers nothing.
"""

from collections.abc import Iterable
from datetime import UTC, date, timedelta

from msgspec import Struct

from builder.model.assessment import Observation, expires_at
from builder.model.evidence import Evidence, EvidenceRequirement, Outcome, Proves
from builder.model.window import Window, end_of_day, left_open, merged


class Coverage(Struct, frozen=True, kw_only=True):
    """One evidence requirement over an audit window, as known on a day."""

    requirement: EvidenceRequirement
    window: Window
    elapsed: Window | None
    """The part that has passed, the day itself included; nothing is said of days to come."""
    covered: tuple[Window, ...]
    """Of the elapsed part, earliest first."""
    holes: tuple[Window, ...]
    """The other days of the elapsed part, earliest first."""
    failures: tuple[Evidence, ...]
    """Records collected in the elapsed part that show it is not met, earliest first."""

    @property
    def days_covered(self) -> int:
        """Days that are covered."""
        return sum(piece.days for piece in self.covered)

    @property
    def days_elapsed(self) -> int:
        """Days of the window that have passed; each is covered or lies in a hole."""
        return self.elapsed.days if self.elapsed is not None else 0

    @property
    def days_to_come(self) -> int:
        """Days of the window of which nothing can be known yet."""
        return self.window.days - self.days_elapsed


def coverage(observation: Observation, window: Window, as_of: date) -> Coverage:
    """The days of ``window`` that the observation's evidence covers, up to ``as_of``."""
    requirement = observation.requirement
    elapsed = window.until(as_of)
    if elapsed is None:
        return Coverage(
            requirement=requirement,
            window=window,
            elapsed=None,
            covered=(),
            holes=(),
            failures=(),
        )
    pieces = merged(
        filter(None, (elapsed.overlap(piece) for piece in _pieces(requirement, observation)))
    )
    failures = (
        record
        for record in _earliest_first(observation)
        if record.shows_for(requirement.id)
        and record.outcome_for(requirement.id) is Outcome.FAIL
        and elapsed.first <= _day_collected(record) <= elapsed.last
    )
    return Coverage(
        requirement=requirement,
        window=window,
        elapsed=elapsed,
        covered=pieces,
        holes=left_open(elapsed, pieces),
        failures=tuple(failures),
    )


def _earliest_first(observation: Observation) -> list[Evidence]:
    listed = {record.id for record in observation.evidence}
    others = (record for record in observation.failing_too if record.id not in listed)
    every = (*observation.evidence, *others)
    return sorted(every, key=lambda record: (record.collected_at, record.id))


def _pieces(requirement: EvidenceRequirement, observation: Observation) -> Iterable[Window]:
    for record in observation.evidence:
        piece = covered_days(requirement, record)
        if piece is not None:
            yield piece
    if observation.shown is not None:
        yield from observation.shown.pieces(requirement)


def covered_days(requirement: EvidenceRequirement, record: Evidence) -> Window | None:
    """The days on which ``record`` answers the requirement's question; None when on none."""
    if not record.complete or record.outcome_for(requirement.id) is not Outcome.PASS:
        return None
    if requirement.question is Proves.PERIOD:
        return _observed(record)
    first = _day_collected(record)
    end = expires_at(requirement, record).astimezone(UTC)
    last = end.date() if end_of_day(end.date()) < end else end.date() - timedelta(days=1)
    return Window(first, last) if first <= last else None


def _observed(record: Evidence) -> Window | None:
    """The days it says it observed; none of them can lie after it was collected."""
    if record.observed_from is None or record.observed_to is None:
        return None
    last = min(record.observed_to, _day_collected(record))
    return Window(record.observed_from, last) if record.observed_from <= last else None


def _day_collected(record: Evidence) -> date:
    return record.collected_at.astimezone(UTC).date()
