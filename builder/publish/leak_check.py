"""What is about to be published, scanned as what came in was: site, workbook, report, data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from builder.leak_gate import LeakGate
from builder.model.issues import Issue

PUBLISHED = "out"


def leaks_in_folder(
    folder: Path, gate: LeakGate, build_id: str, published: str = PUBLISHED
) -> tuple[Issue, ...]:
    """LEK001 to LEK004 of every file below a staging folder, named as it would be published."""
    return gate.issues_of(_files(folder, published), build_id)


def leaks_in_files(files: Mapping[str, bytes], gate: LeakGate, build_id: str) -> tuple[Issue, ...]:
    """The same for files that are not written yet."""
    return gate.issues_of(sorted(files.items()), build_id)


def _files(folder: Path, published: str) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield f"{published}/{path.relative_to(folder).as_posix()}", path.read_bytes()
