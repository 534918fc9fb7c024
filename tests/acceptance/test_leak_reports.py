"""A report of another scanner stops `check` and `build`, is told by place, and can be waived."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.test_no_leak import PAGE, shieldbook
from tests.clinic import copy_clinic

VALUE = "an-invented-value"
WAIVER = (
    "waivers:\n  - id: invented\n    rule: gitleaks:generic-api-key\n    files: docs/guide/*.md\n"
    "    reason: The value is invented.\n    approved_by: practice-manager\n"
    "    expires: 2027-01-31\n"
)


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    root = copy_clinic(tmp_path)
    (root / "docs" / "guide").mkdir(parents=True)
    (root / PAGE).write_text(f"# Rooms\n\nIt is {VALUE} there.\n", encoding="utf-8")
    return root


def gitleaks(root: Path, *findings: dict[str, Any]) -> str:
    usual = {"RuleID": "generic-api-key", "File": PAGE, "StartLine": 3, "EndLine": 3}
    full = [{**usual, "Secret": VALUE, "Match": f"is {VALUE}", **more} for more in findings]
    (root.parent / "gitleaks.json").write_text(json.dumps(full), encoding="utf-8")
    return "../gitleaks.json"


@pytest.mark.parametrize("command", [["check"], ["build"], ["build", "--no-site", "--to", "made"]])
def test_a_reported_secret_stops_the_run_and_is_not_told(clinic: Path, command: list[str]) -> None:
    absolute = str((clinic / PAGE).resolve())
    report = gitleaks(
        clinic, {"File": absolute}, {"Secret": "value-of-old"}, {"File": "src/app.py"}
    )
    done = shieldbook(clinic, *command, "--leak-report", report)
    assert done.returncode == 1
    assert f"{PAGE}:3:7: error LEK001: it holds what looks like a secret, as gitle" in done.stderr
    assert "(rule `gitleaks:generic-api-key`)" in done.stderr
    assert (
        f"{report}: 3 findings of gitleaks: 1 stands in the files that are read, 1 stands no more"
        f" in the file ({PAGE}:3), 1 in files that are not read here (src/app.py:3).\n"
    ) in done.stdout
    assert VALUE not in done.stdout + done.stderr
    assert not (clinic / "made").exists()
    assert not (clinic / "out").exists()


def test_a_waiver_lets_a_reported_secret_pass_and_is_not_missed_without_a_report(
    clinic: Path,
) -> None:
    report = gitleaks(clinic, {})
    (clinic / "controls/clinic/waivers.yml").write_text(WAIVER, encoding="utf-8")
    assert shieldbook(clinic, "check", "--leak-report", report).returncode == 0
    made = shieldbook(clinic, "build", "--no-site", "--to", "made", "--leak-report", report)
    assert made.returncode == 0, made.stderr
    assert shieldbook(clinic, "check").returncode == 0
    found = shieldbook(clinic, "check", "--leak-report", gitleaks(clinic))
    assert "error LEK003: the waiver `invented` fits nothing that is found" in found.stderr


def test_findings_of_presidio_count_from_a_score_on(clinic: Path) -> None:
    text = f"{PAGE}\n  3:7       0.4      PHONE_NUMBER\n  3:1       0.85     PERSON\n\n"
    (clinic.parent / "presidio.txt").write_text(text, encoding="utf-8")
    word = ("check", "--leak-report", "../presidio.txt")
    done = shieldbook(clinic, *word)
    assert f"{PAGE}:3:1: error LEK002: it holds what looks like an identifier" in done.stderr
    assert "PHONE_NUMBER" not in done.stderr
    assert "1 stands in the files that are read, 1 below the score that counts." in done.stdout
    assert "presidio:PHONE_NUMBER" in shieldbook(clinic, *word, "--leak-score", "0.4").stderr
    found = shieldbook(clinic, *word, "--leak-score", "0.9", "--json")
    assert found.returncode == 0
    assert json.loads(found.stdout)["leak_reports"] == [
        {
            "report": "../presidio.txt",
            "tool": "presidio",
            "findings": 2,
            "standing": 0,
            "gone": 0,
            "elsewhere": 0,
            "below_score": 2,
        }
    ]
    for score in ("1.1", "nan", "-1"):
        refused = shieldbook(clinic, *word, f"--leak-score={score}")
        assert refused.returncode == 2
        assert "--leak-score cannot be" in refused.stderr


def test_an_empty_report_is_told_as_such(clinic: Path) -> None:
    (clinic.parent / "presidio.txt").write_bytes(b"")
    done = shieldbook(clinic, "check", "--leak-report", "../presidio.txt")
    assert done.returncode == 0
    assert "../presidio.txt is empty: presidio found nothing, or did not run.\n" in done.stdout


def test_a_value_of_a_commit_is_said_to_be_there_still(clinic: Path) -> None:
    report = gitleaks(clinic, {"Secret": "value-of-old", "Commit": "0123abcd"})
    done = shieldbook(clinic, "check", "--leak-report", report)
    assert done.returncode == 0
    assert f"1 stands no more in the file ({PAGE}:3, 1 of them in a commit still)" in done.stdout


def test_every_report_that_cannot_be_read_is_told_in_one_run(clinic: Path) -> None:
    (clinic.parent / "broken.json").write_text('[\n{"RuleID": 1]', encoding="utf-8")
    (clinic.parent / "link.json").symlink_to(clinic / PAGE)
    done = shieldbook(
        clinic,
        "check",
        *("--leak-report", "../broken.json"),
        *("--leak-report", "../link.json"),
        *("--leak-report", "../absent.json"),
        *("--leak-report", gitleaks(clinic, {})),
    )
    assert done.returncode == 1
    assert "../broken.json:2:13: error LEK004: the leak report cannot be read: the" in done.stderr
    assert "../link.json:1:1: error LEK004: the leak report cannot be read: it cann" in done.stderr
    assert "../absent.json:1:1: error LEK004: the leak report cannot be read: it is" in done.stderr
    assert f"{PAGE}:3:7: error LEK001" in done.stderr
