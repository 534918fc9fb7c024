"""Compares each artifact with its record: there, of its digest, its size and its kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from builder.model.evidence import Artifact, Evidence
from builder.model.issues import Issue, Origin
from builder.store.artifact_reading import ArtifactReader, ReadArtifact
from builder.store.artifact_types import content_problem, head_problem
from builder.store.folder import Folder, UnsafePath
from builder.store.inspection import Inspect

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
        self._reader = ArtifactReader(folder)
        self._inspect = inspect

    def expect(self, records: Iterable[Evidence], *, again: bool = True) -> None:
        """Say which records come next, so that large files are begun by then; as `issues_of`."""
        self._reader.expect(
            (name, artifact)
            for record in records
            for artifact in record.artifacts
            if (name := f"{record.folder}/{artifact.file}")
            and (again or self.digests.get(name) != artifact.sha256)
        )

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
            read = self._reader.read(name, artifact)
        except FileNotFoundError:
            message = f"the artifact `{artifact.file}` is missing"
            hint = "Restore the file, or replace the record by a newer one."
            self.digests.pop(name, None)
            return Issue(code="EVD001", message=message, hint=hint, origin=place.at("file"))
        except UnsafePath as unsafe:
            message = f"`{artifact.file}` is not used: {unsafe.reason}"
            hint = "Keep the artifact as a plain file beside its record."
            return Issue(code="EVD003", message=message, hint=hint, origin=place.at("file"))
        self._inspect(name, read.data)
        self.digests[name] = read.digest
        return _compare(artifact, read, place, name, as_filed=as_filed)


def _no_artifact(record: Evidence, origin: Origin) -> Issue:
    return Issue(
        code="EVD001",
        message=f"`{record.id}` lists no artifact",
        hint="List at least one file beside the record under `artifacts:`.",
        origin=origin.at("artifacts"),
    )


def _compare(
    artifact: Artifact, read: ReadArtifact, place: Origin, name: str, *, as_filed: bool
) -> Issue | None:
    if read.digest != artifact.sha256 and as_filed:
        return _changed_since(artifact, read.digest, place.at("sha256"), name)
    if read.digest != artifact.sha256:
        return _other_digest(artifact, read.digest, place.at("sha256"))
    if read.size != artifact.bytes:
        message = f"`{artifact.file}` has {read.size:,} bytes, recorded {artifact.bytes:,}"
        return Issue(
            code="EVD002", message=message, hint="Correct the size.", origin=place.at("bytes")
        )
    judge = content_problem if read.whole else head_problem
    problem = judge(read.data, artifact.media_type)
    if problem:
        return Issue(
            code="EVD004",
            message=f"`{artifact.file}` {problem}",
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
