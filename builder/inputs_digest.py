"""One digest over everything a build is made from, so that an unchanged build is recognized."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

_PARTS = ("controls", "evidence", "docs")
_FILES = ("mkdocs.yml",)


def inputs_digest(root: Path, *words: str) -> str:
    """SHA-256 over the bytes of the workspace, of the builder itself, and of ``words``.

    Content decides, never a time stamp: a file that is touched changes nothing, a file whose
    time is set back changes the digest.
    """
    digest = hashlib.sha256("\n".join(words).encode())
    package = Path(__file__).parent
    for top in (*(root / part for part in _PARTS), *(root / name for name in _FILES), package):
        for path in _files_below(top):
            name = os.fsencode(path.removeprefix(str(root)))
            state = os.lstat(path)
            # a link or a pipe is refused by a build, so its being there is all that matters
            plain = stat.S_ISREG(state.st_mode) and state.st_nlink == 1
            digest.update(b"\n%s\n%d\n" % (name, plain))
            if stat.S_ISREG(state.st_mode):
                with open(path, "rb") as stream:  # noqa: PTH123 - the hot loop
                    digest.update(hashlib.sha256(stream.read()).digest())
    return digest.hexdigest()


def _files_below(top: Path) -> list[str]:
    if os.path.lexists(top) and (top.is_symlink() or not top.is_dir()):
        return [str(top)]
    found: list[str] = []
    stack = [str(top)]
    while stack:
        try:
            entries = list(os.scandir(stack.pop()))
        except OSError:
            continue
        for entry in entries:
            if entry.name.startswith(".") or entry.name == "__pycache__":
                continue
            if entry.is_dir(follow_symlinks=False):
                stack.append(entry.path)
            else:
                found.append(entry.path)
    return sorted(found)
