"""How parts add up: the whole table, cell by cell, and what must never come out of it."""

from __future__ import annotations

from itertools import permutations, product

import pytest

from builder.model.status import Status, roll_up, roll_up_all

DONE = frozenset({Status.IMPLEMENTED, Status.ALTERNATIVE, Status.NOT_APPLICABLE})

# Rows and columns in this order; one letter a cell.
ORDER = "implemented partial planned alternative not-applicable not-stated"
TABLE = """
implemented      implemented  partial  partial     alternative  implemented     partial
partial          partial      partial  partial     partial      partial         partial
planned          partial      partial  planned     partial      planned         not-stated
alternative      alternative  partial  partial     alternative  alternative     partial
not-applicable   implemented  partial  planned     alternative  not-applicable  not-stated
not-stated       partial      partial  not-stated  partial      not-stated      not-stated
"""
CELLS = [
    (row.split()[0], column, cell)
    for row in TABLE.strip().splitlines()
    for column, cell in zip(ORDER.split(), row.split()[1:], strict=True)
]


def test_the_table_has_every_cell() -> None:
    assert {(first, second) for first, second, _ in CELLS} == set(
        product(map(str, Status), repeat=2)
    )
    assert len(CELLS) == 36


@pytest.mark.parametrize(("first", "second", "whole"), CELLS)
def test_a_cell_of_the_table(first: str, second: str, whole: str) -> None:
    assert roll_up(Status(first), Status(second)) is Status(whole)


@pytest.mark.parametrize("unfinished", [Status.PLANNED, Status.PARTIAL, Status.NOT_STATED])
@pytest.mark.parametrize("complete", [Status.IMPLEMENTED, Status.ALTERNATIVE])
def test_unfinished_and_complete_is_never_complete(unfinished: Status, complete: Status) -> None:
    assert roll_up(unfinished, complete) not in DONE
    assert roll_up(complete, unfinished) not in DONE


def test_the_order_of_the_parts_never_matters() -> None:
    for parts in product(Status, repeat=4):
        assert len({roll_up_all(order) for order in permutations(parts)}) == 1, parts


def test_a_whole_is_complete_only_if_every_part_is() -> None:
    for parts in product(Status, repeat=3):
        assert (roll_up_all(parts) in DONE) == all(part in DONE for part in parts), parts


def test_no_part_is_nothing_to_do() -> None:
    assert roll_up_all([]) is Status.NOT_APPLICABLE
