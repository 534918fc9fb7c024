"""The evidence folder of one writer at a time: whole folders are moved in, events are added."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from builder.errors import BuilderError
from builder.locker.log_lines import log_line
from builder.model.evidence_log import LogEvent
from builder.store.artifact_reading import MAX_ARTIFACT_BYTES
from builder.store.evidence_log import LOG_NAME

_STAGING = ".staging"
"""Where a record is laid together; what a kill leaves there is thrown away by the next writer."""
_CHUNK = 1 << 20
"""Bytes copied at a time."""


class EvidenceFolder:
    """``evidence/`` while this process alone writes to it (see `opened`)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.staging = path / _STAGING
        """Where files are laid down before they are moved in; hidden, so that no reader sees it."""

    def stage(self, name: str, source: Path) -> Path:
        """A copy of a file that nobody else can change any more: what is looked at is filed.

        Raises `OSError` when the source is no file that can be read.
        """
        self.staging.mkdir(exist_ok=True)
        copy = self.staging / name
        with source.open("rb") as read, copy.open("xb") as write:
            shutil.copyfileobj(read, write, _CHUNK)
            write.flush()
            os.fsync(write.fileno())
        return copy

    def staged(self, name: str) -> bytes:
        """The first bytes of a copy, up to the length that is looked at as a whole."""
        with (self.staging / name).open("rb") as stream:
            return stream.read(MAX_ARTIFACT_BYTES)

    def discard(self) -> None:
        """Throw away what was staged."""
        shutil.rmtree(self.staging, ignore_errors=True)

    def move_in(self, place: str, texts: Mapping[str, bytes]) -> None:
        """Put what was staged and ``texts`` by name into a new folder below ``evidence/``.

        The folder is there whole or not at all, also when the machine stops in between. Raises
        `BuilderError` when the place is taken.
        """
        target = self.path / place
        if os.path.lexists(target):
            raise BuilderError(f"evidence/{place} is there already", "Nothing was changed.")
        self.staging.mkdir(exist_ok=True)
        for name, data in texts.items():
            _write_new(self.staging / name, data)
        _sync_folder(self.staging)
        target.parent.mkdir(parents=True, exist_ok=True)
        self.staging.rename(target)
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

    def stage_below(self, place: str, chunks: Iterable[bytes]) -> None:
        """Lay a file down below the staging folder, at the place that it will have below evidence/.

        Raises what the reading of ``chunks`` raises; nothing is left then.
        """
        copy = self.staging / place
        parts = iter(chunks)
        first = next(parts, b"")  # what cannot be opened leaves nothing
        copy.parent.mkdir(parents=True, exist_ok=True)
        with copy.open("xb") as stream:
            stream.write(first)
            for part in parts:
                stream.write(part)
            stream.flush()
            os.fsync(stream.fileno())

    def move_file_in(self, place: str) -> None:
        """Move what `stage_below` laid down to its place; one that is there stays as it is."""
        target = self.path / place
        if os.path.lexists(target):
            return
        made = [folder for folder in target.parents if not folder.exists()]
        target.parent.mkdir(parents=True, exist_ok=True)
        (self.staging / place).rename(target)
        for folder in (target.parent, *(folder.parent for folder in made)):
            _sync_folder(folder)

    def append(self, name: str, data: bytes) -> None:
        """Add whole lines to a file below ``evidence/``; they are on the disk afterwards.

        Raises `BuilderError` when the file ends in the middle of a line: see `locker.mending`.
        """
        target = self.path / name
        target.parent.mkdir(exist_ok=True)
        with _opened_to_write(target) as stream:
            end = stream.seek(0, os.SEEK_END)
            if end and _last_byte(stream.fileno(), end) != b"\n":
                hint = "`shieldbook verify` tells what was filed; restore it from the repository."
                raise BuilderError(f"evidence/{name} ends in the middle of a line", hint)
            _add(stream, data)
        _sync_folder(target.parent)
        _sync_folder(self.path)

    def cut(self, name: str, size: int) -> None:
        """Leave the first ``size`` bytes of a file below ``evidence/``: the end was never filed."""
        with _opened_to_write(self.path / name) as stream:
            stream.truncate(size)
            os.fsync(stream.fileno())

    def log(self, events: Iterable[LogEvent]) -> None:
        """Add events to the log, each as a line of its own.

        Half a line that a kill has left is cut off first: its event was never there.
        """
        data = b"".join(log_line(event) for event in events)
        with _opened_to_write(self.path / LOG_NAME) as stream:
            end = stream.seek(0, os.SEEK_END)
            while end and _last_byte(stream.fileno(), end) != b"\n":
                end -= 1
            stream.truncate(end)
            stream.seek(end)
            _add(stream, data)
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


def _opened_to_write(path: Path) -> BinaryIO:
    """A file opened to be read and written, made when it is not there; no link is followed."""
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    return os.fdopen(os.open(path, flags, 0o644), "r+b")


def _add(stream: BinaryIO, data: bytes) -> None:
    stream.write(data)
    stream.flush()
    os.fsync(stream.fileno())


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
