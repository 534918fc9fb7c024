"""Workbook values to the bytes of an .xlsx file; the same values give the same bytes."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.url import Url, UrlTypes
from xlsxwriter.worksheet import Worksheet

from builder.publish.workbook_charts import insert_chart
from builder.publish.workbook_limits import check_limits
from builder.publish.workbook_package import FinishedWorkbook
from builder.publish.workbook_styles import format_properties
from builder.render.sheet_formulas import place
from builder.render.sheet_model import (
    Area,
    Cell,
    ConditionalFill,
    Content,
    DataValidation,
    DefinedName,
    Fill,
    Formula,
    Link,
    Sheet,
    StyleName,
    TableSpec,
    Workbook,
)

_PAPER_11_BY_17 = 17
_MARGIN = 0.3
_HEADER_MARGIN = 0.55
_EARLIEST = date(2000, 1, 1)
_OPTIONS = {
    "in_memory": True,
    "strings_to_numbers": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
}
_ALLOWED = {"autofilter": True, "format_columns": True, "format_rows": True}


def write_workbook(workbook: Workbook) -> bytes:
    """The bytes of the workbook.

    Raises `BuilderError` naming sheet and cell when a value does not fit into a spreadsheet.
    """
    check_limits(workbook)
    stream = BytesIO()
    book = FinishedWorkbook(stream, _OPTIONS, workbook.language)
    formats = {
        style: book.add_named_format(style.value, format_properties(style)) for style in StyleName
    }
    fills = {fill: book.add_format(_fill_properties(fill)) for fill in Fill}
    _set_properties(book, workbook)
    for sheet in workbook.sheets:
        worksheet = book.add_worksheet(sheet.name)
        _write_cells(worksheet, sheet, formats)
        _lay_out(worksheet, sheet, workbook)
        if sheet.table is not None:
            _add_table(worksheet, sheet, sheet.table, formats[StyleName.HEAD])
        _add_rules(worksheet, sheet, fills)
        for chart in sheet.charts:
            insert_chart(book, worksheet, sheet.name, chart)
    for name in workbook.names:
        book.define_name(name.name, f"={area_address(name)}")
    book.close()
    return stream.getvalue()


def area_address(name: DefinedName) -> str:
    """The fixed area of a name, as formulas write it."""
    first = place(name.area.first_row, name.area.first_column, fixed="both")
    last = place(name.area.last_row, name.area.last_column, fixed="both")
    return f"'{name.sheet}'!{first}" + ("" if first == last else f":{last}")


def _set_properties(book: FinishedWorkbook, workbook: Workbook) -> None:
    book.set_properties(
        {
            "title": workbook.title,
            "subject": workbook.subject,
            "author": workbook.author,
            "created": workbook.created,
        }
    )
    for name, value in workbook.properties:
        book.set_custom_property(name, value, "text")


def _write_cells(worksheet: Worksheet, sheet: Sheet, formats: dict[StyleName, Format]) -> None:
    for row, column, cell in sheet.cells():
        _write_cell(worksheet, (row, column), cell, formats[cell.style])


def _write_cell(worksheet: Worksheet, spot: tuple[int, int], cell: Cell, look: Format) -> None:
    content: Content = cell.content
    if content is None or content == "":
        worksheet.write_blank(*spot, None, look)
    elif isinstance(content, str):
        worksheet.write_string(*spot, content, look)
    elif isinstance(content, date):
        worksheet.write_datetime(*spot, content, look)
    elif isinstance(content, Formula):
        worksheet.write_formula(*spot, content.text, look, content.value)
    elif isinstance(content, Link):
        worksheet.write_url(*spot, _url(content), look, content.text, content.tip or None)
    else:
        worksheet.write_number(*spot, content, look)


def _url(link: Link) -> Url:
    if not link.target:
        return _tipped(Url(f"internal:{link.anchor}"), link)
    if link.target.startswith("https://"):
        return _tipped(Url(f"{link.target}#{link.anchor}" if link.anchor else link.target), link)
    return _tipped(_RelativeUrl(link), link)


def _tipped(url: Url, link: Link) -> Url:
    url.text = link.text
    url.tip = link.tip
    return url


class _RelativeUrl(Url):  # type: ignore[misc] # the library has no types
    """A place beside the workbook; the library would turn its slashes into backslashes."""

    def __init__(self, link: Link) -> None:
        self._fragment = link.anchor
        super().__init__(link.target)

    def _parse_url(self) -> None:
        self._link_type = UrlTypes.URL
        self._relationship_link = self._link
        self._anchor = self._fragment


def _lay_out(worksheet: Worksheet, sheet: Sheet, workbook: Workbook) -> None:
    for number, width in enumerate(sheet.widths):
        folded = number in sheet.collapsed_columns
        options = {"level": 1, "hidden": True} if folded else {}
        if number - 1 in sheet.collapsed_columns:
            options = {"collapsed": True}
        worksheet.set_column(number, number, width, None, options)
    if sheet.collapsed_columns and sheet.collapsed_columns[-1] == len(sheet.widths) - 1:
        worksheet.set_column(len(sheet.widths), len(sheet.widths), None, None, {"collapsed": True})
    for row, height in enumerate(sheet.heights):
        if height is not None:
            worksheet.set_row(row, height)
    if sheet.frozen != (0, 0):
        worksheet.freeze_panes(*sheet.frozen)
        worksheet.repeat_rows(0, sheet.frozen[0] - 1)
    worksheet.hide_gridlines(2)
    worksheet.set_landscape()
    worksheet.set_paper(_PAPER_11_BY_17)
    worksheet.set_margins(_MARGIN, _MARGIN, _HEADER_MARGIN, _HEADER_MARGIN)
    worksheet.fit_to_pages(1, 0 if sheet.table is not None else 1)
    worksheet.print_area(0, 0, len(sheet.rows) - 1, sheet.print_columns - 1)
    worksheet.set_header(f"&L&8 {_printable(workbook.header)}&R&8&A")
    worksheet.set_footer(f"&L&8 {_printable(workbook.footer)}&R&8Page &P of &N")


def _printable(text: str) -> str:
    """Text for a header or footer, in which an ampersand starts a code.

    A space before it keeps a first digit out of the font size.
    """
    return text.replace("&", "&&")


def _add_rules(worksheet: Worksheet, sheet: Sheet, fills: dict[Fill, Format]) -> None:
    for rule in sheet.fills:
        worksheet.conditional_format(*_corners(rule.area), _fill_rule(rule, fills))
    for validation in sheet.validations:
        worksheet.data_validation(*_corners(validation.area), _validation(validation))
    if sheet.protected:
        worksheet.protect("", _ALLOWED)


def _add_table(worksheet: Worksheet, sheet: Sheet, table: TableSpec, head: Format) -> None:
    # the library writes the headings once more, so it has to know their look
    columns = [{"header": column.title, "header_format": head} for column in table.columns]
    options = {"name": table.name, "columns": columns, "style": None, "description": table.about}
    worksheet.add_table(0, 0, len(sheet.rows) - 1, len(columns) - 1, options)


def _fill_rule(rule: ConditionalFill, fills: dict[Fill, Format]) -> dict[str, Any]:
    quoted = rule.word.replace('"', '""')
    word = f'"{quoted}"'
    return {"type": "cell", "criteria": "==", "value": word, "format": fills[rule.fill]}


def _fill_properties(fill: Fill) -> dict[str, Any]:
    return {"bg_color": f"#{fill.value}", "font_color": "#000000"}


def _validation(rule: DataValidation) -> dict[str, Any]:
    prompt = {"input_title": rule.title, "input_message": rule.prompt}
    if rule.words:
        error = {"error_title": rule.title, "error_message": "Choose a word from the list."}
        return {"validate": "list", "source": f"={rule.words}", **prompt, **error}
    error = {"error_title": rule.title, "error_message": "Enter a date, such as 2026-12-01."}
    return {"validate": "date", "criteria": ">=", "value": _EARLIEST, **prompt, **error}


def _corners(area: Area) -> tuple[int, int, int, int]:
    return area.first_row, area.first_column, area.last_row, area.last_column
