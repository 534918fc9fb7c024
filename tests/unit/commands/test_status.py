"""``shieldbook status``: one screen, and the whole list when it is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder import cli
from builder.commands import status_overview
from builder.model.assessment import ReasonKind
from tests.clinic import AS_OF, CLINIC, copy_clinic
from tests.conftest import ROOT
from tests.workspaces import AS_OF_DAY, replace_in

SCREEN = 30


def status(root: Path, day: str, *more: str) -> int:
    return cli.run(["status", "-C", str(root), "--as-of", day, *more])


def test_our_own_workspace_fits_one_screen(capsys: pytest.CaptureFixture[str]) -> None:
    assert status(ROOT, AS_OF_DAY) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) <= SCREEN
    assert any("`shieldbook status --all`" in line for line in lines)
    assert status(ROOT, AS_OF_DAY, "--all") == 0
    assert len(capsys.readouterr().out.splitlines()) > SCREEN


def test_the_gravest_row_stands_first_and_the_next_date_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status(CLINIC, AS_OF.date().isoformat())
    lines = capsys.readouterr().out.splitlines()
    first = lines.index("Not satisfied, the gravest first") + 1
    assert "Evidence missing" in lines[first]
    assert any(line.startswith("Due next; 0 dates have passed") for line in lines)
    assert any("2026-07-10 evidence book.pages" in line for line in lines)


def test_blank_rows_are_counted_and_not_called_grave(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = copy_clinic(tmp_path)
    replace_in(
        root / "controls/clinic/statements/9.12.yml",
        "party: not-applicable",
        "party: not-determined",
    )
    status(root, AS_OF.date().isoformat())
    shown = capsys.readouterr().out
    assert "1 row left to fill in; `shieldbook check` says where." in shown
    assert "Not determined  " not in shown
    assert "Not stated 1" in shown


def test_every_kind_of_reason_has_its_gravity() -> None:
    assert set(status_overview._GRAVEST_FIRST) == set(ReasonKind)
