"""Many records are filed as lines: all or none, whole, once, and what a kill leaves is mended."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import sys
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from builder.errors import BuilderError
from builder.locker.appending import Batch, Filed, append_records
from builder.locker.catching_up import catch_up
from builder.locker.evidence_folder import opened
from builder.locker.filing import NotFiledError
from builder.locker.mending import mend
from builder.locker.retiring import retire
from builder.locker.sealing import Sealing, seal
from builder.model.evidence_log import ChangeKind
from builder.store.folder import Folder
from builder.store.inspection import passed_over
from tests.unit.locker.lockers import NOW, read_locker

PAGES = b"day,visitors\n2026-06-01,12\n"
LINES = "evidence/records/2026-06.jsonl"
RECORDS = 1_000


def line(number: int, **facts: Any) -> dict[str, Any]:
    """One record; the artifact is the same for all of a day."""
    day = NOW - timedelta(days=number % 25)
    artifact = {
        "file": f"pages-{day.date()}.csv",
        "media_type": "text/csv",
        "bytes": len(PAGES),
        "sha256": hashlib.sha256(PAGES).hexdigest(),
    }
    return {
        "id": f"pages-{number:04}",
        "title": "Pages of the book",
        "requirements": ["book.pages"],
        "method": "examine",
        "kind": "record",
        "produced_by": {"tool": "collector"},
        "observed_from": str(day.date()),
        "observed_to": str(day.date()),
        "collected_at": day.isoformat().replace("+00:00", "Z"),
        "collected_by": "receptionist",
        "outcome": "pass",
        "complete": True,
        "artifacts": [artifact],
        "classification": "internal",
        "contains_phi": "no",
    } | facts


def batch(root: Path, *records: Mapping[str, Any]) -> Batch:
    """A batch beside its artifacts."""
    source = root.parent / f"{root.name}-source"
    source.mkdir(exist_ok=True)
    for record in records:
        for artifact in record["artifacts"]:
            (source / artifact["file"]).write_bytes(PAGES)
    data = "".join(json.dumps(record) + "\n" for record in records).encode()
    (source / "new.jsonl").write_bytes(data)
    return Batch(data=data, source=Folder(source), file="new.jsonl")


def append(root: Path, *records: Mapping[str, Any]) -> Filed:
    with opened(root) as folder:
        taken = read_locker(root)[0].ids
        new = batch(root, *records)
        return append_records(folder, new, taken, NOW, passed_over, lambda *_: ())


def kinds(root: Path) -> list[ChangeKind]:
    return [change.kind for change in read_locker(root)[0].differences()]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "book").mkdir()
    return tmp_path / "book"


def test_a_batch_is_filed_as_lines_by_month_with_its_artifacts_and_in_the_log(root: Path) -> None:
    filed = append(root, line(1), line(2), line(40, collected_at="2026-05-30T09:00:00Z",
                   observed_from="2026-05-30", observed_to="2026-05-30"))  # fmt: skip
    assert [record.id for record in filed.records] == ["pages-0001", "pages-0002", "pages-0040"]
    held, issues = read_locker(root)
    assert issues == ()
    assert held.evidence == ()
    assert dict(held.ids) == {
        "pages-0001": LINES, "pages-0002": LINES, "pages-0040": "evidence/records/2026-05.jsonl",
    }  # fmt: skip
    assert held.differences() == []
    assert len(held.logged) == 3
    assert (root / LINES).read_text() == "".join(json.dumps(line(n)) + "\n" for n in (1, 2))


def test_the_same_batch_again_changes_nothing(root: Path) -> None:
    append(root, line(1), line(2))
    before = (root / LINES).read_bytes()
    filed = append(root, line(1), line(2), line(3))
    assert ([record.id for record in filed.records], filed.already_there) == (["pages-0003"], 2)
    assert (root / LINES).read_bytes().startswith(before)
    assert kinds(root) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"id": "pages-0001"}, "REC008"),
        ({"outcome": "passed"}, "REC003"),
        ({"artifacts": []}, "EVD001"),
        ({"artifacts": [{**line(2)["artifacts"][0], "sha256": "0" * 64}]}, "EVD002"),
        ({"artifacts": [{**line(2)["artifacts"][0], "media_type": "application/pdf"}]}, "EVD004"),
    ],
)
def test_a_batch_with_a_mistake_is_not_filed_at_all(
    root: Path, change: dict[str, Any], code: str
) -> None:
    append(root, line(1))
    before = (root / LINES).read_bytes()
    with pytest.raises(NotFiledError) as refused:
        append(root, line(3), {**line(2), **change})
    assert [issue.code for issue in refused.value.issues] == [code]
    place = refused.value.issues[0].location
    assert place is not None
    assert (place.file, place.line) == ("new.jsonl", 2)
    assert (root / LINES).read_bytes() == before
    assert read_locker(root)[1] == ()


def test_an_artifact_from_elsewhere_is_not_taken(root: Path) -> None:
    bad = line(1)
    bad["artifacts"][0]["file"] = "../other/pages.csv"
    (root.parent / "other").mkdir()
    with pytest.raises(NotFiledError) as refused:
        append(root, bad)
    assert [issue.code for issue in refused.value.issues] == ["EVD003"]


def test_a_torn_line_is_named_and_cut_off_by_the_next_writer(root: Path) -> None:
    append(root, line(1))
    with (root / LINES).open("ab") as stream:
        stream.write(json.dumps(line(2)).encode()[:100])
    assert [issue.code for issue in read_locker(root)[1]] == ["EVD014"]
    append(root, line(2))
    held, issues = read_locker(root)
    assert issues == ()
    assert sorted(held.ids) == ["pages-0001", "pages-0002"]
    assert held.differences() == []


@pytest.mark.parametrize("lost", [1, 100])
def test_what_the_log_knows_is_not_cut_off(root: Path, lost: int) -> None:
    append(root, line(1), line(2))
    data = (root / LINES).read_bytes()
    (root / LINES).write_bytes(data[:-lost])
    with opened(root) as folder:
        assert mend(folder) == ()
    with pytest.raises(BuilderError, match="in the middle of a line"):
        append(root, line(3))
    assert (root / LINES).read_bytes() == data[:-lost]
    assert kinds(root) == [ChangeKind.LOST]


def test_lines_that_a_program_wrote_by_itself_are_logged_later(root: Path) -> None:
    append(root, line(1))
    (root / "evidence" / "log.jsonl").unlink()
    assert kinds(root) == [ChangeKind.NOT_FILED]
    with opened(root) as folder:
        assert [event.record for event in catch_up(folder, read_locker(root)[0], NOW)] == [
            "pages-0001"
        ]
    assert kinds(root) == []


def test_a_line_is_retired_by_a_line(root: Path) -> None:
    (record,) = append(root, line(1)).records
    with opened(root) as folder:
        retire(folder, record, by="receptionist", reason="Wrong", moment=NOW)
    assert read_locker(root)[1] == ()
    assert kinds(root) == []
    file = root / "evidence" / "records" / "retired.jsonl"
    text = file.read_text()
    file.write_text(text.replace("Wrong", "Right"))
    assert kinds(root) == [ChangeKind.RETIREMENT_CHANGED]
    file.unlink()
    assert kinds(root) == [ChangeKind.RETIREMENT_LOST]
    file.write_text(text.replace("pages-0001", "pages-0002"))
    assert {issue.code for issue in read_locker(root)[1]} == {"EVD007", "EVD009"}


def test_what_was_sealed_is_named_when_line_and_log_are_both_rewritten(root: Path) -> None:
    append(root, line(1), line(2))
    with opened(root) as folder:
        said = Sealing(catalog_sha256="a", evidence_sha256="b", moment=NOW, key=None)
        made = seal(folder, read_locker(root)[0], said)
    assert made.lines == 2
    sealed = (root / "evidence" / "seals" / "0001.sha256").read_text()
    assert [text.split("  ")[1] for text in sealed.splitlines()] == [
        "evidence/records/2026-06/pages-2026-06-28.csv",
        "evidence/records/2026-06/pages-2026-06-29.csv",
    ]
    assert kinds(root) == []
    for file in (root / LINES, root / "evidence" / "log.jsonl"):
        kept = [text for text in file.read_text().splitlines() if "pages-0002" not in text]
        file.write_text("\n".join(kept) + "\n")
    assert kinds(root) == [ChangeKind.LOG_CHANGED]


def _flip(text: bytes, chance: random.Random) -> bytes:
    data = bytearray(text)
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def _edit(text: bytes, _: random.Random) -> bytes:
    return text.replace(b'"pass"', b'"fail"')


def _drop(text: bytes, _: random.Random) -> bytes:
    del text
    return b""


def _date_later(text: bytes, _: random.Random) -> bytes:
    return text.replace(b"T12:00:00Z", b"T12:00:01Z")


def _serve_another(text: bytes, _: random.Random) -> bytes:
    return text.replace(b'["book.pages"]', b'["book.pages", "other.list"]')


def _rename(text: bytes, _: random.Random) -> bytes:
    return text.replace(b'"pages-', b'"sages-', 1)


WAYS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _flip, _edit, _drop, _date_later, _serve_another, _rename,
)  # fmt: skip


def test_a_thousand_changes_of_a_thousand_lines_are_all_named(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)  # nothing here has to outlive the machine
    chance = random.Random(20_260_630)
    append(root, *(line(number) for number in range(RECORDS)))
    lines = (root / LINES).read_bytes().splitlines()
    assert len(lines) == RECORDS
    for number, text in enumerate(lines):
        way = chance.choice(WAYS)
        changed = [*lines[:number], *[t for t in [way(text, chance)] if t], *lines[number + 1 :]]
        if number % 10:  # one by one for a tenth of them; all at once below
            continue
        (root / LINES).write_bytes(b"\n".join(changed) + b"\n")
        held, issues = read_locker(root)
        assert [c for c in held.differences() if c.kind is not ChangeKind.NOT_FILED] or issues, way
    ways = [chance.choice(WAYS) for _ in lines]
    changed = [way(text, chance) for way, text in zip(ways, lines, strict=True)]
    (root / LINES).write_bytes(b"".join(text + b"\n" for text in changed if text))
    named = {change.record for change in read_locker(root)[0].differences()}
    missed = [
        (number, way.__name__)
        for number, way in enumerate(ways)
        if f"pages-{number:04}" not in named
    ]
    assert missed == []


@pytest.mark.parametrize(
    ("way", "found"),
    [
        (_edit, {ChangeKind.CHANGED}),
        (_drop, {ChangeKind.LOST}),
        (_date_later, {ChangeKind.RE_DATED}),
        (_serve_another, {ChangeKind.MOVED}),
        (_rename, {ChangeKind.LOST, ChangeKind.NOT_FILED}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_each_way_has_its_name(
    root: Path, way: Callable[[bytes, random.Random], bytes], found: set[ChangeKind]
) -> None:
    append(root, line(1))
    text = (root / LINES).read_bytes()[:-1]
    changed = way(text, random.Random(7))
    (root / LINES).write_bytes(changed + b"\n" if changed else b"")
    assert set(kinds(root)) == found


def test_a_line_in_another_file_of_its_month_was_moved(root: Path) -> None:
    append(root, line(1), line(2))
    texts = (root / LINES).read_text().splitlines(keepends=True)
    (root / LINES).write_text(texts[0])
    other = root / "evidence" / "records" / "2026-06.staff.jsonl"
    other.write_text(texts[1])
    assert ChangeKind.MOVED in kinds(root)


def test_the_log_must_not_say_two_things_of_a_line(root: Path) -> None:
    append(root, line(1))
    log = root / "evidence" / "log.jsonl"
    text = log.read_text()
    log.write_text(text + text)  # a merge of two branches: the same event twice is one event
    assert kinds(root) == []
    digest = json.loads(text)["sha256"]
    log.write_text(text + text.replace(digest, "0" * 64))
    assert ChangeKind.LOG_CHANGED in kinds(root)


def test_a_kill_at_any_instant_leaves_whole_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A child is killed before each line of the code that writes, one after the other."""
    monkeypatch.setattr(os, "fsync", lambda _: None)
    killed, whole = 0, 0
    for instant in range(2_000):
        root = tmp_path / f"{instant}"
        root.mkdir()
        append(root, line(1))
        if not _killed_at(instant, root):
            break
        killed += 1
        held, issues = read_locker(root)
        assert {issue.code for issue in issues} <= {"EVD006"}, instant  # artifacts come first
        assert len(held.ids) in (1, 4), instant
        whole += len(held.ids) == 4
        assert set(kinds(root)) <= {ChangeKind.NOT_FILED}, instant
        append(root, *(line(number) for number in (2, 3, 4)))
        with opened(root) as folder:
            catch_up(folder, read_locker(root)[0], NOW)
        held, issues = read_locker(root)
        assert (issues, len(held.ids), held.differences()) == ((), 4, []), instant
    assert killed >= 150
    assert 0 < whole < killed


def _killed_at(instant: int, root: Path) -> bool:
    """Whether the child was killed before it ended by itself."""
    child = os.fork()
    if child == 0:
        passed = 0

        def trace(frame: FrameType, event: str, _: Any) -> Any:
            nonlocal passed
            if "/builder/locker/" not in frame.f_code.co_filename:
                return None
            if event == "line":
                if passed == instant:
                    os.kill(os.getpid(), signal.SIGKILL)
                passed += 1
            return trace

        try:
            sys.settrace(trace)
            append(root, *(line(number) for number in (2, 3, 4)))
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])
