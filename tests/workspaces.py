"""Copies of the repository's workspace, and the command run on them as a user would."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

PARTS = ("controls", "evidence", "docs", "mkdocs.yml")
AS_OF_DAY = "2026-11-24"


def copy_workspace(root: Path, target: Path) -> Path:
    """A workspace of one's own to break."""
    target.mkdir(parents=True, exist_ok=True)
    for name in PARTS:
        source = root / name
        if source.is_dir():
            shutil.copytree(source, target / name)
        else:
            shutil.copyfile(source, target / name)
    return target


def command_environment(workspace: Path, **extra: str) -> dict[str, str]:
    """The environment of a run: no cache of the user's, no date from outside."""
    environment = {k: v for k, v in os.environ.items() if k != "SOURCE_DATE_EPOCH"}
    return environment | {"XDG_CACHE_HOME": str(workspace / ".cache")} | extra


def shieldbook(workspace: Path, *arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a workspace, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "builder.cli", *arguments],
        cwd=workspace,
        env=command_environment(workspace, **extra),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def tree_digest(folder: Path) -> str:
    """One digest over the names and bytes of a folder."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(f"{path.relative_to(folder)}\n".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def replace_in(path: Path, old: str, new: str) -> None:
    """Change one place of a file; the place has to be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path} does not hold {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
