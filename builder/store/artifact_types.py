"""What the bytes of an artifact are: the declared type is believed only when the content agrees."""

from __future__ import annotations

import codecs
import csv
import io
import json
import struct
from collections.abc import Callable

_PNG_START = b"\x89PNG\r\n\x1a\n"
_ZIP_START = b"PK\x03\x04"
_ZIP_END = b"PK\x05\x06"
_TAIL = 1_024
"""Bytes in which the end of a PDF is looked for."""
_MOST_JSON_VALUES = 5_000_000
_ZIP_END_BYTES = 22
"""Length of a zip archive's last record when it carries no comment."""


def content_problem(data: bytes, media_type: str) -> str:
    """Why ``data`` is not a whole, plain file of ``media_type``; empty when it is."""
    if not data:
        return "is empty, and an empty file shows nothing"
    check = _CHECKS.get(media_type)
    if check is None:
        return f"has the media type `{media_type}`; known are {', '.join(sorted(_CHECKS))}"
    return check(data)


def head_problem(head: bytes, media_type: str) -> str:
    """As `content_problem`, of a file that is too large to be looked at as a whole.

    ``head`` are its first bytes; how the file goes on is taken on trust.
    """
    if media_type not in _CHECKS:
        return content_problem(head, media_type)
    start = _STARTS.get(media_type)
    if start is not None:
        name, wanted = start
        return "" if head.startswith(wanted) else f"does not begin as {name}"
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(head)  # a letter may be cut in two
    except UnicodeDecodeError:
        return "is not UTF-8 text"
    return "holds control characters" if "\x00" in text else ""


def _pdf(data: bytes) -> str:
    if not data.startswith(b"%PDF-"):
        return "does not begin as a PDF"
    if not data[-_TAIL:].rstrip(b"\0\t\n\r ").endswith(b"%%EOF"):
        return "does not end as a PDF"
    return ""


def _png(data: bytes) -> str:
    if not data.startswith(_PNG_START):
        return "does not begin as a PNG picture"
    start, name = len(_PNG_START), b""
    while name != b"IEND":
        length, name = data[start : start + 4], data[start + 4 : start + 8]
        start += 12 + int.from_bytes(length)
        if start > len(data):
            return "ends before the PNG picture does"
    return "" if start == len(data) else "has bytes after the end of the PNG picture"


def _xlsx(data: bytes) -> str:
    if not data.startswith(_ZIP_START):
        return "does not begin as an Office workbook"
    if data[-_ZIP_END_BYTES:][: len(_ZIP_END)] != _ZIP_END:
        return "does not end as an Office workbook"
    import zipfile  # noqa: PLC0415 - slow to load, and few artifacts are workbooks

    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error):
        return "is not a whole Office workbook"
    return "" if "xl/workbook.xml" in names else "is an archive, but not an Office workbook"


def _text(data: bytes) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return "is not UTF-8 text"
    return "holds control characters" if "\x00" in text else ""


def _json(data: bytes) -> str:
    problem = _text(data)
    if problem:
        return problem
    if sum(map(data.count, (b",", b"[", b"{"))) > _MOST_JSON_VALUES:
        return f"has more than {_MOST_JSON_VALUES:,} values, too many to check"
    try:
        json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_constant=_no_constant,
            parse_int=len,  # the value is not needed, and Python limits the digits of one
            parse_float=len,
        )
    except RecursionError:
        return "nests too deeply for JSON"
    except ValueError as error:
        return f"is not strict JSON: {error}"
    return ""


def _unique(pairs: list[tuple[str, object]]) -> None:
    """Refuse a key that stands twice; the value itself is not needed."""
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            raise ValueError(f"the key `{key[:40]}` stands twice")
        seen.add(key)


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
    widths.discard(0)
    if not widths:
        return "has no row"
    return "" if len(widths) == 1 else "has rows of different lengths"


_STARTS: dict[str, tuple[str, bytes]] = {
    "application/pdf": ("a PDF", b"%PDF-"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (
        "an Office workbook",
        _ZIP_START,
    ),
    "image/png": ("a PNG picture", _PNG_START),
}
_CHECKS: dict[str, Callable[[bytes], str]] = {
    "application/json": _json,
    "application/pdf": _pdf,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _xlsx,
    "image/png": _png,
    "text/csv": _csv,
    "text/markdown": _text,
    "text/plain": _text,
}
