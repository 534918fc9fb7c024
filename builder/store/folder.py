"""One folder, read through its own handle: no link is followed and nothing outside is opened."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from builder.errors import BuilderError


class UnsafePath(Exception):  # noqa: N818 - a verdict on a name, caught where it is asked
    """A name that is not a plain file below the folder; ``reason`` says why, for people."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Folder:
    """A folder whose files are read whole, once, by relative names with forward slashes."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def exists(self) -> bool:
        """Whether there is such a folder."""
        return self._path.is_dir()

    @property
    def taken(self) -> bool:
        """Whether the name stands for something, which need not be a folder."""
        return os.path.lexists(self._path)

    @property
    def linked(self) -> bool:
        """Whether the folder itself is reached through a link."""
        return self._path.is_symlink()

    def names(self) -> list[str]:
        """Every file below the folder, sorted; links are listed and never followed.

        The name of a linked folder ends in a slash. Hidden files and folders (a leading dot)
        are passed over.
        """
        found: list[str] = []
        waiting = [""]  # not os.walk and not pathlib: a workspace has thousands of files
        try:
            while waiting:
                lead = waiting.pop()
                with os.scandir(self._path / lead) as entries:
                    for entry in entries:
                        name = lead + entry.name
                        if entry.name.startswith("."):
                            continue
                        if not entry.is_dir():
                            found.append(name)
                        elif entry.is_symlink():
                            found.append(f"{name}/")
                        else:
                            waiting.append(f"{name}/")
        except OSError as error:
            raise BuilderError(f"cannot read {self._path}: {error.strerror}") from error
        return sorted(found)

    def read(self, name: str, *, limit: int, sole_link: bool = False) -> bytes:
        """The bytes of a regular file below the folder, opened once.

        ``sole_link`` refuses a file that has a second name elsewhere (a hard link).
        Raises `UnsafePath` for anything that is not such a file or is over ``limit`` bytes.
        """
        with self._opened(name, sole_link=sole_link) as handle:
            state = os.fstat(handle)
            # The size is a claim: some files lie about it, and others grow.
            data = b"" if state.st_size > limit else _read(handle, limit + 1)
            size = max(state.st_size, len(data))
            if size > limit:
                raise UnsafePath(f"it has {size:,} bytes; at most {limit:,} are read")
            return data

    def digest(self, name: str, *, sole_link: bool = False) -> tuple[str, int]:
        """SHA-256 and size in bytes of a regular file of any size, opened once and not kept.

        Raises `UnsafePath` for anything that is no such file.
        """
        with self._opened(name, sole_link=sole_link) as handle:
            try:
                with os.fdopen(os.dup(handle), "rb") as stream:
                    digest = hashlib.file_digest(stream, "sha256").hexdigest()
                    return digest, stream.tell()
            except OSError as error:
                raise BuilderError(f"{name} cannot be read: {error.strerror}") from error

    def lines(
        self, name: str, *, sole_link: bool = False, see: Callable[[bytes], object] | None = None
    ) -> Iterator[bytes]:
        """The whole lines of a regular file of any size, without their line breaks, one by one.

        What stands after the last line break is left out. ``see`` is handed all of it, part by
        part. Raises `UnsafePath` as `read` does.
        """
        left = b""
        for chunk in self.chunks(name, sole_link=sole_link):
            if see is not None:
                see(chunk)
            *whole, left = (left + chunk).split(b"\n")
            yield from whole

    def chunks(self, name: str, *, sole_link: bool = False) -> Iterator[bytes]:
        """The bytes of a regular file of any size, opened once, a part at a time.

        Raises `UnsafePath` as `read` does.
        """
        with self._opened(name, sole_link=sole_link) as handle:
            try:
                while chunk := os.read(handle, _CHUNK):
                    yield chunk
            except OSError as error:
                raise BuilderError(f"{name} cannot be read: {error.strerror}") from error

    def head(self, name: str, count: int, *, sole_link: bool = False) -> bytes:
        """The first ``count`` bytes of such a file."""
        with self._opened(name, sole_link=sole_link) as handle:
            return _read(handle, count)

    @contextmanager
    def _opened(self, name: str, *, sole_link: bool) -> Iterator[int]:
        steps = name.split("/")
        if "\\" in name or any(s in ("", ".", "..") or s.startswith("~") for s in steps):
            raise UnsafePath("it must be a plain name below its folder, without `..`, `~` or `\\`")
        if ":" in steps[0] or "\0" in name or any(step.startswith(".") for step in steps):
            raise UnsafePath("it must not be an address or a hidden file")
        if _UNNAMABLE.search(name):
            raise UnsafePath("its name must be text without line breaks and control characters")
        handles: list[int] = []
        try:
            self._open(steps, handles)
            state = os.fstat(handles[-1])
            if not stat.S_ISREG(state.st_mode):
                raise UnsafePath("it is not a regular file")
            if sole_link and state.st_nlink != 1:
                raise UnsafePath("it is a hard link to a file elsewhere")
            yield handles[-1]
        finally:
            for handle in reversed(handles):
                os.close(handle)

    def _open(self, steps: list[str], handles: list[int]) -> None:
        """Open one step after the other; no link is followed, and a FIFO does not hang."""
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        try:
            handles.append(os.open(self._path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC))
            for step in steps[:-1]:
                handles.append(os.open(step, flags | os.O_DIRECTORY, dir_fd=handles[-1]))
            handles.append(os.open(steps[-1], flags, dir_fd=handles[-1]))
        except FileNotFoundError:
            raise
        except OSError as error:
            if error.errno in _SURROUNDINGS:
                whole = "/".join((str(self._path), *steps))
                raise BuilderError(f"cannot read {whole}: {error.strerror}") from error
            reason = _REASONS.get(error.errno or 0) or (error.strerror or "error").lower()
            raise UnsafePath(f"it cannot be opened: {reason}") from None


_UNNAMABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""Lists of names and digests have one name a line; half a surrogate pair is a byte, no text."""
_CHUNK = 8_000_000
"""Bytes read at a time of a file that is not held."""
_REASONS = {
    errno.ELOOP: "it is a link",
    errno.ENOTDIR: "a part of its path is a link or no folder",
    errno.ENXIO: "it is not a regular file",
}
_SURROUNDINGS = frozenset(
    {errno.EACCES, errno.EPERM, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ESTALE}
)
"""Errors that say nothing about the file itself: another day it opens."""


def _read(handle: int, count: int) -> bytes:
    try:
        with os.fdopen(os.dup(handle), "rb") as stream:
            return stream.read(count)
    except OSError as error:
        raise BuilderError(f"a file cannot be read: {error.strerror}") from error
