"""``shieldbook status --window``: counts, holes, one screen, and the same for a program."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from builder import cli
from tests.clinic import AS_OF, CLINIC, copy_clinic
from tests.conftest import ROOT
from tests.unit.commands.test_status import SCREEN
from tests.workspaces import AS_OF_DAY, replace_in

DAY = AS_OF.date().isoformat()


def window(*more: str, root: Path = CLINIC, day: str = DAY) -> int:
    return cli.run(["status", "-C", str(root), "--as-of", day, "--window", *more])


def test_the_organizations_own_window_is_told_when_none_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert window() == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Corner Clinic, audit window 2026-04-01 to 2026-09-30, as of 2026-06-30"
    assert lines[1] == "Of its 183 days 91 have passed and 92 are to come."
    assert "     2 covered on some days, open on the others" in lines
    first = lines.index("Open days, the requirements with most of them first:") + 1
    assert lines[first].startswith("  9.10(a)(2)(i) Report on the guards: 0 of 91 days covered")
    where = lines.index("  9.12(a) Pages of the visitor book: 38 of 91 days covered")
    days = "2026-04-01 to 2026-05-03, 2026-06-11 to 2026-06-30"
    assert lines[where + 1] == f"    open, as no record observed them: {days}"


def test_a_program_gets_every_requirement_with_its_days(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert window("2026-05-01/2026-06-12", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    told = {item["requirement"]: item for item in found["requirements"]}
    assert found["window"] == {"first": "2026-05-01", "last": "2026-06-12"}
    lists = told["entrances.lists"]
    assert (lists["proves"], lists["days_passed"], lists["days_covered"]) == ("period", 43, 43)
    assert lists["holes"] == []
    assert told["book.pages"]["covered"] == [{"first": "2026-05-04", "last": "2026-06-10"}]


def test_a_window_to_come_is_not_said_to_be_open(capsys: pytest.CaptureFixture[str]) -> None:
    assert window("2027-01-01/2027-12-31") == 0
    shown = capsys.readouterr().out
    assert "The window has not begun" in shown
    assert "open" not in shown


def test_our_own_workspace_fits_one_screen(capsys: pytest.CaptureFixture[str]) -> None:
    for day in (AS_OF_DAY, "2026-12-31"):
        assert window(root=ROOT, day=day) == 0
        assert len(capsys.readouterr().out.splitlines()) <= SCREEN
    assert window("--all", root=ROOT, day=AS_OF_DAY) == 0
    assert len(capsys.readouterr().out.splitlines()) > SCREEN


@pytest.mark.parametrize("text", ["2026", "2026-12-31/2026-01-01", "2026-02-30/2026-03-01"])
def test_what_is_no_window_is_a_mistake_of_use(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert window(text) == 2
    assert "as 2026-01-01/2026-12-31" in capsys.readouterr().err


def test_without_a_window_one_has_to_be_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = copy_clinic(tmp_path)
    replace_in(
        root / "controls/clinic/organization.yml", "audit_window: 2026-04-01/2026-09-30\n", ""
    )
    assert window(root=root) == 2
    assert "`audit_window:`" in capsys.readouterr().err


def test_the_gate_stands_whatever_is_shown() -> None:
    assert window("--gate") == 4
