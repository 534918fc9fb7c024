"""The locker says what it knows of a record, what it cannot know, and what a claim lacks."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.clinic import copy_clinic
from tests.workspaces import replace_in, shieldbook, tree_digest

LISTS = "entrances.lists"
SAID = ("--by", "receptionist", "--phi", "no", "--outcome", "pass", "--complete")


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    return copy_clinic(tmp_path)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "page.csv"
    file.write_text("day,visitors\n2026-06-29,4\n")
    return file


def evidence(clinic: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return shieldbook(clinic, "evidence", *words)


def filed(clinic: Path, page: Path, *words: str) -> str:
    """The id of a record that was filed for the lists."""
    done = evidence(clinic, "add", str(page), "--for", LISTS, *SAID, *words, "--json")
    assert done.returncode == 0, done.stderr
    return str(json.loads(done.stdout)["id"])


def test_verify_says_what_cannot_be_seen_without_a_seal(clinic: Path, page: Path) -> None:
    name = filed(clinic, page)
    assert evidence(clinic, "file").returncode == 0
    said = shieldbook(clinic, "verify").stdout
    assert "Nothing is sealed yet. If a record was taken away together with its line" in said
    assert "`shieldbook seal`" in said
    sealed = shieldbook(clinic, "seal")
    assert "in no line of the log" not in sealed.stderr
    assert "sealed yet" not in shieldbook(clinic, "verify").stdout
    folder = clinic / json.loads(evidence(clinic, "show", name, "--json").stdout)["folder"]
    shutil.rmtree(folder)
    (clinic / "evidence/log.jsonl").unlink()
    for command in ("verify", "check"):
        done = shieldbook(clinic, command)
        assert done.returncode == 1
        assert "the evidence is sealed, and its log is gone or empty" in done.stderr


def test_what_came_after_the_last_seal_is_told(clinic: Path, page: Path) -> None:
    assert evidence(clinic, "file").returncode == 0
    assert shieldbook(clinic, "seal").returncode == 0
    filed(clinic, page)
    assert "1 line of the log came after the last seal" in shieldbook(clinic, "verify").stdout


def test_seal_tells_what_stands_in_no_line_of_the_log(clinic: Path, page: Path) -> None:
    nothing = shieldbook(clinic, "seal")
    assert nothing.returncode == 2
    assert "2 written by hand stand in no line of the log" in nothing.stderr
    filed(clinic, page)
    sealed = shieldbook(clinic, "seal")
    assert sealed.returncode == 0
    assert "2 written by hand stand in no line of the log" in sealed.stderr
    assert "`shieldbook evidence file`" in sealed.stderr


def test_a_sample_of_the_whole_population_is_whole_without_a_word(clinic: Path, page: Path) -> None:
    words = ("add", str(page), "--for", LISTS, *SAID[:-1])
    sizes = ("--population-size", "12", "--sample-size")
    some = evidence(clinic, *words, *sizes, "4")
    assert some.returncode == 2
    assert "--complete is missing" in some.stderr
    every = evidence(clinic, *words, *sizes, "12")
    assert every.returncode == 0, every.stderr
    assert "It says: record, looked at by examine; outcome pass; whole." in every.stdout


def test_a_statement_does_not_show_what_has_to_be_recorded(clinic: Path) -> None:
    before = tree_digest(clinic / "evidence")
    words = ("--for", LISTS, "--statement", "We did it.", *SAID)
    done = evidence(clinic, "attest", *words)
    assert done.returncode == 1
    assert "error EVD011" in done.stderr
    assert "accepts record, sample, configuration" in done.stderr
    assert tree_digest(clinic / "evidence") == before


def test_a_late_record_is_told_to_be_late(clinic: Path, page: Path) -> None:
    late = filed(clinic, page, "--collected-at", "2026-06-20T09:00:00Z")
    shown = evidence(clinic, "show", late).stdout
    assert "days after it was collected, on 20" in shown
    page.write_text("day,visitors\n2026-06-30,5\n")
    assert "after it was collected" not in evidence(clinic, "show", filed(clinic, page)).stdout


def test_a_file_that_was_changed_after_filing_is_never_made_right_by_its_digest(
    clinic: Path, page: Path
) -> None:
    name = filed(clinic, page)
    folder = clinic / json.loads(evidence(clinic, "show", name, "--json").stdout)["folder"]
    (folder / "page.csv").write_text("day,visitors\n2026-06-29,9\n")
    done = shieldbook(clinic, "check")
    assert "EVD002: `page.csv` was changed after it was filed" in done.stderr
    assert "git log -- evidence/" in done.stderr
    assert "`shieldbook evidence supersede ID FILE`" in done.stderr
    assert "write " not in done.stderr


def test_list_takes_a_citation_and_tells_outcome_end_and_log(clinic: Path, page: Path) -> None:
    name = filed(clinic, page)
    listed = evidence(clinic, "list", "--for", "9.10(a)(1)").stdout.splitlines()
    assert listed[0].split()[1:4] == [name, "pass", "until"]
    assert "(not in the log)" in listed[1]
    newer = page.with_name("newer.csv")
    newer.write_text("day,visitors\n2026-06-30,5\n")
    done = evidence(clinic, "supersede", name, str(newer), *SAID, "--json")
    new = json.loads(done.stdout)["id"]
    assert f"(replaced by {new})" in evidence(clinic, "list", "--for", LISTS).stdout
    record = clinic / json.loads(done.stdout)["folder"] / "record.yml"
    replace_in(record, "outcome: pass", "outcome: fail")
    told = evidence(clinic, "show", new).stdout
    assert "Log: the record differs." in told
    assert f"the record `{new}` was edited after it was filed" in told


def test_what_would_count_twice_is_refused(clinic: Path, page: Path) -> None:
    first = filed(clinic, page, "--collected-at", "2026-06-20T09:00:00Z")
    again = evidence(clinic, "add", str(page), "--for", LISTS, *SAID)
    assert again.returncode == 1
    assert f"`page.csv` is held by `{first}` already" in again.stderr
    assert evidence(clinic, "supersede", first, str(page), *SAID).returncode == 0
    other = page.with_name("other.csv")
    other.write_text("day,visitors\n2026-06-30,5\n")
    before = tree_digest(clinic / "evidence")
    for words in ((), ("--collected-at", "2026-06-25T09:00:00Z")):  # after the newer one, before it
        twice = evidence(clinic, "supersede", first, str(other), *SAID, *words)
        assert twice.returncode == 1
        assert f"`{first}` is replaced by" in twice.stderr
        assert tree_digest(clinic / "evidence") == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--population-size", "-4"), "is -4, less than none"),
        (("--population-size", "4", "--sample-size", "5"), "a sample of 5 in a population of 4"),
        (("--phi", "redacted"), "does not say what was redacted"),
    ],
)
def test_what_cannot_be_so_is_not_filed(
    clinic: Path, page: Path, words: tuple[str, ...], told: str
) -> None:
    done = evidence(clinic, "add", str(page), "--for", LISTS, *SAID, *words)
    assert done.returncode == 1
    assert "error EVD012" in done.stderr
    assert told in done.stderr


def test_a_record_that_no_longer_fits_can_be_retired_and_reading_files_nothing(
    clinic: Path, page: Path
) -> None:
    name = filed(clinic, page)
    replace_in(clinic / "controls/clinic/statements/9.10.yml", "kind: record", "kind: policy")
    shown = evidence(clinic, "show", name)
    assert shown.returncode == 1
    assert "error EVD011" in shown.stderr
    assert "nothing is shown" in shown.stderr
    assert "filed" not in shown.stderr.splitlines()[-1]
    words = ("--by", "receptionist", "--reason", "The requirement was changed.")
    assert evidence(clinic, "retire", name, *words).returncode == 0
    assert name not in shieldbook(clinic, "check").stderr


def test_an_invented_organization_is_told_that_its_records_are_marked(
    clinic: Path, page: Path
) -> None:
    done = evidence(clinic, "add", str(page), "--for", LISTS, *SAID)
    assert "It is marked as an invented example (`sample_data: true`)" in done.stdout
    folder = done.stdout.split(" in ")[1].splitlines()[0]
    assert "sample_data: true" in (clinic / folder / "record.yml").read_text("utf-8")
    organization = clinic / "controls/clinic/organization.yml"
    replace_in(organization, "sample_data: true", "sample_data: false")
    page.write_text("day,visitors\n2026-06-30,5\n")
    own = evidence(clinic, "add", str(page), "--for", LISTS, *SAID)
    assert own.returncode == 0, own.stderr
    assert "invented" not in own.stdout


def test_all_that_cannot_be_meant_is_told_in_one_run(clinic: Path, page: Path) -> None:
    words = ("--by", "nobody", "--phi", "maybe", "--outcome", "good", "--observed-to", "soon")
    done = evidence(clinic, "add", str(page), "--for", LISTS, *words, "--complete")
    assert done.returncode == 2
    for told in (
        "no role `nobody`",
        "--phi cannot be `maybe`",
        "--outcome cannot be `good`",
        "It is one of pass, fail, unknown.",
        "--observed-to `soon` is not a date",
    ):
        assert told in done.stderr
