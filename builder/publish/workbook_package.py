"""The last hand on the parts of a workbook that its writing library leaves unfinished.

Row heights stay as computed but are no longer fixed, so that rows grow when an auditor types;
roles of cells get named styles; the language of the texts is recorded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import StringIO
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.packager import Packager

_FIXED_HEIGHT = ' customHeight="1"'
_XF = re.compile(r"<xf [^>]*/>|<xf [^>]*[^/]>.*?</xf>")
_CELL_XFS = re.compile(r"<cellXfs .*?</cellXfs>")
_STYLE_XFS = re.compile(r"<cellStyleXfs .*?</cellStyleXfs>")
_STYLES = re.compile(r"<cellStyles .*?</cellStyles>")
_CORE_END = "</cp:coreProperties>"


class FinishedWorkbook(xlsxwriter.Workbook):  # type: ignore[misc] # the library has no types
    """A workbook whose parts are finished before they are zipped."""

    def __init__(self, target: object, options: dict[str, Any], language: str) -> None:
        super().__init__(target, options)
        self.language = language
        self._style_names: list[str] = []

    def add_named_format(self, name: str, properties: dict[str, Any]) -> Format:
        """A format that follows a named style; to be added before any other format."""
        look = self.add_format(properties)
        self._style_names.append(name)
        number = look._get_xf_index()  # noqa: SLF001 # else it gets its number at first use
        if number != len(self._style_names):
            raise ValueError(f"the style {name} looks like another one")
        return look

    def _get_packager(self) -> Packager:
        return _FinishingPackager(self._style_names, self.language)


class _FinishingPackager(Packager):  # type: ignore[misc] # the library has no types
    def __init__(self, style_names: Sequence[str], language: str) -> None:
        super().__init__()
        self._style_names = style_names
        self._language = language

    def _create_package(self) -> list[tuple[Any, str, bool]]:
        return [
            (part if binary else StringIO(self._finish(name, part.getvalue())), name, binary)
            for part, name, binary in super()._create_package()
        ]

    def _finish(self, name: str, xml: str) -> str:
        if name.startswith("xl/worksheets/sheet"):
            return xml.replace(_FIXED_HEIGHT, "")
        if name == "xl/styles.xml":
            return name_styles(xml, self._style_names)
        if name == "docProps/core.xml":
            language = f"<dc:language>{self._language}</dc:language>"
            return xml.replace(_CORE_END, language + _CORE_END)
        return xml


def name_styles(xml: str, names: Sequence[str]) -> str:
    """The styles part with a named style for each format after the first.

    A named style repeats its format, and the format says which style it follows.
    """
    cell_xfs = _XF.findall(_CELL_XFS.findall(xml)[0])
    plain = _XF.findall(_STYLE_XFS.findall(xml)[0])[:1]
    own = [xf.replace(' xfId="0"', "") for xf in cell_xfs[1 : len(names) + 1]]
    followed = [
        xf.replace(' xfId="0"', f' xfId="{number}"') if number <= len(names) else xf
        for number, xf in enumerate(cell_xfs)
    ]
    styles = ['<cellStyle name="Normal" xfId="0" builtinId="0"/>']
    styles += [f'<cellStyle name="{name}" xfId="{n}"/>' for n, name in enumerate(names, start=1)]
    xml = _replace(xml, _STYLE_XFS, "cellStyleXfs", plain + own)
    xml = _replace(xml, _CELL_XFS, "cellXfs", followed)
    return _replace(xml, _STYLES, "cellStyles", styles)


def _replace(xml: str, pattern: re.Pattern[str], tag: str, items: Sequence[str]) -> str:
    whole = f'<{tag} count="{len(items)}">{"".join(items)}</{tag}>'
    return pattern.sub(lambda _: whole, xml, count=1)
