from __future__ import annotations

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from msgspec.structs import replace

from builder.errors import BuilderError
from builder.model.assessment import Assessment
from builder.model.audience import Audience
from builder.publish.workbook import write_workbook
from builder.publish.workbook_proof import prove_workbook
from builder.render.sheet_model import (
    Area,
    Cell,
    Content,
    DefinedName,
    Formula,
    Link,
    Sheet,
    StyleName,
    Workbook,
)
from builder.render.sheets import workbook_sheets
from tests.unit.render.sheet_samples import little_sheet, little_workbook


def with_cell(content: Content, style: StyleName = StyleName.TEXT) -> Workbook:
    sheet = little_sheet("before", "after")
    if isinstance(content, date):
        style = StyleName.DATE
    return little_workbook(replace(sheet, rows=(*sheet.rows[:2], (Cell(content, style),))))


PAIRS: tuple[tuple[Content, Content], ...] = (
    ("1", 1),
    (1, "1"),
    (1, 2),
    ("a", "a "),
    ("A", "a"),
    ("", "a"),
    (None, 0),
    (0, None),
    (date(2026, 1, 1), date(2026, 1, 2)),
    ("2026-01-01", date(2026, 1, 1)),
    ("\n", "\r"),
    (Formula(text="=1+1", value=2), Formula(text="=1+1", value=3)),
    (Formula(text="=1+1", value=2), Formula(text="=2", value=2)),
    (Formula(text="=1+1", value=2), 2),
    ("=1+1", Formula(text="=1+1", value=2)),
    (Link(text="x", target="site/a"), Link(text="x", target="site/b")),
    (Link(text="x", target="site/a", anchor="1"), Link(text="x", target="site/a", anchor="2")),
    (Link(text="x", target="site/a", tip="1"), Link(text="x", target="site/a", tip="2")),
    (Link(text="x", target="site/a"), "x"),
    ("x", Link(text="x", anchor="'Sample'!A1")),
)


@pytest.mark.parametrize(("written", "meant"), PAIRS)
def test_a_cell_that_says_something_else_is_found(written: Content, meant: Content) -> None:
    prove_workbook(with_cell(written), write_workbook(with_cell(written)))
    with pytest.raises(BuilderError, match="sheet `Sample`, cell A3"):
        prove_workbook(with_cell(meant), write_workbook(with_cell(written)))


def test_a_cell_that_is_open_by_mistake_is_found() -> None:
    opened = with_cell("x", StyleName.INPUT)
    with pytest.raises(BuilderError, match="cell A3: open"):
        prove_workbook(with_cell("x"), write_workbook(opened))


def test_a_missing_row_or_sheet_or_name_or_property_is_found() -> None:
    workbook = little_workbook(little_sheet("a", "b"))
    sheets = (*workbook.sheets, replace(little_sheet("c", name="Other"), table=None))
    name = DefinedName(name="Sample_Text", sheet="Sample", area=Area(1, 0, 2, 0))
    others: tuple[tuple[Workbook, str], ...] = (
        (little_workbook(little_sheet("a", "b", "c")), "cell A4|the tables"),
        (little_workbook(little_sheet("a")), "has 3 rows"),
        (replace(workbook, sheets=sheets), "has the sheets"),
        (replace(workbook, names=(name,)), "defined names differ"),
        (replace(workbook, properties=(("BuildId", "other"),)), "properties"),
        (little_workbook(retitled(workbook.sheets[0])), "cell A1|headings"),
    )
    for meant, words in others:
        with pytest.raises(BuilderError, match=words):
            prove_workbook(meant, write_workbook(workbook))


def retitled(sheet: Sheet) -> Sheet:
    assert sheet.table is not None
    columns = tuple(replace(column, title="Words") for column in sheet.table.columns)
    return replace(sheet, table=replace(sheet.table, columns=columns))


def edited(data: bytes, part: str, old_text: str, new_text: str) -> bytes:
    stream = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(stream, "w") as new:
        for info in old.infolist():
            text = old.read(info)
            if info.filename == part:
                text = text.replace(old_text.encode(), new_text.encode(), 1)
            new.writestr(info, text)
    return stream.getvalue()


def test_every_kind_of_edit_in_the_real_file_is_found(assessment: Assessment) -> None:
    workbook = workbook_sheets(assessment, Audience.AUDITOR)
    written = write_workbook(workbook)
    edits: tuple[tuple[str, str, str], ...] = (
        ("xl/sharedStrings.xml", ">Not satisfied<", ">Satisfied<"),
        ("xl/worksheets/sheet2.xml", "<f>COUNTIFS(", "<f>1+COUNTIFS("),
        ("xl/workbook.xml", "Matrix_Status", "Matrix_Statu5"),
    )
    for part, old, new in edits:
        broken = edited(written, part, old, new)
        assert broken != written
        with pytest.raises(BuilderError):
            prove_workbook(workbook, broken)


@pytest.mark.parametrize("data", [b"", b"PK", b"x" * 100])
def test_bytes_that_are_no_workbook_are_refused(data: bytes) -> None:
    with pytest.raises(BuilderError, match="cannot be read"):
        prove_workbook(little_workbook(little_sheet("a")), data)


def test_a_cut_file_is_refused(assessment: Assessment) -> None:
    workbook = workbook_sheets(assessment, Audience.CUSTOMER)
    written = write_workbook(workbook)
    with pytest.raises(BuilderError, match="cannot be read"):
        prove_workbook(workbook, written[: len(written) // 2])
