"""The good example has no issue; each bad one has exactly the issue that it is an example of."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.model.issues import Severity
from tests.clinic import CLINIC, BadExample, bad_examples, copy_clinic, run_clinic


def test_the_good_example_has_no_issue_and_is_assessed() -> None:
    build = run_clinic(CLINIC)
    assert build.issues == ()
    assert build.assessment is not None
    assert [str(row.citation) for row in build.assessment.rows] == [
        "9.10(a)(1)",
        "9.10(a)(2)(i)",
        "9.10(a)(2)(ii)",
        "9.12(a)",
        "9.12(b)",
        "9.12(c)",
    ]


@pytest.mark.parametrize("example", bad_examples(), ids=lambda e: f"{e.code}-{e.name}")
def test_a_bad_example_has_exactly_its_issue(example: BadExample, tmp_path: Path) -> None:
    root = copy_clinic(tmp_path)
    example.apply(root)
    build = run_clinic(root)
    found = [f"{i.location}: {i.severity} {i.code}: {i.message} | {i.hint}" for i in build.issues]
    assert len(found) == 1, found
    assert example.matches(build.issues[0]), found
    stops = build.issues[0].severity is Severity.ERROR
    assert (build.assessment is None) == stops
