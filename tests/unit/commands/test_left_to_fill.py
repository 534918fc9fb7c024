"""How much is left to fill in, in numbers that do not jump, and where to go on."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder import cli
from builder.commands.left_to_fill import overview, refusal
from builder.model.issues import Issue, Location, Severity
from tests.clinic import AS_OF, copy_clinic
from tests.workspaces import replace_in

S10 = "controls/clinic/statements/9.10.yml"
S12 = "controls/clinic/statements/9.12.yml"


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """A clinic with two blank rows, one of which has an obligation to answer."""
    root = copy_clinic(tmp_path)
    replace_in(root / S10, "party: shared", "party: not-determined")
    replace_in(root / S10, "    answers: [guarded-door.obligation-1]\n", "")
    replace_in(root / S12, "party: not-applicable", "party: not-determined")
    return root


def run(root: Path, command: str, *more: str) -> int:
    return cli.run([command, "-C", str(root), "--as-of", AS_OF.date().isoformat(), *more])


def test_check_counts_rows_by_file_and_names_the_next(
    draft: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(draft, "check") == 0
    shown = capsys.readouterr()
    assert "2 rows left to fill in." in shown.out
    assert shown.err.splitlines()[:3] == [
        "Left to fill in before a release, rows by file:",
        f"  1  {S10}",
        f"  1  {S12}",
    ]
    assert f"  {S10}:3:5: open CUS014: 9.10(a)(1)" in shown.err
    assert "CUS014: 9.12(c)" not in shown.err
    assert run(draft, "check", "--all") == 0
    assert "CUS014: 9.12(c)" in capsys.readouterr().err


def test_every_command_refuses_in_the_same_words(
    draft: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replace_in(draft / S12, "accountable: practice-manager", "accountable: nobody")
    words = "Refused: 1 error, 2 rows left to fill in."
    assert run(draft, "check") == 1
    assert words in capsys.readouterr().out
    for command, *more in (("build",), ("status",), ("explain", "9.12(a)")):
        assert run(draft, command, *more) == 1
        shown = capsys.readouterr()
        assert f"{words} Nothing was written.\n" in shown.err
        assert "CUS014" not in shown.err


def test_a_release_says_that_it_is_the_blank_rows(
    draft: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(draft, "build", "--release") == 1
    assert "A release needs every row filled in." in capsys.readouterr().err


def test_the_next_step_is_what_rows_rest_on(
    draft: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (draft / "controls/clinic/systems.yml").write_text("spaces: []\nsystems: []\n")
    replace_in(draft / S10, "party: provider", "party: not-determined")
    assert run(draft, "check") == 0
    assert "Next: list what runs where in controls/clinic/systems.yml" in capsys.readouterr().err


def test_what_is_wrong_comes_before_what_is_left(
    draft: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replace_in(draft / S12, "accountable: practice-manager", "accountable: nobody")
    assert run(draft, "check") == 1
    assert "Left to fill in" not in capsys.readouterr().err


def test_nothing_left_needs_no_words() -> None:
    assert overview((), None) == []
    place = Location("a.yml", 2, 3)
    left = Issue(code="CUS014", message="m", severity=Severity.OPEN, location=place)
    assert overview((left,), None)[-1] == "  a.yml:2:3: open CUS014: m"
    assert refusal((left,)) == "Refused: 0 errors, 1 row left to fill in."
