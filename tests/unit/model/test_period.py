"""Periods: ISO 8601 durations of whole calendar units."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from builder.model.period import Period


@pytest.mark.parametrize(
    ("text", "months", "days"),
    [
        ("P30D", 0, 30), ("P1W", 0, 7), ("P1M", 1, 0), ("P1Y", 12, 0), ("P1Y6M", 18, 0),
        ("P1Y2M3W4D", 14, 25), ("P12M", 12, 0), ("P0Y1D", 0, 1),
    ],
)  # fmt: skip
def test_a_duration_is_read(text: str, months: int, days: int) -> None:
    assert Period.parse(text) == Period(months=months, days=days)


@pytest.mark.parametrize(
    "text",
    [
        "", "P", "1m", "30D", "P0D", "P0Y0M0W0D", "PT1H", "P1DT1H", "p1d", "P1.5D", "P-1D",
        "P1000Y",        "P1D ", "P1D\n", "P\u0663D", "P1M1Y", "30 days",
    ],
)  # fmt: skip
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Period.parse(text)


def test_a_period_is_a_value() -> None:
    period = Period.parse("P1Y2M3D")
    assert {period, Period(14, 3)} == {period}
    assert period != "P1Y2M3D"
    assert str(period) == "P1Y2M3D"
    assert Period.parse(str(period)) == period
    assert repr(period) == "Period(months=14, days=3)"
    with pytest.raises(AttributeError, match="cannot change"):
        period.days = 4


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("P1D", "1 day"), ("P30D", "30 days"), ("P1M", "1 month"), ("P1Y", "1 year"),
        ("P2Y1M2D", "2 years 1 month 2 days"),
    ],
)  # fmt: skip
def test_a_reader_sees_words(period: str, words: str) -> None:
    assert Period.parse(period).words == words


@pytest.mark.parametrize(
    ("start", "period", "end"),
    [
        ("2026-01-31", "P1M", "2026-02-28"),
        ("2024-01-31", "P1M", "2024-02-29"),
        ("2024-02-29", "P1Y", "2025-02-28"),
        ("2026-11-30", "P3M", "2027-02-28"),
        ("2026-12-15", "P1M", "2027-01-15"),
        ("2026-02-28", "P1D", "2026-03-01"),
        ("2026-01-31", "P1M1D", "2026-03-01"),
    ],
)
def test_months_follow_the_calendar(start: str, period: str, end: str) -> None:
    assert Period.parse(period).after_day(date.fromisoformat(start)) == date.fromisoformat(end)


def test_the_time_of_day_is_kept() -> None:
    start = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)
    assert Period(months=1).after(start) == datetime(2026, 2, 28, 9, 30, tzinfo=UTC)


def test_the_approximate_length_is_for_sorting() -> None:
    periods = ["P1D", "P1W", "P30D", "P2M", "P90D", "P1Y", "P13M"]
    assert sorted(periods, key=lambda p: Period.parse(p).approximate_days) == periods
    assert Period.parse("P1Y1M1D").approximate_days == 396
