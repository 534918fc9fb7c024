"""The workbook in another program: recalculated, printed, without an error and without a cut."""

from __future__ import annotations

import csv
import re
import subprocess
from pathlib import Path

import openpyxl
import pytest
from msgspec.structs import replace

from builder.model.assessment import Assessment
from builder.model.audience import Audience
from builder.publish.workbook import write_workbook
from builder.render.sheet_model import Cell, Formula, Sheet, Workbook
from builder.render.sheets import workbook_sheets
from tests.unit.render.sheet_samples import little_sheet, little_workbook, sheet_of

pytestmark = pytest.mark.office

ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
 xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode"
 oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


@pytest.fixture(scope="module")
def workbook(assessment: Assessment) -> Workbook:
    return workbook_sheets(assessment, Audience.AUDITOR)


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh profile that computes every formula again on loading."""
    folder = tmp_path_factory.mktemp("profile")
    (folder / "user").mkdir()
    (folder / "user/registrymodifications.xcu").write_text(ALWAYS_RECALCULATE, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def printed(workbook: Workbook, profile: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole workbook as a PDF."""
    return convert(write_workbook(workbook), "pdf", profile, tmp_path_factory.mktemp("print"))


def convert(data: bytes, kind: str, profile: Path, folder: Path) -> Path:
    source = folder / "sent.xlsx"
    source.write_bytes(data)
    out = folder / "out"
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{profile}", "--headless",
         "--convert-to", kind, "--outdir", str(out), str(source)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return out / f"sent.{kind}"


def with_false_results(sheet: Sheet) -> Sheet:
    """The same formulas with results that are wrong, so that only a recalculation mends them."""
    rows = tuple(
        tuple(
            Cell(Formula(text=cell.content.text, value=999), cell.style)
            if cell is not None and isinstance(cell.content, Formula)
            else cell
            for cell in row
        )
        for row in sheet.rows
    )
    return replace(sheet, rows=rows)


def test_recalculated_results_are_the_ones_that_were_sent(
    workbook: Workbook, profile: Path, tmp_path: Path
) -> None:
    sheets = tuple(
        with_false_results(sheet) if sheet.name == "Dashboard" else sheet
        for sheet in workbook.sheets
    )
    sent = write_workbook(replace(workbook, sheets=sheets))
    book = openpyxl.load_workbook(convert(sent, "xlsx", profile, tmp_path), data_only=True)
    formulas = [
        (row, column, cell.content)
        for row, column, cell in sheet_of(workbook, "Dashboard").cells()
        if isinstance(cell.content, Formula)
    ]
    assert len(formulas) > 100
    for row, column, formula in formulas:
        assert book["Dashboard"].cell(row + 1, column + 1).value == formula.value, formula.text


def test_no_cell_turns_into_an_error_and_no_text_changes(
    workbook: Workbook, profile: Path, tmp_path: Path
) -> None:
    saved = convert(write_workbook(workbook), "xlsx", profile, tmp_path)
    book = openpyxl.load_workbook(saved, data_only=True)
    assert book.sheetnames == [sheet.name for sheet in workbook.sheets]
    for sheet in workbook.sheets:
        for row, column, cell in sheet.cells():
            read = book[sheet.name].cell(row + 1, column + 1)
            assert read.data_type != "e", (sheet.name, read.coordinate)
            if isinstance(cell.shown, str) and cell.shown:
                assert read.value == cell.shown, (sheet.name, read.coordinate)
    build = dict(workbook.properties)["BuildId"]
    assert build in {prop.value for prop in book.custom_doc_props.props}  # type: ignore[attr-defined]


@pytest.mark.poppler
def test_print_cuts_no_word(workbook: Workbook, printed: Path) -> None:
    done = subprocess.run(
        ["pdftotext", "-raw", str(printed), "-"], check=True, capture_output=True, text=True
    )
    letters = re.sub(r"\s+", "", done.stdout)
    for name in ("Matrix", "Customer actions", "Gaps"):
        sheet = sheet_of(workbook, name)
        for row in sheet.rows[1:]:
            for cell in row[: sheet.print_columns]:
                text = cell.shown if cell is not None else None
                if isinstance(text, str):
                    last = text.split()[-1]
                    assert last in letters, (name, text)


@pytest.mark.poppler
def test_print_is_one_page_wide(printed: Path) -> None:
    done = subprocess.run(["pdfinfo", str(printed)], check=True, capture_output=True, text=True)
    pages = re.search(r"Pages:\s+(\d+)", done.stdout)
    size = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", done.stdout)
    assert pages is not None
    assert size is not None
    assert (round(float(size[1])), round(float(size[2]))) == (1224, 792)
    assert int(pages[1]) < 60  # two pages wide would be more than twice as many


TRICKY = (
    "<r>x</r>", "<r><t>x</t></r>", "_x005F_", "_x000D_", "_x005F_x000D_", "_x000D_x000D_x005F_",
    "x005F_", "a_x0041_b", "=1+1", "&amp;", "R&D <team>", "_", "__x0041__",
)  # fmt: skip


def test_texts_that_look_like_codes_are_read_as_they_are(profile: Path, tmp_path: Path) -> None:
    sent = write_workbook(little_workbook(little_sheet(*TRICKY)))
    with convert(sent, "csv", profile, tmp_path).open(encoding="utf-8", newline="") as stream:
        assert [row[0] for row in csv.reader(stream)] == ["Text", *TRICKY]
