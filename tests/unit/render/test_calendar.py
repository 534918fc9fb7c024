"""The calendar of what falls due, read back as RFC 5545 says a program reads it."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from builder.model.assessment import Assessment
from builder.model.period import Period
from builder.render.calendar import calendar, escaped, folded
from builder.render.due_dates import DueDate, due_within
from tests.clinic import CLINIC, run_clinic


@pytest.fixture(scope="module")
def assessment() -> Assessment:
    """The clinic's, which has something of every kind that falls due."""
    assessed = run_clinic(CLINIC).assessment
    assert assessed is not None
    return assessed


FOUR_MONTHS = Period(months=4)


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def value_of(text: str) -> str:
    """A value of type TEXT without its escapes (section 3.3.11)."""
    return re.sub(r"\\(.)", lambda m: {"n": "\n", "N": "\n"}.get(m[1], m[1]), text)


def due(text: str = "Renew it", **facts: object) -> DueDate:
    made = DueDate(day=date(2026, 7, 1), kind="Agreement", text=text, owner="", key="host-baa")
    return replace(made, **facts)


def test_an_event_is_a_whole_day_that_a_later_import_moves(assessment: Assessment) -> None:
    lines = unfolded(calendar(assessment, [due()]))
    assert lines == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//ShieldBook//What falls due//EN",
        "CALSCALE:GREGORIAN",
        "BEGIN:VEVENT",
        "UID:agreement-host-baa@clinic.shieldbook.invalid",
        "DTSTAMP:20260630T120000Z",
        "DTSTART;VALUE=DATE:20260701",
        "SUMMARY:Renew it",
        r"DESCRIPTION:Agreement: host-baa\nInvented example data",
        "CATEGORIES:Agreement",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    moved = unfolded(calendar(assessment, [due(day=date(2027, 7, 1))]))
    assert [line for line in moved if line not in lines] == ["DTSTART;VALUE=DATE:20270701"]


def test_everything_that_falls_due_has_an_id_of_its_own(assessment: Assessment) -> None:
    dates = due_within(assessment, Period(months=60))
    text = calendar(assessment, dates)
    ids = [line for line in unfolded(text) if line.startswith("UID:")]
    assert len(set(ids)) == len(ids) == len(dates) == 5
    assert all(re.fullmatch(r"UID:[a-z0-9.-]+@[a-z0-9.-]+", line) for line in ids)
    assert "UID:decision-9-10-a-2-ii@clinic.shieldbook.invalid" in ids
    assert text == calendar(assessment, dates)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")


@given(st.text())
@example("a, b; c\\n\r\n\x07")
def test_a_text_cannot_end_its_value(text: str) -> None:
    shown = escaped(text)
    assert "\n" not in shown
    assert "\r" not in shown
    assert not re.search(r"(?<!\\)(?:\\\\)*[,;]", shown)
    if text.isprintable() or text.replace("\n", "").isprintable():
        assert value_of(shown) == text


@given(st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=300))
@example("SUMMARY:" + "é" * 80)
@example("a" * 75)
@example("a" * 76)
@example("a" * 300)
def test_a_line_is_folded_at_75_octets_and_no_letter_is_torn(line: str) -> None:
    pieces = folded(line).split("\r\n")
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert all(piece.startswith(" ") for piece in pieces[1:])
    assert "".join([pieces[0], *(piece[1:] for piece in pieces[1:])]) == line
    assert (len(pieces) == 1) is (len(line.encode()) <= 75)


def test_both_ends_of_the_time_ahead_are_included(assessment: Assessment) -> None:
    dates = due_within(assessment, Period(days=10))  # the clinic's day is 2026-06-30
    assert max(entry.day for entry in dates) == date(2026, 7, 10)
    assert "book.pages" not in {entry.key for entry in due_within(assessment, Period(days=9))}


def test_only_what_falls_to_a_role_is_told(assessment: Assessment) -> None:
    mine = due_within(assessment, FOUR_MONTHS, "receptionist")
    assert mine
    assert {entry.owner for entry in mine} == {"receptionist"}
    assert set(mine) < set(due_within(assessment, FOUR_MONTHS))
