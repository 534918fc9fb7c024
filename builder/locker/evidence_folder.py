"""The evidence folder of one writer at a time: whole folders are moved in, events are added."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from builder.errors import BuilderError
from builder.locker.log_lines import log_line
from builder.model.evidence_log import LogEvent
from builder.store.artifact_comparison import MAX_ARTIFACT_BYTES
from builder.store.evidence_log import LOG_NAME

_STAGING = ".staging"
"""Where a record is laid together; what a kill leaves there is thrown away by the next writer."""
_CHUNK = 1 << 20
"""Bytes copied at a time."""


class EvidenceFolder:
    """``evidence/`` while this process alone writes to it (see `opened`)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._staging = path / _STAGING

    def stage(self, name: str, source: Path) -> Path:
        """A copy of a file that nobody else can change any more: what is looked at is filed.

        Raises `OSError` when the source is no file that can be read.
        """
        self._staging.mkdir(exist_ok=True)
        copy = self._staging / name
        with source.open("rb") as read, copy.open("xb") as write:
            shutil.copyfileobj(read, write, _CHUNK)
            write.flush()
            os.fsync(write.fileno())
        return copy

    def staged(self, name: str) -> bytes:
        """The first bytes of a copy, up to the length that is looked at as a whole."""
        with (self._staging / name).open("rb") as stream:
            return stream.read(MAX_ARTIFACT_BYTES)

    def discard(self) -> None:
        """Throw away what was staged."""
        shutil.rmtree(self._staging, ignore_errors=True)

    def move_in(self, place: str, texts: Mapping[str, bytes]) -> None:
        """Put what was staged and ``texts`` by name into a new folder below ``evidence/``.

        The folder is there whole or not at all, also when the machine stops in between. Raises
        `BuilderError` when the place is taken.
        """
        target = self.path / place
        if os.path.lexists(target):
            raise BuilderError(f"evidence/{place} is there already", "Nothing was changed.")
        self._staging.mkdir(exist_ok=True)
        for name, data in texts.items():
            _write_new(self._staging / name, data)
        _sync_folder(self._staging)
        target.parent.mkdir(parents=True, exist_ok=True)
        self._staging.rename(target)
        _sync_folder(target.parent)
        _sync_folder(self.path)

    def add_file(self, name: str, data: bytes) -> None:
        """Put one new small file below ``evidence/``, whole; one that is there stays as it is."""
        target = self.path / name
        if os.path.lexists(target):
            raise BuilderError(f"evidence/{name} is there already", "Nothing was changed.")
        target.parent.mkdir(exist_ok=True)
        fresh = target.with_name(f".{target.name}.new")
        fresh.unlink(missing_ok=True)
        _write_new(fresh, data)
        fresh.rename(target)
        _sync_folder(target.parent)

    def log(self, events: Iterable[LogEvent]) -> None:
        """Add events to the log, each as a line of its own.

        Half a line that a kill has left is cut off first: its event was never there.
        """
        data = b"".join(log_line(event) for event in events)
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        with os.fdopen(os.open(self.path / LOG_NAME, flags, 0o644), "r+b") as stream:
            end = stream.seek(0, os.SEEK_END)
            while end and _last_byte(stream.fileno(), end) != b"\n":
                end -= 1
            stream.truncate(end)
            stream.seek(end)
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        _sync_folder(self.path)


@contextmanager
def opened(root: Path) -> Iterator[EvidenceFolder]:
    """The evidence folder of a workspace, after waiting for every other writer to end."""
    path = root / "evidence"
    path.mkdir(exist_ok=True)
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        folder = EvidenceFolder(path)
        shutil.rmtree(path / _STAGING, ignore_errors=True)
        try:
            yield folder
        finally:
            shutil.rmtree(path / _STAGING, ignore_errors=True)
    finally:
        os.close(handle)


def _last_byte(handle: int, end: int) -> bytes:
    return os.pread(handle, 1, end - 1)


def _write_new(path: Path, data: bytes) -> None:
    with path.open("xb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
