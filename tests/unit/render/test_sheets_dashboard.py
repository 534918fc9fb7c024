from __future__ import annotations

import re
from datetime import date

import pytest
from msgspec.structs import replace

from builder.model.assessment import Assessment
from builder.model.audience import Audience
from builder.render.sheet_formulas import ADDS_UP, Ranges, check, place, total
from builder.render.sheet_model import Formula, Sheet, Workbook
from builder.render.sheets import workbook_sheets
from tests.unit.render.sheet_samples import column_of, sheet_of, with_profile

FUNCTIONS = {"COUNTIFS", "SUM", "IF", "COUNTA"}
COUNT = re.compile(r"=COUNTIFS\((.+)\)")
SUM = re.compile(r"=SUM\(([A-Z]+\d+):([A-Z]+\d+)\)")


@pytest.fixture(scope="module")
def workbook(assessment: Assessment) -> Workbook:
    return workbook_sheets(assessment, Audience.AUDITOR)


def value_at(sheet: Sheet, address: str) -> object:
    match = re.fullmatch(r"\$?([A-Z]+)\$?(\d+)", address)
    assert match is not None, address
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    cell = sheet.rows[int(match[2]) - 1][column - 1]
    return cell.shown if cell is not None else None


def counted(workbook: Workbook, text: str) -> int:
    """A COUNTIFS computed from its own text, as a spreadsheet program does."""
    dashboard = sheet_of(workbook, "Dashboard")
    names = {name.name: name for name in workbook.names}
    as_of = value_at(dashboard, place(*area_start(workbook, "AsOf")))
    match = COUNT.fullmatch(text)
    assert match is not None, text
    parts = match[1].split(",")
    masks = []
    for name, criterion in zip(parts[::2], parts[1::2], strict=True):
        area, sheet = names[name].area, sheet_of(workbook, names[name].sheet)
        cells = [
            sheet.rows[row][area.first_column] for row in range(area.first_row, area.last_row + 1)
        ]
        values = [cell.shown if cell is not None else None for cell in cells]
        masks.append([meets(dashboard, value, criterion, as_of) for value in values])
    return sum(all(row) for row in zip(*masks, strict=True))


def meets(dashboard: Sheet, value: object, criterion: str, as_of: object) -> bool:
    dated = re.fullmatch(r'"([<>]=?)"&AsOf', criterion)
    if dated is None:
        quoted = criterion.startswith('"')
        word = criterion.strip('"') if quoted else value_at(dashboard, criterion)
        return value == word
    assert isinstance(as_of, date)
    if not isinstance(value, date):
        return False
    return {
        "<": value < as_of, "<=": value <= as_of, ">": value > as_of, ">=": value >= as_of,
    }[dated[1]]  # fmt: skip


def area_start(workbook: Workbook, name: str) -> tuple[int, int]:
    area = next(n.area for n in workbook.names if n.name == name)
    return area.first_row, area.first_column


def formulas(workbook: Workbook) -> list[Formula]:
    return [
        cell.content
        for *_, cell in sheet_of(workbook, "Dashboard").cells()
        if isinstance(cell.content, Formula)
    ]


def test_every_count_is_what_its_formula_gives(workbook: Workbook) -> None:
    counts = [f for f in formulas(workbook) if f.text.startswith("=COUNTIFS(")]
    assert len(counts) > 80
    for formula in counts:
        assert formula.value == counted(workbook, formula.text), formula.text
    assert sum(int(formula.value) for formula in counts) > 300


