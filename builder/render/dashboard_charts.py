"""The three charts of the dashboard, each under the table it draws, with the same facts as text."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from builder.render.dashboard_tally import PlacedTally
from builder.render.sheet_model import Chart, Series

_ROW_PIXELS = 20
_MARGIN_ROWS = 1
_WHITE, _BLACK = "FFFFFF", "000000"


class _Look(Struct, frozen=True):
    color: str
    label: str = _BLACK


_STATUS_LOOKS = (
    _Look("1F3864", _WHITE),
    _Look("9DC3E6"),
    _Look("F4B183"),
    _Look("A9D18E"),
    _Look("D9D9D9"),
    _Look("7F6000", _WHITE),
)
_GAP_LOOKS = (
    _Look("9DC3E6"),
    _Look("C55A11", _WHITE),
    _Look("D9D9D9"),
)
_EVIDENCE_LOOKS = (_Look("1F3864", _WHITE),)


def split_chart(tally: PlacedTally, column: int, end: int) -> Chart:
    """Whose job the rows are, and how far they are."""
    return _chart("Rows by responsibility and status", tally, _STATUS_LOOKS, (column, end, 690))


def evidence_chart(tally: PlacedTally, column: int, end: int) -> Chart:
    """How the evidence of the rows stands."""
    return _chart("Rows by state of their evidence", tally, _EVIDENCE_LOOKS, (column, end, 385))


def gaps_chart(tally: PlacedTally, column: int, end: int) -> Chart:
    """What is open, and whether it is late."""
    return _chart("Gaps by severity", tally, _GAP_LOOKS, (column, end, 594))


def _chart(
    title: str, tally: PlacedTally, looks: Sequence[_Look], frame: tuple[int, int, int]
) -> Chart:
    column, end, width = frame
    drawn = list(zip(tally.heads, tally.values, looks, strict=False))
    series = tuple(
        Series(
            name=head,
            categories=tally.labels,
            values=values,
            color=look.color,
            label_color=look.label,
        )
        for head, values, look in drawn
    )
    return Chart(
        title=title,
        about=f"Bar chart of the table above it. {title}, as sent: {tally.words or 'none'}.",
        series=series,
        row=tally.end,
        column=column,
        width=width,
        height=(end - _MARGIN_ROWS - tally.end) * _ROW_PIXELS,
    )
