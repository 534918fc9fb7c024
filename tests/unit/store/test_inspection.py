"""What no other reader opens is handed over whole, or in parts that lose nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.store import folder, inspection
from builder.store.inspection import loose_files

LINES = [f"line {number}" for number in range(40)]
LOG = "evidence/log.jsonl"


def write(root: Path, text: str) -> None:
    (root / "evidence").mkdir(exist_ok=True)
    (root / LOG).write_text(text)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspection, "_LARGEST_LINES", 100)
    monkeypatch.setattr(folder, "_CHUNK", 64)


@pytest.mark.parametrize("end", ["", "\n", "\nhalf a line"])
def test_each_line_of_a_large_file_comes_once_and_at_its_place(tmp_path: Path, end: str) -> None:
    write(tmp_path, "\n".join(LINES) + end)
    parts = list(loose_files(tmp_path, ()))
    assert len(parts) > 3
    assert {name for name, _ in parts} == {LOG}
    found = [
        (number, line)
        for _, part in parts
        for number, line in enumerate(part.decode().split("\n"), start=1)
        if line
    ]
    wanted = list(enumerate((*LINES, *filter(None, [end.strip()])), start=1))
    assert found == wanted


def test_what_is_added_leaves_the_parts_before_as_they_were(tmp_path: Path) -> None:
    write(tmp_path, "\n".join(LINES) + "\n")
    before = list(loose_files(tmp_path, ()))
    write(tmp_path, "\n".join(LINES) + "\none more\n")
    assert list(loose_files(tmp_path, ()))[: len(before) - 1] == before[:-1]


def test_a_small_file_comes_whole_and_a_link_not_at_all(tmp_path: Path) -> None:
    write(tmp_path, "one\ntwo")
    (tmp_path / "evidence" / "linked.jsonl").symlink_to("log.jsonl")
    assert list(loose_files(tmp_path, ())) == [(LOG, b"one\ntwo")]


def test_a_line_without_end_is_not_held_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inspection, "_LARGEST", 150)
    write(tmp_path, "x" * 1_000)
    parts = [part for _, part in loose_files(tmp_path, ())]
    assert b"".join(parts) == b"x" * 1_000
    assert max(map(len, parts)) <= 150 + 64
