"""The hand-written pages below docs/: plain files of text, and nothing from outside the folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from builder.errors import BuilderError
from builder.store.folder import Folder, UnsafePath

_LARGEST = 5_000_000
"""Bytes of a page; a picture may be larger."""


def unfit_prose(docs: Path) -> dict[str, str]:
    """What cannot be published of a folder of prose: each name and the reason, for people.

    The name of a linked folder ends in a slash. A site builder would follow links to anywhere,
    wait for a pipe, and break at a page that is not UTF-8.
    """
    folder = Folder(docs)
    names = folder.names() if folder.exists else []
    return {name: reason for name in names if (reason := _unfit(folder, name))}


def prose_pages(docs: Path, folders: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    """The Markdown pages in some folders of the prose, by their names below ``docs``.

    Raises `BuilderError` when something in the prose cannot be published.
    """
    for name, reason in unfit_prose(docs).items():
        raise BuilderError(*unfit_message(docs, name, reason))
    folder = Folder(docs)
    for name in folder.names() if folder.exists else []:
        if name.endswith(".md") and name.partition("/")[0] in folders:
            yield name, folder.read(name, limit=_LARGEST)


def unfit_message(docs: Path, name: str, reason: str) -> tuple[str, str]:
    """What to say of an unfit file, and what to do about it."""
    return (
        f"{docs.name}/{name} is not published: {reason}",
        "Put a plain file of text in its place.",
    )


def _unfit(folder: Folder, name: str) -> str:
    try:
        if name.endswith("/"):
            return "it is a link to a folder"
        if not name.endswith(".md"):
            folder.head(name, 1)
            return ""
        data = folder.read(name, limit=_LARGEST)
        data.decode("utf-8-sig")
    except UnsafePath as unsafe:
        return unsafe.reason
    except FileNotFoundError:
        return "it has gone"
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return f"it is not UTF-8 text (line {line})"
    return ""
