"""What is handed every file that is read, so that it is opened once and by one room."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from pathlib import Path

from builder.errors import BuilderError
from builder.store.folder import Folder, UnsafePath

Inspect = Callable[[str, bytes], None]
"""Called with a workspace-relative name and the bytes of the file."""
_LARGEST = 100_000_000
_READ_ELSEWHERE = (".yml", ".yaml")


def passed_over(name: str, data: bytes) -> None:
    """Inspects nothing: for look-ups, which publish nothing."""


def loose_files(root: Path, read: Container[str]) -> Iterator[tuple[str, bytes]]:
    """Files of controls/ and at the top of evidence/ that no other reader opens.

    They are not published, but they are in the repository. What is no plain file is told elsewhere.
    """
    for top in ("controls", "evidence"):
        folder = Folder(root / top)
        for name in folder.names() if folder.exists else ():
            whole = f"{top}/{name}"
            of_a_record = top == "evidence" and "/" in name
            if whole in read or of_a_record or name.endswith(("/", *_READ_ELSEWHERE)):
                continue
            try:
                yield whole, folder.read(name, limit=_LARGEST, sole_link=True)
            except (UnsafePath, FileNotFoundError, BuilderError):
                continue
