"""Texts of a PDF: unpacked streams, the strings that a page shows, the document's own data.

Not a renderer: fonts with codes of their own, encrypted files and pictures say nothing here.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

_STREAM = re.compile(rb"stream\r?\n")
_HEADER = 600
"""Bytes before a stream that are looked at for what it is."""
_TOKEN = re.compile(
    rb"\((?P<text>(?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*)\)|<(?P<hex>[0-9A-Fa-f\s]+)>"
    rb"|(?P<kern>-\d{3,})|(?P<move>T\*|\bT[dDm]\b|\bET\b|\bBT\b)",
    re.DOTALL,
)
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_PLAIN = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r\n": b""}
_ZLIB = 8


def pdf_parts(data: bytes, most: int) -> Iterator[tuple[str, bytes]]:
    """Strings of the document itself, then the text of each stream, ``most`` bytes at most each."""
    yield "strings", shown_text(_STREAM.split(data, maxsplit=1)[0] + _outside_streams(data))
    for number, found in enumerate(_STREAM.finditer(data), start=1):
        end = data.find(b"endstream", found.end())
        packed = data[found.end() : end if end >= 0 else len(data)]
        header = data[max(0, found.start() - _HEADER) : found.start()].rpartition(b"obj")[2]
        if re.search(rb"/Subtype\s*/Image", header) or not _may_inflate(packed):
            continue
        try:
            text = zlib.decompressobj().decompress(packed, most)
        except zlib.error:
            continue
        yield f"stream {number}", text
        if b"Tj" in text or b"TJ" in text or b"(" in text:
            yield f"text of stream {number}", shown_text(text)


def _outside_streams(data: bytes) -> bytes:
    """What stands between the streams: objects, among them the document's title and author."""
    return b"\n".join(piece for piece in data.split(b"endstream")[1:] for piece in _before(piece))


def _before(piece: bytes) -> Iterator[bytes]:
    yield _STREAM.split(piece, maxsplit=1)[0]


def _may_inflate(packed: bytes) -> bool:
    lead = packed[:2]
    return len(lead) == 2 and lead[0] & 15 == _ZLIB and int.from_bytes(lead) % 31 == 0  # noqa: PLR2004 - RFC 1950


def shown_text(content: bytes) -> bytes:
    """The strings of a content stream: joined within a line, apart where the page moves on."""
    found: list[bytes] = []
    for token in _TOKEN.finditer(content):
        if token["text"] is not None:
            found.append(_string(_ESCAPED.sub(_unescaped, token["text"])))
        elif token["hex"] is not None:
            digits = re.sub(rb"\s", b"", token["hex"]).decode()
            found.append(_string(bytes.fromhex(digits + "0" * (len(digits) % 2))))
        else:
            found.append(b" " if token["kern"] else b"\n")
    return b"".join(found)


def _string(raw: bytes) -> bytes:
    if raw.startswith(b"\xfe\xff"):
        return raw[2:].decode("utf-16-be", "replace").encode() + b"\n"
    return raw.replace(b"\0", b"")  # two-byte codes of a plain font


def _unescaped(found: re.Match[bytes]) -> bytes:
    code = found[1]
    if code[:1].isdigit() and code[:1] < b"8":
        return bytes([int(code, 8) & 255])
    return _PLAIN.get(code, code)
