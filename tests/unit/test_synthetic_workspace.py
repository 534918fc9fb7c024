"""The workspace that speed is measured on is one that the builder accepts."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from benchmarks.synthetic import write_workspace
from builder.pipeline import Inputs, assemble

DAY = datetime(2026, 11, 24, tzinfo=UTC)


def test_the_invented_workspace_of_the_benchmarks_has_no_problem(tmp_path: Path) -> None:
    write_workspace(tmp_path, 75)
    build = assemble(Inputs(root=tmp_path, as_of=DAY, now=DAY))
    assert build.issues == ()
    assert build.assessment is not None
    assert len(build.assessment.rows) == 75
