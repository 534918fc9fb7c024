"""Little helpers of the sheet tests: the sheets of an assessment, and its columns by heading."""

from __future__ import annotations

from datetime import UTC, datetime

from msgspec.structs import replace

from builder.model.assessment import Assessment
from builder.model.organization import Organization
from builder.model.provider import ProviderProfile
from builder.render.sheet_model import Cell, Column, Sheet, StyleName, TableSpec, Workbook

CREATED = datetime(2026, 11, 24, 23, 59, 59, tzinfo=UTC)


def sheet_of(workbook: Workbook, name: str) -> Sheet:
    """The sheet of that name."""
    sheet = workbook.sheet(name)
    assert sheet is not None, name
    return sheet


def headings(sheet: Sheet) -> list[str]:
    """The headings of a data sheet."""
    return [str(cell.shown) for cell in sheet.rows[0] if cell is not None]


def column_of(sheet: Sheet, heading: str) -> list[object]:
    """The values below a heading."""
    number = headings(sheet).index(heading)
    return [cell.shown if (cell := row[number]) is not None else None for row in sheet.rows[1:]]


def with_profile(assessment: Assessment, profile: ProviderProfile) -> Assessment:
    """The same assessment with another provider's profile."""
    workspace = assessment.matrix.workspace
    workspace = replace(workspace, provider=replace(workspace.provider, profile=profile))
    return replace(assessment, matrix=replace(assessment.matrix, workspace=workspace))


def with_organization(assessment: Assessment, organization: Organization) -> Assessment:
    """The same assessment of another organization."""
    workspace = assessment.matrix.workspace
    workspace = replace(workspace, customer=replace(workspace.customer, organization=organization))
    return replace(assessment, matrix=replace(assessment.matrix, workspace=workspace))


def little_sheet(*texts: str, name: str = "Sample") -> Sheet:
    """A data sheet with one text in each row."""
    column = Column(key="Text", title="Text", width=20, style=StyleName.TEXT, named=True)
    rows = (
        (Cell("Text", StyleName.HEAD),),
        *((Cell(text, StyleName.TEXT),) for text in texts),
    )
    return Sheet(
        name=name,
        purpose="A sample.",
        rows=rows,
        widths=(20,),
        heights=(None,) * len(rows),
        print_columns=1,
        frozen=(1, 1),
        table=TableSpec(name="Sample", columns=(column,), about="A sample."),
    )


def little_workbook(*sheets: Sheet) -> Workbook:
    """A workbook of these sheets and nothing else."""
    return Workbook(
        title="Sample",
        subject="Sample",
        author="Sample",
        created=CREATED,
        language="en-US",
        header="Sample",
        footer="Sample",
        sheets=sheets,
        names=(),
        properties=(("BuildId", "sample"),),
    )
