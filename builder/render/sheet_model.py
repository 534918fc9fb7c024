"""The workbook as values: sheets of cells that carry style names. Knows no spreadsheet library."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct, field


class StyleName(StrEnum):
    """The role of a cell; one named style each."""

    TITLE = "SB Title"
    SUBTITLE = "SB Subtitle"
    SECTION = "SB Section"
    BANNER = "SB Banner"
    HEAD = "SB Head"
    KEY = "SB Key"
    TEXT = "SB Text"
    DATE = "SB Date"
    NUMBER = "SB Number"
    LINK = "SB Link"
    HASH = "SB Hash"
    INPUT = "SB Input"
    INPUT_DATE = "SB Input date"
    LABEL = "SB Label"
    CALC = "SB Calc"
    TOTAL = "SB Total"
    TOTAL_LABEL = "SB Total label"
    NOTE = "SB Note"


OPEN_STYLES = frozenset({StyleName.INPUT, StyleName.INPUT_DATE})
"""Styles of the cells that stay open when a sheet is protected."""


class Fill(StrEnum):
    """Fills that stand behind words; the word carries the meaning, the fill helps the eye."""

    BLUE = "DDEBF7"
    YELLOW = "FFF2CC"
    ORANGE = "FCE4D6"
    GREY = "EDEDED"


class Link(Struct, frozen=True, kw_only=True):
    """A text that leads somewhere: to a relative or https address, or inside the workbook."""

    text: str
    target: str = ""
    """Address without its anchor; empty for a place in this workbook."""
    anchor: str = ""
    """Anchor on the page, or the place in this workbook such as ``'Matrix'!A1``."""
    tip: str = ""


class Formula(Struct, frozen=True, kw_only=True):
    """A formula made of our constants, with the result it has when the file is opened."""

    text: str
    """With its leading equals sign."""
    value: int | str


Content = str | int | date | None | Link | Formula
"""What a cell holds; None is an empty cell."""


class Cell(Struct, frozen=True):
    """One cell: what it holds and the role it plays."""

    content: Content
    style: StyleName
    criterion: bool = False
    """Whether formulas count by this cell's text, which then must not work as a pattern."""

    @property
    def shown(self) -> str | int | date | None:
        """The value that a program reads from the cell."""
        if isinstance(self.content, Link):
            return self.content.text
        return self.content.value if isinstance(self.content, Formula) else self.content


class Area(Struct, frozen=True):
    """A rectangle of cells; rows and columns count from 0, the last ones are inside."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


class Column(Struct, frozen=True, kw_only=True):
    """One column of a table: heading, width and the rules for its cells."""

    key: str
    """Stable name: of the defined range, and for programs that read the table."""
    title: str
    width: float
    """In characters of the standard font."""
    style: StyleName
    words: str = ""
    """Name of the list that an open cell's drop-down offers."""
    prompt: str = ""
    """What an open cell asks for."""
    fills: Mapping[str, Fill] = field(default_factory=dict)
    named: bool = False
    """Whether formulas use it, as ``Table_Key``."""
    printed: bool = True

    @property
    def open(self) -> bool:
        """Whether an auditor or owner writes in it."""
        return self.style in OPEN_STYLES


class TableSpec(Struct, frozen=True, kw_only=True):
    """The built-in table that covers a data sheet, headings included."""

    name: str
    columns: tuple[Column, ...]
    about: str
    """Alternative text."""


class DataValidation(Struct, frozen=True, kw_only=True):
    """What may be typed into an area, with a prompt and an error alert."""

    area: Area
    title: str
    prompt: str
    words: str = ""
    """Name of a list; without one a date is asked for."""


class ConditionalFill(Struct, frozen=True, kw_only=True):
    """A fill for cells of an area that hold exactly this word."""

    area: Area
    word: str
    fill: Fill


class Series(Struct, frozen=True, kw_only=True):
    """One series of a chart: places of its name, categories and values on the same sheet."""

    name: tuple[int, int]
    categories: Area
    values: Area
    color: str
    label_color: str = "000000"


class Chart(Struct, frozen=True, kw_only=True):
    """A stacked bar chart with the text that says the same."""

    title: str
    about: str
    """Alternative text: what is drawn, and the numbers."""
    series: tuple[Series, ...]
    row: int
    column: int
    width: int
    """In pixels, as is the height."""
    height: int


class DefinedName(Struct, frozen=True, kw_only=True):
    """A name for a fixed area of one sheet."""

    name: str
    sheet: str
    area: Area


class Sheet(Struct, frozen=True, kw_only=True):
    """One sheet, complete: cells, layout and rules."""

    name: str
    purpose: str
    """One sentence for the list of sheets."""
    rows: tuple[tuple[Cell | None, ...], ...]
    widths: tuple[float, ...]
    heights: tuple[float | None, ...]
    """In points; None leaves the standard height."""
    print_columns: int
    """How many columns, from the first, are printed."""
    frozen: tuple[int, int] = (0, 0)
    table: TableSpec | None = None
    collapsed_columns: tuple[int, ...] = ()
    validations: tuple[DataValidation, ...] = ()
    fills: tuple[ConditionalFill, ...] = ()
    charts: tuple[Chart, ...] = ()
    protected: bool = True

    def cells(self) -> Iterator[tuple[int, int, Cell]]:
        """Every cell with its row and column, row by row."""
        for row, cells in enumerate(self.rows):
            for column, cell in enumerate(cells):
                if cell is not None:
                    yield row, column, cell


class Workbook(Struct, frozen=True, kw_only=True):
    """The whole workbook: sheets in their order, names and properties."""

    title: str
    subject: str
    author: str
    created: datetime
    """The moment of the assessment, so that the same assessment gives the same bytes."""
    language: str
    header: str
    """Printed above every page; plain text."""
    footer: str
    """Printed below every page, left of the page number; plain text."""
    sheets: tuple[Sheet, ...]
    names: tuple[DefinedName, ...]
    properties: tuple[tuple[str, str], ...]
    """Custom properties, for programs that read the file."""

    def sheet(self, name: str) -> Sheet | None:
        """The sheet of that name."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)
