"""Compares each artifact with its record: there, of its digest, its size and its kind."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable

from msgspec import Struct

from builder.model.evidence import Artifact, Evidence
from builder.model.issues import Issue, Origin
from builder.store.artifact_types import content_problem, head_problem
from builder.store.folder import Folder, UnsafePath
from builder.store.inspection import Inspect

MAX_ARTIFACT_BYTES = 100_000_000
"""A file is held whole while its content is checked; of a larger one the beginning is looked at."""
HEAD_BYTES = 1_000_000
_LEAD = "evidence/"
_SHA256 = re.compile("[0-9a-f]{64}")
_SHORT = 16
"""Characters of a wrong digest that a message repeats."""
AsFiled = Callable[[Artifact], bool]
"""Whether the log says of an artifact what its record says."""


def filed_as(artifacts: Iterable[Artifact]) -> AsFiled:
    """Of a record that was filed with these."""
    known = {(artifact.file, artifact.sha256) for artifact in artifacts}
    return lambda artifact: (artifact.file, artifact.sha256) in known


def never_filed(artifact: Artifact) -> bool:
    """Of a record that the log does not know, or knows otherwise."""
    del artifact
    return False


def filed_whole(artifact: Artifact) -> bool:
    """Of a record that is as it was filed."""
    del artifact
    return True


class ArtifactFiles:
    """The artifacts below a folder, and the digests that were found."""

    def __init__(self, folder: Folder, digests: dict[str, str], inspect: Inspect) -> None:
        """Enter digests into ``digests``; each file is handed to ``inspect``."""
        self.digests = digests
        self._folder = folder
        self._inspect = inspect

    def issues_of(self, record: Evidence, as_filed: AsFiled, *, again: bool = True) -> list[Issue]:
        """What is wrong with the files of a record.

        Without ``again`` a file that was found to be what this record says is not opened again:
        one export vouches for many records.
        """
        if not record.artifacts and record.origin is not None:
            return [_no_artifact(record, record.origin)]
        issues: list[Issue] = []
        for position, artifact in enumerate(record.artifacts):
            name = f"{record.folder}/{artifact.file}"
            if not again and self.digests.get(name) == artifact.sha256:
                continue
            place = (record.origin or Origin(record.folder)).at("artifacts", position)
            issue = self._issue(name, artifact, place, as_filed=as_filed(artifact))
            if issue is not None:
                issues.append(issue)
        return issues

    def _issue(
        self, name: str, artifact: Artifact, place: Origin, *, as_filed: bool
    ) -> Issue | None:
        try:
            seen = _seen(self._folder, name, artifact, self._inspect)
        except FileNotFoundError:
            message = f"the artifact `{artifact.file}` is missing"
            hint = "Restore the file, or replace the record by a newer one."
            self.digests.pop(name, None)
            return Issue(code="EVD001", message=message, hint=hint, origin=place.at("file"))
        except UnsafePath as unsafe:
            message = f"`{artifact.file}` is not used: {unsafe.reason}"
            hint = "Keep the artifact as a plain file beside its record."
            return Issue(code="EVD003", message=message, hint=hint, origin=place.at("file"))
        self.digests[name] = seen.digest
        return _compare(artifact, seen, place, name, as_filed=as_filed)


def _no_artifact(record: Evidence, origin: Origin) -> Issue:
    return Issue(
        code="EVD001",
        message=f"`{record.id}` lists no artifact",
        hint="List at least one file beside the record under `artifacts:`.",
        origin=origin.at("artifacts"),
    )


class _Seen(Struct, frozen=True, kw_only=True):
    """What a file is, looked at once."""

    digest: str
    size: int
    problem: str
    """Why it is not of the kind that is declared."""


def _seen(folder: Folder, name: str, artifact: Artifact, inspect: Inspect) -> _Seen:
    """Look at an artifact: as a whole, or at its beginning when it is recorded as a large one."""
    below = name.removeprefix(_LEAD)
    if artifact.bytes <= MAX_ARTIFACT_BYTES:
        data = folder.read(below, limit=MAX_ARTIFACT_BYTES, sole_link=True)
        inspect(name, data)
        digest = hashlib.sha256(data).hexdigest()
        problem = content_problem(data, artifact.media_type)
        return _Seen(digest=digest, size=len(data), problem=problem)
    head = folder.head(below, HEAD_BYTES, sole_link=True)
    inspect(name, head)
    digest, size = folder.digest(below, sole_link=True)
    return _Seen(digest=digest, size=size, problem=head_problem(head, artifact.media_type))


def _compare(
    artifact: Artifact, seen: _Seen, place: Origin, name: str, *, as_filed: bool
) -> Issue | None:
    if seen.digest != artifact.sha256 and as_filed:
        return _changed_since(artifact, seen.digest, place.at("sha256"), name)
    if seen.digest != artifact.sha256:
        return _other_digest(artifact, seen.digest, place.at("sha256"))
    if seen.size != artifact.bytes:
        message = f"`{artifact.file}` has {seen.size:,} bytes, recorded {artifact.bytes:,}"
        return Issue(
            code="EVD002", message=message, hint="Correct the size.", origin=place.at("bytes")
        )
    if seen.problem:
        return Issue(
            code="EVD004",
            message=f"`{artifact.file}` {seen.problem}",
            hint="Set `media_type:` to what the bytes are, or replace the file.",
            origin=place.at("media_type"),
        )
    return None


def _changed_since(artifact: Artifact, digest: str, place: Origin, name: str) -> Issue:
    """EVD002 where the log agrees with the record: the file is wrong, never the record."""
    return Issue(
        code="EVD002",
        message=f"`{artifact.file}` was changed after it was filed: it has the SHA-256"
        f" {digest[:12]}…, filed {artifact.sha256[:12]}…",
        hint=f"Restore it: `git log -- {name}` finds the commit that has it. If the new content is"
        " evidence, move it away first and file it: `shieldbook evidence supersede ID FILE`.",
        origin=place,
    )


def _other_digest(artifact: Artifact, digest: str, place: Origin) -> Issue:
    """EVD002, REC003: another file, another spelling, or no digest at all."""
    recorded = artifact.sha256
    if not _SHA256.fullmatch(recorded):
        same = recorded.lower() == digest
        return Issue(
            code="REC003",
            message="`sha256` must be 64 of 0-9 and a-f, in lower case,"
            f" not `{recorded[:_SHORT]}{'…' * (len(recorded) > _SHORT)}`",
            hint=f"Write {digest}." if same else "Write what `sha256sum` prints for the file.",
            origin=place,
        )
    return Issue(
        code="EVD002",
        message=f"`{artifact.file}` has the SHA-256 {digest[:12]}…, recorded {recorded[:12]}…",
        hint="If the file was changed: restore it; new content belongs into a new record."
        f" If the record is new and its digest mistaken: write {digest}.",
        origin=place,
    )
