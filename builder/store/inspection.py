"""What is handed every file that is read, so that it is opened once and by one room."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from contextlib import suppress
from pathlib import Path

from builder.errors import BuilderError
from builder.store.folder import Folder, UnsafePath

Inspect = Callable[[str, bytes], None]
"""Called with a workspace-relative name and the bytes of the file."""
_LARGEST = 100_000_000
"""Bytes that are held at a time; what is larger comes in parts."""
_LARGEST_LINES = 16_000_000
"""The same of a file of lines, which comes in parts without loss."""
_READ_ELSEWHERE = (".yml", ".yaml")


def passed_over(name: str, data: bytes) -> None:
    """Inspects nothing: for look-ups, which publish nothing."""


def loose_files(root: Path, read: Container[str]) -> Iterator[tuple[str, bytes]]:
    """Files of controls/ and at the top of evidence/ that no other reader opens.

    They are not published, but they are in the repository. What is no plain file is told elsewhere.
    A very large file comes in parts.
    """
    for top in ("controls", "evidence"):
        folder = Folder(root / top)
        for name in folder.names() if folder.exists else ():
            whole = f"{top}/{name}"
            of_a_record = top == "evidence" and "/" in name
            if whole in read or of_a_record or name.endswith(("/", *_READ_ELSEWHERE)):
                continue
            try:
                yield from ((whole, part) for part in _parts(folder, name))
            except (UnsafePath, FileNotFoundError, BuilderError):
                continue


def _parts(folder: Folder, name: str) -> Iterator[bytes]:
    """A file as a whole, or in parts that end with a line.

    In a part, blank lines stand for the lines before it: so a place is told as it is in the file.
    Parts of a file that is only added to stay the same, so that they are known to be clean.
    """
    limit = _LARGEST_LINES if name.endswith(".jsonl") else _LARGEST
    with suppress(UnsafePath):  # if it is no plain file, the second way says so again
        yield folder.read(name, limit=limit, sole_link=True)
        return
    before, left = 0, b""
    for chunk in folder.chunks(name, sole_link=True):
        data = left + chunk
        end = data.rfind(b"\n") + 1 or (len(data) if len(data) > _LARGEST else 0)
        if end:
            yield b"\n" * before + data[:end]
        before += data.count(b"\n", 0, end)
        left = data[end:]
    if left:
        yield b"\n" * before + left
