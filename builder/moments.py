"""The moment a matrix is assessed for: a day, through its end in UTC. Reads no clock itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from builder.errors import BuilderError, UsageError

_END_OF_DAY = time(23, 59, 59, tzinfo=UTC)
_YEARS = range(1970, 3000)
"""Beyond these a period added to the day leaves the calendar."""


def as_of_moment(text: str | None, environ: Mapping[str, str], now: datetime) -> datetime:
    """The last second of the as-of day, UTC.

    ``text`` is a day given by a person; without one ``SOURCE_DATE_EPOCH`` (seconds since
    1970, UTC) says the day, and without that ``now`` does. A whole day, because evidence
    collected this morning has to count today, and because two builds of one day are equal.
    Raises `UsageError` for a text that is not a day, `BuilderError` for such a variable.
    """
    epoch = environ.get("SOURCE_DATE_EPOCH", "")
    if text is not None:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise UsageError(
                f"the as-of day `{text}` is not a date", "Write it as 2026-01-31."
            ) from None
    elif epoch:
        try:
            day = datetime.fromtimestamp(int(epoch), tz=UTC).date()
        except (ValueError, OverflowError, OSError):
            raise BuilderError(
                f"SOURCE_DATE_EPOCH is not a number of seconds: `{epoch}`", "Unset it or mend it."
            ) from None
    else:
        day = now.astimezone(UTC).date()
    if day.year not in _YEARS:
        wrong = UsageError if text else BuilderError
        raise wrong(
            f"the as-of day {day} is out of range",
            f"Choose a year from {_YEARS[0]} to {_YEARS[-1]}.",
        )
    return datetime.combine(day, _END_OF_DAY)
