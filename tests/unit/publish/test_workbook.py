from __future__ import annotations

import os
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from msgspec.structs import replace

from builder.model.assessment import Assessment
from builder.model.audience import Audience
from builder.publish.workbook import write_workbook
from builder.publish.workbook_proof import prove_workbook
from builder.render.sheet_model import Fill, StyleName, Workbook
from builder.render.sheets import workbook_sheets

SCRIPT = """
import hashlib, sys
from datetime import UTC, datetime
from pathlib import Path
from builder.pipeline import Inputs, assemble
from builder.publish.workbook import write_workbook
from builder.render.sheets import workbook_sheets
as_of = datetime(2026, 11, 24, 23, 59, 59, tzinfo=UTC)
build = assemble(Inputs(root=Path(sys.argv[1]), as_of=as_of, now=as_of))
assert build.assessment
print(hashlib.sha256(write_workbook(workbook_sheets(build.assessment))).hexdigest())
"""


@pytest.fixture(scope="module")
def workbook(assessment: Assessment) -> Workbook:
    return workbook_sheets(assessment, Audience.AUDITOR)


@pytest.fixture(scope="module")
def written(workbook: Workbook) -> bytes:
    return write_workbook(workbook)


@pytest.fixture(scope="module")
def parts(written: bytes) -> dict[str, str]:
    with ZipFile(BytesIO(written)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


@pytest.mark.parametrize("audience", list(Audience))
def test_every_cell_is_read_back_as_it_was_meant(
    assessment: Assessment, audience: Audience
) -> None:
    workbook = workbook_sheets(assessment, audience)
    prove_workbook(workbook, write_workbook(workbook))


def test_a_workbook_without_evidence_and_gaps_is_whole(assessment: Assessment) -> None:
    workbook = workbook_sheets(replace(assessment, evidence=(), gaps=()), Audience.AUDITOR)
    prove_workbook(workbook, write_workbook(workbook))


def test_the_same_assessment_gives_the_same_bytes(assessment: Assessment, written: bytes) -> None:
    assert write_workbook(workbook_sheets(assessment, Audience.AUDITOR)) == written


def test_the_bytes_do_not_depend_on_the_machine(root: Path) -> None:
    digests = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT, str(root)],
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    }
    assert len(digests) == 1


def test_nothing_in_the_package_is_dated_by_the_clock(
    written: bytes, parts: dict[str, str]
) -> None:
    with ZipFile(BytesIO(written)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    stamps = set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", parts["docProps/core.xml"]))
    assert stamps == {"2026-11-24T23:59:59Z"}


def test_properties_say_what_the_file_is(workbook: Workbook, written: bytes) -> None:
    book = openpyxl.load_workbook(BytesIO(written))
    read = book.properties
    assert (read.title, read.subject, read.creator, read.language) == (
        workbook.title, workbook.subject, workbook.author, "en-US",
    )  # fmt: skip
    names = [name for name, _ in workbook.properties]
    assert names == [
        "BuildId", "CatalogSha256", "EvidenceSha256", "ProseSha256", "SchemaVersion", "Audience",
    ]  # fmt: skip


def test_results_are_true_and_computed_again_on_opening(parts: dict[str, str]) -> None:
    assert 'fullCalcOnLoad="1"' in parts["xl/workbook.xml"]
    dashboard = parts["xl/worksheets/sheet2.xml"]
    results = re.findall(r"<f>COUNTIFS[^<]*</f><v>(\d+)</v>", dashboard)
    assert sum(map(int, results)) > 300


def test_rows_may_grow_when_an_auditor_types(parts: dict[str, str]) -> None:
    sheets = [xml for name, xml in parts.items() if name.startswith("xl/worksheets/sheet")]
    assert all("customHeight" not in xml for xml in sheets)
    assert sum(xml.count(" ht=") for xml in sheets) > 400


def test_charts_are_native_and_described(parts: dict[str, str]) -> None:
    charts = [name for name in parts if re.fullmatch(r"xl/charts/chart\d+\.xml", name)]
    assert len(charts) == 3
    drawing = parts["xl/drawings/drawing1.xml"]
    assert len(re.findall(r'descr="Bar chart of the table above it\.', drawing)) == 3
    for name in charts:
        assert re.search(r"<c:numCache>.*<c:v>\d+</c:v>", parts[name])


def test_each_role_has_a_named_style(workbook: Workbook, written: bytes) -> None:
    book = openpyxl.load_workbook(BytesIO(written))
    assert {style.value for style in StyleName} <= set(book.named_styles)
    for sheet in workbook.sheets:
        for row, column, cell in sheet.cells():
            read = book[sheet.name].cell(row + 1, column + 1)
            assert read.style == cell.style.value
            assert read.font.name == "Calibri"


def test_sheets_are_set_up_for_reading_and_printing(workbook: Workbook, written: bytes) -> None:
    book = openpyxl.load_workbook(BytesIO(written))
    build = dict(workbook.properties)["BuildId"]
    for sheet in workbook.sheets:
        read = book[sheet.name]
        assert read.page_setup.orientation == "landscape"
        assert read.page_setup.fitToWidth in (None, 1)  # one is what the format takes for none
        assert str(read.page_setup.paperSize) == "17"
        fit, header, footer = read.sheet_properties.pageSetUpPr, read.oddHeader, read.oddFooter
        assert fit is not None
        assert header is not None
        assert footer is not None
        assert fit.fitToPage
        assert f"Build {build}" in str(footer.left.text)
        assert footer.right.text == "Page &P of &N"
        assert "nvented example" in str(header.left.text)
        assert read.protection.sheet is sheet.protected
        assert not read.protection.password
        assert not read.merged_cells.ranges
        assert read.sheet_state == "visible"
        if sheet.table is not None:
            assert read.freeze_panes == "B2"
            assert read.print_title_rows == "$1:$1"
            assert read.tables[sheet.table.name].autoFilter is not None
            assert not read.protection.autoFilter or not sheet.protected


def test_drop_downs_prompt_and_refuse(written: bytes) -> None:
    book = openpyxl.load_workbook(BytesIO(written))
    rules = [rule for sheet in book for rule in sheet.data_validations.dataValidation]
    assert {rule.formula1 for rule in rules if rule.type == "list"} == {
        "lst_auditor_status",
        "lst_auditor_result",
    }
    for rule in rules:
        assert rule.showErrorMessage
        assert rule.showInputMessage
        assert rule.prompt
        assert rule.error


def test_fills_follow_words(written: bytes) -> None:
    book = openpyxl.load_workbook(BytesIO(written))
    rules = [rule for area in book["Matrix"].conditional_formatting for rule in area.rules]
    assert {'"Missing"', '"Shared"', '"Not satisfied"'} <= {rule.formula[0] for rule in rules}
    colors = {str(rule.dxf.fill.bgColor.rgb)[2:] for rule in rules}
    assert colors <= {fill.value for fill in Fill}


def test_links_are_relative_or_https(parts: dict[str, str]) -> None:
    targets = {
        target
        for name, xml in parts.items()
        if name.startswith("xl/worksheets/_rels/")
        for target in re.findall(r'relationships/hyperlink" Target="([^"]+)"', xml)
    }
    assert any(target.startswith("site/controls/") for target in targets)
    for target in targets:
        assert target.startswith(("site/controls/", "https://"))
        assert "\\" not in target


def test_no_private_path_travels_along(parts: dict[str, str], root: Path) -> None:
    assert not any(str(root) in xml or "/home/" in xml for xml in parts.values())
