"""Compiled templates of the theme, kept between builds: compiling them takes a twentieth."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from jinja2 import FileSystemBytecodeCache

from builder.cache_folder import cache_folder


def template_cache() -> FileSystemBytecodeCache | None:
    """The cache, or None where no folder can be had that only this user writes to.

    jinja2 keys an entry by the template's name and source, and by its own and Python's version.
    What is compiled is a program, so the folder has to be the user's own, as ``__pycache__`` is.
    """
    folder = Path(cache_folder(), "templates")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        state = folder.lstat()
    except OSError:
        return None
    private = stat.S_ISDIR(state.st_mode) and not state.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    if not private or state.st_uid != os.getuid() or not os.access(folder, os.W_OK | os.X_OK):
        return None
    return FileSystemBytecodeCache(str(folder))
