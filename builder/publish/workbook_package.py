"""The last hand on the parts of a workbook that its writing library leaves unfinished.

Row heights stay as computed but are no longer fixed, so that rows grow when an auditor types;
roles of cells get named styles; the language of the texts is recorded; every text is written so
that it is read back as it is.

The file format writes a character that XML cannot hold as ``_x000D_`` and the like (ECMA-376
part 1, 22.9.2.19, ``ST_Xstring``), so a text that holds such a code itself has to have its
``_`` written as ``_x005F_``. The library does so in cells, but not where two codes share a ``_``
nor in the headings of tables, and it takes a text from ``<r>`` to ``</r>`` for runs of its own.
Here all of them are written as plain text. Spreadsheet programs read the same text back;
openpyxl drops ``x005F_`` wherever it stands in a cell, which `workbook_proof` allows for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import StringIO
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings

_CODE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_COLUMN_NAME = re.compile(r'(<tableColumn id="[0-9]+" name=")([^"]*)')
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

    def _write_shared_strings_file(self) -> None:
        texts = _PlainTexts()
        texts.string_table = self.workbook.str_table
        if self.workbook.str_table.count:
            texts._set_xml_writer(self._filename("xl/sharedStrings.xml"))  # noqa: SLF001
            texts._assemble_xml_file()  # noqa: SLF001 # as the library's own packager does

    def _finish(self, name: str, xml: str) -> str:
        if name.startswith("xl/tables/"):
            return _COLUMN_NAME.sub(lambda match: match[1] + escaped_codes(match[2]), xml)
        if name.startswith("xl/worksheets/sheet"):
            return xml.replace(_FIXED_HEIGHT, "")
        if name == "xl/styles.xml":
            return name_styles(xml, self._style_names)
        if name == "docProps/core.xml":
            language = f"<dc:language>{self._language}</dc:language>"
            return xml.replace(_CORE_END, language + _CORE_END)
        return xml


class _PlainTexts(SharedStrings):  # type: ignore[misc] # the library has no types
    """The table of texts, none of them taken for markup."""

    def _write_si(self, string: str) -> None:
        text = escaped_codes(string).replace("\r", "_x000D_")
        kept = [("xml:space", "preserve")] if text != text.strip() else []
        self._xml_si_element(text, kept)


def escaped_codes(text: str) -> str:
    """The text with the ``_`` of every code in it written as a code, so that none is undone."""
    return _CODE.sub("_x005F_", text)


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
