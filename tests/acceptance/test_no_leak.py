"""What is recognized stops `check` and `build`, is told by its place, and shown nowhere."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from random import Random

import pytest

from benchmarks.leak_values import filled, value
from builder.cli import run
from builder.commands import build
from builder.leak_gate import LeakGate
from builder.leaks.known import KnownValues
from builder.model.assessment import Assessment
from builder.publish.leak_check import leaks_in_folder
from tests.clinic import copy_clinic

PAGE = "docs/guide/rooms.md"


def shieldbook(root: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environ = {
        **os.environ,
        "XDG_CACHE_HOME": str(root.parent / "cache"),
        "SOURCE_DATE_EPOCH": "1782820800",
        **variables,
    }
    command = [str(Path(sys.executable).parent / "shieldbook"), *words]
    return subprocess.run(
        command, cwd=root, env=environ, capture_output=True, text=True, check=False
    )


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    root = copy_clinic(tmp_path)
    (root / "docs" / "guide").mkdir(parents=True)
    return root


@pytest.mark.parametrize("command", [["check"], ["build", "--no-site", "--to", "made"]])
def test_a_secret_stops_the_run_and_is_not_told(clinic: Path, command: list[str]) -> None:
    secret = filled("HRKU-{uuid}", Random(3))
    (clinic / PAGE).write_text(f"# Rooms\n\nThe key is {secret}.\n", encoding="utf-8")
    for _ in range(2):  # what is kept between runs never calls it clean
        done = shieldbook(clinic, *command)
        assert done.returncode == 1
        assert f"{PAGE}:3:1: error LEK001: it holds what looks like a Heroku API key" in done.stderr
        assert secret not in done.stdout + done.stderr
    kept = b"".join(p.read_bytes() for p in (clinic.parent / "cache").rglob("*") if p.is_file())
    assert secret.encode() not in kept
    assert not (clinic / "made").exists()


def test_the_value_of_a_secret_variable_is_found_in_every_encoding(clinic: Path) -> None:
    secret = "a plain & simple value"  # noqa: S105 - no rule would know it
    forms = [
        secret,
        base64.b64encode(b"user:" + secret.encode()).decode(),
        secret.encode().hex(),
        "a%20plain%20%26%20simple%20value",
        "a plain &amp; simple value",
    ]
    for form in forms:
        (clinic / PAGE).write_text(f"# Rooms\n\n{form}\n", encoding="utf-8")
        done = shieldbook(clinic, "check", CLINIC_TOKEN=secret)
        assert done.returncode == 1, form
        assert "`known-secret`" in done.stderr, form
        assert shieldbook(clinic, "check").returncode == 0, form
        assert shieldbook(clinic, "check", KEPT=secret, SHIELDBOOK_SECRETS="KEPT").returncode == 1


def test_a_waiver_lets_pass_and_is_told(clinic: Path) -> None:
    (clinic / PAGE).write_text(f"# Rooms\n\n{value('ssn', 1, Random(2))}\n", encoding="utf-8")
    (clinic / "controls/clinic/waivers.yml").write_text(
        "waivers:\n  - id: old-number\n    rule: ssn\n    files: docs/guide/*.md\n"
        "    reason: The number is invented.\n    approved_by: practice-manager\n"
        "    expires: 2027-01-31\n",
        encoding="utf-8",
    )
    assert shieldbook(clinic, "check").returncode == 0
    done = shieldbook(clinic, "build", "--no-site", "--to", "made")
    assert done.returncode == 0, done.stderr
    report = (clinic / "made/report.json").read_text(encoding="utf-8")
    assert '"rule": "ssn"' in report
    made = shieldbook(clinic, "export", "site", "pages")
    assert made.returncode == 0, made.stderr
    register = (clinic / "pages/docs/evidence/index.md").read_text(encoding="utf-8")
    assert "The number is invented" in register


def test_what_would_be_published_is_scanned(tmp_path: Path) -> None:
    number = value("ssn", 1, Random(5))
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/comments1.xml", f"<t>{number}</t>")
    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_text("<p>\nfine\n</p>", encoding="utf-8")
    assert leaks_in_folder(tmp_path, LeakGate(), "b1") == ()
    (site / "page.html").write_text(f"<p>\nfine\n{number}\n</p>", encoding="utf-8")
    (site / f"{number}.html").write_text("<p>\nfine\n</p>", encoding="utf-8")
    (tmp_path / "matrix.xlsx").write_bytes(buffer.getvalue())
    told = [
        f"{i.location} {i.code} {i.message}" for i in leaks_in_folder(tmp_path, LeakGate(), "b1")
    ]
    assert len(told) == 3
    assert told[0].startswith("out/matrix.xlsx:1:1 LEK002 `xl/comments1.xml` in it holds")
    assert told[1].startswith("out/site/[ssn].html:1:1 LEK002")
    assert told[2].startswith("out/site/page.html:3:1 LEK002")
    assert number not in "".join(told)


def test_a_build_publishes_nothing_that_holds_a_leak(
    clinic: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    number = value("ssn", 1, Random(6))

    def write_all(root: Path, assessment: Assessment, folder: Path) -> None:
        del root, assessment
        (folder / "page.html").write_text(f"<p>{number}</p>", encoding="utf-8")

    monkeypatch.setattr(build, "write_all", write_all)
    monkeypatch.setenv("XDG_CACHE_HOME", str(clinic.parent / "cache"))
    assert run(["build", "-C", str(clinic), "--as-of", "2026-06-30"]) == 1
    told = capsys.readouterr().err
    assert "out/page.html:1:1: error LEK002" in told
    assert number not in told
    assert not (clinic / "out").exists()


def test_known_values_are_looked_for_in_what_is_published(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<p>quite a plain word</p>", encoding="utf-8")
    gate = LeakGate(KnownValues(["quite a plain word"]))
    assert [issue.code for issue in leaks_in_folder(tmp_path, gate, "b1")] == ["LEK001"]
    assert "plain word" not in repr(gate.known)
