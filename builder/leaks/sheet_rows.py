"""Sheets of a workbook as rows of text, so that a column's head stands over its numbers."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping

_ITEM = re.compile(rb"<si\b[^>]*>(.*?)</si>", re.DOTALL)
_TEXT = re.compile(rb"<t\b[^>]*>(.*?)</t>", re.DOTALL)
_ROW = re.compile(rb"<row\b[^>]*>(.*?)</row>", re.DOTALL)
_CELL = re.compile(rb"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_VALUE = re.compile(rb"<v\b[^>]*>(.*?)</v>", re.DOTALL)
_COLUMN = re.compile(rb'\br="([A-Z]{1,3})')


def sheet_tables(members: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Each sheet's name in the package with its cells, tab-separated, one row a line."""
    shared = [
        _plain(b"".join(_TEXT.findall(item)))
        for item in _ITEM.findall(members.get("xl/sharedStrings.xml", b""))
    ]
    for name, xml in sorted(members.items()):
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            rows = (_row(row, shared) for row in _ROW.findall(xml))
            yield name, b"\n".join(rows) + b"\n"


def _row(row: bytes, shared: list[bytes]) -> bytes:
    cells: dict[int, bytes] = {}
    for attributes, body in _CELL.findall(row):
        place = _COLUMN.search(attributes)
        column = _number(place[1]) if place else len(cells)
        cells[column] = _cell(attributes, body, shared)
    return b"\t".join(cells.get(column, b"") for column in range(max(cells, default=-1) + 1))


def _cell(attributes: bytes, body: bytes, shared: list[bytes]) -> bytes:
    value = _VALUE.search(body)
    if value is None or b'"inlineStr"' in attributes:
        return _plain(b"".join(_TEXT.findall(body)))
    if b't="s"' in attributes:
        position = int(value[1]) if value[1].strip().isdigit() else -1
        return shared[position] if 0 <= position < len(shared) else b""
    return _plain(value[1])


def _plain(text: bytes) -> bytes:
    """Character references resolved; a line or tab inside a cell is a space."""
    return re.sub(rb"[\t\r\n]", b" ", html.unescape(text.decode("utf-8", "replace")).encode())


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
