"""What stands inside a file: members of archives, streams of PDF, texts of pictures, base64.

Everything is bounded by `Limits`; what lies beyond them is told as a part that was not read.
"""

from __future__ import annotations

import base64
import binascii
import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from msgspec import Struct

from builder.leaks.pdf_text import pdf_parts
from builder.leaks.sheet_rows import sheet_tables


class Limits(Struct, frozen=True, kw_only=True):
    """How far a file is looked into."""

    members: int = 5_000
    """Members, streams and decoded texts of one file, all depths together."""
    bytes: int = 400_000_000
    """What they may come to, unpacked."""
    ratio: int = 300
    """Bytes that one packed byte may become, beyond the first ten million."""
    depth: int = 5
    """Containers in containers."""


class Part(Struct, frozen=True):
    """A text inside a file, or why there is none."""

    inner: str
    text: bytes
    unread: str = ""
    """Why it could not be looked into, for people."""
    whole: bool = False
    """Whether it is the file as it stands, so that places in it are places in the file."""


class TooMuch(Exception):  # noqa: N818 - ends the looking into one file
    """A limit is passed; the text says which."""


class _Budget:
    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._members = 0
        self._bytes = 0

    def spend(self, count: int) -> None:
        self._members += 1
        self._bytes += count
        if self._members > self.limits.members:
            raise TooMuch(f"it holds more than {self.limits.members:,} members")
        if self._bytes > self.limits.bytes:
            raise TooMuch(f"unpacked it has more than {self.limits.bytes:,} bytes")

    def descend(self, depth: int) -> None:
        if depth >= self.limits.depth:
            raise TooMuch(f"it holds more than {self.limits.depth} containers in each other")

    def most(self, packed: int) -> int:
        left = self.limits.bytes - self._bytes
        return max(0, min(left, max(10_000_000, packed * self.limits.ratio)))


_CLOSED = {
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!\x1a\x07": "a RAR archive",
    b"\xfd7zXZ\x00": "an xz archive",
    b"BZh": "a bzip2 archive",
    b"\x28\xb5\x2f\xfd": "a zstd archive",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an old or encrypted Office file",
}
_PACKED = (b"PK\x03\x04", b"\x1f\x8b", b"\x89PNG\r\n\x1a\n")
_BASE64_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"
_OTHERS_BLANK = bytes(c if c in _BASE64_LETTERS else 0x20 for c in range(256))
_SHORTEST_BASE64 = 16
_MOST_BASE64 = 2_000
"""Decoded texts of one part; a page of digests has some hundreds of candidates."""
_PRINTABLE = frozenset(range(0x20, 0x7F)) | {0x09, 0x0A, 0x0D}
_NOT_PRINTABLE = bytes(c for c in range(256) if c not in _PRINTABLE)


def parts(data: bytes, limits: Limits) -> Iterator[Part]:
    """The file itself, then what stands in it, however deep."""
    yield from _parts("", data, _Budget(limits), 0)


def _parts(inner: str, data: bytes, budget: _Budget, depth: int) -> Iterator[Part]:
    text = _as_utf8(data)
    if not data.startswith(_PACKED):  # their bytes as they stand say nothing
        yield Part(inner, text, whole=not inner and text is data)
    try:
        for name, held in _members(data, budget):
            budget.descend(depth)
            yield from _parts(f"{inner}!{name}" if inner else name, held, budget, depth + 1)
        if not data.startswith(_PACKED) and (text is not data or b"\0" not in data[:1024]):
            yield from _decoded(inner, text, budget, depth)
    except TooMuch as much:
        yield Part(inner, b"", unread=str(much))
    except _Unreadable as closed:
        yield Part(inner, b"", unread=str(closed))


class _Unreadable(Exception):  # noqa: N818 - a verdict on one file
    """A container that cannot be opened; the text says why."""


def _members(data: bytes, budget: _Budget) -> Iterator[tuple[str, bytes]]:
    for lead, what in _CLOSED.items():
        if data.startswith(lead):
            raise _Unreadable(f"it is {what}")
    if data.startswith(b"PK\x03\x04"):
        yield from _zip_members(data, budget)
    elif data.startswith(b"\x1f\x8b"):
        yield "unpacked", _inflated(data, budget, wbits=31)
    elif data[:1024].find(b"%PDF-") >= 0:
        if re.search(rb"/Encrypt\s+\d+\s+\d+\s+R", data):
            raise _Unreadable("it is an encrypted PDF")
        for name, text in pdf_parts(data, budget.most(len(data))):
            budget.spend(len(text))
            yield name, text
    elif data.startswith(b"\x89PNG\r\n\x1a\n"):
        yield from _png_texts(data, budget)


