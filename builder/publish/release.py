"""Publishes everything at once: a staging folder, a lock, and one atomic switch of ``out``.

``out`` is a symbolic link into ``.out/``, where the last generations lie. A run that fails or
is killed leaves the link alone; the next run clears what it left behind.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from builder.errors import BuilderError

KEPT_GENERATIONS = 3
_STAGING = "staging-"


class Release:
    """The published folder of one workspace."""

    def __init__(self, root: Path) -> None:
        self.out = root / "out"
        self._home = root / ".out"
        self._state = self._home / "state.json"

    def current_key(self) -> str | None:
        """The key of what is published now; None when nothing is, or it is damaged."""
        try:
            state = json.loads(self._state.read_text(encoding="utf-8"))
            published = str(self.out.readlink())
            whole = (self.out / "report.json").is_file()
        except (OSError, ValueError):
            return None
        same = isinstance(state, dict) and state.get("generation") == published
        return str(state["key"]) if same and whole else None

    @contextmanager
    def locked(self, holder: str) -> Iterator[None]:
        """Hold the workspace for one build; raises `BuilderError` naming who holds it already."""
        self._home.mkdir(exist_ok=True)
        lock = self._home / "lock"
        with lock.open("a+", encoding="utf-8") as stream:
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

    @contextmanager
    def staging(self) -> Iterator[Path]:
        """An empty folder to build in; it is removed again unless `publish` has taken it."""
        self._refuse_real_folder()
        for left in self._home.glob(f"{_STAGING}*"):
            shutil.rmtree(left, ignore_errors=True)
        folder = self._home / f"{_STAGING}{os.getpid()}"
        folder.mkdir()
        try:
            yield folder
        except OSError as error:
            raise _disk_error(error, self._home) from error
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def publish(self, staging: Path, build_id: str, key: str) -> None:
        """Make a finished staging folder the published one, in one step."""
        numbers = [int(p.name.split("-")[0]) for p in self._generations()]
        generation = self._home / f"{max(numbers, default=0) + 1:06d}-{build_id}"
        os.sync()  # one sync for a few hundred files costs a fifth of an fsync for each
        staging.rename(generation)
        target = os.path.join(self._home.name, generation.name)  # noqa: PTH118 - a relative link
        link = self._home / "switch"
        link.unlink(missing_ok=True)
        link.symlink_to(target)
        os.replace(link, self.out)  # noqa: PTH105 - the one atomic step, spelled out
        _sync_folder(self.out.parent)
        state = json.dumps({"generation": target, "key": key})
        fresh = self._home / "state.new"
        fresh.write_text(state, encoding="utf-8")
        fresh.replace(self._state)
        for old in self._generations()[:-KEPT_GENERATIONS]:
            shutil.rmtree(old, ignore_errors=True)

    def _generations(self) -> list[Path]:
        return sorted(p for p in self._home.glob("[0-9]*-*") if p.is_dir())

    def _refuse_real_folder(self) -> None:
        if self.out.exists() and not self.out.is_symlink():
            raise BuilderError(
                f"{self.out} is a folder of its own, so it cannot be switched as a whole",
                "Move it away; the build makes `out` a link into .out/.",
            )


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
