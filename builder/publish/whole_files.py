"""Replaces files in a folder that is not ours alone: each is the old one or the new one, whole."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from builder.errors import BuilderError

_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC


def replace_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write ``files`` by name into ``folder``, which is made if need be.

    All of them are written beside their places and reach the disk before the first one takes its
    place, so that a full disk changes nothing and a kill leaves no torn file. What a kill leaves
    beside them is overwritten by the next run. Raises `BuilderError` while another run writes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _held(folder) as handle:
        try:
            for name, data in files.items():
                _write(_fresh(name), data, handle)
            for name in files:
                os.replace(_fresh(name), name, src_dir_fd=handle, dst_dir_fd=handle)
        except OSError:
            for name in files:
                (folder / _fresh(name)).unlink(missing_ok=True)
            raise
        os.fsync(handle)


def _fresh(name: str) -> str:
    return f".{name}.new"


def _write(name: str, data: bytes, folder: int) -> None:
    with os.fdopen(os.open(name, _FLAGS, 0o644, dir_fd=folder), "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


@contextmanager
def _held(folder: Path) -> Iterator[int]:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in {errno.EWOULDBLOCK, errno.EACCES}:
                raise BuilderError(
                    f"another build is writing to {folder}", "Wait for it to end."
                ) from None
            # a file system without locks: the files are replaced whole all the same
        yield handle
    finally:
        os.close(handle)
