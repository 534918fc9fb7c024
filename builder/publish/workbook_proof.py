"""Reads a written workbook back with another library and compares every cell with its value."""

from __future__ import annotations

import re
import warnings
from datetime import date, datetime
from io import BytesIO
from zipfile import BadZipFile

import openpyxl
from openpyxl.cell.cell import Cell as ReadCell
from openpyxl.cell.cell import MergedCell
from openpyxl.workbook import Workbook as ReadWorkbook
from openpyxl.worksheet.worksheet import Worksheet as ReadSheet

from builder.errors import BuilderError
from builder.publish.workbook import area_address
from builder.render.sheet_formulas import place
from builder.render.sheet_model import OPEN_STYLES, Cell, Formula, Link, Sheet, Workbook

_HINT = "The workbook was not published. Please report this with the text of the cell."
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def prove_workbook(workbook: Workbook, written: bytes) -> None:
    """Raise `BuilderError` naming sheet and cell when the bytes do not say what the values say."""
    book = _open(written, values=True)
    names = [sheet.name for sheet in workbook.sheets]
    if book.sheetnames != names:
        raise BuilderError(f"the workbook has the sheets {book.sheetnames}, not {names}", _HINT)
    for sheet in workbook.sheets:
        _prove_sheet(sheet, book[sheet.name])
    _prove_names(workbook, book)
    _prove_formulas(workbook, written)


def _open(written: bytes, *, values: bool) -> ReadWorkbook:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about parts that we do not compare
            return openpyxl.load_workbook(BytesIO(written), data_only=values, read_only=not values)
    except (BadZipFile, KeyError, ValueError, SyntaxError) as problem:
        raise BuilderError(f"the written workbook cannot be read: {problem}", _HINT) from problem


def _prove_sheet(sheet: Sheet, read: ReadSheet) -> None:
    rows, columns = len(sheet.rows), len(sheet.widths)
    if read.max_row > rows or read.max_column > columns:
        size = f"{read.max_row} rows and {read.max_column} columns, not {rows} and {columns}"
        raise BuilderError(f"sheet `{sheet.name}` has {size}", _HINT)
    for row, cells in enumerate(sheet.rows):
        for column, cell in enumerate(cells):
            found = read.cell(row + 1, column + 1)
            _prove_cell(cell, found, f"sheet `{sheet.name}`, cell {place(row, column)}")
    if sheet.table is not None:
        _prove_table(sheet, read)


def _prove_cell(cell: Cell | None, found: ReadCell | MergedCell, spot: str) -> None:
    wanted = cell.shown if cell is not None else None
    value = _value(found.value)
    if (wanted or None if isinstance(wanted, str) else wanted) != value or not _same_kind(
        wanted, value
    ):
        raise BuilderError(f"{spot}: {value!r} was written for {wanted!r}", _HINT)
    if cell is None:
        return
    if isinstance(wanted, str) and wanted and found.data_type != "s":
        raise BuilderError(f"{spot}: a text was written as type `{found.data_type}`", _HINT)
    if (cell.style in OPEN_STYLES) == found.protection.locked:
        raise BuilderError(f"{spot}: open where it should be locked, or the reverse", _HINT)
    _prove_link(cell, found, spot)


def _prove_link(cell: Cell, found: ReadCell | MergedCell, spot: str) -> None:
    link = cell.content if isinstance(cell.content, Link) else None
    read = found.hyperlink
    wanted = (link.target, link.anchor, link.tip) if link is not None else None
    had = (read.target or "", read.location or "", read.tooltip or "") if read else None
    if wanted != had:
        raise BuilderError(f"{spot}: the link {had} was written for {wanted}", _HINT)


def _prove_table(sheet: Sheet, read: ReadSheet) -> None:
    table = sheet.table
    if table is None:
        return
    area = f"A1:{place(len(sheet.rows) - 1, len(sheet.widths) - 1)}"
    found = {name: read.tables[name].ref for name in read.tables}
    if found != {table.name: area}:
        raise BuilderError(f"sheet `{sheet.name}` has the tables {found}, not {area}", _HINT)
    titles = [_value(column.name) for column in read.tables[table.name].tableColumns]
    if titles != [column.title for column in table.columns]:
        raise BuilderError(f"sheet `{sheet.name}`: its table has the headings {titles}", _HINT)


def _prove_names(workbook: Workbook, book: ReadWorkbook) -> None:
    wanted = {name.name: area_address(name) for name in workbook.names}
    found = {name: _quoted(book.defined_names[name].attr_text) for name in book.defined_names}
    if wanted != found:
        different = sorted(wanted.items() ^ found.items())
        raise BuilderError(f"defined names differ: {different}", _HINT)


def _prove_formulas(workbook: Workbook, written: bytes) -> None:
    """A second reading, since a library shows either formulas or their results."""
    book = _open(written, values=False)
    for sheet in workbook.sheets:
        wanted = {
            (row, column): cell.content.text
            for row, column, cell in sheet.cells()
            if isinstance(cell.content, Formula)
        }
        if not wanted:
            continue
        found = {
            (cell.row - 1, cell.column - 1): cell.value
            for row in book[sheet.name].iter_rows()
            for cell in row
            if cell.data_type == "f"
        }
        for row, column in sorted(wanted.items() ^ found.items()):
            spot = f"sheet `{sheet.name}`, cell {place(*row)}"
            raise BuilderError(f"{spot}: the formula `{column}` is not the one that was meant", _HINT)
    book.close()


def _value(value: object) -> object:
    """What a spreadsheet program shows for what the library reads."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str):
        return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), value)
    return value


def _same_kind(wanted: object, value: object) -> bool:
    if wanted in (None, ""):
        return value is None
    return type(wanted) is type(value) or (isinstance(wanted, date) and isinstance(value, date))


def _quoted(address: str) -> str:
    sheet, _, area = address.rpartition("!")
    return f"{sheet if sheet.startswith(chr(39)) else chr(39) + sheet + chr(39)}!{area}"
