"""The way out: the pages as a plain tree that MkDocs builds without anything of ours."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.workspaces import AS_OF_DAY, copy_workspace, shieldbook


@pytest.fixture(scope="module")
def exported(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree of the repository's own workspace."""
    target = tmp_path_factory.mktemp("export") / "tree"
    done = shieldbook(root, "export", "site", str(target), "--as-of", AS_OF_DAY)
    assert done.returncode == 0, done.stdout + done.stderr
    return target


def test_bare_mkdocs_builds_it_strictly(exported: Path, tmp_path: Path) -> None:
    environment = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-d", str(tmp_path / "site")],
        cwd=exported,
        env=environment,  # no PYTHONPATH: nothing of the builder is to be had
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    html = {path.relative_to(tmp_path / "site") for path in (tmp_path / "site").rglob("*.html")}
    pages = {p.relative_to(exported / "docs") for p in (exported / "docs").rglob("*.md")}
    assert {page.with_suffix(".html") for page in pages} <= html


def test_the_settings_are_plain(exported: Path) -> None:
    settings = yaml.load((exported / "mkdocs.yml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    assert settings["plugins"] == ["search"]
    assert all(isinstance(name, str) for name in settings["markdown_extensions"])
    assert "theme" not in settings


def test_the_navigation_names_every_listed_page_once(exported: Path) -> None:
    settings = yaml.load((exported / "mkdocs.yml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    named = _sources(settings["nav"])
    assert len(named) == len(set(named))
    present = {p.relative_to(exported / "docs").as_posix() for p in exported.rglob("docs/**/*.md")}
    assert set(named) <= present
    unlisted = present - set(named)
    assert unlisted
    assert all(src.startswith("evidence/") for src in unlisted)


def test_hand_written_pages_come_along_and_decisions_do_not(exported: Path, root: Path) -> None:
    for name in ("guide/what-this-is.md", "reference/issues.md"):
        assert (exported / "docs" / name).read_bytes() == (root / "docs" / name).read_bytes()
    assert not (exported / "docs" / "adr").exists()


def test_every_page_shows_that_the_data_is_invented(exported: Path) -> None:
    made = [
        p for p in exported.rglob("docs/**/*.md") if p.parent.name not in ("guide", "reference")
    ]
    assert made
    assert all("Invented example data" in p.read_text(encoding="utf-8") for p in made)


def test_a_folder_that_holds_something_is_left_alone(root: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("kept", encoding="utf-8")
    done = shieldbook(root, "export", "site", str(tmp_path), "--as-of", AS_OF_DAY)
    assert done.returncode == 3
    assert "is not an empty folder" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_refused_files_write_nothing(root: Path, tmp_path: Path) -> None:
    broken = copy_workspace(root, tmp_path / "broken")
    (broken / "controls" / "customer" / "roles.yml").write_text("roles: []\n", encoding="utf-8")
    done = shieldbook(broken, "export", "site", str(tmp_path / "tree"), "--as-of", AS_OF_DAY)
    assert done.returncode == 1
    assert not (tmp_path / "tree").exists()


def _sources(nav: Any) -> list[str]:
    found: list[str] = []
    for item in nav:
        below = next(iter(item.values())) if isinstance(item, dict) else item
        found.extend([below] if isinstance(below, str) else _sources(below))
    return found
