"""Windows: whole days, both ends included."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from builder.model.window import Window, end_of_day, left_open, merged
from builder.moments import as_of_moment

YEAR = Window.parse("2026-01-01/2026-12-31")


def window(first: str, last: str) -> Window:
    return Window.parse(f"2026-{first}/2026-{last}")


def test_both_ends_are_included() -> None:
    assert Window(date(2026, 1, 1), date(2026, 12, 31)) == YEAR
    assert YEAR.days == 365
    assert Window.parse("2024-02-28/2024-03-01").days == 3
    assert Window.parse("2026-05-05/2026-05-05").days == 1


@pytest.mark.parametrize(
    "text",
    [
        "", "2026-01-01", "2026-12-31/2026-01-01", "2026-02-29/2026-03-01", "2026/2027",
        "2026-01-01/P1Y", "2026-01-01/2026-12-31 ", "2026-01-01 / 2026-12-31", "20260101/20261231",
    ],
)  # fmt: skip
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any will do
        Window.parse(text)


def test_it_is_read_back_from_its_text_and_cannot_change() -> None:
    assert Window.parse(str(YEAR)) == YEAR
    assert len({YEAR, Window.parse(str(YEAR))}) == 1
    assert YEAR != "2026-01-01/2026-12-31"
    assert repr(YEAR) == "Window(2026-01-01, 2026-12-31)"
    with pytest.raises(AttributeError):
        YEAR.first = date(2026, 1, 2)
    with pytest.raises(ValueError, match="before"):
        Window(date(2026, 1, 2), date(2026, 1, 1))


def test_a_single_day_is_said_once() -> None:
    assert YEAR.words == "2026-01-01 to 2026-12-31"
    assert window("05-05", "05-05").words == "2026-05-05"


def test_pieces_that_touch_become_one() -> None:
    pieces = [window("03-02", "03-04"), window("03-01", "03-01"), window("03-06", "03-07")]
    assert merged(pieces) == (window("03-01", "03-04"), window("03-06", "03-07"))
    nested = [window("03-01", "03-31"), window("03-05", "03-06")]
    assert merged(nested) == (window("03-01", "03-31"),)


def test_holes_are_named_by_their_first_and_last_day() -> None:
    march = window("03-01", "03-31")
    pieces = [window("02-01", "03-03"), window("03-05", "03-05"), window("03-30", "04-09")]
    assert left_open(march, pieces) == (window("03-04", "03-04"), window("03-06", "03-29"))
    assert left_open(march, []) == (march,)
    assert left_open(march, [YEAR]) == ()
    assert left_open(march, [window("04-01", "04-30")]) == (march,)


def test_the_part_that_has_passed_includes_the_day_itself() -> None:
    march = window("03-01", "03-31")
    assert march.until(date(2026, 2, 28)) is None
    assert march.until(date(2026, 3, 1)) == window("03-01", "03-01")
    assert march.until(date(2026, 4, 1)) == march


def test_a_day_is_judged_at_the_moment_that_the_front_door_takes_for_it() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert end_of_day(date(2026, 3, 1)) == as_of_moment("2026-03-01", {}, now)
