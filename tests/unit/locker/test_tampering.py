"""Whatever is done to a filed record, it is named; an honest supersede and a retirement are not."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from builder.locker.evidence_folder import opened
from builder.locker.filing import file_evidence
from builder.locker.retiring import retire
from builder.model.evidence import Evidence
from builder.model.evidence_log import ChangeKind, changes
from tests.unit.locker.lockers import NOW, differences, file_in, filing_for, read_locker
from tests.workspaces import replace_in

RECORDS = 1_000


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "pages.csv"
    file.write_text("day,visitors\n2026-06-01,12\n")
    return file


def _flip(path: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    place = chance.randrange(len(data))
    data[place] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def flip_artifact(folder: Path, chance: random.Random) -> None:
    _flip(folder / "pages.csv", chance)


def flip_record(folder: Path, chance: random.Random) -> None:
    _flip(folder / "record.yml", chance)


def cut_artifact(folder: Path, _: random.Random) -> None:
    (folder / "pages.csv").write_bytes((folder / "pages.csv").read_bytes()[:-1])


def drop_artifact(folder: Path, _: random.Random) -> None:
    (folder / "pages.csv").unlink()


def drop_record(folder: Path, _: random.Random) -> None:
    shutil.rmtree(folder)


def rename(folder: Path, _: random.Random) -> None:
    folder.rename(folder.with_name(f"{folder.name}-moved"))


def date_later(folder: Path, _: random.Random) -> None:
    replace_in(folder / "record.yml", "T12:00:00Z", "T12:00:01Z")


def serve_another(folder: Path, _: random.Random) -> None:
    replace_in(folder / "record.yml", "\nmethod: examine", "\n- other.list\nmethod: examine")


def add_an_end(folder: Path, _: random.Random) -> None:
    replace_in(
        folder / "record.yml", "\ncomplete: true", "\nvalid_until: '2031-01-01'\ncomplete: true"
    )


def turn_the_outcome(folder: Path, _: random.Random) -> None:
    replace_in(folder / "record.yml", "outcome: pass", "outcome: unknown")


WAYS: tuple[Callable[[Path, random.Random], None], ...] = (
    flip_artifact,
    flip_record,
    cut_artifact,
    drop_artifact,
    drop_record,
    rename,
    date_later,
    serve_another,
    add_an_end,
    turn_the_outcome,
)


def test_a_thousand_changes_of_a_thousand_records_are_all_named(
    tmp_path: Path, page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)  # nothing here has to outlive the machine
    chance = random.Random(20_260_630)
    held: list[Evidence] = []
    with opened(tmp_path) as folder:
        for number in range(RECORDS):
            name = f"list.pages-{number}"
            held.append(file_evidence(folder, filing_for(page, name=name), (), NOW))
    assert len({record.id for record in held}) == RECORDS
    ways = [chance.choice(WAYS) for _ in held]
    for record, way in zip(held, ways, strict=True):
        way(tmp_path / record.folder, chance)
    files, issues = read_locker(tmp_path)
    named = {
        change.file.split("/")[1] for change in changes(files.log, files.evidence, files.digests)
    }
    named |= {i.location.file.split("/")[1] for i in issues if i.location is not None}
    named |= {i.origin.file.split("/")[1] for i in issues if i.origin is not None}
    missed = [
        (record.folder, way.__name__)
        for record, way in zip(held, ways, strict=True)
        if record.folder.split("/")[1] not in named
    ]
    assert missed == []


@pytest.mark.parametrize(
    ("way", "kinds"),
    [
        (flip_artifact, {ChangeKind.ARTIFACT_CHANGED}),
        (drop_artifact, {ChangeKind.ARTIFACT_LOST}),
        (drop_record, {ChangeKind.LOST}),
        (rename, {ChangeKind.MOVED}),
        (date_later, {ChangeKind.RE_DATED}),
        (add_an_end, {ChangeKind.RE_DATED}),
        (serve_another, {ChangeKind.MOVED}),
        (turn_the_outcome, {ChangeKind.CHANGED}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_each_way_has_its_name(
    tmp_path: Path,
    page: Path,
    way: Callable[[Path, random.Random], None],
    kinds: set[ChangeKind],
) -> None:
    record = file_in(tmp_path, filing_for(page))
    way(tmp_path / record.folder, random.Random(7))
    assert {change.kind for change in differences(tmp_path)} == kinds


def test_an_honest_supersede_and_a_retirement_are_no_difference(tmp_path: Path, page: Path) -> None:
    first = file_in(tmp_path, filing_for(page, day=3))
    file_in(tmp_path, filing_for(page, replaces=first.id))
    with opened(tmp_path) as folder:
        retire(folder, first, by="receptionist", reason="Replaced", moment=NOW)
    assert differences(tmp_path) == []


def test_a_retirement_that_is_taken_back_or_edited_is_named(tmp_path: Path, page: Path) -> None:
    record = file_in(tmp_path, filing_for(page))
    with opened(tmp_path) as folder:
        retire(folder, record, by="receptionist", reason="Wrong", moment=NOW)
    file = tmp_path / record.folder / "retired.yml"
    replace_in(file, "Wrong", "Right")
    assert [c.kind for c in differences(tmp_path)] == [ChangeKind.RETIREMENT_CHANGED]
    file.unlink()
    assert [c.kind for c in differences(tmp_path)] == [ChangeKind.RETIREMENT_LOST]


def test_a_second_line_that_says_something_else_is_named(tmp_path: Path, page: Path) -> None:
    record = file_in(tmp_path, filing_for(page))
    log = tmp_path / "evidence" / "log.jsonl"
    line = log.read_text()
    log.write_text(line + line)  # a merge of two branches: the same event twice is one event
    assert differences(tmp_path) == []
    log.write_text(line + line.replace(record.artifacts[0].sha256, "0" * 64))
    assert ChangeKind.LOG_CHANGED in {change.kind for change in differences(tmp_path)}
