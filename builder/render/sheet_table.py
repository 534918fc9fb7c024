"""Makes data sheets: one table from A1, a key first, a fingerprint last where cells are open."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Generic, TypeVar

from msgspec import Struct

from builder.render.sheet_model import (
    Area,
    Cell,
    Column,
    ConditionalFill,
    Content,
    DataValidation,
    Formula,
    Link,
    Sheet,
    StyleName,
    TableSpec,
)
from builder.render.text_size import row_height

Item = TypeVar("Item")

_FINGERPRINT = Column(
    key="RowFingerprint",
    title="Row fingerprint",
    width=26,
    style=StyleName.HASH,
    printed=False,
)
_HALF = 12
"""Hex digits of each half of a fingerprint."""
_UNWRAPPED = frozenset({StyleName.NUMBER, StyleName.DATE, StyleName.HASH, StyleName.INPUT_DATE})
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Field(Struct, Generic[Item], frozen=True):
    """A column and how its value comes from an item."""

    column: Column
    value: Callable[[Item], Content]


class TablePlan(Struct, Generic[Item], frozen=True, kw_only=True):
    """Everything about a data sheet but its items."""

    sheet: str
    table: str
    purpose: str
    fields: tuple[Field[Item], ...]
    protected: bool = True


def table_sheet(plan: TablePlan[Item], items: Iterable[Item]) -> Sheet:
    """The sheet of a plan, one row for each item; columns that are not printed stand last.

    A table without an item keeps one empty row, as spreadsheet programs do.
    """
    fingerprinted = any(field.column.open for field in plan.fields)
    columns = tuple(field.column for field in plan.fields)
    shown = (*columns, _FINGERPRINT) if fingerprinted else columns
    rows = [_row(plan.fields, item, fingerprinted=fingerprinted) for item in items]
    if not rows:
        rows = [tuple(Cell(None, column.style) for column in shown)]
    head = tuple(Cell(column.title, StyleName.HEAD) for column in shown)
    return Sheet(
        name=plan.sheet,
        purpose=plan.purpose,
        rows=(head, *rows),
        widths=tuple(column.width for column in shown),
        heights=(_height(head, shown), *(_height(row, shown) for row in rows)),
        print_columns=sum(column.printed for column in shown),
        frozen=(1, 1),
        table=TableSpec(name=plan.table, columns=shown, about=plan.purpose),
        collapsed_columns=(len(columns),) if fingerprinted else (),
        validations=tuple(_validations(shown, len(rows))),
        fills=tuple(_fills(shown, len(rows))),
        protected=plan.protected,
    )


def row_fingerprint(columns: Sequence[Column], contents: Sequence[Content]) -> str:
    """Two halves of hex: the locked cells, then the open cells as sent.

    A returned row whose first half differs was changed where it is locked.
    """
    return "-".join(
        _digest([(c.title, v) for c, v in zip(columns, contents, strict=True) if c.open is wanted])
        for wanted in (False, True)
    )


def plain_value(content: Content) -> str:
    """A value as it is compared after a round trip through any spreadsheet program."""
    if isinstance(content, Link):
        content = content.text
    if isinstance(content, Formula):
        content = content.value
    if content is None:
        return ""
    if isinstance(content, int):
        return str(content)
    if isinstance(content, date):
        return content.isoformat()
    text, before = content, ""
    while text != before:  # some programs drop one layer of escapes on saving
        before, text = text, _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return lines.strip()


def _digest(pairs: Iterable[tuple[str, Content]]) -> str:
    canonical = json.dumps([[title, plain_value(value)] for title, value in pairs])
    return hashlib.sha256(canonical.encode()).hexdigest()[:_HALF]


def _row(fields: Sequence[Field[Item]], item: Item, *, fingerprinted: bool) -> tuple[Cell, ...]:
    contents = [field.value(item) for field in fields]
    cells = tuple(Cell(c, f.column.style) for c, f in zip(contents, fields, strict=True))
    if not fingerprinted:
        return cells
    fingerprint = row_fingerprint([field.column for field in fields], contents)
    return (*cells, Cell(fingerprint, _FINGERPRINT.style))


def _height(cells: Sequence[Cell], columns: Sequence[Column]) -> float:
    return row_height(
        (shown, column.width, cell.style in (StyleName.HEAD, StyleName.KEY))
        for cell, column in zip(cells, columns, strict=True)
        if isinstance(shown := cell.shown, str) and cell.style not in _UNWRAPPED
    )


def _validations(columns: Sequence[Column], rows: int) -> Iterable[DataValidation]:
    for number, column in enumerate(columns):
        if column.words or column.style is StyleName.INPUT_DATE:
            yield DataValidation(
                area=Area(1, number, rows, number),
                title=column.title,
                prompt=column.prompt,
                words=column.words,
            )


def _fills(columns: Sequence[Column], rows: int) -> Iterable[ConditionalFill]:
    for number, column in enumerate(columns):
        for word, fill in column.fills.items():
            yield ConditionalFill(area=Area(1, number, rows, number), word=word, fill=fill)
