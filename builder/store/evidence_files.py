"""Reads evidence/: records beside their artifacts, each artifact opened once and checked."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from msgspec import Struct
from msgspec.structs import force_setattr

from builder.model.evidence import Artifact, Evidence
from builder.model.issues import Issue, Location, Origin
from builder.store.artifact_types import content_problem
from builder.store.decoding import Decoder
from builder.store.folder import Folder, UnsafePath
from builder.store.inspection import Inspect, passed_over
from builder.store.placeholders import placeholders
from builder.store.yaml_nodes import read_yaml

LEAD = "evidence/"
MAX_ARTIFACT_BYTES = 100_000_000
"""A file is held whole while it is checked; git hosts take no larger one either."""
_SHA256 = re.compile("[0-9a-f]{64}")
_SHORT = 16
"""Characters of a wrong digest that a message repeats."""
_PROSE = frozenset({"README.md"})
"""Files that may stand in evidence/ without a record."""


class EvidenceFolder(Struct, frozen=True):
    """What evidence/ holds: the records, and every file's digest by workspace-relative name."""

    evidence: tuple[Evidence, ...]
    digests: Mapping[str, str]


def read_evidence(
    folder: Folder,
    records: Mapping[str, bytes],
    unread: AbstractSet[str] = frozenset(),
    *,
    check_artifacts: bool,
    inspect: Inspect = passed_over,
) -> tuple[EvidenceFolder, tuple[Issue, ...]]:
    """Decode ``records`` (workspace-relative names and bytes) and check their artifacts.

    ``unread`` are the records and linked folders that could not be opened, which is told already.
    Each artifact that is read is handed to ``inspect`` with its workspace-relative name.
    ``check_artifacts=False`` is for look-ups, which publish nothing: bytes are then not read.
    """
    issues: list[Issue] = []
    decoder = Decoder()
    found: list[Evidence] = []
    refused = {name.rpartition("/")[0] for name in unread}
    first_seen: dict[str, str] = {}
    for name, data in sorted(records.items()):
        issues.extend(placeholders(data, name))
        value, problems = read_yaml(data, name)
        issues.extend(problems)
        folder_name = name.rpartition("/")[0]
        record = None if value is None else decoder.decode(value, Evidence, Origin(name), issues)
        if any(problem.code == "YML007" for problem in problems):
            record = None  # what has no value says nothing about its artifacts
        if record is not None and record.id in first_seen:
            issues.append(_repeated(record, first_seen[record.id]))
            record = None
        if record is None:
            refused.add(folder_name)
            continue
        force_setattr(record, "folder", folder_name)
        first_seen[record.id] = name
        found.append(record)
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in records.items()}
    for record in found:  # what was recorded; a build proves below that the bytes still agree
        digests |= {f"{record.folder}/{file.file}": file.sha256 for file in record.artifacts}
    if check_artifacts:
        for record in found:
            issues.extend(_check_artifacts(folder, record, digests, inspect))
        listed = {f"{record.folder}/{file.file}" for record in found for file in record.artifacts}
        issues.extend(_unlisted(folder, listed | records.keys(), refused))
    found.sort(key=lambda record: record.id)
    return EvidenceFolder(tuple(found), digests), tuple(issues)


def _check_artifacts(
    folder: Folder, record: Evidence, digests: dict[str, str], inspect: Inspect
) -> list[Issue]:
    issues: list[Issue] = []
    if not record.artifacts and record.origin is not None:
        issues.append(
            Issue(
                code="EVD001",
                message=f"`{record.id}` lists no artifact",
                hint="List at least one file beside the record under `artifacts:`.",
                origin=record.origin.at("artifacts"),
            )
        )
    for position, artifact in enumerate(record.artifacts):
        place = (record.origin or Origin(record.folder)).at("artifacts", position)
        name = f"{record.folder}/{artifact.file}"
        try:
            data = folder.read(name.removeprefix(LEAD), limit=MAX_ARTIFACT_BYTES, sole_link=True)
        except FileNotFoundError:
            message = f"the artifact `{artifact.file}` is missing"
            hint = "Restore the file, or replace the record by a newer one."
            issues.append(Issue(code="EVD001", message=message, hint=hint, origin=place.at("file")))
            continue
        except UnsafePath as unsafe:
            message = f"`{artifact.file}` is not used: {unsafe.reason}"
            hint = "Keep the artifact as a plain file beside its record."
            issues.append(Issue(code="EVD003", message=message, hint=hint, origin=place.at("file")))
            continue
        inspect(name, data)
        digests[name] = hashlib.sha256(data).hexdigest()
        issue = _compare(artifact, data, digests[name], place)
        if issue is not None:
            issues.append(issue)
    return issues


def _compare(artifact: Artifact, data: bytes, digest: str, place: Origin) -> Issue | None:
    if digest != artifact.sha256:
        return _other_digest(artifact, digest, place.at("sha256"))
    if len(data) != artifact.bytes:
        message = f"`{artifact.file}` has {len(data):,} bytes, recorded {artifact.bytes:,}"
        return Issue(
            code="EVD002", message=message, hint="Correct the size.", origin=place.at("bytes")
        )
    problem = content_problem(data, artifact.media_type)
    if problem:
        return Issue(
            code="EVD004",
            message=f"`{artifact.file}` {problem}",
            hint="Set `media_type:` to what the bytes are, or replace the file.",
            origin=place.at("media_type"),
        )
    return None


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


def _unlisted(folder: Folder, known: set[str], refused: set[str]) -> list[Issue]:
    """Files that no record lists; beside a record that was refused nobody can say."""
    return [
        Issue(
            code="EVD006",
            message="no record lists this file",
            hint="Add it to the `artifacts:` of the record beside it, or take it away.",
            location=Location(LEAD + name),
        )
        for name in folder.names()
        if LEAD + name not in known
        and not name.endswith("/")
        and name not in _PROSE
        and not any(f"{LEAD}{name}".startswith(f"{beside}/") for beside in refused)
    ]


def _repeated(record: Evidence, first: str) -> Issue:
    return Issue(
        code="REC008",
        message=f"`{record.id}` stands twice, first in {first}",
        hint="Give one of them another id.",
        origin=record.origin.at("id") if record.origin else None,
    )
