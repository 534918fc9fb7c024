"""A free sheet under construction: cells put anywhere, then cut into rows."""

from __future__ import annotations

from msgspec import Struct, field

from builder.render.sheet_model import Cell, Content, StyleName


class Grid(Struct):
    """Cells by place, the last one put wins."""

    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)

    def put(self, row: int, column: int, content: Content, style: StyleName) -> None:
        """Put a cell."""
        self.cells[row, column] = Cell(content, style)

    def put_counted(self, row: int, column: int, word: str, style: StyleName) -> None:
        """Put a word that formulas count by."""
        self.cells[row, column] = Cell(word, style, criterion=True)

    def rows(self) -> tuple[tuple[Cell | None, ...], ...]:
        """Every row from the first, each as wide as the sheet."""
        height = max(row for row, _ in self.cells) + 1
        width = max(column for _, column in self.cells) + 1
        return tuple(
            tuple(self.cells.get((row, column)) for column in range(width)) for row in range(height)
        )
