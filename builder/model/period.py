"""Lengths of time as the catalog writes them: ISO 8601 durations of whole calendar units."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

_ISO = re.compile(r"P(?:(\d{1,3})Y)?(?:(\d{1,3})M)?(?:(\d{1,3})W)?(?:(\d{1,4})D)?", re.ASCII)


class Period:
    """A calendar length such as ``P30D`` or ``P1Y``; months and years follow the calendar.

    Immutable. Not a dataclass, so that decoders take it for one text.
    """

    __slots__ = ("days", "months")

    months: int
    days: int

    def __init__(self, months: int = 0, days: int = 0) -> None:
        object.__setattr__(self, "months", months)
        object.__setattr__(self, "days", days)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a period cannot change: {name} = {value!r}")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Period) and (self.months, self.days) == (other.months, other.days)

    def __hash__(self) -> int:
        return hash((self.months, self.days))

    def __repr__(self) -> str:
        return f"Period(months={self.months}, days={self.days})"

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read an ISO 8601 duration of years, months, weeks and days (ISO 8601:2004, 4.4.3.2).

        Raises ``ValueError`` for anything else, a bare ``1m`` included: it could mean a
        minute or a month.
        """
        match = _ISO.fullmatch(text)
        if match is None or not any(match.groups()):
            raise ValueError(text)
        years, months, weeks, days = (int(group or 0) for group in match.groups())
        period = cls(years * 12 + months, weeks * 7 + days)
        if period == cls():
            raise ValueError(text)
        return period

    def after(self, start: datetime) -> datetime:
        """The moment this long after ``start``; the last day of a shorter month is kept."""
        month = start.month - 1 + self.months
        year, month = start.year + month // 12, month % 12 + 1
        day = min(start.day, monthrange(year, month)[1])
        return start.replace(year=year, month=month, day=day) + timedelta(days=self.days)

    def after_day(self, start: date) -> date:
        """The day this long after ``start``."""
        return self.after(datetime(start.year, start.month, start.day, tzinfo=UTC)).date()

    @property
    def approximate_days(self) -> int:
        """Length in days, a month as 30 and a year as 365: for sorting and notice periods only."""
        years, months = divmod(self.months, 12)
        return years * 365 + months * 30 + self.days

    def __str__(self) -> str:
        years, months = divmod(self.months, 12)
        parts = ((years, "Y"), (months, "M"), (self.days, "D"))
        return "P" + "".join(f"{count}{unit}" for count, unit in parts if count)

    @property
    def words(self) -> str:
        """The length as a reader says it: ``30 days``, ``1 year``."""
        years, months = divmod(self.months, 12)
        parts = ((years, "year"), (months, "month"), (self.days, "day"))
        return " ".join(f"{n} {unit}{'s' * (n != 1)}" for n, unit in parts if n)
