"""The dashboard: one page of counts that follow every edit, each table with its chart."""

from __future__ import annotations

from collections.abc import Iterable

from builder.model.assessment import FindingState
from builder.model.responsibility import GapSeverity, Party
from builder.model.status import Status
from builder.render.dashboard_charts import evidence_chart, gaps_chart, split_chart
from builder.render.dashboard_tally import PlacedTally, Tally, TallyColumn, put_tally
from builder.render.sheet_context import SheetContext
from builder.render.sheet_formulas import (
    AS_OF_NAME,
    DOES_NOT_ADD_UP,
    Dated,
    Is,
    IsWord,
    Ranges,
)
from builder.render.sheet_grid import Grid
from builder.render.sheet_lists import FOUND, GAP_CLOSED, GAP_OPEN, families, word_lists
from builder.render.sheet_model import (
    Area,
    Chart,
    ConditionalFill,
    DataValidation,
    DefinedName,
    Fill,
    Sheet,
    StyleName,
)
from builder.render.sheet_notices import counting_sentence, notice
from builder.render.words import EvidenceWord, label, party_label

NAME = "Dashboard"
_WIDTHS = (24, *([12] * 6), 9, 2, 27, 13, 13, 2, 34, *([12] * 4))
_LEFT, _MIDDLE, _RIGHT = 0, 9, 13
_AS_OF = (2, 1)
_FIRST_BAND = 5
_SECOND_BAND = 34
_TITLE_HEIGHT = 26.25


def dashboard_sheet(context: SheetContext, ranges: Ranges) -> Sheet:
    """The sheet, counted from the ranges of the data sheets."""
    grid = Grid()
    _put_head(grid, context)
    charts = tuple(_put_first_band(grid, context, ranges))
    _put_second_band(grid, context, ranges)
    rows = grid.rows()
    whole = Area(0, 0, len(rows) - 1, len(_WIDTHS) - 1)
    return Sheet(
        name=NAME,
        purpose="One page of counts with charts, as of a date you can change.",
        rows=rows,
        widths=_WIDTHS,
        heights=(_TITLE_HEIGHT, *([None] * (len(rows) - 1))),
        print_columns=len(_WIDTHS),
        validations=(
            DataValidation(
                area=Area(*_AS_OF, *_AS_OF),
                title="As-of date",
                prompt="A later date shows what will have run out or be overdue by then.",
            ),
        ),
        fills=(ConditionalFill(area=whole, word=DOES_NOT_ADD_UP, fill=Fill.ORANGE),),
        charts=charts,
    )


def as_of_name() -> DefinedName:
    """The name of the cell that dates are compared with."""
    return DefinedName(name=AS_OF_NAME, sheet=NAME, area=Area(*_AS_OF, *_AS_OF))


def _put_head(grid: Grid, context: SheetContext) -> None:
    title = f"{context.organization.name}: who does what under the {context.main_framework.title}"
    grid.put(0, 0, title, StyleName.TITLE)
    grid.put(1, 0, notice(context), StyleName.BANNER)
    for column in range(1, len(_WIDTHS)):
        grid.put(1, column, None, StyleName.BANNER)
    grid.put(_AS_OF[0], 0, "As-of date (open)", StyleName.LABEL)
    grid.put(*_AS_OF, context.assessment.as_of.date(), StyleName.INPUT_DATE)
    grid.put(_AS_OF[0], 2, counting_sentence(context), StyleName.SUBTITLE)
    words = "Dates are compared with the as-of date; states are those of the build."
    grid.put(3, 0, words, StyleName.SUBTITLE)


def _put_first_band(grid: Grid, context: SheetContext, ranges: Ranges) -> Iterable[Chart]:
    provider = context.profile.short_name
    parties = [party_label(party, provider) for party in Party]
    split = put_tally(
        grid,
        ranges,
        _by_status("Responsibility and status", "Matrix_Responsibility", parties),
        _FIRST_BAND,
        _LEFT,
    )
    yield split_chart(split, _LEFT, _SECOND_BAND)
    evidence = put_tally(grid, ranges, _evidence(ranges), _FIRST_BAND, _MIDDLE)
    yield evidence_chart(evidence, _MIDDLE, _SECOND_BAND)
    if context.sees_workings:
        gaps = _put_gaps(grid, context, ranges)
        yield gaps_chart(gaps, _RIGHT, _SECOND_BAND)


