"""Cells of tables, each with the head of its column, which gives a bare number its meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

_CELLS = {
    sign: re.compile(
        rb'[ \t]*("(?:[^"]|"")*"|[^%s\n]*)(?:%s|$)' % (re.escape(sign), re.escape(sign))
    )
    for sign in (b",", b";", b"\t", b"|")
}
_TABLE_RULE = re.compile(rb"^\|?[ \t]*:?-{2,}[ \t:|-]*\r?$", re.MULTILINE)
"""The line below the heads of a Markdown table."""
_TABLE_END = re.compile(rb"^[^|\n]*$", re.MULTILINE)
_LONGEST_HEAD = 4_000
_MOST_CELL = 200


class HeadedCell(Struct, frozen=True):
    """``head: value`` on one line, and where the value stands in the text."""

    text: bytes
    lead: int
    """Bytes of ``text`` before the value."""
    start: int


def headed_cells(text: bytes, context: re.Pattern[bytes]) -> Iterator[HeadedCell]:
    """The cells of columns whose head says what they hold; of a text without a table none."""
    head_end = text.find(b"\n")
    first = text[: max(head_end, 0)]
    if 0 < head_end <= _LONGEST_HEAD and context.search(first.replace(b"_", b" ")):
        sign = max(_CELLS, key=first.count)
        alone = context.fullmatch(first.strip(b' "\r').replace(b"_", b" "))  # a single column
        if first.count(sign) or alone:
            yield from _below(text, head_end + 1, len(text), _columns(first, sign, context), sign)
    for rule in _TABLE_RULE.finditer(text):
        head = text[text.rfind(b"\n", 0, max(0, rule.start() - 1)) + 1 : max(0, rule.start() - 1)]
        if b"|" in rule[0] and b"|" in head:
            end = _TABLE_END.search(text, rule.end())
            until = end.start() if end else len(text)
            yield from _below(text, rule.end() + 1, until, _columns(head, b"|", context), b"|")


def _columns(line: bytes, sign: bytes, context: re.Pattern[bytes]) -> dict[int, bytes]:
    cells = [m[1].strip(b' "\r') for m in _CELLS[sign].finditer(line.rstrip(b"\r"))]
    return {
        place: head for place, head in enumerate(cells) if context.search(head.replace(b"_", b" "))
    }


def _below(
    text: bytes, start: int, end: int, columns: dict[int, bytes], sign: bytes
) -> Iterator[HeadedCell]:
    while columns and start < end:
        stop = text.find(b"\n", start, end)
        stop = end if stop < 0 else stop
        for place, cell in enumerate(_CELLS[sign].finditer(text, start, stop)):
            if place in columns:
                value = cell[1].strip(b' "\r')[:_MOST_CELL]
                lead = columns[place] + b": "
                yield HeadedCell(lead + value, len(lead), text.find(value, cell.start(1)))
        start = stop + 1
