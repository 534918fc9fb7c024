"""Formulas over named ranges, each with the result computed here by the same rule.

Texts are made of our constants only: names of ranges, places of cells and words of our lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from msgspec import Struct

from builder.render.sheet_model import Area, DefinedName, Formula, Sheet

AS_OF_NAME = "AsOf"
"""The defined name of the dashboard's date."""
ADDS_UP = "Adds up"
DOES_NOT_ADD_UP = "Does not add up"

Value: TypeAlias = str | int | date | None


class Is(Struct, frozen=True):
    """The range's cell holds the word of a cell on the same sheet."""

    range: str
    place: str
    word: str

    @property
    def text(self) -> str:
        """The criterion as a formula writes it."""
        return self.place

    def holds(self, value: Value) -> bool:
        """Whether a cell is counted; spreadsheet programs ignore case."""
        return isinstance(value, str) and value.casefold() == self.word.casefold()


class IsWord(Struct, frozen=True):
    """The range's cell holds a word of our own lists."""

    range: str
    word: str

    @property
    def text(self) -> str:
        """The criterion as a formula writes it."""
        return f'"{self.word}"'

    def holds(self, value: Value) -> bool:
        """Whether a cell is counted."""
        return isinstance(value, str) and value.casefold() == self.word.casefold()


class Dated(Struct, frozen=True):
    """The range's cell holds a date before, or not before, the as-of date."""

    range: str
    sign: str
    """``<``, ``<=``, ``>`` or ``>=``."""
    day: date

    @property
    def text(self) -> str:
        """The criterion as a formula writes it."""
        return f'"{self.sign}"&{AS_OF_NAME}'

    def holds(self, value: Value) -> bool:
        """Whether a cell is counted; an empty one never is."""
        if not isinstance(value, date):
            return False
        return {
            "<": value < self.day,
            "<=": value <= self.day,
            ">": value > self.day,
            ">=": value >= self.day,
        }[self.sign]


Criterion: TypeAlias = Is | IsWord | Dated


class Ranges(Struct, frozen=True):
    """The named columns of the data sheets, with the values that stand in them."""

    values: Mapping[str, tuple[Value, ...]]
    names: tuple[DefinedName, ...]

    @classmethod
    def of(cls, sheets: Iterable[Sheet]) -> Ranges:
        """Every column marked as named; ``Table_Key`` is its name."""
        values: dict[str, tuple[Value, ...]] = {}
        names: list[DefinedName] = []
        for sheet in sheets:
            if sheet.table is None:
                continue
            for number, column in enumerate(sheet.table.columns):
                if not column.named:
                    continue
                name = f"{sheet.table.name}_{column.key}"
                cells = (row[number] for row in sheet.rows[1:])
                values[name] = tuple(cell.shown if cell is not None else None for cell in cells)
                area = Area(1, number, len(sheet.rows) - 1, number)
                names.append(DefinedName(name=name, sheet=sheet.name, area=area))
        return cls(values, tuple(names))

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def count(self, *criteria: Criterion) -> Formula:
        """How many rows meet all criteria."""
        pairs = ",".join(f"{criterion.range},{criterion.text}" for criterion in criteria)
        columns = [self.values[criterion.range] for criterion in criteria]
        met = sum(
            all(criterion.holds(value) for criterion, value in zip(criteria, row, strict=True))
            for row in zip(*columns, strict=True)
        )
        return Formula(text=f"=COUNTIFS({pairs})", value=met)

    def filled(self, name: str) -> int:
        """How many cells of a range are not empty."""
        return sum(value is not None for value in self.values[name])


def total(first: str, last: str, parts: Sequence[int | str]) -> Formula:
    """The sum of cells from ``first`` to ``last``, which hold these numbers."""
    value = sum(part for part in parts if isinstance(part, int))
    return Formula(text=f"=SUM({first}:{last})", value=value)


def check(place: str, whole: int | str, ranges: Ranges, name: str) -> Formula:
    """Whether the total in ``place`` is the number of rows of the range."""
    good = whole == ranges.filled(name)
    return Formula(
        text=f'=IF({place}=COUNTA({name}),"{ADDS_UP}","{DOES_NOT_ADD_UP}")',
        value=ADDS_UP if good else DOES_NOT_ADD_UP,
    )


def place(row: int, column: int, *, fixed: str = "") -> str:
    """The address of a cell; ``fixed`` names what stays when it is copied: row, column or both."""
    letters, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    before = "$" if fixed in ("column", "both") else ""
    between = "$" if fixed in ("row", "both") else ""
    return f"{before}{letters}{between}{row + 1}"
