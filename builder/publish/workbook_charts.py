"""Chart values to native charts of the workbook."""

from __future__ import annotations

from typing import Any

from xlsxwriter.worksheet import Worksheet

from builder.publish.workbook_package import FinishedWorkbook
from builder.render.sheet_model import Area, Chart, Series

_FONT = {"name": "Calibri", "size": 9, "color": "#000000"}
_HIDE_ZERO = "#,##0;;;"


def insert_chart(book: FinishedWorkbook, worksheet: Worksheet, sheet: str, chart: Chart) -> None:
    """Put a stacked bar chart on the sheet, with its alternative text."""
    native = book.add_chart({"type": "bar", "subtype": "stacked"})
    for series in chart.series:
        native.add_series(_series(sheet, series))
    title_font = {"name": "Calibri", "size": 11, "bold": True, "color": "#1F3864"}
    native.set_title({"name": chart.title, "name_font": title_font, "overlay": False})
    native.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    native.set_y_axis({"reverse": True, "num_font": _FONT, "line": {"color": "#808080"}})
    if len(chart.series) > 1:
        native.set_legend({"position": "bottom", "font": _FONT})
    else:
        native.set_legend({"none": True})
    native.set_size({"width": chart.width, "height": chart.height})
    native.set_chartarea({"border": {"color": "#D0D0D0"}})
    options = {"description": chart.about, "object_position": 1, "x_offset": 2, "y_offset": 4}
    worksheet.insert_chart(chart.row, chart.column, native, options)


def _series(sheet: str, series: Series) -> dict[str, Any]:
    return {
        "name": [sheet, *series.name],
        "categories": _range(sheet, series.categories),
        "values": _range(sheet, series.values),
        "fill": {"color": f"#{series.color}"},
        "gap": 45,
        "border": {"color": "#595959", "width": 0.5},
        "data_labels": {
            "value": True,
            "num_format": _HIDE_ZERO,
            "font": {**_FONT, "color": f"#{series.label_color}"},
        },
    }


def _range(sheet: str, area: Area) -> list[object]:
    return [sheet, area.first_row, area.first_column, area.last_row, area.last_column]
