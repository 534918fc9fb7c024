"""Compiled templates of the theme, kept between builds: compiling them takes a twentieth."""

from __future__ import annotations

import os
from pathlib import Path

from jinja2 import FileSystemBytecodeCache

from builder.cache_folder import cache_folder, own_folder


def template_cache() -> FileSystemBytecodeCache | None:
    """The cache, or None where no folder can be had that only this user writes to.

    jinja2 keys an entry by the template's name and source, and by its own and Python's version.
    What is compiled is a program, so the folder has to be the user's own, as ``__pycache__`` is.
    """
    folder = str(Path(cache_folder(), "templates"))
    if not own_folder(folder) or not os.access(folder, os.W_OK | os.X_OK):
        return None
    return FileSystemBytecodeCache(folder)
