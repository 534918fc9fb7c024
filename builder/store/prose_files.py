"""The hand-written pages below docs/: plain files of text, and nothing from outside the folder."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct, field

from builder.model.audience import Audience
from builder.model.issues import Issue, Location
from builder.store.drawings import SUFFIX, drawing_issues
from builder.store.folder import Folder, UnsafePath
from builder.store.inspection import Inspect, passed_over
from builder.store.page_audience import UnknownAudienceError, page_audience

DOCS = "docs"
PROSE_FOLDERS = ("guide", "reference")
"""Folders of docs/ whose pages the navigation lists."""
_LARGEST_PAGE = 5_000_000
_LARGEST_OTHER = 100_000_000
"""Bytes of a picture or another file that a page shows."""


class Prose(Struct, frozen=True, kw_only=True):
    """What docs/ holds: each file's digest, and what cannot be published."""

    digests: Mapping[str, str]
    """SHA-256 by workspace-relative name."""
    issues: tuple[Issue, ...]
    """DOC001, DOC003 and DOC004, located."""
    audiences: Mapping[str, Audience] = field(default_factory=dict)
    """For whom each page is, by workspace-relative name."""


def read_prose(root: Path, inspect: Inspect = passed_over) -> Prose:
    """Read every file of docs/ once; hidden files are passed over, as the site builder does.

    Each is handed to ``inspect`` with its workspace-relative name.

    A site builder would follow links to anywhere, wait for a pipe, and break at a page that is
    not UTF-8.
    """
    folder = Folder(root / DOCS)
    digests: dict[str, str] = {}
    issues: list[Issue] = []
    audiences: dict[str, Audience] = {}
    if folder.linked or (folder.taken and not folder.exists):
        told = (
            _unfit(f"{DOCS}/", "it is a link to a folder")
            if folder.linked
            else _unfit(DOCS, "it is not a folder")
        )
        return Prose(digests=digests, issues=(told,))
    for name in folder.names() if folder.exists else []:
        whole = f"{DOCS}/{name}"
        try:
            data = _read(folder, name)
            if name.endswith(".md"):
                audiences[whole] = page_audience(data.decode("utf-8-sig"))
        except UnsafePath as unsafe:
            issues.append(_unfit(whole, unsafe.reason))
        except FileNotFoundError:
            issues.append(_unfit(whole, "it has gone"))
        except UnknownAudienceError as unknown:
            issues.append(_unknown_audience(whole, unknown))
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            issues.append(_unfit(whole, "it is not UTF-8 text", line))
        else:
            issues.extend(drawing_issues(data, whole) if name.lower().endswith(SUFFIX) else ())
            inspect(whole, data)
            digests[whole] = hashlib.sha256(data).hexdigest()
    return Prose(digests=digests, issues=tuple(issues), audiences=audiences)


def page_bytes(root: Path, name: str) -> bytes:
    """A page of docs/ that `read_prose` could read, by its workspace-relative name."""
    return _read(Folder(root / DOCS), name.removeprefix(f"{DOCS}/"))


def prose_pages(root: Path, folders: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    """The Markdown pages in some folders of docs/, by their names below it.

    For a workspace that was read without an issue of `read_prose`.
    """
    folder = Folder(root / DOCS)
    for name in folder.names() if folder.exists else []:
        if name.endswith(".md") and name.partition("/")[0] in folders:
            yield name, _read(folder, name)


def _read(folder: Folder, name: str) -> bytes:
    if name.endswith("/"):
        raise UnsafePath("it is a link to a folder")
    limit = _LARGEST_PAGE if name.endswith(".md") else _LARGEST_OTHER
    return folder.read(name, limit=limit, sole_link=True)


def _unknown_audience(name: str, unknown: UnknownAudienceError) -> Issue:
    return Issue(
        code="DOC003",
        message=f"`audience` must be one of {', '.join(Audience)}, not `{unknown.word[:40]}`",
        hint="A page without the key is for the organization and its auditor.",
        location=Location(name, unknown.line),
    )


def _unfit(name: str, reason: str, line: int = 1) -> Issue:
    return Issue(
        code="DOC001",
        message=f"it is not published: {reason.removeprefix('it cannot be opened: ')}",
        hint="Put a plain file of text in its place, or take it away.",
        location=Location(name, line),
    )
