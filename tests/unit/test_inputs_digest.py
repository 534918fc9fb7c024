"""Whether anything has changed is asked of every byte that a build is made from."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from builder.inputs_digest import inputs_digest
from tests.clinic import copy_clinic


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    root = copy_clinic(tmp_path)
    (root / "docs").mkdir()
    (root / "docs" / "page.md").write_text("# Page\n")
    (root / "mkdocs.yml").write_text("site_name: Clinic\n")
    return root


def change(name: str) -> Callable[[Path], None]:
    def append(root: Path) -> None:
        with (root / name).open("a") as stream:
            stream.write("\n")

    return append


CHANGES: dict[str, Callable[[Path], object]] = {
    "prose": change("docs/page.md"),
    "settings": change("mkdocs.yml"),
    "catalog": change("controls/clinic/roles.yml"),
    "artifact": change("evidence/entrances.lists/2026-06-15/lists.csv"),
    "a link": lambda root: (root / "docs" / "leak.md").symlink_to("/etc/hostname"),
    "a hard link": lambda root: os.link(root / "mkdocs.yml", root / "second"),
    "a pipe": lambda root: os.mkfifo(root / "controls" / "clinic" / "pipe.yml"),
    "a linked folder": lambda root: (root / "evidence" / "more").symlink_to(root / "docs"),
}


@pytest.mark.parametrize("kind", CHANGES)
def test_every_change_that_a_build_would_see_changes_the_digest(clinic: Path, kind: str) -> None:
    before = inputs_digest(clinic, "word")
    CHANGES[kind](clinic)
    assert inputs_digest(clinic, "word") != before


def test_a_hidden_file_and_a_time_stamp_change_nothing(clinic: Path) -> None:
    before = inputs_digest(clinic, "word")
    (clinic / "docs" / ".hidden").write_text("x")
    os.utime(clinic / "mkdocs.yml", (0, 0))
    assert inputs_digest(clinic, "word") == before
    assert inputs_digest(clinic, "another") != before
