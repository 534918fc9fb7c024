"""Reads evidence/: records beside their artifacts, each artifact opened once and checked."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from msgspec import Struct, field
from msgspec.structs import force_setattr

from builder.model.evidence import Evidence
from builder.model.evidence_log import Change, ChangeKind, LogEvent, changes
from builder.model.issues import Issue, Location, Origin
from builder.model.seal import SealFile, seal_changes
from builder.store.artifact_comparison import artifact_issues
from builder.store.decoding import Decoder
from builder.store.evidence_log import LOG_NAME, Log, read_log, tell_logged
from builder.store.folder import Folder
from builder.store.inspection import Inspect, passed_over
from builder.store.placeholders import placeholders
from builder.store.retirements import RETIRED, tell_retirements
from builder.store.seal_files import SEAL_NAME, read_seals
from builder.store.yaml_nodes import read_yaml

LEAD = "evidence/"
_FREE = frozenset({"README.md", LOG_NAME})
"""Files that may stand in evidence/ without a record."""


class EvidenceFiles(Struct, frozen=True, kw_only=True):
    """What evidence/ holds."""

    evidence: tuple[Evidence, ...]
    digests: Mapping[str, str]
    """SHA-256 of every file by workspace-relative name; of the log too, once there is one."""
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
    log = read_log(folder) if folder.exists else Log()
    filed = tell_logged(found, log.events)
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in records.items()}
    for record in found:  # what was recorded; a build proves below that the bytes still agree
        digests |= {f"{record.folder}/{file.file}": file.sha256 for file in record.artifacts}
    found.sort(key=lambda record: record.id)
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
            known = {file.file: file.sha256 for file in filed.get(record.id, ())}
            issues.extend(artifact_issues(folder, record, digests, inspect, known))
        listed = {f"{record.folder}/{file.file}" for record in found for file in record.artifacts}
        issues.extend(_unlisted(folder, listed | records.keys(), refused))
        issues.extend(log.issues)
        if not refused:  # of a record that cannot be read nobody can say that it is gone
            issues.extend(_as_filed(held))
    return held, tuple(issues)


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
