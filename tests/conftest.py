"""Shared fixtures: the repository's own workspace, read once a session at a fixed date."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from builder.model.assessment import Assessment
from builder.pipeline import Build, Inputs, assemble

ROOT = Path(__file__).resolve().parent.parent
AS_OF = datetime(2026, 11, 24, 23, 59, 59, tzinfo=UTC)


NEEDED = {
    "browser": "chromium",
    "office": "soffice",
    "openssh": "ssh-keygen",
    "openssl": "openssl",
    "poppler": "pdftotext",
}
"""Markers, and the program that each one's tests need."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--rewrite-golden`` writes what is rendered now into the golden files."""
    parser.addoption("--rewrite-golden", action="store_true", help="rewrite the golden files")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip tests whose program is missing, unless the machine is required to have it."""
    if os.environ.get("SHIELDBOOK_REQUIRE_ALL_TESTS"):
        return
    for marker, program in NEEDED.items():
        if shutil.which(program) is None:
            skip = pytest.mark.skip(reason=f"{program} is not installed")
            for item in items:
                if marker in item.keywords:
                    item.add_marker(skip)


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository, which is a workspace itself."""
    return ROOT


@pytest.fixture(scope="session")
def build(root: Path) -> Build:
    """The repository's own build at the fixed date."""
    return assemble(Inputs(root=root, as_of=AS_OF, now=AS_OF))


@pytest.fixture(scope="session")
def assessment(build: Build) -> Assessment:
    """The assessment of the example; the repository's own files have no error."""
    problems = "\n".join(f"{issue.location} {issue.message}" for issue in build.errors)
    assert build.assessment is not None, problems
    return build.assessment
