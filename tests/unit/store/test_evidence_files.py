"""Records and their artifacts on a real disk; no verdict on files beside a refused record."""

from __future__ import annotations

import hashlib
import os
import re
import time
from pathlib import Path

import pytest

from builder.model.issues import Issue
from builder.pipeline import Build, Inputs, assemble
from builder.store import artifact_reading
from tests.clinic import AS_OF, copy_clinic, run_clinic

LISTS = "evidence/entrances.lists/2026-06-15"


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    return copy_clinic(tmp_path)


def codes(build: Build) -> list[tuple[str, str]]:
    return [(issue.code, str(issue.location).removeprefix(LISTS)) for issue in build.issues]


def replace_artifact(clinic: Path, target: Path | None = None) -> Path:
    """Take the artifact away; what stands in its place is the test's affair."""
    path = clinic / LISTS / "lists.csv"
    if target is not None:
        path.rename(target)
    else:
        path.unlink()
    return path


def test_a_link_in_place_of_an_artifact_is_refused(clinic: Path) -> None:
    kept = clinic.parent / "lists.csv"
    replace_artifact(clinic, kept).symlink_to(kept)
    build = run_clinic(clinic)
    assert codes(build) == [("EVD003", "/record.yml:11:5")]
    assert "it is a link" in build.issues[0].message


def test_a_hard_link_in_place_of_an_artifact_is_refused(clinic: Path) -> None:
    kept = clinic.parent / "lists.csv"
    os.link(kept, replace_artifact(clinic, kept))
    assert codes(run_clinic(clinic)) == [("EVD003", "/record.yml:11:5")]


def test_a_pipe_in_place_of_an_artifact_does_not_hang(clinic: Path) -> None:
    os.mkfifo(replace_artifact(clinic))
    started = time.monotonic()
    assert codes(run_clinic(clinic)) == [("EVD003", "/record.yml:11:5")]
    assert time.monotonic() - started < 10


def test_a_linked_folder_is_neither_read_nor_passed_over(clinic: Path) -> None:
    (clinic / "evidence" / "more").symlink_to(clinic / "controls")
    assert codes(run_clinic(clinic)) == [("FIL001", "evidence/more/:1:1")]


def test_hidden_files_are_passed_over(clinic: Path) -> None:
    (clinic / LISTS / ".DS_Store").write_bytes(b"x")
    (clinic / "evidence" / ".gitkeep").write_bytes(b"")
    assert run_clinic(clinic).issues == ()


def test_a_wrong_digest_says_how_to_mend_file_or_record(clinic: Path) -> None:
    record = clinic / LISTS / "record.yml"
    good = re.findall(r"sha256: (\w+)", record.read_text())[0]
    record.write_text(record.read_text().replace(good, "0" * 64))
    (issue,) = run_clinic(clinic).issues
    assert issue.code == "EVD002"
    assert "restore it" in issue.hint
    assert f"write {good}." in issue.hint


def test_a_name_with_a_line_break_is_no_artifact(clinic: Path) -> None:
    (clinic / LISTS / "a\nb").write_bytes(b"x")
    record = clinic / LISTS / "record.yml"
    record.write_text(record.read_text().replace("file: lists.csv", 'file: "a\\nb"'))
    found = run_clinic(clinic).issues
    assert [issue.code for issue in found] == ["EVD006", "EVD003"]
    assert "without line breaks" in found[1].message


def test_an_artifact_that_is_larger_than_recorded_is_not_held(
    clinic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(artifact_reading, "MAX_ARTIFACT_BYTES", 40)
    lists = next(clinic.rglob("lists.csv"))
    lists.write_bytes(lists.read_bytes() + b"more")
    assert codes(run_clinic(clinic)) == [("EVD003", "/record.yml:11:5")]


def test_a_large_artifact_is_compared_by_digest_and_judged_by_its_beginning(
    clinic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(artifact_reading, "MAX_ARTIFACT_BYTES", 39)
    assert codes(run_clinic(clinic)) == []
    lists = next(clinic.rglob("lists.csv"))
    lists.write_bytes(lists.read_bytes()[:-1] + b"?")
    assert codes(run_clinic(clinic)) == [("EVD002", "/record.yml:14:5")]


@pytest.mark.parametrize("name", ["/etc/hostname", "~/lists.csv", "http://host.example/lists.csv"])
def test_a_name_that_leads_elsewhere_is_refused(clinic: Path, name: str) -> None:
    replace_artifact(clinic)
    record = clinic / LISTS / "record.yml"
    record.write_text(record.read_text().replace("file: lists.csv", f"file: {name}"))
    assert codes(run_clinic(clinic)) == [("EVD003", "/record.yml:11:5")]


def test_beside_a_record_that_was_refused_nobody_is_blamed(clinic: Path) -> None:
    record = clinic / LISTS / "record.yml"
    record.write_text(record.read_text().replace("method: examine", "method: glance"))
    (clinic / "evidence" / "entrances.lists" / "stray.txt").write_text("x")
    found = [issue.code for issue in run_clinic(clinic).issues]
    assert sorted(found) == ["EVD006", "REC003"]  # the stray file is not beside it


def test_a_readme_may_stand_at_the_top_only(clinic: Path) -> None:
    (clinic / "evidence" / "README.md").write_text("x")
    assert run_clinic(clinic).issues == ()
    (clinic / LISTS / "README.md").write_text("x")
    assert codes(run_clinic(clinic)) == [("EVD006", "/README.md:1:1")]


def test_a_record_at_the_top_belongs_to_nothing(clinic: Path) -> None:
    (clinic / "evidence" / "record.yml").write_text("id: x\n")
    assert codes(run_clinic(clinic)) == [("EVD006", "evidence/record.yml:1:1")]


def test_the_moment_of_collection_is_kept_in_utc(clinic: Path) -> None:
    build = run_clinic(clinic)
    pages = next(e for e in build.files.evidence if e.id.startswith("book"))
    assert pages.collected_at.isoformat() == "2026-06-10T15:00:00+00:00"
    assert pages.folder == "evidence/book.pages/2026-06-10"


def test_a_look_up_reads_no_artifact_and_finds_the_same_digest(clinic: Path) -> None:
    whole = run_clinic(clinic)
    replace_artifact(clinic)
    looked = assemble(Inputs(root=clinic, as_of=AS_OF, now=AS_OF, check_artifacts=False))
    assert looked.issues == ()
    assert looked.files.evidence_sha256 == whole.files.evidence_sha256


def test_the_digest_is_that_of_sha256sum(clinic: Path) -> None:
    lines = "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(clinic)}\n"
        for path in sorted((clinic / "evidence").rglob("*.*"))
        if path.is_file()
    )
    expected = hashlib.sha256(lines.encode()).hexdigest()
    assert run_clinic(clinic).files.evidence_sha256 == expected


def test_without_evidence_everything_is_missing(clinic: Path) -> None:
    (clinic / "evidence").rename(clinic.parent / "gone")
    build = run_clinic(clinic)
    assert build.issues == ()
    assert build.assessment is not None
    assert {row.evidence_state.value for row in build.assessment.rows} == {
        "missing",
        "not-required",
    }


def test_an_issue_knows_where_it_is(clinic: Path) -> None:
    replace_artifact(clinic)
    issue: Issue = run_clinic(clinic).issues[0]
    assert issue.origin is None
    assert issue.location is not None
