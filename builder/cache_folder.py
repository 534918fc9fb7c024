"""Where what can be made again is kept between runs: the user's cache folder, safe to delete."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable


def cache_folder() -> str:
    """``shieldbook`` below ``XDG_CACHE_HOME``, else below ``~/.cache``; it need not exist yet."""
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111 - `who` loads no pathlib
    return os.path.join(home, "shieldbook")  # noqa: PTH118 - as above


def own_folder(folder: str) -> bool:
    """Whether ``folder`` is there, made if need be, and only this user writes to it.

    What others could put there would be believed: compiled programs, digests of clean files.
    """
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)  # noqa: PTH103 - as above
        state = os.lstat(folder)
    except OSError:
        return False
    private = stat.S_ISDIR(state.st_mode) and not state.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return private and state.st_uid == os.getuid()


def keep_file(path: str, parts: Iterable[bytes]) -> bool:
    """Write a kept file as a whole, for its owner alone; False when the disk refuses.

    What is kept only saves time, so nobody is told.
    """
    fresh = f"{path}.{os.getpid()}"
    try:
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.writelines(parts)
        os.replace(fresh, path)  # noqa: PTH105 - as above
    except OSError:
        return False
    return True
