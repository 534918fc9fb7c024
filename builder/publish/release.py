"""Publishes everything at once: a staging folder, a lock, and one atomic switch of ``out``.

``out`` is a symbolic link into ``.out/``, where the last generations lie. A run that fails or
is killed leaves the link alone; the next run clears what it left behind.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import re
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from builder.errors import BuilderError

if TYPE_CHECKING:
    from typing import TextIO

KEPT_GENERATIONS = 3
_STAGING = "staging-"
_GENERATION = re.compile(r"[0-9]{6,9}-[0-9a-z]+")


class Release:
    """A published folder of one workspace; each has a lock and generations of its own."""

    def __init__(self, root: Path, name: str = "out") -> None:
        self.out = root / name
        self._home = root / f".{name}"
        self._state = self._home / "state.json"

    def current_key(self) -> str | None:
        """The key of what is published now; None when nothing is, or it is damaged."""
        try:
            state = json.loads(self._state.read_text(encoding="utf-8"))
            generation, key = state["generation"], state["key"]
            whole = generation == str(self.out.readlink()) and _sizes(self.out) == state["files"]
        except (OSError, ValueError, LookupError, TypeError, RecursionError):
            return None
        return str(key) if whole else None

    @contextmanager
    def locked(self, holder: str) -> Iterator[None]:
        """Hold the workspace for one build; raises `BuilderError` naming who holds it already."""
        self._make_home()
        with self._lock_file() as stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                stream.seek(0)
                raise BuilderError(
                    f"another build is running here: {stream.read().strip() or 'unknown'}",
                    "Wait for it to end; what is published stays as it is.",
                ) from None
            stream.seek(0)
            stream.truncate()
            stream.write(holder)
            stream.flush()
            yield

    def _make_home(self) -> None:
        try:
            self._home.mkdir(exist_ok=True)
        except FileExistsError:
            pass  # no folder; said below
        except OSError as error:
            raise _disk_error(error, self._home) from error
        if self._home.is_symlink() or not self._home.is_dir():
            # what lies in a folder elsewhere is not ours to clear
            raise BuilderError(
                f"{self._home} is not a folder of its own, so nothing is built in it",
                "Move it away; the build makes it new.",
            )

    def _lock_file(self) -> TextIO:
        path = self._home / "lock"
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        try:
            handle = os.open(path, flags, 0o644)
        except OSError as error:
            raise _disk_error(error, self._home) from error
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            raise BuilderError(f"{path} is not a plain file", "Move it away.")
        return os.fdopen(handle, "r+", encoding="utf-8")

    @contextmanager
    def staging(self) -> Iterator[Path]:
        """An empty folder to build in; it is removed again unless `publish` has taken it."""
        self._refuse_real_folder()
        for left in self._home.glob(f"{_STAGING}*"):
            shutil.rmtree(left, ignore_errors=True)
        folder = self._home / f"{_STAGING}{os.getpid()}"
        try:
            folder.mkdir()
            yield folder
        except OSError as error:
            raise _disk_error(error, self._home) from error
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def publish(self, staging: Path, build_id: str, key: str) -> None:
        """Make a finished staging folder the published one, in one step."""
        number = max(map(_number, self._generations()), default=0) + 1
        generation = self._home / f"{number:06d}-{build_id}"
        os.sync()  # one sync for a few hundred files costs a fifth of an fsync for each
        staging.rename(generation)
        target = os.path.join(self._home.name, generation.name)  # noqa: PTH118 - a relative link
        link = self._home / "switch"
        link.unlink(missing_ok=True)
        link.symlink_to(target)
        os.replace(link, self.out)  # noqa: PTH105 - the one atomic step, spelled out
        _sync_folder(self.out.parent)
        state = json.dumps({"generation": target, "key": key, "files": _sizes(generation)})
        fresh = self._home / "state.new"
        fresh.write_text(state, encoding="utf-8")
        fresh.replace(self._state)
        for old in self._generations()[:-KEPT_GENERATIONS]:
            shutil.rmtree(old, ignore_errors=True)

    def _generations(self) -> list[Path]:
        ours = (p for p in self._home.iterdir() if _GENERATION.fullmatch(p.name))
        return sorted((p for p in ours if p.is_dir() and not p.is_symlink()), key=_number)

    def _refuse_real_folder(self) -> None:
        if self.out.exists() and not self.out.is_symlink():
            raise BuilderError(
                f"{self.out} is not a link, so it cannot be switched as a whole",
                f"Move it away; the build makes `{self.out.name}` a link into {self._home.name}/.",
            )


def _number(generation: Path) -> int:
    return int(generation.name.partition("-")[0])


def _sizes(folder: Path) -> dict[str, int]:
    """Every file below a folder with its size: shows at a glance whether one has gone."""
    found: dict[str, int] = {}
    stack = [""]
    while stack:
        lead = stack.pop()
        with os.scandir(f"{folder}/{lead}") as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    stack.append(f"{lead}{entry.name}/")
                else:
                    found[lead + entry.name] = entry.stat(follow_symlinks=False).st_size
    return found


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _disk_error(error: OSError, place: Path) -> BuilderError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return BuilderError(
            f"the disk that holds {place} is full",
            "Free some space and build again; what was published before is unchanged.",
        )
    detail = f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}"
    return BuilderError(f"the build could not be written: {detail}", "Nothing was published.")
