"""A table of counts on the dashboard: words down, counts across, totals and a check below."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from builder.render.sheet_formulas import Criterion, Ranges, check, place, total
from builder.render.sheet_grid import Grid
from builder.render.sheet_model import Area, Formula, StyleName


class TallyColumn(Struct, frozen=True, kw_only=True):
    """One column of counts."""

    title: str
    criteria: Callable[[str, str, str], tuple[Criterion, ...]]
    """From the place and word of the row's label and the place of the heading."""
    whole: str
    """The range whose rows the column's total is checked against; the last one's is used for
    all when rows are totalled."""
    counted: bool = False
    """Whether the heading is itself a word that formulas count by."""


class Tally(Struct, frozen=True, kw_only=True):
    """A table of counts still without a place."""

    title: str
    head: str
    words: Sequence[str]
    columns: tuple[TallyColumn, ...]
    row_totals: bool = False
    """Whether the columns add up across, in a last column."""


class PlacedTally(Struct, frozen=True, kw_only=True):
    """A table of counts on the sheet, with what charts and texts need of it."""

    labels: Area
    values: tuple[Area, ...]
    heads: tuple[tuple[int, int], ...]
    counts: tuple[tuple[str, tuple[int, ...]], ...]
    """Each word with its counts, totals left out."""
    titles: tuple[str, ...]
    end: int
    """The first free row below."""

    @property
    def words(self) -> str:
        """The counts as text, for readers who do not see the chart."""
        return "; ".join(
            f"{word}: "
            + ", ".join(f"{n} {t}" for n, t in zip(numbers, self.titles, strict=True) if n)
            for word, numbers in self.counts
            if any(numbers)
        )


def put_tally(grid: Grid, ranges: Ranges, tally: Tally, row: int, column: int) -> PlacedTally:
    """Put a table with its heading in ``row``; its labels stand in ``column``."""
    grid.put(row, column, tally.title, StyleName.SECTION)
    titles = [c.title for c in tally.columns] + (["Total"] if tally.row_totals else [])
    grid.put(row + 1, column, tally.head, StyleName.HEAD)
    for number, title in enumerate(titles, start=1):
        grid.put(row, column + number, None, StyleName.SECTION)
        counted = number <= len(tally.columns) and tally.columns[number - 1].counted
        put = grid.put_counted if counted else grid.put
        put(row + 1, column + number, title, StyleName.HEAD)
    first = row + 2
    counts = tuple(
        (word, _put_counts(grid, ranges, tally, (first + number, column), word))
        for number, word in enumerate(tally.words)
    )
    last = first + len(tally.words) - 1
    _put_totals(grid, ranges, tally, (first, last), column)
    across = range(column + 1, column + 1 + len(tally.columns))
    return PlacedTally(
        labels=Area(first, column, last, column),
        values=tuple(Area(first, number, last, number) for number in across),
        heads=tuple((row + 1, number) for number in across),
        counts=counts,
        titles=tuple(c.title for c in tally.columns),
        end=last + 3,
    )


def _put_counts(
    grid: Grid, ranges: Ranges, tally: Tally, spot: tuple[int, int], word: str
) -> tuple[int, ...]:
    row, column = spot
    head = row - 1 - tally.words.index(word)
    grid.put_counted(row, column, word, StyleName.LABEL)
    numbers = []
    for offset, tallied in enumerate(tally.columns, start=1):
        criteria = tallied.criteria(
            place(row, column, fixed="column"), word, place(head, column + offset, fixed="row")
        )
        formula = ranges.count(*criteria)
        grid.put(row, column + offset, formula, StyleName.CALC)
        numbers.append(int(formula.value))
    if tally.row_totals:
        sides = place(row, column + 1), place(row, column + len(numbers))
        grid.put(row, column + len(numbers) + 1, total(*sides, numbers), StyleName.TOTAL)
    return tuple(numbers)


def _put_totals(
    grid: Grid, ranges: Ranges, tally: Tally, rows: tuple[int, int], column: int
) -> None:
    first, last = rows
    grid.put(last + 1, column, "Total", StyleName.TOTAL_LABEL)
    grid.put(last + 2, column, "Check: parts against rows", StyleName.NOTE)
    width = len(tally.columns) + (1 if tally.row_totals else 0)
    for offset in range(1, width + 1):
        spot = column + offset
        numbers = [_number(grid, row, spot) for row in range(first, last + 1)]
        summed = total(place(first, spot), place(last, spot), numbers)
        grid.put(last + 1, spot, summed, StyleName.TOTAL)
        if tally.row_totals and offset < width:
            continue  # the last total holds all the others
        whole = tally.columns[min(offset, len(tally.columns)) - 1].whole
        result = check(place(last + 1, spot), summed.value, ranges, whole)
        grid.put(last + 2, spot, result, StyleName.NOTE)


def _number(grid: Grid, row: int, column: int) -> int:
    content = grid.cells[row, column].content
    value = content.value if isinstance(content, Formula) else content
    return value if isinstance(value, int) else 0
