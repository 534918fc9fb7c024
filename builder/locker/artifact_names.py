"""File names of artifacts: what a person called the file, as far as every machine can hold it."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

_UNFIT = re.compile(r'[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff<>:"/\\|?*]+')
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_LONGEST = 100
"""Characters; file systems allow 255 bytes, and four may make one character."""
_OWN = ("record.yml", "retired.yml")

MEDIA_TYPES = {
    ".json": "application/json",
    ".sarif": "application/json",
    ".csv": "text/csv",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".md": "text/markdown",
    ".txt": "text/plain",
    ".log": "text/plain",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""By suffix, in lower case; the content decides whether it is true."""


def artifact_names(files: tuple[Path, ...]) -> tuple[str, ...]:
    """A name for each file, in their order; no two are equal on any file system.

    Spaces and letters of every script stay. Characters that a file system forbids become hyphens.
    """
    taken = {_folded(name) for name in _OWN}
    names: list[str] = []
    for file in files:
        name = _fit(file.name)
        stem, suffix = Path(name).stem, Path(name).suffix
        number = 2
        while _folded(name) in taken:
            name = f"{stem}-{number}{suffix}"
            number += 1
        taken.add(_folded(name))
        names.append(name)
    return tuple(names)


def media_type(name: str) -> str:
    """The media type that a name stands for; empty for one that is not known."""
    return MEDIA_TYPES.get(Path(name).suffix.lower(), "")


def _fit(name: str) -> str:
    name = _UNFIT.sub("-", unicodedata.normalize("NFC", name)).strip(" .~")
    stem, suffix = Path(name).stem, Path(name).suffix
    name = f"{stem[: _LONGEST - len(suffix)].rstrip()}{suffix}"
    if not name or _DEVICES.fullmatch(name):
        name = f"file-{name}" if name else "file"
    return name


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()
