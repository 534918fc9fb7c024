from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.model.assessment import Assessment
from builder.model.audience import Audience
from builder.render.sheet_model import Column, Formula, Link, StyleName
from builder.render.sheet_table import plain_value, row_fingerprint
from builder.render.sheets import workbook_sheets
from tests.unit.render.sheet_samples import column_of, headings, sheet_of

COLUMNS = (
    Column(key="A", title="Locked", width=9, style=StyleName.TEXT),
    Column(key="B", title="Open", width=9, style=StyleName.INPUT),
)


@pytest.mark.parametrize("name", ["Matrix", "Customer actions", "Evidence", "Gaps"])
def test_every_row_with_open_cells_has_one(assessment: Assessment, name: str) -> None:
    sheet = sheet_of(workbook_sheets(assessment, Audience.AUDITOR), name)
    assert headings(sheet)[-1] == "Row fingerprint"
    prints = column_of(sheet, "Row fingerprint")
    assert all(re.fullmatch("[0-9a-f]{12}-[0-9a-f]{12}", str(text)) for text in prints)
    assert len({str(text)[:12] for text in prints}) == len(prints)
    assert sheet.collapsed_columns == (len(sheet.widths) - 1,)


def test_the_first_half_is_for_locked_cells_the_second_for_open_ones() -> None:
    sent = row_fingerprint(COLUMNS, ("a", "b"))
    locked, answered = row_fingerprint(COLUMNS, ("x", "b")), row_fingerprint(COLUMNS, ("a", "x"))
    assert locked[:12] != sent[:12]
    assert locked[13:] == sent[13:]
    assert answered[:12] == sent[:12]
    assert answered[13:] != sent[13:]


@given(st.text(), st.text())
def test_what_programs_change_on_saving_changes_nothing(first: str, second: str) -> None:
    sent = row_fingerprint(COLUMNS, (first, second))
    saved = unicodedata.normalize("NFD", first).replace("\r", "\n")
    if unicodedata.normalize("NFC", saved) == unicodedata.normalize("NFC", first):
        assert row_fingerprint(COLUMNS, (saved + "  ", second)) == sent


def test_values_are_compared_in_their_plain_form() -> None:
    assert plain_value(Link(text="Open page", target="x")) == "Open page"
    assert plain_value(Formula(text="=1", value=3)) == "3"
    assert plain_value(None) == ""
    assert plain_value("_x005F_x000D_") == plain_value("\n") == ""
    assert plain_value("a\r\nb ") == "a\nb"
