"""``shieldbook due``: by day, for a role, as a calendar, for a program."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from builder import cli
from tests.clinic import AS_OF, CLINIC

DAY = AS_OF.date().isoformat()


def due(*more: str) -> int:
    return cli.run(["due", "-C", str(CLINIC), "--as-of", DAY, *more])


def test_what_falls_due_is_listed_by_day(capsys: pytest.CaptureFixture[str]) -> None:
    assert due("--within", "P10D") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Due within 10 days, by 2026-07-10; as of 2026-06-30"
    assert "Overdue, the day has passed: 0" in lines
    where = lines.index("  2026-07-10")
    assert lines[where + 1] == "    Evidence: Pages of the visitor book (Receptionist)"
    assert lines[where + 2] == "      book.pages"
    assert due("--within", "P9D") == 0
    assert "book.pages" not in capsys.readouterr().out


def test_what_has_passed_comes_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["due", "-C", str(CLINIC), "--as-of", "2026-08-31", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    days = [entry["day"] for entry in found["due"]]
    assert days == sorted(days)
    assert {entry["passed"] for entry in found["due"] if entry["day"] < "2026-08-31"} == {True}
    assert (found["within"], found["until"], found["role"]) == ("P30D", "2026-09-30", None)


def test_a_role_is_named_by_id_or_title(capsys: pytest.CaptureFixture[str]) -> None:
    told = []
    for role in ("practice-manager", "Practice Manager"):
        assert due("--within", "P1Y", "--role", role, "--json") == 0
        told.append(json.loads(capsys.readouterr().out))
    assert told[0] == told[1]
    assert {entry["owner"] for entry in told[0]["due"]} == {"practice-manager"}
    assert due("--role", "nobody") == 1
    assert "Roles: " in capsys.readouterr().err


def test_a_calendar_is_written_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "due.ics"
    target.write_text("old")
    assert due("--within", "P10D", "--ics", str(target)) == 0
    written = target.read_bytes()
    assert written.startswith(b"BEGIN:VCALENDAR\r\n")
    assert written.endswith(b"END:VCALENDAR\r\n")
    assert list(tmp_path.iterdir()) == [target]
    assert f"to {target}." in capsys.readouterr().out
    assert due("--within", "P10D", "--ics", str(target)) == 0
    assert target.read_bytes() == written


@pytest.mark.parametrize("period", ["2w", "P0D", "PT5H", "soon", ""])
def test_what_is_no_period_is_a_mistake_of_use(
    period: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "due.ics"
    assert due("--within", period, "--ics", str(target)) == 2
    assert "Write P30D for 30 days" in capsys.readouterr().err
    assert not target.exists()


def test_refused_files_make_no_calendar(tmp_path: Path) -> None:
    (tmp_path / "controls").mkdir()
    target = tmp_path / "due.ics"
    assert cli.run(["due", "-C", str(tmp_path), "--as-of", DAY, "--ics", str(target)]) == 1
    assert not target.exists()
