"""The workspaces that goals are measured on, made once a run when a goal asks for one."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from benchmarks.measure import ROOT, SHIELDBOOK, NotMeasuredError, run
from benchmarks.synthetic import write_workspace
from benchmarks.synthetic_oscal import write_oscal
from benchmarks.synthetic_records import write_records

TRESTLE = Path(os.environ.get("TRESTLE", ROOT / ".venv" / "peers" / "bin" / "trestle"))
_PARTS = ("controls", "evidence", "docs")


@dataclass(frozen=True)
class Places:
    """Below a folder that is thrown away afterwards."""

    folder: Path
    made: set[Path] = field(default_factory=set)
    originals: dict[Path, str] = field(default_factory=dict)
    edits: list[Path] = field(default_factory=list)

    def synthetic(self, count: int) -> Path:
        """A workspace of ``count`` invented controls that passes the builder's own check."""
        place = self.folder / f"controls-{count}"
        if place not in self.made:
            write_workspace(place, count)
            if count <= 1_200:
                run((*SHIELDBOOK, "check", "-C", place))
            self.made.add(place)
        return place

    def own(self) -> Path:
        """A copy of the repository's workspace, in which a build may write."""
        place = self.folder / "own"
        if place not in self.made:
            for part in _PARTS:
                shutil.copytree(ROOT / part, place / part)
            shutil.copyfile(ROOT / "mkdocs.yml", place / "mkdocs.yml")
            self.made.add(place)
        return place

    def records(self, count: int) -> Path:
        """A copy of the repository's workspace with so many collected records."""
        place = self.folder / f"records-{count}"
        if place not in self.made:
            for part in _PARTS:
                shutil.copytree(ROOT / part, place / part)
            shutil.copyfile(ROOT / "mkdocs.yml", place / "mkdocs.yml")
            write_records(place, count)
            self.made.add(place)
        return place

    def large_files(self, count: int, size: int) -> Path:
        """A folder of large files of random bytes."""
        place = self.folder / "large-files"
        if place not in self.made:
            place.mkdir()
            for number in range(count):
                with (place / f"{number}.bin").open("wb") as stream:
                    for _ in range(size // 1_000_000):
                        stream.write(os.urandom(1_000_000))
            self.made.add(place)
        return place

    def edit(self, workspace: Path) -> None:
        """Change the words of one duty, as somebody who mends a statement does."""
        file = next((workspace / "controls" / "customer" / "statements").iterdir())
        original = self.originals.setdefault(file, file.read_text(encoding="utf-8"))
        self.edits.append(file)
        words = f"duty: >-\\1Edit {len(self.edits)}: "
        file.write_text(re.sub(r"duty: >-(\n +)", words, original, count=1), encoding="utf-8")

    def plain_pages(self) -> Path:
        """The pages of the own workspace as a plain tree; its ``same-theme.yml`` adds the theme.

        The theme's settings are those of the workspace, so both sides render the same design.
        """
        place = self.folder / "plain"
        if place not in self.made:
            own = self.own()
            run((*SHIELDBOOK, "export", "-C", own, "site", place))
            settings = yaml.load((own / "mkdocs.yml").read_text(), yaml.CSafeLoader)
            kept = {key: settings[key] for key in ("theme", "markdown_extensions")}
            text = yaml.safe_dump({"INHERIT": "mkdocs.yml", **kept}, sort_keys=False)
            (place / "same-theme.yml").write_text(text)
            self.made.add(place)
        return place

    def oscal(self, count: int) -> Path:
        """The same controls as a workspace of compliance-trestle."""
        if not TRESTLE.is_file():
            raise NotMeasuredError("peer not installed: compliance-trestle (`make benchmarks`)")
        place = self.folder / f"oscal-{count}"
        if place not in self.made:
            place.mkdir()
            run((TRESTLE, "init"), cwd=place)
            write_oscal(place, count)
            self.made.add(place)
        return place

    def empty(self, name: str) -> Path:
        """An empty folder; what an earlier run left in it is removed."""
        place = self.folder / name
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        return place
