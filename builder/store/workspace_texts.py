"""Opens the YAML files of a workspace: each once, none through a link, and none left unsaid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct, field

from builder.errors import BuilderError
from builder.model.issues import Issue, Location
from builder.store.folder import Folder, UnsafePath
from builder.store.retirements import RETIRED
from builder.store.site_settings import SETTINGS
from builder.store.yaml_nodes import MAX_BYTES

RECORD = "record.yml"
"""Name of a record of evidence in its folder."""
_LINKED = "it is a link to a folder"
_SUFFIXES = (".yml", ".yaml")


class WorkspaceTexts(Struct, frozen=True, kw_only=True):
    """Every YAML file of a workspace by workspace-relative name."""

    files: Mapping[str, bytes]
    unfit: Mapping[str, str] = field(default_factory=dict)
    """What is not read, and why, for people; a folder's name ends in a slash."""


def read_texts(root: Path) -> WorkspaceTexts:
    """Every YAML file of controls/, every record of evidence/ and the settings of the site.

    Raises `BuilderError` when there is no catalog, or the disk does not answer.
    """
    files: dict[str, bytes] = {}
    unfit: dict[str, str] = {}
    for top in ("controls", "evidence"):
        folder = Folder(root / top)
        if folder.linked and folder.exists:  # read all the same: more can be told, and it stops
            unfit[f"{top}/"] = _LINKED
        elif folder.taken and not folder.exists:
            unfit[top] = "it is not a folder"
        for name in _named(folder, top) if folder.exists else ():
            _read(folder, name, f"{top}/{name}", files, unfit)
    if not Folder(root / "controls").exists:
        raise BuilderError(
            f"there is no controls/ folder in {root}",
            "Run the command in a workspace, or make one with `shieldbook init DIR`.",
        )
    if Folder(root / SETTINGS).taken:  # a workbook needs none
        _read(Folder(root), SETTINGS, SETTINGS, files, unfit)
    return WorkspaceTexts(files=files, unfit=unfit)


def _read(
    folder: Folder, name: str, whole: str, files: dict[str, bytes], unfit: dict[str, str]
) -> None:
    """Add the bytes of a file to ``files``, or why there are none to ``unfit``."""
    if name.endswith("/"):
        unfit[whole] = _LINKED
        return
    try:
        files[whole] = folder.head(name, MAX_BYTES + 1, sole_link=True)
    except UnsafePath as unsafe:
        unfit[whole] = unsafe.reason
    except FileNotFoundError:
        raise BuilderError(f"{whole} has gone while it was read") from None


def _named(folder: Folder, top: str) -> Iterator[str]:
    """The names that have to be read, and those of linked folders, which then are not."""
    for name in folder.names():
        kept = (f"/{RECORD}", f"/{RETIRED}")
        wanted = name.endswith(kept if top == "evidence" else _SUFFIXES)
        if wanted or name.endswith("/"):
            yield name


def unfit_file(name: str, reason: str) -> Issue:
    """FIL001: a name of the workspace that is not read."""
    what = "folder" if name.endswith("/") or "folder" in reason else "file"
    return Issue(
        code="FIL001",
        message=f"it is not read: {reason.removeprefix('it cannot be opened: ')}",
        hint=f"Put the {what} itself in its place, or take it away.",
        location=Location(name),
    )
