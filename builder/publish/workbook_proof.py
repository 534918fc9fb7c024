"""Reads a written workbook back with another library and compares every cell with its value."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from datetime import datetime
from html import unescape
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import fromstring
from zipfile import BadZipFile, ZipFile

import openpyxl
from openpyxl.cell.cell import Cell as ReadCell
from openpyxl.cell.cell import MergedCell
from openpyxl.workbook import Workbook as ReadWorkbook
from openpyxl.worksheet.worksheet import Worksheet as ReadSheet

from builder.errors import BuilderError
from builder.publish.workbook import area_address
from builder.publish.workbook_package import escaped_codes
from builder.render.sheet_formulas import place
from builder.render.sheet_model import OPEN_STYLES, Cell, Formula, Link, Sheet, Workbook

_HINT = "The workbook was not published. Please report this with the text of the cell."
_FORMULA = re.compile(r'<c r="([A-Z]+[0-9]+)"[^>]*><f(?: [^>]*)?>(.*?)</f>')
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def prove_workbook(workbook: Workbook, written: bytes) -> None:
    """Raise `BuilderError` naming sheet and cell when the bytes do not say what the values say."""
    book = _open(written)
    names = [sheet.name for sheet in workbook.sheets]
    if book.sheetnames != names:
        raise BuilderError(f"the workbook has the sheets {book.sheetnames}, not {names}", _HINT)
    for sheet in workbook.sheets:
        _prove_sheet(sheet, book[sheet.name])
    with ZipFile(BytesIO(written)) as archive:
        _prove_formulas(workbook, archive)
        _prove_texts(workbook, archive)
    _prove_names(workbook, book)
    found = tuple((item.name, item.value) for item in _custom(book))
    if found != workbook.properties:
        raise BuilderError(f"the properties {found} are not {workbook.properties}", _HINT)


def _open(written: bytes) -> ReadWorkbook:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about parts that we do not compare
            return openpyxl.load_workbook(BytesIO(written), data_only=True)
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
            fault = _fault(cell, found)
            if fault:
                spot = f"sheet `{sheet.name}`, cell {place(row, column)}"
                raise BuilderError(f"{spot}: {fault}", _HINT)
    if sheet.table is not None:
        _prove_table(sheet, read)


def _fault(cell: Cell | None, found: ReadCell | MergedCell) -> str:
    """What is wrong with a cell as it was read; nothing when it says what it should."""
    wanted = cell.shown if cell is not None else None
    value = _value(found.value)
    if not _same(wanted, value):
        return f"{value!a} was written for {wanted!a}"
    if cell is None:
        return ""
    if isinstance(wanted, str) and wanted and found.data_type != "s":
        return f"a text was written as type `{found.data_type}`"
    if (cell.style in OPEN_STYLES) == found.protection.locked:
        return "open where it should be locked, or the reverse"
    link = cell.content if isinstance(cell.content, Link) else None
    read = found.hyperlink
    meant = (link.target, link.anchor, link.tip) if link is not None else None
    had = (read.target or "", read.location or "", read.tooltip or "") if read else None
    return "" if meant == had else f"the link {had} was written for {meant}"


def _prove_table(sheet: Sheet, read: ReadSheet) -> None:
    table = sheet.table
    if table is None:
        return
    area = f"A1:{place(len(sheet.rows) - 1, len(sheet.widths) - 1)}"
    found = {name: read.tables[name].ref for name in read.tables}
    if found != {table.name: area}:
        raise BuilderError(f"sheet `{sheet.name}` has the tables {found}, not {area}", _HINT)
    titles = [column.name for column in read.tables[table.name].tableColumns]
    if titles != [column.title for column in table.columns]:
        raise BuilderError(f"sheet `{sheet.name}`: its table has the headings {titles}", _HINT)


def _prove_names(workbook: Workbook, book: ReadWorkbook) -> None:
    wanted = {name.name: area_address(name) for name in workbook.names}
    found = {name: _quoted(book.defined_names[name].attr_text) for name in book.defined_names}
    if wanted != found:
        different = sorted(wanted.items() ^ found.items())
        raise BuilderError(f"defined names differ: {different}", _HINT)


def _prove_formulas(workbook: Workbook, archive: ZipFile) -> None:
    """That the cells with formulas are the ones that were meant, and no others.

    Read from the part itself, since the library shows either formulas or their results.
    """
    for number, sheet in enumerate(workbook.sheets, start=1):
        wanted = {
            place(row, column): cell.content.text.removeprefix("=")
            for row, column, cell in sheet.cells()
            if isinstance(cell.content, Formula)
        }
        part = archive.read(f"xl/worksheets/sheet{number}.xml").decode()
        found = {spot: unescape(text) for spot, text in _FORMULA.findall(part)}
        for spot, text in sorted(wanted.items() ^ found.items()):
            where = f"sheet `{sheet.name}`, cell {spot}"
            raise BuilderError(f"{where}: the formula {text!a} stands on one side only", _HINT)


def _prove_texts(workbook: Workbook, archive: ZipFile) -> None:
    """That the file's table of texts holds exactly our texts.

    The reading library blurs escapes: it drops some and keeps others, so that two different
    texts may look alike to it. This reads the table as spreadsheet programs do.
    """
    wanted = {
        cell.shown
        for sheet in workbook.sheets
        for *_, cell in sheet.cells()
        if isinstance(cell.shown, str) and not isinstance(cell.content, Formula)
    } - {""}
    strings = fromstring(archive.read("xl/sharedStrings.xml"))  # noqa: S314 # our own bytes
    found = {_ESCAPE.sub(_letter, item[0].text or "") for item in strings}
    for text in sorted(wanted ^ found):
        spot = next((s for s in _spots(workbook, text)), "no cell")
        raise BuilderError(f"{spot}: the text {text[:60]!a} is not written as it is", _HINT)


def _spots(workbook: Workbook, text: str) -> Iterable[str]:
    for sheet in workbook.sheets:
        for row, column, cell in sheet.cells():
            if cell.shown == text:
                yield f"sheet `{sheet.name}`, cell {place(row, column)}"


def _as_read(text: str) -> str:
    """A text as the reading library shows it: some escapes undone, others not."""
    if "_" not in text and "\r" not in text:
        return text
    return escaped_codes(text).replace("\r", "_x000D_").replace("x005F_", "")


def _letter(match: re.Match[str]) -> str:
    return chr(int(match[1], 16))


def _value(value: object) -> object:
    return value.date() if isinstance(value, datetime) else value


def _same(wanted: object, value: object) -> bool:
    if wanted in (None, ""):
        return value is None
    if isinstance(wanted, str):
        return _as_read(wanted) == value
    return type(wanted) is type(value) and wanted == value


def _custom(book: ReadWorkbook) -> Iterable[Any]:
    properties: Any = getattr(book, "custom_doc_props")  # noqa: B009 # unknown to the stubs
    found: Iterable[Any] = properties.props
    return found


def _quoted(address: str) -> str:
    sheet, _, area = address.rpartition("!")
    return f"{sheet if sheet.startswith(chr(39)) else chr(39) + sheet + chr(39)}!{area}"
