"""Screens of answers on a day on which things are late, failing or no longer covered."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from builder.render.answers import answers
from builder.render.due_dates import due_dates
from tests.clinic import copy_clinic, run_clinic
from tests.workspaces import replace_in

RECORD = "evidence/entrances.lists/2026-06-15/record.yml"


@pytest.fixture(scope="module")
def screens(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Every answer's screen early in 2027: the agreement has run out, a record shows a failure."""
    root = copy_clinic(tmp_path_factory.mktemp("late"))
    fail(root)
    gaps = root / "controls/clinic/gaps/gaps.yml"
    entry = gaps.read_text("utf-8").partition("gaps:\n")[2].replace("gap-escorts", "gap-closed")
    with gaps.open("a", encoding="utf-8") as stream:
        stream.write(f"{entry}    closed_on: 2026-10-01\n")
    return shown(root, datetime(2027, 1, 15, 12, tzinfo=UTC))


def fail(root: Path) -> None:
    record = root / RECORD
    replace_in(record, "outcome: pass", "outcome: fail\nremarks: Two lists lack.")


def shown(root: Path, as_of: datetime) -> dict[str, str]:
    build = run_clinic(root, as_of)
    assert build.assessment is not None, build.issues
    return {answer.name: answer.text for answer in answers(build.assessment)}


def test_an_agreement_that_has_run_out_says_so(screens: dict[str, str]) -> None:
    assert "through 2026-12-31; not in force on 2027-01-15" in screens["host-baa"]
    assert "Guarded door (not named in the BAA)" in screens["guarded-door"]
    assert "Guarded door (not named in the BAA)" in screens["reception"]


def test_a_requirement_that_is_shown_not_to_be_met_says_so(screens: dict[str, str]) -> None:
    assert "Stale, until 2026-09-13; the evidence shows that it is not met" in " ".join(
        screens["entrances.lists"].split()
    )
    assert "shows that it is not met" in screens["9.10(a)(1)"]
    assert "entrances.lists-2026-06-15, 2026-06-15, fail" in screens["entrances.lists"]


def test_a_gap_says_whether_it_is_closed_or_overdue(
    screens: dict[str, str], tmp_path: Path
) -> None:
    assert "Low, closed on 2026-10-01" in screens["gap-closed"]
    late = shown(copy_clinic(tmp_path), datetime(2026, 11, 1, 12, tzinfo=UTC))
    assert "Low, open, due 2026-09-30, overdue" in late["gap-escorts"]


def test_an_obligation_names_the_row_that_answers_it(screens: dict[str, str]) -> None:
    assert "Answered on  9.10(a)(1)" in screens["guarded-door.obligation-1"]
    assert "Answered on" not in screens["guarded-door.provision-1"]


def test_what_has_passed_stands_before_what_comes(screens: dict[str, str]) -> None:
    lines = screens["due"].splitlines()
    assert lines[0] == "What falls due, as of 2027-01-15"
    assert lines[1].startswith("Overdue, 7")
    assert "host-baa" in screens["due"]


def test_dates_are_in_order_of_their_day(tmp_path: Path) -> None:
    build = run_clinic(copy_clinic(tmp_path))
    assert build.assessment is not None
    days = [due.day for due in due_dates(build.assessment)]
    assert days == sorted(days)
    assert len(days) >= 4
