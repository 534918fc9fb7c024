"""What the bytes of an artifact are: the declared type is believed only when the content agrees."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

_PDF_END_WINDOW = 1_024
_PNG_START = b"\x89PNG\r\n\x1a\n"
_PNG_END = b"IEND\xaeB`\x82"
_ZIP_START = b"PK\x03\x04"


def content_problem(data: bytes, media_type: str) -> str:
    """Why ``data`` is not a whole, plain file of ``media_type``; empty when it is."""
    if not data:
        return "is empty, and an empty file shows nothing"
    check = _CHECKS.get(media_type)
    if check is None:
        return f"has the media type `{media_type}`; known are {', '.join(sorted(_CHECKS))}"
    return check(data)


def _pdf(data: bytes) -> str:
    if not data.startswith(b"%PDF-"):
        return "does not begin as a PDF"
    if b"%%EOF" not in data[-_PDF_END_WINDOW:]:
        return "does not end as a PDF"
    return ""


def _png(data: bytes) -> str:
    if not data.startswith(_PNG_START):
        return "does not begin as a PNG picture"
    return "" if data.endswith(_PNG_END) else "has bytes after the end of the PNG picture"


def _xlsx(data: bytes) -> str:
    return "" if data.startswith(_ZIP_START) else "does not begin as an Office workbook"


def _text(data: bytes) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return "is not UTF-8 text"
    return "holds control characters" if "\x00" in text else ""


def _json(data: bytes) -> str:
    try:
        json.loads(data, object_pairs_hook=_unique, parse_constant=_no_constant)
    except RecursionError:
        return "nests too deeply for JSON"
    except ValueError as error:
        return f"is not strict JSON: {error}"
    return ""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    for key in keys:
        if keys.count(key) > 1:
            raise ValueError(f"the key `{key[:40]}` stands twice")
    return dict(pairs)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _csv(data: bytes) -> str:
    problem = _text(data)
    if problem:
        return problem
    try:
        widths = {len(row) for row in csv.reader(io.StringIO(data.decode("utf-8")), strict=True)}
    except csv.Error as error:
        return f"is not CSV: {error}"
    return "" if len(widths - {0}) == 1 else "has rows of different lengths"


_CHECKS: dict[str, Callable[[bytes], str]] = {
    "application/json": _json,
    "application/pdf": _pdf,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _xlsx,
    "image/png": _png,
    "text/csv": _csv,
    "text/markdown": _text,
    "text/plain": _text,
}