def _put_second_band(grid: Grid, context: SheetContext, ranges: Ranges) -> None:
    names = [entry.value for entry in families(context)]
    safeguards = _by_status("Safeguard and status", "Matrix_SafeguardType", names)
    put_tally(grid, ranges, safeguards, _SECOND_BAND, _LEFT)
    findings = _count("Findings", "Finding", "Matrix_Finding", [label(s) for s in FindingState])
    placed = put_tally(grid, ranges, findings, _SECOND_BAND, _RIGHT)
    if context.sees_workings:
        _put_dated(grid, context, ranges, placed.end + 1)
    lists = word_lists(context)
    status = [entry.value for entry in lists["auditor_status"]]
    placed = put_tally(grid, ranges, _progress(ranges, status), _SECOND_BAND, _MIDDLE)
    results = [entry.value for entry in lists["auditor_result"]]
    tally = _count("Auditor's results", "Result", "Matrix_AuditorResult", results)
    put_tally(grid, ranges, tally, placed.end + 1, _MIDDLE)


def _by_status(title: str, rows: str, words: list[str]) -> Tally:
    def column(status: Status) -> TallyColumn:
        return TallyColumn(
            title=label(status),
            criteria=lambda spot, word, head: (
                Is(rows, spot, word),
                Is("Matrix_Status", head, label(status)),
            ),
            whole="Matrix_ControlID",
            counted=True,
        )

    return Tally(
        title=title,
        head=title.partition(" ")[0],
        words=words,
        columns=tuple(column(status) for status in Status),
        row_totals=True,
    )


def _is_word(title: str, rows: str, key: str) -> TallyColumn:
    return TallyColumn(
        title=title, criteria=lambda spot, word, _: (Is(rows, spot, word),), whole=key
    )


def _count(title: str, head: str, rows: str, words: list[str]) -> Tally:
    column = _is_word("Controls", rows, "Matrix_ControlID")
    return Tally(title=title, head=head, words=words, columns=(column,))


def _evidence(ranges: Ranges) -> Tally:
    columns = [_is_word("Controls", "Matrix_EvidenceState", "Matrix_ControlID")]
    if "Evidence_State" in ranges:
        columns.append(_is_word("Records", "Evidence_State", "Evidence_EvidenceID"))
    words = [label(word) for word in EvidenceWord]
    return Tally(title="Evidence", head="State", words=words, columns=tuple(columns))


def _progress(ranges: Ranges, words: list[str]) -> Tally:
    columns = [_is_word("Controls", "Matrix_AuditorStatus", "Matrix_ControlID")]
    if "Evidence_AuditorStatus" in ranges:
        columns.append(_is_word("Records", "Evidence_AuditorStatus", "Evidence_EvidenceID"))
    return Tally(title="Auditor's progress", head="Status", words=words, columns=tuple(columns))


def _put_gaps(grid: Grid, context: SheetContext, ranges: Ranges) -> PlacedTally:
    day = context.assessment.as_of.date()

    def column(title: str, state: str, sign: str = "") -> TallyColumn:
        due = (Dated("Gaps_Due", sign, day),) if sign else ()
        return TallyColumn(
            title=title,
            criteria=lambda spot, word, _: (
                Is("Gaps_Severity", spot, word),
                IsWord("Gaps_State", state),
                *due,
            ),
            whole="Gaps_GapID",
        )

    tally = Tally(
        title="Gaps by severity",
        head="Severity",
        words=[label(severity) for severity in GapSeverity],
        columns=(
            column("Open, in time", GAP_OPEN, ">="),
            column("Open, overdue", GAP_OPEN, "<"),
            column("Closed", GAP_CLOSED),
        ),
        row_totals=True,
    )
    return put_tally(grid, ranges, tally, _FIRST_BAND, _RIGHT)


def _put_dated(grid: Grid, context: SheetContext, ranges: Ranges, row: int) -> None:
    day = context.assessment.as_of.date()
    lines = (
        ("Evidence records run out", ranges.count(Dated("Evidence_ValidUntil", "<=", day))),
        (
            "Customer actions past their day",
            ranges.count(Dated("CustomerActions_NextDue", "<", day)),
        ),
        (
            "Open gaps past their day",
            ranges.count(IsWord("Gaps_State", GAP_OPEN), Dated("Gaps_Due", "<", day)),
        ),
        (
            "Open gaps without a treatment",
            ranges.count(IsWord("Gaps_State", GAP_OPEN), IsWord("Gaps_Origin", FOUND)),
        ),
    )
    grid.put(row, _RIGHT, "By the as-of date", StyleName.SECTION)
    grid.put(row, _RIGHT + 1, None, StyleName.SECTION)
    grid.put(row + 1, _RIGHT, "What", StyleName.HEAD)
    grid.put(row + 1, _RIGHT + 1, "Count", StyleName.HEAD)
    for number, (words, formula) in enumerate(lines, start=row + 2):
        grid.put(number, _RIGHT, words, StyleName.LABEL)
        grid.put(number, _RIGHT + 1, formula, StyleName.CALC)
