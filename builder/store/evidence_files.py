"""Reads evidence/: records beside their artifacts, each artifact opened once and checked."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from msgspec import Struct, field
from msgspec.structs import force_setattr

from builder.model.evidence import Artifact, Evidence
from builder.model.evidence_log import Change, ChangeKind, LogEvent, changes
from builder.model.issues import Issue, Location, Origin
from builder.model.seal import SealFile, seal_changes
from builder.store.artifact_types import content_problem, head_problem
from builder.store.decoding import Decoder
from builder.store.evidence_log import LOG_NAME, Log, read_log
from builder.store.folder import Folder, UnsafePath
from builder.store.inspection import Inspect, passed_over
from builder.store.placeholders import placeholders
from builder.store.retirements import RETIRED, tell_retirements
from builder.store.seal_files import SEAL_NAME, read_seals
from builder.store.yaml_nodes import read_yaml

LEAD = "evidence/"
MAX_ARTIFACT_BYTES = 100_000_000
"""A file is held whole while its content is checked; of a larger one the beginning is looked at."""
HEAD_BYTES = 1_000_000
_SHA256 = re.compile("[0-9a-f]{64}")
_SHORT = 16
"""Characters of a wrong digest that a message repeats."""
_FREE = frozenset({"README.md", LOG_NAME})
"""Files that may stand in evidence/ without a record."""


class EvidenceFiles(Struct, frozen=True, kw_only=True):
    """What evidence/ holds."""

    evidence: tuple[Evidence, ...]
    digests: Mapping[str, str]
    """SHA-256 of every file by workspace-relative name."""
    log: tuple[LogEvent, ...] = ()
    """What was filed and retired."""
    log_data: bytes = b""
    logged: Mapping[str, str] = field(default_factory=dict)
    """See `Log.logged`."""
    seals: tuple[SealFile, ...] = ()

    def differences(self) -> list[Change]:
        """How the evidence differs from its log, and the log from its seals."""
        of_seals = seal_changes(self.seals, self.log_data)
        return [*changes(self.log, self.evidence, self.digests), *of_seals]


def read_evidence(
    folder: Folder,
    records: Mapping[str, bytes],
    unread: AbstractSet[str] = frozenset(),
    *,
    check_artifacts: bool,
    inspect: Inspect = passed_over,
) -> tuple[EvidenceFiles, tuple[Issue, ...]]:
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
        if name.endswith(f"/{RETIRED}"):
            continue
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
    retirements = {n: data for n, data in records.items() if n.endswith(f"/{RETIRED}")}
    issues.extend(tell_retirements(found, retirements))
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in records.items()}
    for record in found:  # what was recorded; a build proves below that the bytes still agree
        digests |= {f"{record.folder}/{file.file}": file.sha256 for file in record.artifacts}
    found.sort(key=lambda record: record.id)
    log = read_log(folder) if folder.exists else Log()
    held = EvidenceFiles(
        evidence=tuple(found),
        digests=digests,
        log=log.events,
        log_data=log.data,
        logged=log.logged,
        seals=read_seals(folder),
    )
    if check_artifacts:
        for record in found:
            issues.extend(_check_artifacts(folder, record, digests, inspect))
        listed = {f"{record.folder}/{file.file}" for record in found for file in record.artifacts}
        issues.extend(_unlisted(folder, listed | records.keys(), refused))
        issues.extend(log.issues)
        if not refused:  # of a record that cannot be read nobody can say that it is gone
            issues.extend(_as_filed(held))
    return held, tuple(issues)


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
            seen = _seen(folder, name, artifact, inspect)
        except FileNotFoundError:
            message = f"the artifact `{artifact.file}` is missing"
            hint = "Restore the file, or replace the record by a newer one."
            del digests[name]
            issues.append(Issue(code="EVD001", message=message, hint=hint, origin=place.at("file")))
            continue
        except UnsafePath as unsafe:
            message = f"`{artifact.file}` is not used: {unsafe.reason}"
            hint = "Keep the artifact as a plain file beside its record."
            issues.append(Issue(code="EVD003", message=message, hint=hint, origin=place.at("file")))
            continue
        digests[name] = seen.digest
        issue = _compare(artifact, seen, place)
        if issue is not None:
            issues.append(issue)
    return issues


class _Seen(Struct, frozen=True, kw_only=True):
    """What a file is, looked at once."""

    digest: str
    size: int
    problem: str
    """Why it is not of the kind that is declared."""


def _seen(folder: Folder, name: str, artifact: Artifact, inspect: Inspect) -> _Seen:
    """Look at an artifact: as a whole, or at its beginning when it is recorded as a large one."""
    below = name.removeprefix(LEAD)
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


def _compare(artifact: Artifact, seen: _Seen, place: Origin) -> Issue | None:
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
        and name not in _FREE
        and SEAL_NAME.fullmatch(name) is None
        and not any(f"{LEAD}{name}".startswith(f"{beside}/") for beside in refused)
    ]


def _as_filed(held: EvidenceFiles) -> list[Issue]:
    """EVD007: what was filed is not there any more as it was.

    What was never filed is no problem: a record may be written by hand and filed later.
    """
    return [
        Issue(
            code="EVD007",
            message=change.text,
            hint=_RESTORE,
            location=Location(change.file),
        )
        for change in held.differences()
        if change.kind not in _TOLD
    ]


_TOLD = {ChangeKind.NOT_FILED, ChangeKind.ARTIFACT_LOST, ChangeKind.ARTIFACT_CHANGED}
"""No problem, or told by comparing the artifacts with their record."""
_RESTORE = (
    "Restore it from the repository: a record is never edited or taken away. What is wrong in it is"
    " replaced by a newer record or retired: `shieldbook evidence supersede`, `evidence retire`."
)


def _repeated(record: Evidence, first: str) -> Issue:
    return Issue(
        code="REC008",
        message=f"`{record.id}` stands twice, first in {first}",
        hint="Give one of them another id.",
        origin=record.origin.at("id") if record.origin else None,
    )
