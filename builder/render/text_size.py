"""How much room a text takes in a cell: lines and row heights in the workbook's font.

Widths are those of Calibri and of the metric-compatible Carlito, in thousandths of the size.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

FONT_SIZE = 10
LINE = 12.75
"""Height of one line in points."""
TALLEST = 409.5
"""The tallest row a spreadsheet program shows, in points."""
_PADDING = 3.0
_WIDTHS = (
    "226 326 401 498 507 715 682 221 303 303 498 498 250 306 252 386 507 507 507 507 507 507 507"
    " 507 507 507 268 268 498 498 498 463 894 579 544 533 615 488 459 631 623 252 319 520 420 855"
    " 646 662 517 673 543 459 487 642 567 890 519 487 468 307 386 307 498 498 291 479 525 423 525"
    " 498 305 471 525 229 239 455 229 799 525 527 525 525 349 391 335 525 452 715 433 453 395 314"
    " 460 314 498"
)
_OTHER = 700
"""Any other letter; generous, so that no text is cut."""
_WIDE = 1100
"""East Asian letters and pictographs."""
_FIRST_WIDE = "\u1100"
_LAST_LATIN = "\u2fff"
_BOLD = 1.06
_POINTS_PER_PIXEL = 0.75
_PIXELS_PER_CHARACTER = 7
_SLACK = 0.96
"""Programs break lines a little earlier or later than we do."""


class _Widths(dict[str, int]):
    """Widths of letters, in thousandths of the font's size; one not known yet is judged once."""

    def __missing__(self, letter: str) -> int:
        is_wide = letter > _LAST_LATIN or _FIRST_WIDE <= letter <= "\u11ff"
        self[letter] = _WIDE if is_wide else _OTHER
        return self[letter]


_WIDTH = _Widths({chr(32 + number): int(width) for number, width in enumerate(_WIDTHS.split())})


def row_height(cells: Iterable[tuple[str, float, bool]], size: float = FONT_SIZE) -> float:
    """The height that shows every line of these ``(text, column width, bold)``, in points."""
    lines = max((line_count(text, width, size, bold) for text, width, bold in cells), default=1)
    line = LINE * size / FONT_SIZE
    height = ceil((lines * line + _PADDING) / _POINTS_PER_PIXEL) * _POINTS_PER_PIXEL
    return min(height, TALLEST)


def line_count(text: str, width: float, size: float, bold: bool = False) -> int:  # noqa: FBT001, FBT002
    """How many lines a text takes in a column that is ``width`` characters wide."""
    room = width * _PIXELS_PER_CHARACTER * _POINTS_PER_PIXEL * _SLACK * 1000 / size
    if bold:
        room /= _BOLD
    if len(text) * _WIDE <= room and "\n" not in text:
        return 1
    return sum(_lines(paragraph, room) for paragraph in text.split("\n"))


def _lines(paragraph: str, room: float) -> int:
    lines, used = 1, 0.0
    width_of = _WIDTH.__getitem__
    space = width_of(" ")
    for word in paragraph.split(" "):
        size = sum(map(width_of, word))
        if used and used + space + size > room:
            lines, used = lines + 1, 0.0
        elif used:
            used += space
        if size > room:  # a word longer than the line is broken inside
            broken = ceil(size / room)
            lines, used = lines + broken - 1, size - (broken - 1) * room
        else:
            used += size
    return lines
