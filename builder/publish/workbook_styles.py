"""How each role of a cell looks: the formats behind the style names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from builder.render.sheet_model import OPEN_STYLES, StyleName

_NAVY, _LINK_BLUE, _LINE, _CREAM, _PALE = "#1F3864", "#0563C1", "#D0D0D0", "#FFF8DC", "#F2F5FA"
_DATE = "yyyy-mm-dd"
_COUNT = "#,##0"
_BASE: Mapping[str, Any] = {"font_name": "Calibri", "font_size": 10, "valign": "top"}
_CELL: Mapping[str, Any] = {"border": 1, "border_color": _LINE}
_WRAPPED: Mapping[str, Any] = {**_CELL, "text_wrap": True}

FORMATS: Mapping[StyleName, Mapping[str, Any]] = {
    StyleName.TITLE: {"font_size": 18, "bold": True, "font_color": _NAVY, "valign": "vcenter"},
    StyleName.SUBTITLE: {"font_color": "#404040"},
    StyleName.SECTION: {
        "bold": True,
        "font_size": 12,
        "font_color": _NAVY,
        "bottom": 2,
        "bottom_color": _NAVY,
        "valign": "bottom",
    },
    StyleName.BANNER: {"bold": True, "bg_color": "#FFF2CC", "font_color": "#000000"},
    StyleName.HEAD: {
        "bold": True,
        "font_color": "#FFFFFF",
        "bg_color": _NAVY,
        "text_wrap": True,
        "valign": "vcenter",
        "border": 1,
        "border_color": _LINE,
    },
    StyleName.KEY: {**_WRAPPED, "bold": True},
    StyleName.TEXT: _WRAPPED,
    StyleName.DATE: {**_CELL, "num_format": _DATE, "align": "left"},
    StyleName.NUMBER: {**_CELL, "num_format": _COUNT, "align": "center"},
    StyleName.LINK: {**_WRAPPED, "font_color": _LINK_BLUE, "underline": 1},
    StyleName.HASH: {**_CELL, "font_color": "#595959"},
    StyleName.INPUT: {**_WRAPPED, "bg_color": _CREAM},
    StyleName.INPUT_DATE: {**_CELL, "bg_color": _CREAM, "num_format": _DATE, "align": "left"},
    StyleName.LABEL: {**_WRAPPED, "bg_color": _PALE, "bold": True},
    StyleName.CALC: {**_CELL, "num_format": _COUNT, "align": "right"},
    StyleName.TOTAL: {**_CELL, "num_format": _COUNT, "bold": True, "bg_color": _PALE},
    StyleName.TOTAL_LABEL: {**_CELL, "bold": True, "bg_color": _PALE, "font_color": _NAVY},
    StyleName.NOTE: {"italic": True, "font_color": "#404040", "align": "left"},
}


def format_properties(style: StyleName) -> dict[str, Any]:
    """What the writing library is told about a style."""
    return {**_BASE, **FORMATS[style], "locked": style not in OPEN_STYLES}