def _zip_members(data: bytes, budget: _Budget) -> Iterator[tuple[str, bytes]]:
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise _Unreadable("it is a damaged zip archive") from error
    yield (
        "names and comments",
        b"\n".join([archive.comment, *(e.filename.encode() + b"\n" + e.comment for e in entries)]),
    )
    held: dict[str, bytes] = {}
    for entry in entries:
        if entry.is_dir():
            continue
        if entry.flag_bits & 1:
            raise _Unreadable("it is an encrypted zip archive")
        most = budget.most(entry.compress_size)
        try:
            with archive.open(entry) as stream:
                member = stream.read(most + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            ValueError,
            NotImplementedError,
        ) as error:
            raise _Unreadable("it is a damaged zip archive") from error
        if len(member) > most:
            raise TooMuch("a member unpacks to more than the limits allow")
        budget.spend(len(member))
        if entry.filename.startswith("xl/"):
            held[entry.filename] = member
        # one element a line, as in a text: what is far apart is no context of each other
        yield entry.filename, member.replace(b"><", b">\n<") if _is_xml(member) else member
    for name, table in sheet_tables(held):
        budget.spend(len(table))
        yield name, table


def _is_xml(member: bytes) -> bool:
    return member.startswith((b"<?xml", b"\xef\xbb\xbf<?xml"))


def _inflated(data: bytes, budget: _Budget, wbits: int) -> bytes:
    unpacker = zlib.decompressobj(wbits)
    most = budget.most(len(data))
    try:
        text = unpacker.decompress(data, most + 1)
    except zlib.error as error:
        raise _Unreadable("it is a damaged archive") from error
    if len(text) > most:
        raise TooMuch("it unpacks to more than the limits allow")
    budget.spend(len(text))
    return text


def _png_texts(data: bytes, budget: _Budget) -> Iterator[tuple[str, bytes]]:
    """The chunks that hold text or EXIF, and what stands after the picture's end."""
    at = 8
    while at + 12 <= len(data):
        length, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        body = data[at + 8 : at + 8 + length]
        at += length + 12
        if kind in (b"tEXt", b"eXIf"):
            budget.spend(len(body))
            yield kind.decode(), body.replace(b"\0", b": ", 1) if kind == b"tEXt" else body
        elif kind in (b"zTXt", b"iTXt"):
            key, _, rest = body.partition(b"\0")
            packed = kind == b"zTXt" or rest[:1] == b"\1"
            rest = rest[1:] if kind == b"zTXt" else rest[2:].split(b"\0", 2)[-1]
            text = _inflated(rest, budget, wbits=15) if packed else rest
            yield kind.decode(), key + b": " + text
        elif kind == b"IEND":
            break
    if at < len(data):
        yield "after the picture", data[at:]


def _decoded(inner: str, text: bytes, budget: _Budget, depth: int) -> Iterator[Part]:
    """Texts and containers that stand in a text as base64."""
    runs = {
        run
        for run in text.translate(_OTHERS_BLANK).split()
        if len(run) >= _SHORTEST_BASE64 and not run.isalpha() and not run.isdigit()
    }
    if depth >= budget.limits.depth:
        return
    for number, run in enumerate(sorted(runs)):
        if number >= _MOST_BASE64:
            return
        if b"-" in run and b"+" in run:
            continue
        plain = run.replace(b"-", b"+").replace(b"_", b"/")
        try:
            decoded = base64.b64decode(plain + b"=" * (-len(plain) % 4), validate=True)
        except binascii.Error:
            continue
        known = decoded.startswith((*_PACKED, b"%PDF-"))
        if not known and len(decoded.translate(None, _NOT_PRINTABLE)) < len(decoded):
            continue
        budget.spend(len(decoded))
        line = text.count(b"\n", 0, text.find(run)) + 1
        name = f"base64 in line {line}"
        yield from _parts(f"{inner}!{name}" if inner else name, decoded, budget, depth + 1)


def _as_utf8(data: bytes) -> bytes:
    """UTF-16 text as UTF-8; everything else as it is."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace").encode("utf-8", "replace")
    head = data[:400]
    if head[1::2].count(0) > len(head) * 0.4:
        return data.decode("utf-16-le", "replace").encode("utf-8", "replace")
    if head[::2].count(0) > len(head) * 0.4:
        return data.decode("utf-16-be", "replace").encode("utf-8", "replace")
    return data
