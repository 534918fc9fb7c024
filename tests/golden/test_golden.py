"""The little clinic's outputs, word for word: a change of any of them is reviewed like code.

`make golden` rewrites the files below ``expected/``; their diff shows what readers will see.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.lookup import Lookup, make_lookup
from builder.model.assessment import Assessment
from builder.pipeline import Build
from builder.render.answers import answers
from builder.render.pages import site_pages
from builder.render.report import report, report_json
from builder.render.sheet_model import Workbook
from builder.render.sheets import workbook_sheets
from tests.clinic import CLINIC, run_clinic

EXPECTED = Path(__file__).parent / "expected"
PAGES = ("index.md", "matrix.md", "gaps.md", "controls/9-10-a-1.md")


@pytest.fixture(scope="module")
def clinic() -> Build:
    """The clinic as it stands in the repository."""
    return run_clinic(CLINIC)


@pytest.fixture(scope="module")
def assessed(clinic: Build) -> Assessment:
    """Its assessment."""
    assert clinic.assessment is not None
    return clinic.assessment


@pytest.fixture(scope="module")
def rendered(clinic: Build, assessed: Assessment) -> dict[str, str]:
    """Every golden file's text by name."""
    pages = {page.src: page.text for page in site_pages(assessed).pages}
    texts = {f"pages/{name}": pages[name] for name in PAGES}
    texts["report.json"] = report_json(report(assessed))
    texts["workbook.txt"] = _cells(workbook_sheets(assessed))
    texts["answers.txt"] = _answers(make_lookup(answers(assessed), clinic.files.index, "Notice."))
    return texts


def _cells(workbook: Workbook) -> str:
    lines = []
    for sheet in workbook.sheets:
        lines.append(f"== {sheet.name}")
        for row, column, cell in sheet.cells():
            lines.append(f"R{row + 1}C{column + 1} {cell.style.value}: {cell.shown!r}")
    return "\n".join(lines) + "\n"


def _answers(lookup: Lookup) -> str:
    return "\n".join(str(entry["text"]) for entry in lookup.entries.values())


@pytest.mark.parametrize(
    "name", ["answers.txt", "report.json", "workbook.txt", *(f"pages/{page}" for page in PAGES)]
)
def test_output_is_as_reviewed(
    rendered: dict[str, str], name: str, request: pytest.FixtureRequest
) -> None:
    path = EXPECTED / name
    if request.config.getoption("--rewrite-golden"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(rendered[name], encoding="utf-8")
    assert rendered[name] == path.read_text(encoding="utf-8")


def test_no_golden_file_is_left_over(rendered: dict[str, str]) -> None:
    held = {path.relative_to(EXPECTED).as_posix() for path in EXPECTED.rglob("*") if path.is_file()}
    assert held <= rendered.keys()
