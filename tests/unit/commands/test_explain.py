"""``shieldbook explain`` on codes and on what is no row."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from builder import cli, stock
from builder.commands.explain_code import code_section
from builder.errors import BuilderError
from builder.model.issue_codes import ISSUE_CODES
from tests.clinic import AS_OF, CLINIC


def explain(*query: str) -> int:
    return cli.run(["explain", "-C", str(CLINIC), "--as-of", AS_OF.date().isoformat(), *query])


@pytest.mark.parametrize("code", ISSUE_CODES)
def test_a_code_is_told_whole_and_alone(code: str) -> None:
    text = code_section(code)
    assert text.startswith(f"{code}: {ISSUE_CODES[code]}\n\n")
    for part in ("\nBad:\n", "\nGood:\n", "\nWhat to do: "):
        assert text.count(part) == 1, part
    assert "```" not in text
    assert "](" not in text
    assert "\n## " not in text


def test_a_code_needs_no_workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["explain", "-C", str(tmp_path), "cus013"]) == 0
    assert "    gaps:\n      - id: gap-integrity-check\n" in capsys.readouterr().out


def test_a_package_that_has_lost_its_reference_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stock, "_PACKAGE", tmp_path / "stock")
    (tmp_path / "controls").mkdir()
    with pytest.raises(BuilderError):
        code_section("CUS013")
    reference = tmp_path / "docs" / "reference" / "issues.md"
    reference.parent.mkdir(parents=True)
    reference.write_text("# Issues\n")
    with pytest.raises(BuilderError, match="no section CUS013"):
        code_section("CUS013")


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("gap-escorts", "controls/clinic/gaps/gaps.yml"),
        ("entrances.lists", "controls/clinic/statements/9.10.yml"),
        ("reception", "controls/clinic/systems.yml"),
        ("host-baa", "controls/clinic/agreements.yml"),
        ("guard-report", "controls/sample-host/documents.yml"),
        ("guarded-door.obligation-1", "controls/sample-host/features/guarded-door.yml"),
        ("practice-manager", "controls/clinic/roles.yml"),
    ],
)
def test_an_id_leads_to_its_file_and_to_its_rows(
    name: str, file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert explain(name, "--json") == 0
    data = json.loads(capsys.readouterr().out)
    assert data["name"] == name
    place, line, _ = data["at"].rsplit(":", 2)
    assert place == file
    assert name in (CLINIC / file).read_text().splitlines()[int(line) - 1]
    assert explain(name) == 0
    assert f"Written at {data['at']}" in capsys.readouterr().out


def test_a_gap_is_told_with_why_its_row_is_open(capsys: pytest.CaptureFixture[str]) -> None:
    assert explain("gap-escorts") == 0
    shown = capsys.readouterr().out
    assert "9.12(b) Escorts: not satisfied" in shown
    assert "- The status is planned." in shown
    assert "shieldbook explain '9.12(b)'" in shown


def test_what_a_finding_opened_is_written_nowhere(capsys: pytest.CaptureFixture[str]) -> None:
    assert explain("found-9-10-a-2-i-missing-1") == 0
    assert "Written in no file" in capsys.readouterr().out


def test_an_unclear_question_names_the_choice(capsys: pytest.CaptureFixture[str]) -> None:
    assert explain("visitors") == 0
    assert "could be any of these" in capsys.readouterr().out
    assert explain("rollerskates") == 1
    assert "Nothing is found for `rollerskates`." in capsys.readouterr().err
