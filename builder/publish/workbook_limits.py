"""What a spreadsheet cannot hold, checked before writing: nothing is cut or refused in silence."""

from __future__ import annotations

import re
from collections.abc import Iterable

from builder.errors import BuilderError
from builder.render.sheet_formulas import place
from builder.render.sheet_model import Cell, Formula, Link, Sheet, Workbook

MAX_TEXT = 32_767
MAX_LINE_FEEDS = 253
MAX_SHEET_NAME = 31
MAX_HEADER = 255
MAX_LINKS = 65_530
MAX_ADDRESS = 2_079
MAX_TIP = 255
MAX_FORMULA = 8_192
MAX_ROWS = 1_048_576
MAX_HEADING = 255
MAX_PROPERTY = 255
MAX_PROMPT = 255
MAX_PROMPT_TITLE = 32
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_PATTERN = re.compile(r"[*?~]|^[<>=]")
_UNENCODED = re.compile(r"""[\s"<>\[\]^`{}#]|%(?![0-9A-Fa-f]{2})""")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SHORTEN = "Shorten the text in the catalog; longer prose belongs on the site's page."
_PRINT_CODES = 40
"""Room for fonts, sheet name and page numbers beside our text."""


def check_limits(workbook: Workbook) -> None:
    """Raise `BuilderError` for the first value that does not fit, naming sheet and cell."""
    names = [sheet.name.casefold() for sheet in workbook.sheets]
    for sheet in workbook.sheets:
        where = f"sheet `{sheet.name[:MAX_SHEET_NAME]}`"
        if names.count(sheet.name.casefold()) > 1:
            raise BuilderError(f"{where} exists twice", "Give each sheet a name of its own.")
        _check_sheet(sheet, where)
    for what, text, most in _texts(workbook):
        _check_text(what, text, most)


def _texts(workbook: Workbook) -> Iterable[tuple[str, str, int]]:
    yield "the header of every page", workbook.header.replace("&", "&&"), MAX_HEADER - _PRINT_CODES
    yield "the footer of every page", workbook.footer.replace("&", "&&"), MAX_HEADER - _PRINT_CODES
    for what in ("title", "subject", "author"):
        yield f"the property {what}", str(getattr(workbook, what)), MAX_PROPERTY
    for name, value in workbook.properties:
        yield f"the property {name}", value, MAX_PROPERTY


def _check_sheet(sheet: Sheet, where: str) -> None:
    name = sheet.name
    quoted = name.startswith("'") or name.endswith("'")
    if not name or length(name) > MAX_SHEET_NAME or _SHEET_NAME.search(name) or quoted:
        raise BuilderError(
            f"{where}: a sheet cannot have that name",
            f"At most {MAX_SHEET_NAME} characters, none of [ ] : * ? / \\, no quote at an end.",
        )
    if len(sheet.rows) > MAX_ROWS:
        raise BuilderError(f"{where} has {len(sheet.rows)} rows", f"At most {MAX_ROWS} fit.")
    links = 0
    for row, column, cell in sheet.cells():
        spot = f"{where}, cell {place(row, column)}{_row_and_column(sheet, row, column)}"
        _check_cell(cell, spot)
        links += isinstance(cell.content, Link)
        if links > MAX_LINKS:
            raise BuilderError(
                f"{spot}: link number {links}", f"A sheet holds at most {MAX_LINKS} links."
            )
    _check_table(sheet, where)


def _row_and_column(sheet: Sheet, row: int, column: int) -> str:
    """Key and heading of a table's cell: they lead to the record that it comes from."""
    key = sheet.rows[row][0]
    if sheet.table is None or row == 0 or key is None:
        return ""
    title = sheet.table.columns[column].title
    return f" ({ascii(str(key.shown)[:60])[1:-1]}, {ascii(title)[1:-1]})"


def _check_cell(cell: Cell, spot: str) -> None:
    content = cell.content
    if isinstance(content, Link):
        _check_text(f"{spot}, address", content.target, MAX_ADDRESS)
        _check_text(f"{spot}, anchor", content.anchor, MAX_ADDRESS)
        _check_text(f"{spot}, tip", content.tip, MAX_TIP)
        if (found := _UNENCODED.search(content.target)) is not None:
            raise BuilderError(
                f"{spot}: the address holds {found[0]!a} unencoded",
                "Write the character percent-encoded.",
            )
        if not content.text:
            raise BuilderError(f"{spot}: a link without a text", "Say where it leads.")
    if isinstance(content, Formula):
        _check_text(f"{spot}, formula", content.text, MAX_FORMULA)
    shown = cell.shown
    if not isinstance(shown, str):
        return
    _check_text(spot, shown, MAX_TEXT)
    feeds = shown.count("\n")
    if feeds > MAX_LINE_FEEDS:
        raise BuilderError(f"{spot}: {feeds} line breaks; a cell shows {MAX_LINE_FEEDS}", _SHORTEN)
    if cell.criterion and _PATTERN.search(shown):
        raise BuilderError(
            f"{spot}: formulas count by this word, so it cannot hold * ? ~ or begin with < > =",
            "Choose another short name.",
        )


def _check_text(where: str, text: str, most: int) -> None:
    size = length(text)
    if size > most:
        raise BuilderError(f"{where}: {size} characters; at most {most} fit", _SHORTEN)
    if (found := _ILLEGAL.search(text)) is not None:
        raise BuilderError(
            f"{where}: the character U+{ord(found[0]):04X} at position {found.start() + 1}"
            " cannot stand in a workbook",
            "Remove it where the text was written.",
        )


def _check_table(sheet: Sheet, where: str) -> None:
    if sheet.table is None:
        return
    seen: set[str] = set()
    for number, column in enumerate(sheet.table.columns):
        spot = f"{where}, cell {place(0, number)}"
        title = column.title.casefold()
        if _CONTROLS.search(title):
            raise BuilderError(
                f"{spot}: the heading {column.title!a} cannot hold a control character",
                "Choose another short name for the provider.",
            )
        if not title or title in seen:
            raise BuilderError(
                f"{spot}: the heading {column.title!a} stands twice or is empty",
                "Choose another short name for the provider.",
            )
        seen.add(title)
        _check_text(f"{spot}, heading", column.title, MAX_HEADING)
        _check_text(f"{spot}, prompt", column.prompt, MAX_PROMPT)
        if column.open:
            _check_text(f"{spot}, title of the prompt", column.title, MAX_PROMPT_TITLE)


def length(text: str) -> int:
    """Characters as spreadsheet programs count them: those beyond the first plane count twice."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
