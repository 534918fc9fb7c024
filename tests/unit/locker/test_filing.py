"""Filing copies the files, says everything of them that is known, and logs it."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from builder.errors import BuilderError
from builder.locker.catching_up import catch_up
from builder.locker.evidence_folder import opened
from builder.locker.filing import NotFiledError, nothing_found, refusals
from builder.locker.retiring import retire
from builder.model.imported import (
    ImportedResults,
    ImportFormat,
    RequirementResult,
    RowWord,
    SetAside,
    ShownRow,
)
from builder.model.period import Period
from tests.unit.locker.lockers import NOW, differences, file_in, filing_for, read_locker


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "Besucher März.csv"
    file.write_text("day,visitors\n2026-06-01,12\n")
    return file


def test_a_filed_record_is_read_back_as_it_was_said(tmp_path: Path, page: Path) -> None:
    record = file_in(tmp_path, filing_for(page, remarks="- all 'of' it: # yes", sample="Ja"))
    held, issues = read_locker(tmp_path)
    assert issues == ()
    (found,) = held.evidence
    assert found == record
    assert (found.id, found.folder) == ("ev-2026-06-30-pages", "evidence/book.pages/2026-06-30")
    assert (found.remarks, found.sample) == ("- all 'of' it: # yes", "Ja")
    assert [policy.requirement for policy in found.policies] == ["book.pages"]
    assert [artifact.file for artifact in found.artifacts] == ["Besucher März.csv"]
    assert (tmp_path / found.folder / "Besucher März.csv").read_bytes() == page.read_bytes()
    assert differences(tmp_path) == []


def test_two_of_a_day_have_names_of_their_own(tmp_path: Path, page: Path) -> None:
    first, second = (file_in(tmp_path, filing_for(page)) for _ in range(2))
    assert second.id == f"{first.id}-2"
    assert second.folder == f"{first.folder}-2"


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("empty.csv", b"", "EVD004: `empty.csv` is empty"),
        ("page.pdf", b"<html>", "EVD004: `page.pdf` does not begin as a PDF"),
        ("page.docx", b"x", "EVD004: `page.docx` is of no known kind"),
        ("gone.csv", None, "EVD003: `gone.csv` is not there"),
    ],
)
def test_what_is_no_evidence_is_refused_and_nothing_is_left(
    tmp_path: Path, page: Path, name: str, data: bytes | None, told: str
) -> None:
    file = tmp_path / name
    if data is not None:
        file.write_bytes(data)
    with pytest.raises(NotFiledError) as caught:
        file_in(tmp_path, filing_for(page, file))
    (issue,) = caught.value.issues
    assert f"{issue.code}: {issue.message}".startswith(told)
    assert list((tmp_path / "evidence").iterdir()) == []


def test_what_a_record_cannot_say_is_refused_with_its_place(tmp_path: Path, page: Path) -> None:
    with pytest.raises(NotFiledError) as caught:
        file_in(tmp_path, filing_for(page, remarks="hidden \u202e text"))
    assert [issue.code for issue in caught.value.issues] == ["YML005"]
    assert list((tmp_path / "evidence").iterdir()) == []


def test_a_large_file_is_filed_and_compared_without_being_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "large.csv"
    with file.open("wb") as stream:
        stream.write(b"day,visitors\n")
        stream.truncate(101_000_000)  # a hole: zeros that take no place on the disk
    with pytest.raises(NotFiledError, match="not filed"):
        file_in(tmp_path, filing_for(file))  # zeros are no text
    for module in ("builder.store.artifact_reading", "builder.locker.filing"):
        monkeypatch.setattr(f"{module}.MAX_ARTIFACT_BYTES", 10)
    file.write_text("day,visitors\n2026-06-01,\u00e4\n")
    record = file_in(tmp_path, filing_for(file))
    assert read_locker(tmp_path)[1] == ()
    (tmp_path / record.folder / "large.csv").write_text("day,visitors\n2026-06-01,\u00f6\n")
    assert [issue.code for issue in read_locker(tmp_path)[1]] == ["EVD002"]


def test_a_retired_record_stays_with_the_reason_beside_it(tmp_path: Path, page: Path) -> None:
    record = file_in(tmp_path, filing_for(page))
    with opened(tmp_path) as folder:
        retire(folder, record, by="receptionist", reason="The wrong month", moment=NOW)
    held, issues = read_locker(tmp_path)
    assert issues == ()
    (found,) = held.evidence
    assert found.retirement is not None
    assert found.retirement.reason == "The wrong month"
    assert differences(tmp_path) == []
    with pytest.raises(BuilderError, match="is there already"), opened(tmp_path) as folder:
        retire(folder, record, by="receptionist", reason="Again", moment=NOW)


def test_what_was_written_by_hand_is_logged_later(tmp_path: Path, page: Path) -> None:
    file_in(tmp_path, filing_for(page))
    (tmp_path / "evidence" / "log.jsonl").unlink()
    assert [change.kind.value for change in differences(tmp_path)] == ["not filed"]
    with opened(tmp_path) as folder:
        catch_up(folder, read_locker(tmp_path)[0], NOW)
    assert differences(tmp_path) == []
    with opened(tmp_path) as folder:
        assert catch_up(folder, read_locker(tmp_path)[0], NOW) == ()


def test_half_a_line_of_a_machine_that_stopped_is_cut_off(tmp_path: Path, page: Path) -> None:
    file_in(tmp_path, filing_for(page))
    with (tmp_path / "evidence" / "log.jsonl").open("ab") as log:
        log.write(b'{"artifacts": [{"by')
    assert read_locker(tmp_path)[1] == ()
    file_in(tmp_path, filing_for(page))
    assert differences(tmp_path) == []


def test_sixteen_writers_at_once_lose_nothing(tmp_path: Path, page: Path) -> None:
    children = []
    for _ in range(16):
        child = os.fork()
        if child == 0:
            code = 1
            try:
                file_in(tmp_path, filing_for(page))
                code = 0
            finally:
                os._exit(code)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 16
    held, issues = read_locker(tmp_path)
    assert issues == ()
    assert len(held.evidence) == len(held.log) == 16
    assert differences(tmp_path) == []


def test_a_kill_at_any_instant_leaves_the_record_whole_or_not_at_all(
    tmp_path: Path, page: Path
) -> None:
    """A child is killed before each line of the code that writes, one after the other."""
    killed = whole = 0
    for instant in range(2_000):
        root = tmp_path / f"{instant}"
        root.mkdir()
        file_in(root, filing_for(page, day=1))
        if not _killed_at(instant, root, page):
            break
        killed += 1
        held, issues = read_locker(root)
        assert issues == (), instant
        assert 1 <= len(held.evidence) <= 2, instant
        whole += len(held.evidence) - 1
        left = [change.kind.value for change in differences(root)]
        assert left in ([], ["not filed"]), instant
        file_in(root, filing_for(page))  # the next writer is not in the way of what was left
        with opened(root) as folder:
            catch_up(folder, read_locker(root)[0], NOW)
        assert differences(root) == [], instant
        assert not (root / "evidence" / ".staging").exists()
    assert killed >= 200
    assert 0 < whole < killed


def _killed_at(instant: int, root: Path, page: Path) -> bool:
    """Whether the child was killed before it ended by itself."""
    child = os.fork()
    if child == 0:
        passed = 0

        def trace(frame: FrameType, event: str, _: Any) -> Any:
            nonlocal passed
            here = frame.f_code.co_filename
            if "/builder/locker/" not in here and "shutil" not in here:
                return None
            if event == "line":
                if passed == instant:
                    os.kill(os.getpid(), signal.SIGKILL)
                passed += 1
            return trace

        try:
            sys.settrace(trace)
            file_in(root, filing_for(page))
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def test_imported_results_are_read_back_as_they_were_filed(tmp_path: Path, page: Path) -> None:
    results = ImportedResults(
        format=ImportFormat.SARIF,
        rows=5,
        unmatched=1,
        unmatched_rules=("0", "no"),
        results=(
            RequirementResult(
                requirement="book.pages",
                passed=1,
                failed=2,
                set_aside=(SetAside(reason="yes", rows=1),),
                shown=(ShownRow(rule="3.10", word=RowWord.FAIL, subject="a: b", text="- #x"),),
            ),
        ),
    )
    record = file_in(tmp_path, filing_for(page, imported=results, max_age=Period(days=2)))
    (found,) = read_locker(tmp_path)[0].evidence
    assert found.imported is not None
    assert found.imported.results == results.results
    assert found.imported == results
    assert record == found
    assert [str(policy.max_age) for policy in found.policies] == ["P2D"]


def test_what_is_only_looked_at_leaves_nothing(tmp_path: Path, page: Path) -> None:
    gone = tmp_path / "gone.csv"
    with opened(tmp_path) as folder:
        assert refusals(folder, filing_for(page), (), nothing_found) == ()
        (issue,) = refusals(folder, filing_for(page, gone), (), nothing_found)
    assert issue.code == "EVD003"
    assert list((tmp_path / "evidence").iterdir()) == []