def test_every_sum_is_what_its_formula_gives(workbook: Workbook) -> None:
    dashboard = sheet_of(workbook, "Dashboard")
    for formula in formulas(workbook):
        match = SUM.fullmatch(formula.text)
        if match is None:
            continue
        first, last = (re.fullmatch(r"([A-Z]+)(\d+)", end) for end in match.groups())
        assert first is not None
        assert last is not None
        if first[1] == last[1]:
            places = [f"{first[1]}{row}" for row in range(int(first[2]), int(last[2]) + 1)]
        else:
            places = [f"{chr(n)}{first[2]}" for n in range(ord(first[1]), ord(last[1]) + 1)]
        parts = [value_at(dashboard, spot) for spot in places]
        assert all(isinstance(part, int) for part in parts)
        assert formula.value == sum(part for part in parts if isinstance(part, int))


@pytest.mark.parametrize("audience", list(Audience))
def test_all_parts_add_up(assessment: Assessment, audience: Audience) -> None:
    checks = [f for f in formulas(workbook_sheets(assessment, audience)) if "COUNTA" in f.text]
    assert len(checks) >= 5
    assert {check.value for check in checks} == {ADDS_UP}


def test_parts_that_do_not_add_up_are_told(workbook: Workbook) -> None:
    ranges = Ranges.of(workbook.sheets)
    rows = len(column_of(sheet_of(workbook, "Matrix"), "Control ID"))
    assert check("B9", rows, ranges, "Matrix_ControlID").value == ADDS_UP
    assert check("B9", rows - 1, ranges, "Matrix_ControlID").value == "Does not add up"
    assert total("A1", "A2", [1, 2]).value == 3


def test_only_plain_old_functions_are_used(workbook: Workbook) -> None:
    for formula in formulas(workbook):
        assert set(re.findall(r"([A-Z.]+)\(", formula.text)) <= FUNCTIONS
        assert "[" not in formula.text


def test_no_data_stands_in_a_formula(assessment: Assessment) -> None:
    profile = assessment.matrix.workspace.provider.profile
    hostile = 'A",1)+HYPERLINK("x'
    changed = with_profile(assessment, replace(profile, short_name=hostile))
    for formula in formulas(workbook_sheets(changed, Audience.AUDITOR)):
        assert "HYPERLINK" not in formula.text


def test_dates_follow_the_as_of_cell(workbook: Workbook) -> None:
    dated = [f.text for f in formulas(workbook) if "AsOf" in f.text]
    assert len(dated) >= 9
    as_of = sheet_of(workbook, "Dashboard").rows[2][1]
    assert as_of is not None
    assert as_of.shown == date(2026, 11, 24)
    assert area_start(workbook, "AsOf") == (2, 1)


def test_each_chart_stands_under_its_numbers_and_tells_them(workbook: Workbook) -> None:
    dashboard = sheet_of(workbook, "Dashboard")
    assert len(dashboard.charts) == 3
    for chart in dashboard.charts:
        labels = chart.series[0].categories
        assert labels.first_column == chart.column
        assert 0 < chart.row - labels.last_row <= 3
        for row in range(labels.first_row, labels.last_row + 1):
            for series in chart.series:
                cell = dashboard.rows[row][series.values.first_column]
                word = dashboard.rows[row][chart.column]
                assert cell is not None
                assert word is not None
                if cell.shown:
                    assert str(word.shown) in chart.about
                    assert str(cell.shown) in chart.about


def test_every_total_names_its_counting_convention(
    workbook: Workbook, assessment: Assessment
) -> None:
    convention = assessment.matrix.workspace.catalog.frameworks[0].main_counting
    assert convention is not None
    for name in ("Read me", "Dashboard"):
        texts = [str(cell.shown) for *_, cell in sheet_of(workbook, name).cells()]
        assert any(convention.title in text and "68 rows" in text for text in texts)


@pytest.mark.parametrize(
    ("row", "column", "fixed", "address"),
    [
        (0, 0, "", "A1"),
        (9, 25, "row", "Z$10"),
        (1, 26, "column", "$AA2"),
        (0, 701, "both", "$ZZ$1"),
    ],
)
def test_places(row: int, column: int, fixed: str, address: str) -> None:
    assert place(row, column, fixed=fixed) == address
